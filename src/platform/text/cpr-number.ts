/**
 * Letters may touch the digits ("cpr010190-1234", "0101901234abc") where the rest of that run is letters only: in
 * random ids of letters and digits (TypeIDs, hashes) a longer run has further digits. UUIDs are taken out before.
 */
const lettersAtMostBefore = "(?<!\\p{N}\\p{L}*)";
/** A foreign telephone number may have ten digits; a Danish one (+45) has eight. */
const noForeignPhone = "(?<!\\+(?!45)\\d{1,3}[\\s.-]{0,2})";
const start = `${lettersAtMostBefore}${noForeignPhone}`;
const end = "(?!\\p{L}*\\p{N})";
/** Every dash there is, and the minus sign that spreadsheets put in its place. */
const dash = "\\p{Pd}\\u2212";
/** Slashes, dots in the middle and what else is put between numbers with or without air around it. */
const stroke = "/\\\\\\u2044\\u2215_|~*·•";
const space = "[^\\S\\n]{1,3}";
/** A comma followed by air begins something else: "121026, 2000 Frederiksberg". */
const gap = `(?:[\\s.${dash}]{0,5}|(?:${space})?[${stroke}](?:${space})?|[:,;+='])`;
/** Digits beyond a mark mean a longer number, a list or a moment. */
const aloneBefore = `(?<!\\d[\\s.,:${dash}${stroke}])`;
const aloneAfter = `(?![\\s.,:${dash}${stroke}]\\d)`;

/**
 * The ways in which a CPR number is written; groups 1 to 3 are day, month and year of each.
 * The ones with many separators ask for more air around them, since dates, telephone numbers and
 * version numbers that follow each other look much the same.
 */
const spellings: readonly RegExp[] = [
  // 0101901234, 010190-1234, 010190/1234, 010190 12 34
  `${start}(\\d\\d)(\\d\\d)(\\d\\d)${gap}\\d\\d(?:${space})?\\d\\d${end}`,
  // 01 01 90 1234, 01 01 90-1234
  `${start}(\\d\\d)${space}(\\d\\d)${space}(\\d\\d)${gap}\\d{4}${end}`,
  // 01 01 90 12 34
  `${start}(?<!\\d\\s)(\\d\\d)${space}(\\d\\d)${space}(\\d\\d)${space}\\d\\d${space}\\d\\d${end}${aloneAfter}`,
  // 0101 90 1234, 0101-90-1234; without the slash, which stands in addresses: /2010/12/1234
  `${start}${aloneBefore}(\\d\\d)(\\d\\d)(?:${space}|[.${dash}])(\\d\\d)[\\s.${dash}]{1,3}\\d{4}${end}${aloneAfter}`,
  // 01.01.90-1234, 01-01-90-1234, 01/01/90-1234, 01/01-90-1234
  ...[
    ["\\.", "\\."],
    [`[${dash}]`, `[${dash}]`],
    [`[${stroke}]`, `[${stroke}${dash}]`],
  ].map(
    ([first, second]) =>
      `${start}(?<!\\d[.${dash}${stroke}])(\\d\\d) ?${first} ?(\\d\\d) ?${second} ?(\\d\\d)${gap}\\d{4}${end}(?![.${dash}${stroke}]\\d)`,
  ),
  // 0 1 0 1 9 0 1 2 3 4, 0-1-0-1-9-0-1-2-3-4, 0 1 0 1 9 0 - 1 2 3 4
  ...[space, `[.,:${dash}${stroke}]`].map((mark) => {
    const pair = `(\\d${mark}\\d)`;
    return `${start}${aloneBefore}${pair}${mark}${pair}${mark}${pair}${gap}\\d(?:${mark}\\d){3}${end}${aloneAfter}`;
  }),
].map((pattern) => new RegExp(pattern, "gu"));

/** A UUID's groups of hexadecimal digits hold ten decimal ones now and then. */
const uuid = /(?<![\p{L}\p{N}])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\p{L}\p{N}])/giu;

/** Printable ASCII without an escape. */
const plainAscii = /^[ -$&-~]*$/;

/** How often a text is percent-decoded: addresses within addresses are encoded twice, rarely three times. */
const maxDecodings = 3;

/**
 * Whether a text holds something that reads as a CPR number (the Danish personal identification number):
 * ten digits, a calendar day as DDMMYY (in a replacement number, for people without a CPR number, the day plus 60)
 * and four more, in any Unicode digits, also with invisible characters in between and percent-encoded. The old
 * modulus-11 check digit is not asked for, since valid numbers without one have been issued since 1 October 2007
 * (https://www.cpr.dk/cpr-systemet/opbygning-af-cpr-nummeret/).
 */
export function holdsCprNumber(text: string): boolean {
  if (!/\p{N}/u.test(text)) return false;
  // Most of what is checked is an id: nothing in it can be decoded or resolved to other characters.
  if (plainAscii.test(text)) return readsAsCprNumber(text);
  let shown = withPlainDigits(text);
  for (let decodings = 0; !readsAsCprNumber(shown); decodings += 1) {
    if (decodings === maxDecodings) return false;
    const decoded = withPlainDigits(percentDecoded(shown));
    if (decoded === shown) return false;
    shown = decoded;
  }
  return true;
}

/** Ten digits with at most the longest `gap` between two, and no ASCII letter: most texts, ids too, need no closer look. */
const tenDigits = /(?:\d[^\dA-Za-z]{0,7}){9}\d/u;

function readsAsCprNumber(shown: string): boolean {
  if (!tenDigits.test(shown)) return false;
  const withoutIds = shown.replace(uuid, "#");
  for (const spelling of spellings) {
    for (const [, day, month, year] of withoutIds.matchAll(spelling)) {
      if (isBirthday(numberIn(day), numberIn(month), numberIn(year))) return true;
    }
  }
  return false;
}

/** The number that a group's digits make, whatever stands between them. */
function numberIn(group = ""): number {
  return Number(group.replace(/\D/g, ""));
}

/** Bytes that are no UTF-8 become replacement characters, which are neither letters nor digits. */
function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll("%", ""), "hex").toString("utf8"),
  );
}

/** The text as a reader sees it: compatibility forms resolved, marks and invisible characters gone, digits 0-9. */
function withPlainDigits(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}\p{M}]/gu, "")
    .replace(/(?![0-9])\p{Nd}/gu, (digit) => String(digitValue(digit)));
}

/** Unicode keeps the decimal digits of a script together, in order from zero, so the distance to the first tells the value. */
function digitValue(digit: string): number {
  const codePoint = digit.codePointAt(0) ?? 0;
  let first = codePoint;
  while (first > 0 && /\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return (codePoint - first) % 10;
}

/** The seventh digit's century is left aside: 29 February counts when any century has it in that year. */
function isBirthday(shownDay: number, month: number, year: number): boolean {
  const day = shownDay > 60 ? shownDay - 60 : shownDay;
  const daysInMonth = [31, year % 4 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= (daysInMonth[month - 1] ?? 0);
}

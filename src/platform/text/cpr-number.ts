const boundaryBefore = "(?<![\\p{L}\\p{N}])";
/** "cpr010190-1234": the word that announces the number is no part of it. */
const announcement = "(?<=cpr|cprnr)";
/** A foreign telephone number may have ten digits; a Danish one (+45) has eight. */
const noForeignPhone = "(?<!\\+(?!45)\\d{1,3}[\\s.-]{0,2})";
const start = `(?:${boundaryBefore}|${announcement})${noForeignPhone}`;
const end = "(?![\\p{L}\\p{N}])";
/** Every dash there is, and the minus sign that spreadsheets put in its place. */
const dash = "\\p{Pd}\\u2212";
const gap = `[\\s.${dash}]{0,5}`;
const space = "[^\\S\\n]{1,3}";

/**
 * The ways in which a CPR number is written; groups 1 to 3 are day, month and year of each.
 * The ones with many separators ask for more air around them, since dates, telephone numbers and
 * version numbers that follow each other look much the same.
 */
const spellings: readonly RegExp[] = [
  // 0101901234, 010190-1234, 010190 12 34
  `${start}(\\d\\d)(\\d\\d)(\\d\\d)${gap}\\d\\d(?:${space})?\\d\\d${end}`,
  // 01 01 90 1234, 01 01 90-1234
  `${start}(\\d\\d)${space}(\\d\\d)${space}(\\d\\d)${gap}\\d{4}${end}`,
  // 01 01 90 12 34
  `${start}(?<!\\d\\s)(\\d\\d)${space}(\\d\\d)${space}(\\d\\d)${space}\\d\\d${space}\\d\\d${end}(?!\\s\\d)`,
  // 01.01.90-1234, 01-01-90-1234
  ...["\\.", `[${dash}]`].map(
    (mark) =>
      `${start}(?<!\\d[.${dash}])(\\d\\d) ?${mark} ?(\\d\\d) ?${mark} ?(\\d\\d)${gap}\\d{4}${end}(?![.${dash}]\\d)`,
  ),
].map((pattern) => new RegExp(pattern, "giu"));

/**
 * Whether a text holds something that reads as a CPR number (the Danish personal identification number):
 * ten digits, a calendar day as DDMMYY and four more, in any Unicode digits, also with invisible characters in
 * between. The old modulus-11 check digit is not asked for, since valid numbers without one have been issued
 * since 1 October 2007 (https://www.cpr.dk/cpr-systemet/opbygning-af-cpr-nummeret/).
 */
export function holdsCprNumber(text: string): boolean {
  if (!/\p{N}/u.test(text)) return false;
  const plain = withPlainDigits(text);
  for (const spelling of spellings) {
    for (const [, day, month, year] of plain.matchAll(spelling)) {
      if (isCalendarDay(Number(day), Number(month), Number(year))) return true;
    }
  }
  return false;
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
function isCalendarDay(day: number, month: number, year: number): boolean {
  const daysInMonth = [31, year % 4 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= (daysInMonth[month - 1] ?? 0);
}

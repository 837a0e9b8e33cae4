import { publicIdOf } from "../../src/platform/ids/ids.js";
import { findTextProblem, isVisible, normaliseText } from "../../src/platform/text/text-rules.js";
import { seededRandom } from "./seeded-random.js";

const codeOf = (text: string) => findTextProblem(text)?.code ?? null;

describe("CPR numbers", () => {
  test.each([
    "0101901234",
    "010190-1234",
    "010190 1234",
    "010190.1234",
    "010190 - 1234",
    "010190–1234",
    "010190‑1234",
    "010190−1234",
    "010190\u00a01234",
    "010190\n1234",
    "01 01 90 1234",
    "01 01 90 12 34",
    "01 01 90-1234",
    "01.01.90-1234",
    "01-01-90-1234",
    "010190 12 34",
    "Mit nummer er (010190-1234).",
    "CPR:010190-1234",
    "cpr010190-1234",
    "CPR-nr. 010190-1234, ring 12345678",
    "12345678 010190-1234",
    "+45 010190-1234",
    "290200-4321",
    "290296-1234",
    "311299-1234",
    "０１０１９０-１２３４",
    "٠١٠١٩٠-١٢٣٤",
    "०१०१९०१२३४",
    "𝟎𝟏𝟎𝟏𝟗𝟎-𝟏𝟐𝟑𝟒",
    "0\u200b1\u00ad01\u20609\ufeff0-1234",
    "0\u03361\u033601901234",
    "010190-1234\u200b",
    "01/01/90-1234",
    "01/01/90 1234",
    "01/01-90-1234",
    "01_01_90_1234",
    "01.01.90,1234",
    "010190/1234",
    "010190 / 1234",
    "010190_1234",
    "010190:1234",
    "010190,1234",
    "010190;1234",
    "010190+1234",
    "010190·1234",
    "0101 90 1234",
    "0101 90-1234",
    "0101-90-1234",
    "0 1 0 1 9 0 1 2 3 4",
    "0 1 0 1 9 0 - 1 2 3 4",
    "0.1.0.1.9.0.1.2.3.4",
    "0101901234abc",
    "CPR:0101901234x",
    "cprnr0101901234",
    "300190-1234x",
    "a010190-1234",
    "født010190-1234",
    "Se_0101901234_her",
    "610190-1234",
    "9112991234",
    "67 01 90 1234",
    "https://x.dk/?cpr=010190%2D1234",
    "https://x.dk/0101%39%301234",
    "https://x.dk/?to=%30101901234",
    "https://x.dk/010190%E2%80%911234",
    "https://x.dk/010190%252D1234",
    "https://x.dk/?q=%EF%BC%90101901234",
    "100%0101901234",
  ])("refuses %j", (text) => {
    expect(codeOf(text)).toBe("CPR_NUMBER");
  });

  test.each([
    "12345678",
    "12 34 56 78",
    "+45 12 34 56 78",
    "+4520102020",
    "0045 20 10 20 20",
    "+44 2010 201234",
    "+44 2010201234",
    "20 10 20 20 30 10 20 30",
    "20102020 20102030",
    "20 10 20 20, 30 10 20 30",
    "CVR 13748136",
    "2026-11-22",
    "2026-11-22T10:11:12.131Z",
    "20121010T1200",
    "201210101200",
    "1990-1994",
    "2010 2012 2013",
    "12.10.26 kl. 20.30",
    "12.10.26 20.30",
    "12.10.26-14.10.26",
    "12-10-2026 20:30",
    "kl. 10.12-20.30",
    "1.010.190.123 kr.",
    "1010,50 kr. - 1234",
    "2000 Frederiksberg",
    "actor_01h455vb4pex5vsknk084sn02q",
    "actor_00000000000101901234000000",
    "01019012-1234-7010-8901-010190123412",
    "01900000-0000-7000-8000-000101901234",
    "5701234567890",
    "978-87-01-01902-34",
    "1.10.12.20.1234",
    "320190-1234",
    "011390-1234",
    "310490-1234",
    "290201-1234",
    "000190-1234",
    "010100-123",
    "010190-12345",
    "1010190-1234",
    "½010190-1234",
    "600190-1234",
    "920190-1234",
    "900290-1234",
    "12.10.26, 2000 Frederiksberg",
    "12/10/26, 2000 Frederiksberg",
    "121026, 2000 Frederiksberg",
    "12/10/26 20:30",
    "70 10 20 20",
    "Ring 70 10 20 20, 10-16",
    "Ring 70 10 20 20 10-16",
    "2011-12 2012-13",
    "2011/12 2012/13",
    "https://x.dk/2010/12/1234",
    "https://x.dk/2026/10/12/1234",
    "2026-11-22T10:11:12.1314Z",
    "20261122T101112-0500",
    "1 010 190 123 kr.",
    "1 2 3 4 5 6 7 8 9 10",
    "1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0",
    "55.101220,12.568337",
    "100% af 12345678, 50%20",
    "da39a3ee5e6b4b0d0101901234890afd80709",
  ])("accepts %j", (text) => {
    expect(codeOf(text)).toBeNull();
  });

  test("a field for such numbers may hold them", () => {
    expect(findTextProblem("0101901234", { allowNumbersLikeCpr: true })).toBeNull();
  });

  test("whatever day, digits and separators are drawn, the number is found; a ninth digit away, it is not", () => {
    const random = seededRandom(20261122);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
    const zeros = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10, 0x1d7ce, 0x1d7f6];
    for (let round = 0; round < 5000; round += 1) {
      const day = new Date(Date.UTC(1900, 0, 1) + Math.floor(random() * 45_000) * 86_400_000);
      const iso = day.toISOString();
      const digits = `${iso.slice(8, 10)}${iso.slice(5, 7)}${iso.slice(2, 4)}${String(Math.floor(random() * 10_000)).padStart(4, "0")}`;
      const zero = pick(zeros);
      const shown = [...digits].map(
        (digit) => String.fromCodePoint(zero + Number(digit)) + pick(["", "", "\u200b", "\u00ad"]),
      );
      const number = `${shown.slice(0, 6).join("")}${pick(["", "-", " ", ".", "–", " - ", "\u2009", "/", "_", ":", ","])}${shown.slice(6).join("")}`;
      const around = pick(["", "Se ", "(", "Tlf. 20102020, ", "cpr", "født", "nr_"]);
      expect([number, codeOf(`${around}${number}${pick(["", ".", " ok", ")", "x", "abc", "_ok"])}`)]).toEqual(
        [number, "CPR_NUMBER"],
      );
      expect([number, codeOf(`${around}${number}7`)]).toEqual([number, null]);
    }
  });

  test("separators, replacement numbers and percent-encoding hide no number", () => {
    const random = seededRandom(20261123);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
    const encoded = (character: string) =>
      [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
    for (let round = 0; round < 5000; round += 1) {
      const iso = new Date(Date.UTC(1900, 0, 1) + Math.floor(random() * 45_000) * 86_400_000).toISOString();
      const day = String(Number(iso.slice(8, 10)) + pick([0, 60])).padStart(2, "0");
      const [month, year] = [iso.slice(5, 7), iso.slice(2, 4)];
      const last = String(Math.floor(random() * 10_000)).padStart(4, "0");
      const number = pick([
        `${day}${month}${year}${pick(["", "-", " ", "/", " / ", "_", ":", ",", "+"])}${last}`,
        `${day} ${month} ${year}${pick([" ", "-", "/"])}${last}`,
        `${day}${month} ${year}${pick([" ", "-"])}${last}`,
        ...[".", "-", "/", "_"].map(
          (mark) => `${day}${mark}${month}${mark}${year}${pick(["-", " ", mark])}${last}`,
        ),
        [...day, ...month, ...year, ...last].join(pick([" ", ".", "-", "/", ","])),
      ]);
      const share = pick([0, 0, 0.2, 1]);
      const shown = [...number]
        .map((character) => (random() < share ? encoded(character) : character))
        .join("");
      expect([
        number,
        shown,
        codeOf(`${pick(["", "https://x.dk/?q=", "Nr. "])}${shown}${pick(["", "&a=b", " ok"])}`),
      ]).toEqual([number, shown, "CPR_NUMBER"]);
    }
  });

  test("random ids are no numbers of people", () => {
    const random = seededRandom(20261124);
    const bytes = (count: number) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
    const hits = { typeId: 0, uuid: 0, sha256: 0, base64url: 0 };
    for (let round = 0; round < 100_000; round += 1) {
      // As UUIDv7: 48 bits of a time in this century, then the version, the variant and chance.
      const drawn = bytes(16);
      drawn.set([0x01, 0x80 + Math.floor(random() * 0x40)]);
      drawn[6] = ((drawn[6] ?? 0) & 0x0f) | (random() < 0.5 ? 0x70 : 0x40);
      drawn[8] = ((drawn[8] ?? 0) & 0x3f) | 0x80;
      const hex = Buffer.from(drawn).toString("hex");
      const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
      if (codeOf(id)) hits.uuid += 1;
      if (codeOf(`Se ${publicIdOf("actor", id)}.`)) hits.typeId += 1;
      if (round % 10 === 0 && codeOf(Buffer.from(bytes(32)).toString("hex"))) hits.sha256 += 1;
      if (codeOf(Buffer.from(bytes(24)).toString("base64url"))) hits.base64url += 1;
    }
    expect(hits).toEqual({ typeId: 0, uuid: 0, sha256: 0, base64url: 0 });
  });

  test("a long text full of digits is read in linear time", () => {
    const started = performance.now();
    findTextProblem("01 01 90 12 3".repeat(40_000));
    findTextProblem("0101 ".repeat(100_000));
    findTextProblem(" ".repeat(500_000).concat("1"));
    findTextProblem("a".repeat(500_000).concat("1"));
    findTextProblem("3101901234a".repeat(40_000));
    findTextProblem("3 2 0 1 9 0 ".repeat(40_000));
    findTextProblem("%2530".repeat(100_000));
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe("characters", () => {
  test.each([
    "\u0000",
    "\u0007",
    "\u001b",
    "\r",
    "\u007f",
    "\u0085",
    "\u009f",
    "\ud800",
    "\udc00",
    "a\udc00\ud800b",
  ])("refuses the control or surrogate %j", (character) => {
    expect(codeOf(`a${character}b`)).toBe("INVALID_TEXT");
  });
  test.each([
    "\u202a",
    "\u202e",
    "\u2066",
    "\u2069",
    "\ufdd0",
    "\ufdef",
    "\ufffe",
    "\uffff",
    "\u{1fffe}",
    "\u{10ffff}",
  ])("refuses the disguise or noncharacter %j", (character) => {
    expect(codeOf(`a${character}b`)).toBe("INVALID_TEXT");
  });
  test.each(["", "Øvelokalet på Havnen", "a\nb\tc", "a\r\nb", "😀👨‍👩‍👧🏴󠁧󠁢󠁥󠁮󠁧󠁿", "نص\u200f", "\ue000", "\ufffd"])(
    "accepts %j",
    (text) => {
      expect(codeOf(text)).toBeNull();
    },
  );

  test("a single line has neither breaks nor tabs", () => {
    for (const character of ["\n", "\t", "\r\n", "\u2028", "\u2029"]) {
      expect(findTextProblem(`a${character}b`, { singleLine: true })).toEqual({ code: "INVALID_TEXT" });
    }
  });

  test("length counts code points", () => {
    expect(findTextProblem("😀".repeat(5), { maxLength: 5 })).toBeNull();
    expect(findTextProblem("😀".repeat(6), { maxLength: 5 })).toEqual({ code: "TOO_LONG", limit: 5 });
    expect(findTextProblem("a".repeat(11), { maxLength: 5 })).toEqual({ code: "TOO_LONG", limit: 5 });
  });

  test("every code point is either refused or survives being stored and read as UTF-8", () => {
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint += 1) {
      const character = String.fromCodePoint(codePoint);
      const stored = Buffer.from(character, "utf8").toString("utf8");
      if (stored !== character || codePoint === 0)
        expect([codePoint, codeOf(character)]).toEqual([codePoint, "INVALID_TEXT"]);
    }
  });
});

describe("normaliseText", () => {
  test("composes, trims and knows one line break", () => {
    expect(normaliseText(" A\u030arhus \r\n b\rc\u2028d ")).toBe("Århus \n b\nc\nd");
  });
  test("a second time changes nothing", () => {
    const random = seededRandom(7);
    for (let round = 0; round < 500; round += 1) {
      const text = Array.from({ length: 20 }, () => String.fromCodePoint(Math.floor(random() * 0xd7ff))).join(
        "",
      );
      expect(normaliseText(normaliseText(text))).toBe(normaliseText(text));
    }
  });
});

describe("isVisible", () => {
  test.each(["a", "1", "🎵", "+", "?", " \u200bø "])("%j shows something", (text) => {
    expect(isVisible(text)).toBe(true);
  });
  test.each(["", " ", "\u00a0\u3000", "\u200b\u200d", "\u0301"])("%j shows nothing", (text) => {
    expect(isVisible(text)).toBe(false);
  });
});

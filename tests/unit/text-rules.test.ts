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
    "300190-1234x",
    "320190-1234",
    "011390-1234",
    "310490-1234",
    "290201-1234",
    "000190-1234",
    "010100-123",
    "010190-12345",
    "1010190-1234",
    "a010190-1234",
    "½010190-1234",
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
      const number = `${shown.slice(0, 6).join("")}${pick(["", "-", " ", ".", "–", " - ", "\u2009"])}${shown.slice(6).join("")}`;
      const around = pick(["", "Se ", "(", "Tlf. 20102020, "]);
      expect([number, codeOf(`${around}${number}${pick(["", ".", " ok", ")"])}`)]).toEqual([
        number,
        "CPR_NUMBER",
      ]);
      expect([number, codeOf(`${around}${number}7`)]).toEqual([number, null]);
    }
  });

  test("a long text full of digits is read in linear time", () => {
    const started = performance.now();
    findTextProblem("01 01 90 12 3".repeat(40_000));
    findTextProblem("0101 ".repeat(100_000));
    findTextProblem(" ".repeat(500_000).concat("1"));
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

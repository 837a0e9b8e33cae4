/** Longest slug, in characters. */
export const longestSlug = 80;

/** What a slug looks like: lower-case ASCII letters and digits in groups joined by single hyphens. */
export const slugPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Danish letters as they are spelt where only ASCII can be written. */
const danishSpellings: Readonly<Record<string, string>> = {
  æ: "ae",
  ø: "oe",
  å: "aa",
  ß: "ss",
  ð: "d",
  þ: "th",
  ł: "l",
};

/** A slug made from a name; empty when the name has no letter or digit that ASCII can spell. */
export function slugFromName(name: string): string {
  return (
    name
      .toLowerCase()
      .normalize("NFC")
      .replace(/[æøåßðþł]/g, (letter) => danishSpellings[letter] ?? "")
      .normalize("NFKD")
      // Compatibility forms such as № come apart into capitals.
      .toLowerCase()
      .replace(/\p{M}/gu, "")
      .replace(/['’´`]/g, "")
      .replace(/[^a-z0-9]+/g, "-")
      .slice(0, longestSlug - 6)
      .replace(/^-+|-+$/g, "")
  );
}

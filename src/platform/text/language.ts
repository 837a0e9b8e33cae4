/** The two languages that people read Samspil in. */
export type Language = "DA" | "EN";

/**
 * The reader's language from an `Accept-Language` header (RFC 9110, section 12.5.4): the supported one with
 * the highest quality, the first of equals; Danish when none is named.
 */
export function languageFromHeader(header: string | undefined): Language {
  let best: { language: Language; quality: number } | undefined;
  for (const part of (header ?? "").slice(0, 1000).split(",")) {
    const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
    const primary = tag.trim().split("-")[0];
    const language = primary === "da" ? "DA" : primary === "en" ? "EN" : undefined;
    if (!language) continue;
    const given = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
    const quality = given === undefined ? 1 : Number(given);
    if (quality > 0 && (!best || quality > best.quality)) best = { language, quality };
  }
  return best?.language ?? "DA";
}

/** One record of a CSV file (RFC 4180) with its line break: values between commas, quoted where they must be. */
export function csvRecord(values: readonly (string | null)[]): string {
  return `${values.map((value) => csvField(value ?? "")).join(",")}\n`;
}

function csvField(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/**
 * A text that a spreadsheet does not take for a formula: one that begins with `=`, `+`, `-`, `@`, a tab or a carriage
 * return is written after an apostrophe (OWASP, CSV Injection).
 */
export function withoutFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** Longest web address that is kept, in characters of its encoded form. */
export const longestWebAddress = 2000;

/** The encoded form of an http or https address without user name and password, as people paste it; else null. */
export function readWebAddress(written: string): string | null {
  const address = URL.canParse(written.trim()) ? new URL(written.trim()) : null;
  const isOfTheWeb = address !== null && /^https?:$/.test(address.protocol);
  if (!isOfTheWeb || address.username || address.password) return null;
  return address.href.length <= longestWebAddress ? address.href : null;
}

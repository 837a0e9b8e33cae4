/** Puts together what several modules name. @throws when two give the same name */
export function mergeOnce<Value>(
  what: string,
  parts: readonly Readonly<Record<string, Value>>[],
): Record<string, Value> {
  const merged: Record<string, Value> = {};
  for (const [name, value] of parts.flatMap((part) => Object.entries(part))) {
    if (Object.hasOwn(merged, name)) throw new Error(`The ${what} ${name} is given twice`);
    merged[name] = value;
  }
  return merged;
}

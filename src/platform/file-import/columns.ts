import { UnreadableFile } from "./unreadable-file.js";

/** Which header of a file stands for which column, and the headers that mean nothing. */
export interface FoundColumns<Column extends string> {
  readonly headers: ReadonlyMap<Column, string>;
  readonly ignored: readonly string[];
}

/**
 * Finds columns by their own name or another one. Capitals, spaces, points, hyphens and underscores do not matter.
 * @param names Every column with the other headers that mean it.
 * @throws UnreadableFile when two headers mean the same column
 */
export function findColumns<Column extends string>(
  headers: readonly string[],
  names: Readonly<Record<Column, readonly string[]>>,
): FoundColumns<Column> {
  const columns = Object.keys(names) as Column[];
  const found = new Map<Column, string>();
  const ignored: string[] = [];
  for (const header of headers) {
    const plain = withoutSeparators(header);
    const column = columns.find((name) => [name, ...names[name]].map(withoutSeparators).includes(plain));
    const other = column && found.get(column);
    if (other !== undefined)
      throw new UnreadableFile(`The columns "${other}" and "${header}" mean the same.`);
    if (column) found.set(column, header);
    else ignored.push(header);
  }
  return { headers: found, ignored };
}

const withoutSeparators = (text: string) =>
  text
    .normalize("NFC")
    .toLowerCase()
    .replace(/[\s._-]+/g, "");

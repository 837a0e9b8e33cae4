/** The parts of a response that errors and the nulls they leave stand in. */
interface Body {
  readonly data?: unknown;
  readonly errors?: readonly FieldError[];
}

interface FieldError {
  readonly path?: readonly (string | number)[];
}

/**
 * Whether two answers that are not equal tell the same nevertheless. Where several fields that cannot be null fail at once, one
 * null stands for all, and whichever failed first is told: that may differ from run to run, and so may the order of errors
 * (GraphQL specification, section 6.4.4). All else must be equal: the data, which places are null for an error, and every
 * error that a place has by itself.
 */
export function errorsAgree(one: unknown, other: unknown): boolean {
  const [left, right] = [one as Body, other as Body];
  if (!left.errors || !right.errors) return false;
  // What is refused before it runs has no competition.
  if ([...left.errors, ...right.errors].some(({ path }) => path === undefined)) return false;
  if (JSON.stringify({ ...left, errors: [] }) !== JSON.stringify({ ...right, errors: [] })) return false;
  const [lefts, rights] = [errorsByNull(left), errorsByNull(right)];
  return (
    lefts.size === rights.size &&
    [...lefts].every(([place, errors]) => compete(errors, rights.get(place) ?? []))
  );
}

interface PlacedError {
  readonly text: string;
  readonly path: string;
  /** Whether the null stands where the error arose, rather than above. */
  readonly isOwn: boolean;
}

/** Errors by the place of the null that they left. */
function errorsByNull({ data, errors = [] }: Body): ReadonlyMap<string, readonly PlacedError[]> {
  const found = new Map<string, PlacedError[]>();
  for (const error of errors) {
    const { path = [] } = error;
    let value: unknown = data;
    let length = 0;
    for (const step of path) {
      if (typeof value !== "object" || value === null) break;
      value = (value as Readonly<Record<string, unknown>>)[step];
      length += 1;
    }
    const place = JSON.stringify(path.slice(0, length));
    const placed = { text: JSON.stringify(error), path: JSON.stringify(path), isOwn: length === path.length };
    found.set(place, [...(found.get(place) ?? []), placed]);
  }
  return found;
}

/** Whether two lists of errors may stand for one null. */
function compete(one: readonly PlacedError[], other: readonly PlacedError[]): boolean {
  const texts = (errors: readonly PlacedError[]) => errors.map(({ text }) => text).sort();
  if (JSON.stringify(texts(one)) === JSON.stringify(texts(other))) return true;
  if (one.length === 0 || other.length === 0 || [...one, ...other].some(({ isOwn }) => isOwn)) return false;
  // One field fails in one way.
  return one.every(({ path, text }) => other.every((each) => each.path !== path || each.text === text));
}

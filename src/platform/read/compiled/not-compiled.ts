/**
 * Why an operation is answered the batched way:
 * - `introspection`: it asks about the schema;
 * - `computed`: it asks a value that code works out;
 * - `access`: a root field is not for this viewer;
 * - `arguments`: an argument is refused, and the error names its field;
 * - `null`: the database has no value where the schema promises one, or a null means a refused argument;
 * - `long_name`: a response name is longer than PostgreSQL's names;
 * - `size`: its statement would be too long;
 * - `viewer`: it was to be answered for many at once, and asks what may differ between them.
 */
export const fallbackReasons = [
  "introspection",
  "computed",
  "access",
  "arguments",
  "null",
  "long_name",
  "size",
  "viewer",
] as const;
export type FallbackReason = (typeof fallbackReasons)[number];

/** Ends the compiled way for an operation, which is then answered the batched way, with the errors that it has. */
export class NotCompiled extends Error {
  override name = "NotCompiled";

  /** @param lasting whether every operation of the same shape ends so, and not only one with these values */
  constructor(
    readonly reason: FallbackReason,
    readonly lasting = true,
  ) {
    super(reason);
  }
}

import type { GraphQLResolveInfo } from "graphql";

/** Where a ready row tells its type: no response name, which is of letters, digits and underscores. */
export const typeMember = "type!";

/** An object of a response that one statement has made already: its members have the response's names. */
export class ReadyRow {
  constructor(private readonly members: Readonly<Record<string, unknown>>) {}

  get typeName(): string {
    return String(this.members[typeMember]);
  }

  /** What the response has under the name that is being resolved. */
  answer({ path }: Pick<GraphQLResolveInfo, "path">): unknown {
    if (!Object.hasOwn(this.members, path.key)) throw new Error(`A row was made without ${path.key}`);
    return readyValue(this.members[path.key]);
  }
}

function readyValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readyValue);
  return typeof value === "object" && value !== null
    ? new ReadyRow(value as Readonly<Record<string, unknown>>)
    : value;
}

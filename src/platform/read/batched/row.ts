import type { GraphQLResolveInfo } from "graphql";
import type { ReadDeclaration } from "../declaration.js";
import type { RowValues, SlotList } from "./statement.js";

/** A row that the viewer may see, holding the values that the query asks of it. */
export class LoadedRow {
  readonly key: string;
  readonly typeName: string;
  /** Where it stands in a page; null elsewhere. */
  readonly cursor: string | null;
  private readonly values: ReadonlyMap<string, unknown>;

  constructor(
    readonly declaration: ReadDeclaration,
    row: RowValues,
    slots: SlotList,
  ) {
    const [key, typeName, cursor, ...values] = row;
    this.key = key;
    this.typeName = typeName;
    this.cursor = cursor;
    this.values = new Map(slots.names.map((name, index) => [name, values[index]]));
  }

  /** The value in a slot. A slot that was not selected is a fault of the engine, not of the query. */
  value(slot: string): unknown {
    if (!this.values.has(slot)) throw new Error(`${this.typeName} was loaded without ${slot}`);
    return this.values.get(slot);
  }
}

/** A page of a connection, and the count that is only taken when it is asked for. */
export interface LoadedConnection {
  page(): Promise<LoadedPage>;
  total(): Promise<number>;
  /** What the connection tells of all its rows beside their number. */
  fact(name: string, info: GraphQLResolveInfo): Promise<unknown>;
}

export interface LoadedPage {
  readonly rows: readonly LoadedRow[];
  /** The rows with their cursors and what else their edges tell. */
  readonly edges: readonly { readonly node: LoadedRow; readonly cursor: string | null }[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

import { type SQL, sql } from "../database/sql.js";
import type { Language } from "../text/language.js";
import type { Arguments, ReadScope, RelationScope, RowScope } from "./scope.js";

/** How a GraphQL type is read: the one place that says where its values come from and who sees a row. */
export type ReadDeclaration = StoredRead | DerivedRead;

/** A type whose rows stand in a table. */
export interface StoredRead extends TypeRead {
  readonly table: string;
  /** The primary key column, a uuid. */
  readonly key: string;
  /** Types that answer `node(id)`: the prefix of their ids; the row's `public_id` holds the id. */
  readonly idPrefix?: string;
}

/**
 * A type whose rows are worked out when they are asked for, such as the steps of a path. A relation to it says with `rows`
 * where they come from; such a row has no key to be found by again, so its columns travel with it.
 */
export interface DerivedRead extends TypeRead {
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** The uuid column that tells two rows of a page apart; only for types that stand in connections. */
  readonly key?: string;
}

/** The SQL types of a derived type's columns. */
export const columnTypes = {
  uuid: sql`uuid`,
  text: sql`text`,
  integer: sql`integer`,
  "double precision": sql`double precision`,
  date: sql`date`,
  boolean: sql`boolean`,
  jsonb: sql`jsonb`,
} as const;
export type ColumnType = keyof typeof columnTypes;

interface TypeRead {
  /** The GraphQL object or interface type. */
  readonly type: string;
  /** The rows the viewer may see. There is no default: whoever declares a type answers this. */
  readonly visibleTo: (scope: RowScope) => SQL;
  /**
   * Accounts that see a row, as a SELECT of their uuids: what `visibleTo` says of each of them, asked once for all. For types whose rows are
   * told to many at a time; who sees a row beside them, such as an administrator, is told it by itself.
   */
  readonly readers?: (row: SQL) => SQL;
  readonly fields: FieldReads;
  /** For an interface: which object type a row is, and the fields that only that type has. */
  readonly kinds?: {
    /** An expression that answers the GraphQL type's name. */
    readonly typeName: (scope: RowScope) => SQL;
    readonly types: Readonly<Record<string, FieldReads>>;
  };
}

export type FieldReads = Readonly<Record<string, FieldRead>>;
export type FieldRead = ValueRead | ComputedRead | ComputedRowsRead | ReferenceRead | RelationRead;

interface VisibleField {
  /** Rows whose field the viewer may see; absent: everyone who sees the row. A hidden value is null, a hidden list empty. */
  readonly visibleWhen?: (scope: RowScope) => SQL;
}

/** A value that the database computes in the form it has in JSON. */
export interface ValueRead extends VisibleField {
  readonly read: "value";
  readonly value: (scope: RowScope) => SQL;
  /** What who does not see the field gets: null by default; a list of values is declared with "emptyList". */
  readonly hidden?: "null" | "emptyList";
  /** Whether it is a column as it stands. */
  readonly isColumn?: boolean;
  /** Says that a null means a bad argument, and what is wrong with it: the field then fails with BAD_USER_INPUT. */
  readonly refusal?: string;
}

/** A value that the server computes from other values of the row. It costs no statement of its own. */
export interface ComputedRead extends VisibleField {
  readonly read: "computed";
  readonly needs: Readonly<Record<string, (scope: RowScope) => SQL>>;
  readonly compute: (
    values: Readonly<Record<string, unknown>>,
    reader: { readonly language: Language },
  ) => unknown;
}

/** Rows of a derived type that the server works out from values of the row. */
export interface ComputedRowsRead extends VisibleField {
  readonly read: "computedRows";
  readonly target: string;
  readonly needs: ComputedRead["needs"];
  /** The rows, in order, by the columns of the derived type. */
  readonly compute: (
    values: Readonly<Record<string, unknown>>,
    args: Readonly<Record<string, unknown>>,
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** A row of whichever of some declared types the row itself names. Hidden and missing are null. */
export interface ReferenceRead extends VisibleField {
  readonly read: "reference";
  /** The declared types that it leads to; a row that names another leads nowhere. Each is a part of the statement, which costs some 50 µs. */
  readonly types: readonly string[];
  /** The declared type, such as `Actor`. */
  readonly typeName: (scope: RowScope) => SQL;
  /** The primary key there. */
  readonly key: (scope: RowScope) => SQL;
}

/** Rows of another declared type, or how many there are. */
export interface RelationRead extends VisibleField {
  readonly read: "one" | "list" | "connection" | "count";
  /** The GraphQL type of the rows. */
  readonly target: string;
  /**
   * For a derived type: a SELECT that answers its columns. For a count of a stored type: a SELECT that stands for its table, with
   * the columns that the type's visibility and the relation's conditions look at.
   */
  readonly rows?: (scope: Omit<RelationScope, "target">) => SQL;
  /** Of a connection whose `rows` are but the best of many: a SELECT of them all, which is what its count counts. */
  readonly allRows?: (scope: Omit<RelationScope, "target">) => SQL;
  /** Tables between, written after the target's: ` JOIN actor_genre AS link ON link.genre_id = target.id`. */
  readonly through?: (scope: RelationScope) => SQL;
  readonly where: (scope: RelationScope) => SQL;
  /** Of at most one row: its primary key, where something in scope has that. */
  readonly key?: (scope: Omit<RelationScope, "target">) => SQL;
  /** The order of a list; a connection's first order is its default. `orderBy` names the one to take. */
  readonly orders: Readonly<Record<string, readonly OrderKey[]>>;
  /** Conditions that hold only when their argument is given. */
  readonly filters?: readonly FilterRead[];
  /** Of a root field: what is wrong with arguments that the schema alone cannot refuse; the field then fails with BAD_USER_INPUT. */
  readonly refuses?: (args: Arguments) => string | undefined;
  /** Of a connection: what its edges tell of the relation beside the node. */
  readonly edgeFacts?: Readonly<Record<string, (scope: RelationScope) => SQL>>;
  /** Of a connection: what it tells of all its rows, asked with the connection's own arguments. */
  readonly facts?: Readonly<Record<string, RelationRead>>;
}

/** A sort key. It must be NOT NULL. The row's primary key always comes last. */
export interface OrderKey {
  readonly by: (scope: RelationScope) => SQL;
  /** The SQL type a cursor's text is turned back into. */
  readonly type: "text" | "timestamptz" | "date" | "integer" | "double precision";
  /** The collation of a text key, named always. */
  readonly collation?: "da-x-icu" | "C";
  readonly descending?: boolean;
}

/** A filter. It sees a field's value only in rows where the viewer sees the field. */
export type FilterRead = {
  readonly argument: string;
  /** The fields of the target whose value the condition discloses. */
  readonly discloses: readonly string[];
  /** Whether the argument asks for anything; it does when it is given, unless this says otherwise. */
  readonly isAsked?: (scope: Pick<ReadScope, "args">) => boolean;
} & (
  | { readonly where: (scope: RelationScope) => SQL; readonly among?: undefined }
  | { readonly among: Among; readonly where?: undefined }
);

/** A column that is to have one of some values. */
export interface Among {
  /** A column of the target's table. */
  readonly column: string;
  /** A SELECT of the values, one column without repetitions. */
  readonly values: (scope: ReadScope) => SQL;
  /**
   * Of a list: as long as it holds at most so many items, a page is taken from the first rows of each, which an index on the columns
   * of such filters, the sort keys and the primary key has in order: what it costs does not grow with what fits. Of the primary key:
   * absent; the rows that fit are found by it first, for conditions that few rows meet.
   */
  readonly upTo?: number;
}

/** How root fields find their rows; the parent alias of their scope is meaningless. */
export type RootReads = Readonly<Record<string, RelationRead>>;

/** All declarations of the hub, as the ways of executing them look them up. */
export interface Declarations {
  /** @throws when the type has no declaration. */
  declaration(type: string): ReadDeclaration;
  declarationOfPrefix(prefix: string): ReadDeclaration | undefined;
  /** @throws when the root field has no declaration. */
  rootRead(field: string): RelationRead;
}

type Visibility = Pick<VisibleField, "visibleWhen">;
type RelationOptions = Omit<RelationRead, "read" | "target" | "orders" | "where"> &
  Partial<Pick<RelationRead, "orders" | "where">>;
/** Rows that are worked out for the parent need no condition. */
const always = () => sql`true`;

/** A column as it stands. */
export const column = (name: string, visibility: Visibility = {}): ValueRead => ({
  read: "value",
  isColumn: true,
  value: ({ row }) => sql`${row}.${sql.identifier(name)}`,
  ...visibility,
});

/** A `timestamptz` column as DateTime: UTC, milliseconds, `Z` (RFC 3339). */
export const timestampColumn = (name: string, visibility: Visibility = {}): ValueRead => ({
  read: "value",
  value: ({ row }) =>
    sql`to_char(${row}.${sql.identifier(name)} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  ...visibility,
});

/** A value that SQL computes from the row. */
export const expression = (
  value: ValueRead["value"],
  options: Visibility & Pick<ValueRead, "refusal"> = {},
): ValueRead => ({ read: "value", value, ...options });

/** A list of values, as JSON; empty for who does not see it. */
export const valueList = (value: ValueRead["value"], visibility: Visibility): ValueRead => ({
  read: "value",
  value,
  hidden: "emptyList",
  ...visibility,
});

/** A value that the server computes. */
export const computed = (
  needs: ComputedRead["needs"],
  compute: ComputedRead["compute"],
  visibility: Visibility = {},
): ComputedRead => ({ read: "computed", needs, compute, ...visibility });

/** At most one row of another type. */
export const one = (target: string, options: RelationOptions): RelationRead => ({
  read: "one",
  target,
  orders: {},
  where: always,
  ...options,
});

/** The row of a stored type whose primary key something in scope has, such as a column of the parent. */
export const named = (
  target: string,
  key: NonNullable<RelationRead["key"]>,
  visibility: Visibility = {},
): RelationRead => ({ read: "one", target, orders: {}, where: always, key, ...visibility });

/** How many rows of another type there are for the viewer. */
export const count = (target: string, options: RelationOptions): RelationRead => ({
  read: "count",
  target,
  orders: {},
  where: always,
  ...options,
});

/** A row of whichever type the row names. */
export const reference = (options: Omit<ReferenceRead, "read">): ReferenceRead => ({
  read: "reference",
  ...options,
});

/** Rows of a derived type that the server works out. */
export const computedRows = (
  target: string,
  options: Omit<ComputedRowsRead, "read" | "target">,
): ComputedRowsRead => ({ read: "computedRows", target, ...options });

/** All rows of a relation that stays short; one that can grow is a connection. */
export const list = (
  target: string,
  options: RelationOptions & Pick<RelationRead, "orders">,
): RelationRead => ({
  read: "list",
  target,
  where: always,
  ...options,
});

/** A page of rows (Relay connection): keyset cursors, `first`/`last` 1 to 100, 20 by default. */
export const connection = (
  target: string,
  options: RelationOptions & Pick<RelationRead, "orders">,
): RelationRead => ({
  read: "connection",
  target,
  where: always,
  ...options,
});

/** Everyone sees every row. */
export const everyone = (_: ReadScope): SQL => sql`true`;

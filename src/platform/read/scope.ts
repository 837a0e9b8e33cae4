import type { Viewer } from "../auth/viewer.js";
import { type SQL, sql } from "../database/sql.js";
import type { Language } from "../text/language.js";

/**
 * What a declaration may build SQL from. Everything that varies from request to request is a parameter, so the
 * text of a statement depends only on the document and on which optional arguments are given.
 */
export interface ReadScope {
  readonly viewer: ViewerSql;
  /** The reader's language, `'DA'` or `'EN'`, as text. */
  readonly language: SQL;
  readonly args: ArgumentReader;
}

/** The viewer inside a statement. */
export interface ViewerSql {
  /** The account's uuid, NULL for a stranger. */
  readonly accountId: SQL;
  readonly isSignedIn: SQL;
  readonly isAdministrator: SQL;
  /** Whether the viewer is in a circle around the row with this primary key. @throws when no module draws the circle */
  isIn(circle: string, key: SQL): SQL;
}

/** The viewers around a row that a domain downstream draws for those upstream, such as the network of an actor. */
export type Circle = (viewer: ViewerSql, key: SQL) => SQL;
export type Circles = Readonly<Record<string, Circle>>;

/** A row of the type being read. */
export interface RowScope extends ReadScope {
  /** The alias of the row's table. */
  readonly row: SQL;
}

/** Two rows and the question whether the relation joins them. */
export interface RelationScope extends ReadScope {
  /** The alias of the parent's table; meaningless in a root relation. */
  readonly parent: SQL;
  /** The alias of the target's table. */
  readonly target: SQL;
}

/** The SQL types that arguments are given as. */
const argumentTypes = {
  text: sql`text`,
  "text[]": sql`text[]`,
  integer: sql`integer`,
  "double precision": sql`double precision`,
  boolean: sql`boolean`,
  date: sql`date`,
} as const;
export type ArgumentType = keyof typeof argumentTypes;

/** The coerced arguments of a field; paths such as `filter.kinds` reach into input objects. */
export interface ArgumentReader {
  /** Whether the argument is given and not null. It shapes the statement. */
  has(path: string): boolean;
  /** Whether the argument is a text of white space only, or not given. It shapes the statement. */
  isBlank(path: string): boolean;
  /** The argument as a parameter of the given SQL type; NULL when it is not given. */
  sql(path: string, type: ArgumentType): SQL;
  /** An argument that picks a shape, such as an order. Never a free value. */
  choice(path: string): string | undefined;
}

/** Makes the parts of a scope that are the same in a whole request. */
export function viewerSql(viewer: Viewer, circles: Circles): ViewerSql {
  const made: ViewerSql = {
    accountId: sql`${sql.value(viewer.accountId)}::uuid`,
    isSignedIn: sql`(${sql.value(viewer.accountId)}::uuid IS NOT NULL)`,
    isAdministrator: sql`${sql.value(viewer.isAdministrator)}::boolean`,
    isIn(name, key) {
      const circle = Object.hasOwn(circles, name) ? circles[name] : undefined;
      if (!circle) throw new Error(`No module draws the circle ${name}`);
      return circle(made, key);
    },
  };
  return made;
}

/** The reader's language as a parameter. */
export function languageSql(language: Language): SQL {
  return sql`${sql.value(language)}::text`;
}

/** Reads plain argument values. */
export function argumentReader(args: Readonly<Record<string, unknown>>): ArgumentReader {
  const at = (path: string): unknown =>
    path.split(".").reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), args);
  return {
    has: (path) => at(path) !== undefined && at(path) !== null,
    isBlank: (path) => String(at(path) ?? "").trim() === "",
    sql: (path, type) => sql`${sql.value((at(path) ?? null) as string | null)}::${argumentTypes[type]}`,
    choice: (path) => {
      const value = at(path);
      return typeof value === "string" ? value : undefined;
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

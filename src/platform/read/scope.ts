import type { Viewer } from "../auth/viewer.js";
import { type SQL, sql } from "../database/sql.js";

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

/** What sort of viewer asks. It shapes the statement, so that nothing is worked out of a stranger that no stranger has. */
export type ViewerKind = "STRANGER" | "MEMBER" | "ADMINISTRATOR";

/** The viewer inside a statement. */
export interface ViewerSql {
  readonly kind: ViewerKind;
  /** The account's uuid, NULL for a stranger. */
  readonly accountId: SQL;
  readonly isSignedIn: SQL;
  readonly isAdministrator: SQL;
  /** Whether the viewer is in a circle around the row with this primary key. @throws when no module draws the circle */
  isIn(circle: string, key: SQL): SQL;
  /** A value about the viewer, the same wherever it stands in a statement, which works it out once if it can. */
  once(name: string, value: () => SQL): SQL;
}

/** How a statement names what it knows of the viewer. */
export interface ViewerNames {
  /** The account's uuid as a parameter. */
  readonly accountId: SQL;
  readonly once: ViewerSql["once"];
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
  /** Whether the argument is a list of at most so many items. It shapes the statement. */
  holdsAtMost(path: string, items: number): boolean;
  /** The argument as a parameter of the given SQL type; NULL when it is not given. */
  sql(path: string, type: ArgumentType): SQL;
  /** An argument that picks a shape, such as an order. Never a free value. */
  choice(path: string): string | undefined;
}

/** What sort of viewer it is. */
export function kindOf({ accountId, isAdministrator }: Viewer): ViewerKind {
  if (accountId === null) return "STRANGER";
  return isAdministrator ? "ADMINISTRATOR" : "MEMBER";
}

const yes = sql`true`;
const no = sql`false`;

/** The viewer as declarations ask about it. */
export function viewerSql(
  viewer: Viewer,
  circles: Circles,
  names: ViewerNames = { accountId: sql.value(viewer.accountId), once: (_, value) => value() },
): ViewerSql {
  const kind = kindOf(viewer);
  const made: ViewerSql = {
    kind,
    // Asked for only where it is used, so that whoever composes a statement knows what depends on it.
    get accountId() {
      return kind === "STRANGER" ? sql`NULL::uuid` : sql`${names.accountId}::uuid`;
    },
    isSignedIn: kind === "STRANGER" ? no : yes,
    isAdministrator: kind === "ADMINISTRATOR" ? yes : no,
    isIn(name, key) {
      const circle = Object.hasOwn(circles, name) ? circles[name] : undefined;
      if (!circle) throw new Error(`No module draws the circle ${name}`);
      return circle(made, key);
    },
    once: (name, value) => names.once(name, value),
  };
  return made;
}

/** The coerced arguments of a field. */
export type Arguments = Readonly<Record<string, unknown>>;

/** The value at a path of arguments; null when it is not given. */
export const argumentAt = (args: Arguments, path: string): unknown =>
  path.split(".").reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), args) ?? null;

/** What declarations ask of arguments about the shape of a statement. */
export const argumentShapes = {
  has: (args: Arguments, path: string) => argumentAt(args, path) !== null,
  isBlank: (args: Arguments, path: string) => String(argumentAt(args, path) ?? "").trim() === "",
  holdsAtMost(args: Arguments, path: string, items: number) {
    const value = argumentAt(args, path);
    return Array.isArray(value) && value.length <= items;
  },
  choice(args: Arguments, path: string) {
    const value = argumentAt(args, path);
    return typeof value === "string" ? value : undefined;
  },
};

/** A value as an argument of the given type. */
export const argumentSql = (value: SQL, type: ArgumentType): SQL => sql`${value}::${argumentTypes[type]}`;

/** Reads plain argument values. */
export function argumentReader(args: Arguments): ArgumentReader {
  return {
    has: (path) => argumentShapes.has(args, path),
    isBlank: (path) => argumentShapes.isBlank(args, path),
    choice: (path) => argumentShapes.choice(args, path),
    holdsAtMost: (path, items) => argumentShapes.holdsAtMost(args, path, items),
    sql: (path, type) => argumentSql(sql.value(argumentAt(args, path) as string | null), type),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

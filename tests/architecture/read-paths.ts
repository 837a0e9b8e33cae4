import {
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
} from "graphql";
import { implementationsOf } from "./hub-schema.js";

type Composite = GraphQLObjectType | GraphQLInterfaceType;
type Field = GraphQLField<unknown, unknown>;

/** A way through the schema to a field that answers rows: through at most three fields below a type. */
export interface ReadPath {
  /** Such as `Venue.memberships.actor.genres`. */
  readonly name: string;
  /** The type that the path begins at: a type with an id, or Query. */
  readonly start: string;
  readonly fields: readonly Field[];
  /** What the last field answers: a single row or value object, rows, plain values, or pages. */
  readonly answers: "one" | "list" | "connection";
}

/** How many fields a path has at most. */
const deepest = 3;

/**
 * The ways to every field that answers rows, from every type with an id and from Query. Lists and pages are sought at
 * each depth, once for each field and the field above it; single rows only directly below a type.
 * Fields with required arguments are left to those who know the arguments.
 */
export function readPaths(schema: GraphQLSchema): ReadPath[] {
  const paths: ReadPath[] = [];
  const seen = new Set<string>();
  const walk = (start: string, above: readonly Field[], steps: readonly string[], type: Composite): void => {
    for (const [owner, field] of readableFields(type)) {
      const answers = answersOf(field);
      if (!answers) continue;
      const fields = [...above, field];
      const trail = [...steps, `${owner}.${field.name}`];
      const isWanted = answers !== "one" || fields.length === 1;
      // A path of one field is taken from each type of its own; a longer one from the first that leads there.
      const place = fields.length === 1 ? `${start}.${field.name}` : trail.slice(-2).join(" ");
      if (isWanted && !seen.has(place)) {
        seen.add(place);
        paths.push({ name: [start, ...fields.map(({ name }) => name)].join("."), start, fields, answers });
      }
      const target = rowType(field);
      if (target && fields.length < deepest) walk(start, fields, trail, target);
    }
  };
  const query = schema.getQueryType();
  if (query) walk(query.name, [], [], query);
  for (const type of implementationsOf(schema, "Node")) walk(type.name, [], [], type);
  return paths;
}

/**
 * The query of a path. From a type with an id it begins at `nodes(ids: $ids)`; every page on the way has `$size` items,
 * and everything simple that the last rows hold is asked for.
 */
export function queryOf({ start, fields }: ReadPath): string {
  const needsSize = fields.some((field) => field.args.some(({ name }) => name === "first"));
  const size = needsSize ? "$size: Int!" : "";
  const inner = selectionOf(fields);
  if (start === "Query") return `query Walk${needsSize ? `(${size})` : ""} { ${inner} }`;
  return `query Walk($ids: [ID!]! ${size}) { nodes(ids: $ids) { ... on ${start} { ${inner} } } }`;
}

/** The lengths of the lists that the last field of a path answers, wherever it was reached. */
export function lengthsAt({ start, fields }: ReadPath, data: unknown): number[] {
  const names = [...(start === "Query" ? [] : ["nodes"]), ...fields.map(({ name }) => name)];
  let found: unknown[] = [data];
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1;
    const answers = found.map((each) => (each as Record<string, unknown> | null)?.[name]).map(itemsOf);
    if (isLast) return answers.filter((each) => each !== null).map((each) => each?.length ?? 0);
    found = answers.flatMap((each) => each ?? []);
  }
  return [];
}

/** The rows in what a field answered: a list, a page or a single row. */
function itemsOf(answer: unknown): unknown[] | null {
  if (answer === null || answer === undefined) return null;
  if (Array.isArray(answer)) return answer;
  if (typeof answer === "object" && "nodes" in answer && Array.isArray(answer.nodes)) return answer.nodes;
  return [answer];
}

function selectionOf(fields: readonly Field[]): string {
  const [field, ...below] = fields;
  if (!field) return "";
  const args = field.args.some(({ name }) => name === "first") ? "(first: $size)" : "";
  const type = getNamedType(field.type);
  if (isLeafType(type)) return field.name;
  const target = rowType(field);
  if (!target) throw new Error(`${field.name} answers ${type.name}, in which nothing can be selected`);
  const selected = below.length > 0 ? selectionOf(below) : simpleFields(target);
  const isPage = answersOf(field) === "connection";
  if (!isPage) return `${field.name}${args} { ${selected} }`;
  if (below.length > 0) return `${field.name}${args} { nodes { ${selected} } }`;
  return `${field.name}${args} { totalCount pageInfo { endCursor } edges { cursor node { ${selected} } } nodes { ${selected} } }`;
}

/** What code works out of a row: asked with everything else, nothing would be compiled. */
const workedOutByCode = new Set(["Message.bodyHtml"]);

/** What of a type needs no further selection. */
function simpleFields(type: Composite): string {
  const simple = Object.values(type.getFields()).filter(
    (field) =>
      !workedOutByCode.has(`${type.name}.${field.name}`) &&
      isLeafType(getNamedType(field.type)) &&
      !field.args.some(isRequiredArgument),
  );
  return ["__typename", ...simple.map(({ name }) => name)].join(" ");
}

/** The fields of a type that can be asked without knowing arguments, with the type that declares each. */
function readableFields(type: Composite): [string, Field][] {
  const interfaces = type.getInterfaces().filter(({ name }) => name !== "Node");
  return Object.values(type.getFields() as Record<string, Field>)
    .filter((field) => !field.args.some(isRequiredArgument))
    .map((field): [string, Field] => {
      const declaring = interfaces.find((each) => field.name in each.getFields());
      return [(declaring ?? type).name, field];
    });
}

function answersOf(field: Field): ReadPath["answers"] | null {
  const named = getNamedType(field.type);
  if (isListType(getNullableType(field.type))) return "list";
  if (named.name.endsWith("Connection")) return "connection";
  return isLeafType(named) ? null : "one";
}

/** The type of the rows that a field answers; those of a page are its nodes'. */
function rowType(field: Field): Composite | null {
  const named = getNamedType(field.type);
  const rows: GraphQLNamedType =
    answersOf(field) === "connection" && isObjectType(named)
      ? getNamedType((named.getFields() as Record<string, Field>).nodes?.type ?? named)
      : named;
  return isObjectType(rows) || isInterfaceType(rows) ? rows : null;
}

import { type GraphQLSchema, isObjectType } from "graphql";
import { ask, type Person } from "../actors.js";
import type { TestHub } from "../hub.js";
import { isPaged } from "./field-arguments.js";

const page = "{ edges { cursor } }";

/** A query for each list, whose answer holds cursors of many rows. */
const questions: readonly string[] = [
  ...["NAME_ASC", "NAME_DESC", "CREATED_AT_ASC", "CREATED_AT_DESC"].map(
    (order) => `{ actors(first: 100, orderBy: ${order}) ${page} }`,
  ),
  `{ search(query: "musik", first: 100) ${page} }`,
  `{ search(query: "", first: 100, orderBy: DISTANCE, filter: { near: { latitude: 55.93, longitude: 12.3 } }) ${page} }`,
  `{ actorClaims(first: 100) ${page} }`,
  `{ actors(first: 100) { nodes { memberships(first: 3) ${page} invitations(first: 3) ${page} } } }`,
  `{ actors(first: 100) { nodes { blockedActors(first: 3) ${page} relationships(first: 3) ${page} } } }`,
  `{ actors(first: 20) { nodes { neighbours(first: 5, steps: 2) ${page} } } }`,
  `{ actors(first: 20, orderBy: CREATED_AT_ASC) { nodes { mutualActors(first: 5, with: $with) ${page} } } }`,
  `{ municipalities { postcodes(first: 3) ${page} } }`,
  `{ viewer { notifications(first: 50) ${page} } }`,
  `{ viewer { conversations(first: 50) { edges { cursor } nodes { participants(first: 3) ${page} notes(first: 3) ${page} messages(first: 5) ${page} } } } }`,
];
/** The same, of what only administrators of the hub may ask. */
const ofAdministrators: readonly string[] = [`{ messageReports(first: 50) ${page} }`];

/** Lists whose order is chosen by `orderBy`; their cursors name it. */
const orderedLists: ReadonlySet<string> = new Set(["actors", "search"]);

/**
 * Cursors of the world's lists as an administrator of the hub and another get them, by list and order (`ValuePools.cursors`): they lead to rows that
 * others do not see, too.
 * @param actorId An actor that others are related to.
 */
export async function harvestCursors(
  hub: TestHub,
  administrator: Pick<Person, "token">,
  member: Pick<Person, "token">,
  actorId: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, Set<string>>();
  for (const person of [administrator, member]) {
    for (const question of person === administrator ? [...questions, ...ofAdministrators] : questions) {
      const hasActor = question.includes("$with");
      const query = hasActor ? `query ($with: ID!) ${question}` : question;
      collect("", await ask(hub, person, query, hasActor ? { with: actorId } : {}), found);
    }
  }
  return new Map([...found].map(([list, cursors]) => [list, [...cursors]]));
}

function collect(list: string, value: unknown, found: Map<string, Set<string>>): void {
  if (typeof value === "string") {
    const [order] = JSON.parse(Buffer.from(value, "base64url").toString()) as readonly string[];
    const key = orderedLists.has(list) ? `${list} ${order}` : list;
    found.set(key, (found.get(key) ?? new Set()).add(value));
  } else if (Array.isArray(value)) {
    for (const each of value) collect(list, each, found);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, each] of Object.entries(value))
      collect(["edges", "cursor", "nodes"].includes(name) ? list : name, each, found);
  }
}

/** The fields of the schema that answer pages; subscriptions answer none. */
export function pagedFields(schema: GraphQLSchema): ReadonlySet<string> {
  const types = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => type !== schema.getSubscriptionType());
  return new Set(
    types.flatMap((type) =>
      Object.values(type.getFields())
        .filter(isPaged)
        .map(({ name }) => name),
    ),
  );
}

import {
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInputObjectType,
  isObjectType,
} from "graphql";
import type { ProfileField } from "../../../src/domains/actors/profiles/field-visibility.js";
import { isInNetworkOf, ownActors } from "../network/network-model.js";
import { type Coverage, isPart } from "./answer.js";
import type { People } from "./make-world.js";
import { hubRules } from "./rules.js";
import { actorTypes, type HubWorld, ownProfileFields, sharedProfileFields } from "./world.js";

/** Every field of every object type that a query can reach, as `Type.field`, with its arguments and their parts. */
export function reachableFields(schema: GraphQLSchema): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const types = new Set<GraphQLObjectType>();
  const reach = (name: string) => {
    const type = schema.getType(name);
    if (isAbstractType(type)) for (const kind of schema.getPossibleTypes(type)) types.add(kind);
    if (isObjectType(type)) types.add(type);
  };
  reach(schema.getQueryType()?.name ?? "");
  // A set gives out what joins it on the way.
  for (const type of types) {
    for (const field of Object.values(type.getFields())) {
      reach(getNamedType(field.type).name);
      found.set(
        `${type.name}.${field.name}`,
        field.args.flatMap(({ name, type: argument }) => {
          const input = getNamedType(argument);
          const parts = isInputObjectType(input) ? Object.keys(input.getFields()) : [];
          return [name, ...parts.map((part) => `${name}.${part}`)];
        }),
      );
    }
  }
  return found;
}

/** Parts of every list, cut by one rule: `edges`, `nodes`, `pageInfo`, `totalCount`, `cursor` and `node`, and what is in `pageInfo`. */
const partsOfLists = ["edges", "nodes", "pageInfo", "totalCount", "cursor", "node"];
/** What lists tell beside that: the rule of the list gives it along. */
const factsOfLists = ["NeighbourEdge.distance", "SearchConnection.facets"];

/** What a query can reach and the judge has no rule for. */
export function withoutRule(schema: GraphQLSchema): string[] {
  return [...reachableFields(schema).keys()].filter((place) => {
    const [type = "", field = ""] = place.split(".");
    if (!isPart(type)) return !hubRules[type]?.fields[field];
    return type !== "PageInfo" && !partsOfLists.includes(field) && !factsOfLists.includes(place);
  });
}

/** What the judge has a rule for and no query reaches. */
export function withoutField(schema: GraphQLSchema): string[] {
  const reachable = reachableFields(schema);
  return Object.entries(hubRules)
    .flatMap(([type, { fields }]) => Object.keys(fields).map((field) => `${type}.${field}`))
    .filter((place) => !reachable.has(place));
}

/** The fields that nobody was shown, and the arguments that nobody gave. Pages are walked elsewhere. */
export function neverAsked(schema: GraphQLSchema, { fields, args }: Coverage): string[] {
  return [...reachableFields(schema)].flatMap(([place, given]) => [
    ...(ofAnyKind(schema, place).some((each) => fields.get(each)?.shown) ? [] : [place]),
    ...given
      .filter((arg) => !["first", "last", "after", "before"].includes(arg))
      .filter((arg) => !ofAnyKind(schema, place).some((each) => args.has(`${each}(${arg})`)))
      .map((arg) => `${place}(${arg})`),
  ]);
}

/** A field of an interface, of whichever kind: it is declared once for all of them. */
function ofAnyKind(schema: GraphQLSchema, place: string): string[] {
  const [typeName = "", field = ""] = place.split(".");
  const type = schema.getType(typeName);
  const interfaces = isObjectType(type) ? type.getInterfaces() : [];
  const kinds = interfaces
    .filter((each) => field in each.getFields())
    .flatMap((each) => schema.getPossibleTypes(each));
  return [place, ...kinds.map(({ name }) => `${name}.${field}`)];
}

/** The fields of actors that were hidden from nobody, though actors hide them. */
export function neverHidden({ fields }: Coverage): string[] {
  return [...fields]
    .filter(([place, { hidden }]) => {
      const [type = "", field = ""] = place.split(".");
      const isOfActor = Object.values(actorTypes).includes(type) || type === "Relationship";
      return isOfActor && hiddenFields.includes(field) && hidden === 0;
    })
    .map(([place]) => place);
}
const hiddenFields = [
  ...[
    "formerNames",
    "about",
    "municipality",
    "location",
    "genres",
    "links",
    "externalIds",
    "offers",
    "seeks",
  ],
  ...["physicalAccessibility", "economicAccessibility", "digitalAccessibility", "fieldVisibilities"],
  ...["memberships", "invitations", "blockedActors", "proposedBy", "instruments", "capacity", "stage"],
  ...[
    "fundingClass",
    "editions",
    "roomCount",
    "memberCount",
    "form",
    "lineUp",
    "topics",
    "servedMunicipalities",
  ],
];

/** What a world must hold for its questions to tell anything, and this one does not. */
export function missingIn(world: HubWorld, people: People): string[] {
  const levelOf = (actor: HubWorld["actors"][number], field: ProfileField) =>
    actor.visibility[field] ?? (field === "LINE_UP" ? "NETWORK" : "PUBLIC");
  const levels = world.actors.flatMap((actor) =>
    [...sharedProfileFields, ...ownProfileFields[actor.kind]].map(
      (field) => `${field} ${levelOf(actor, field)}`,
    ),
  );
  const profileFields = new Set([...sharedProfileFields, ...Object.values(ownProfileFields).flat()]);
  const hasStatus = (status: string) => world.relationships.some((each) => each.status === status);
  const { today } = world;
  const cases: Readonly<Record<string, boolean>> = {
    "a proposal": hasStatus("PROPOSED"),
    "a declined one": hasStatus("DECLINED"),
    "a relationship that is over": world.relationships.some(
      ({ endedOn }) => endedOn !== null && endedOn <= today,
    ),
    "a relationship to come": world.relationships.some(
      ({ startedOn }) => startedOn !== null && startedOn > today,
    ),
    "an imported relationship": world.relationships.some(({ proposedBy }) => proposedBy === null),
    "an actor nobody owns": world.actors.some(
      ({ id }) =>
        !world.memberships.some(
          ({ actorId, role, isCurrent }) => actorId === id && isCurrent && role === "OWNER",
        ),
    ),
    "somebody in a network": world.actors.some(({ id }) => isInNetworkOf(world, people.related.key, id)),
    "somebody kept out of a network by a block": Object.values(people).some(({ key }) => {
      const own = ownActors(world, key);
      const without = { ...world, blocks: [] };
      return world.actors.some(
        ({ id }) => !own.has(id) && isInNetworkOf(without, key, id) && !isInNetworkOf(world, key, id),
      );
    }),
    "invitations of every status": ["PENDING", "ACCEPTED", "DECLINED", "WITHDRAWN"].every((status) =>
      world.invitations.some((each) => each.status === status),
    ),
    "claims of every status": ["PENDING", "APPROVED", "REJECTED", "WITHDRAWN"].every((status) =>
      world.claims.some((each) => each.status === status),
    ),
    "suspended and deleted accounts":
      world.accounts.some(({ suspendedAt }) => suspendedAt) &&
      world.accounts.some(({ deletedAt }) => deletedAt),
  };
  return [
    ...[...profileFields].flatMap((field) =>
      ["PUBLIC", "SIGNED_IN", "NETWORK", "MEMBERS"]
        .map((level) => `${field} ${level}`)
        .filter((each) => !levels.includes(each)),
    ),
    ...Object.keys(cases).filter((name) => !cases[name]),
  ];
}

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  addPerson,
  ask,
  createActor,
  join,
  mustAct,
  type Person,
  type TestActor,
} from "../../testkit/actors.js";
import { runQuery, startHub, type TestHub } from "../../testkit/hub.js";
import { seededRandom } from "../../unit/seeded-random.js";

const levels = ["PUBLIC", "SIGNED_IN", "NETWORK", "MEMBERS"] as const;
type Level = (typeof levels)[number];
/** Who acts for a venue that has a relationship with the actor, had one, has only proposed one, or has one and is blocked. */
const neighbours = ["related", "formerlyRelated", "proposing", "blocked"] as const;
const readers = [
  "stranger",
  "other",
  "member",
  "editor",
  "owner",
  "former",
  "administrator",
  ...neighbours,
] as const;
type Reader = (typeof readers)[number];

/** The rules in plain words, apart from the product's: who sees a field of a level. */
function maySee(level: Level, reader: Reader): boolean {
  if (level === "PUBLIC") return true;
  if (level === "SIGNED_IN") return reader !== "stranger";
  if (level === "NETWORK" && reader === "related") return true;
  return ["member", "editor", "owner", "administrator"].includes(reader);
}

const kinds = {
  MUSIC_SCHOOL: "MusicSchool",
  VENUE: "Venue",
  FESTIVAL: "Festival",
  REHEARSAL_ASSOCIATION: "RehearsalAssociation",
  ARTIST: "Artist",
  CULTURE_OFFICE: "CultureOffice",
  KNOWLEDGE_PARTNER: "KnowledgePartner",
  ASSOCIATION: "Association",
};
type Kind = keyof typeof kinds;

/** What a field of the profile is in GraphQL: the field in a query, its value, and the value of a hidden one. */
type Shown = readonly [query: string, value: unknown, hidden: null | readonly never[]];
const statement = { answer: "YES", note: "Ja" };
const sharedFields: Readonly<Record<string, readonly Shown[]>> = {
  FORMER_NAMES: [["formerNames", ["Fordumsnavn"], []]],
  ABOUT: [["about", "Om os", null]],
  MUNICIPALITY: [["municipality { code }", { code: "0492" }, null]],
  LOCATION: [
    [
      "location { latitude longitude precision }",
      { latitude: 54.87, longitude: 10.425, precision: "NEAR" },
      null,
    ],
  ],
  GENRES: [["genres { slug }", [{ slug: "medieval" }], []]],
  LINKS: [["links { url }", [{ url: "https://samspil.example/" }], []]],
  EXTERNAL_IDS: [["externalIds { value }", [{ value: "61056416" }], []]],
  OFFERS: [["offers", ["plads"], []]],
  SEEKS: [["seeks", ["folk"], []]],
  ACCESSIBILITY: [
    ["physicalAccessibility { answer note }", statement, null],
    ["economicAccessibility { answer note }", statement, null],
    ["digitalAccessibility { answer note }", statement, null],
  ],
};
const ownFields: Readonly<Record<Kind, { input: object; fields: Readonly<Record<string, Shown>> }>> = {
  MUSIC_SCHOOL: {
    input: { musicSchool: { instrumentSlugs: ["viola"] } },
    fields: { INSTRUMENTS: ["instruments { slug }", [{ slug: "viola" }], []] },
  },
  VENUE: {
    input: { venue: { capacity: 7, stageWidthMetres: 3, stageDepthMetres: 2, fundingClass: "GENRE" } },
    fields: {
      CAPACITY: ["capacity", 7, null],
      STAGE: ["stage { widthMetres depthMetres }", { widthMetres: 3, depthMetres: 2 }, null],
      FUNDING_CLASS: ["fundingClass", "GENRE", null],
    },
  },
  FESTIVAL: {
    input: { festival: { editions: [{ startsOn: "2026-07-01", endsOn: "2026-07-02" }] } },
    fields: { EDITIONS: ["editions { startsOn }", [{ startsOn: "2026-07-01" }], []] },
  },
  REHEARSAL_ASSOCIATION: {
    input: { rehearsalAssociation: { roomCount: 4, memberCount: 44 } },
    fields: { ROOM_COUNT: ["roomCount", 4, null], MEMBER_COUNT: ["memberCount", 44, null] },
  },
  ARTIST: {
    input: { artist: { form: "DUO", lineUp: [{ name: "Bo" }] } },
    fields: { FORM: ["form", "DUO", null], LINE_UP: ["lineUp { name }", [{ name: "Bo" }], []] },
  },
  CULTURE_OFFICE: {
    input: { cultureOffice: { servedMunicipalityCodes: ["0492"] } },
    fields: { SERVED_MUNICIPALITIES: ["servedMunicipalities { code }", [{ code: "0492" }], []] },
  },
  KNOWLEDGE_PARTNER: {
    input: { knowledgePartner: { topics: ["Talent"] } },
    fields: { TOPICS: ["topics", ["Talent"], []] },
  },
  ASSOCIATION: {
    input: { association: { memberCount: 5 } },
    fields: { MEMBER_COUNT: ["memberCount", 5, null] },
  },
};
const fieldsOf = (kind: Kind): [string, Shown][] => [
  ...Object.entries(sharedFields).flatMap(([field, shown]) =>
    shown.map((each): [string, Shown] => [field, each]),
  ),
  ...Object.entries(ownFields[kind].fields),
];
const everyField = [
  ...new Set((Object.keys(kinds) as Kind[]).flatMap((kind) => fieldsOf(kind).map(([field]) => field))),
];

let hub: TestHub;
const people: Partial<Record<Reader, Person>> = {};
const actors = new Map<Kind, TestActor>();
const exact = { latitude: 54.8765432, longitude: 10.4123456 };

beforeAll(async () => {
  hub = await startHub({ demo: false });
  for (const reader of readers) {
    if (reader === "stranger") continue;
    people[reader] = await addPerson(hub, reader, { isAdministrator: reader === "administrator" });
  }
  const owner = people.owner as Person;
  const venues = new Map<string, TestActor>();
  for (const name of neighbours) venues.set(name, await createActor(hub, people[name] as Person, { name }));
  for (const kind of Object.keys(kinds) as Kind[]) {
    const actor = await createActor(hub, owner, {
      kind,
      name: "Fordumsnavn",
      municipalityCode: "0492",
      genreSlugs: ["medieval"],
      aboutDa: "Om os",
      location: { ...exact, precision: "NEAR" },
      links: [{ url: "https://samspil.example" }],
      externalIds: [{ scheme: "CVR", value: "61056416" }],
      offers: ["plads"],
      seeks: ["folk"],
      physicalAccessibility: { answer: "YES", noteDa: "Ja" },
      economicAccessibility: { answer: "YES", noteDa: "Ja" },
      digitalAccessibility: { answer: "YES", noteDa: "Ja" },
      ...ownFields[kind].input,
    });
    await mustAct(hub, owner, "updateActor", { actorId: actor.id, name: `Nutid ${kind}` });
    await join(hub, owner, people.member as Person, actor, "MEMBER");
    await join(hub, owner, people.editor as Person, actor, "EDITOR");
    const membershipId = await join(hub, owner, people.former as Person, actor, "OWNER");
    await mustAct(hub, owner, "endMembership", { membershipId });
    await mustAct(hub, owner, "inviteMember", {
      actorId: actor.id,
      email: "venter@example.org",
      role: "MEMBER",
    });
    for (const [name, venue] of venues) {
      const input = { kind: "COLLABORATES_WITH", sourceId: venue.id, targetId: actor.id };
      const { id } = await mustAct(hub, people[name as Reader] as Person, "proposeRelationship", input);
      if (name === "proposing") continue;
      await mustAct(hub, owner, "confirmRelationship", { relationshipId: id });
      if (name === "formerlyRelated") await mustAct(hub, owner, "endRelationship", { relationshipId: id });
      if (name === "blocked")
        await mustAct(hub, owner, "blockActor", { actorId: actor.id, blockedActorId: venue.id });
    }
    actors.set(kind, actor);
  }
});
afterAll(() => hub?.stop());

/** Asks all that the rules are about of all eight actors at once, as one reader. */
const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ${(Object.keys(kinds) as Kind[])
  .map(
    (kind) => `... on ${kinds[kind]} { kind name
    ${fieldsOf(kind)
      .map(([, [shown]]) => shown)
      .join(" ")
      .replace("memberCount", `${kind.toLowerCase()}Members: memberCount`)} }`,
  )
  .join(" ")} } }`;

/** The name under which a field of the query answers. */
const answerName = (kind: Kind, shown: string) =>
  shown === "memberCount" ? `${kind.toLowerCase()}Members` : (shown.split(" ")[0] ?? "");

type Found = {
  nodes: { id: string }[];
  edges: { node: { id: string } }[];
  totalCount: number;
  pageInfo: object;
};
const filters: Readonly<Record<string, readonly [filter: string, needs: readonly string[]]>> = {
  municipality: ['municipalityCodes: ["0492"]', ["MUNICIPALITY"]],
  genre: ['genreSlugs: ["medieval"]', ["GENRES"]],
  formerName: ['text: "fordumsnavn"', ["FORMER_NAMES"]],
  formerNameBegun: ['text: "fordums"', ["FORMER_NAMES"]],
  all: [
    'municipalityCodes: ["0492"], genreSlugs: ["medieval"], text: "Fordumsnavn"',
    ["MUNICIPALITY", "GENRES", "FORMER_NAMES"],
  ],
};
const filterQuery = `{ ${Object.entries(filters)
  .map(
    ([
      name,
      [filter],
    ]) => `${name}: actors(filter: { ${filter} }) { nodes { id } edges { node { id } } totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`,
  )
  .join(" ")} }`;

const random = seededRandom(20261122);
/** Rounds of visibilities: in the first four every field has every level once, then what chance gives. */
const rounds = Array.from({ length: 10 }, (_, round) =>
  Object.fromEntries(
    everyField.map((field, index) => [
      field,
      levels[round < 4 ? (index + round) % 4 : Math.floor(random() * 4)] as Level,
    ]),
  ),
);

describe.each(rounds.map((round, index) => [index + 1, round] as const))(
  "round %i of visibilities",
  (_, round) => {
    const seen = (field: string, reader: Reader): boolean =>
      maySee(round[field] as Level, reader) &&
      (field !== "LOCATION" || maySee(round.MUNICIPALITY as Level, reader));

    beforeAll(async () => {
      const fieldVisibilities = Object.entries(round).map(([field, visibility]) => ({ field, visibility }));
      await Promise.all(
        [...actors.values()].map(({ id }) =>
          mustAct(hub, people.owner as Person, "updateActor", { actorId: id, fieldVisibilities }),
        ),
      );
    });

    test.each(readers)("as %s", async (reader) => {
      const ids = [...actors.values()].map(({ id }) => id);
      const { nodes } = await ask<{ nodes: object[] }>(hub, people[reader] ?? null, query, { ids });
      expect(nodes).toEqual(
        [...actors].map(([kind, { id }]) => ({
          __typename: kinds[kind],
          id,
          kind,
          name: `Nutid ${kind}`,
          ...Object.fromEntries(
            fieldsOf(kind).map(([field, [shown, value, hidden]]) => [
              answerName(kind, shown),
              seen(field, reader) ? value : hidden,
            ]),
          ),
        })),
      );
      const found = await ask<Record<string, Found>>(hub, people[reader] ?? null, filterQuery);
      for (const [name, [, needs]] of Object.entries(filters)) {
        const expected = needs.every((field) => seen(field, reader)) ? [...ids].sort() : [];
        const cursor = expected.length > 0 ? expect.any(String) : null;
        const { nodes: items, edges, totalCount, pageInfo } = found[name] as Found;
        expect([name, items.map(({ id }) => id).sort()]).toEqual([name, expected]);
        expect(edges.map(({ node }) => node.id).sort()).toEqual(expected);
        expect([name, totalCount]).toEqual([name, expected.length]);
        expect(pageInfo).toEqual({
          hasNextPage: false,
          hasPreviousPage: false,
          startCursor: cursor,
          endCursor: cursor,
        });
      }
    });
  },
);

test.each(readers)("members and invitations as %s", async (reader) => {
  const isInsider = maySee("MEMBERS", reader);
  const isOwner = ["owner", "administrator"].includes(reader);
  for (const { id } of actors.values()) {
    const { actor } = await ask<{ actor: Record<string, object> }>(
      hub,
      people[reader] ?? null,
      `query ($id: ID) { actor(id: $id) { fieldVisibilities { field }
        memberships { totalCount nodes { displayName role endedOn } pageInfo { startCursor hasNextPage } }
        invitations { totalCount nodes { email status } edges { cursor } } } }`,
      { id },
    );
    // And that of the relationships, which tests of the network are about.
    expect(actor.fieldVisibilities).toHaveLength(isInsider ? everyField.length + 1 : 0);
    const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Copenhagen" }).format(new Date());
    expect(actor.memberships).toEqual(
      isInsider
        ? {
            totalCount: 4,
            nodes: [
              { displayName: "former", role: "OWNER", endedOn: today },
              { displayName: "editor", role: "EDITOR", endedOn: null },
              { displayName: "member", role: "MEMBER", endedOn: null },
              { displayName: "owner", role: "OWNER", endedOn: null },
            ],
            pageInfo: { startCursor: expect.any(String), hasNextPage: false },
          }
        : { totalCount: 0, nodes: [], pageInfo: { startCursor: null, hasNextPage: false } },
    );
    expect(actor.invitations).toMatchObject({ totalCount: isOwner ? 4 : 0 });
    expect(JSON.stringify(actor.invitations).includes("venter@example.org")).toBe(isOwner);
  }
});

describe("the exact point", () => {
  const point = /"(?:latitude|longitude)":[\d.]+/g;
  const shown = "location { latitude longitude precision }";
  const digits = /54\.8765|10\.4123/;

  test.each([
    ["NEAR", [54.87, 10.425]],
    ["MUNICIPALITY", [54.855869, 10.399527]],
    ["EXACT", [exact.latitude, exact.longitude]],
  ] as const)(
    "at the precision %s leaves only as EXACT, whoever asks and however",
    async (precision, [latitude, longitude]) => {
      const owner = people.owner as Person;
      const input = {
        kind: "VENUE",
        name: "Punkt",
        municipalityCode: "0492",
        location: { ...exact, precision },
      };
      const created = await runQuery(
        hub,
        `mutation ($input: CreateActorInput!) { createActor(input: $input) { actor { id ${shown} } userErrors { code } } }`,
        { input },
        { token: owner.token },
      );
      const actor = (created.body.data as { createActor: { actor: TestActor } }).createActor.actor;
      const bodies = [JSON.stringify(created.body)];
      for (const reader of readers) {
        const answers = await runQuery(
          hub,
          `query ($id: ID!) { node(id: $id) { ... on Actor { ${shown} } } actor(id: $id) { ${shown} municipality { name } }
          viewer { memberships(first: 100) { nodes { actor { id ${shown} } } } }
          actors(filter: { text: "punkt" }, last: 100) { nodes { ${shown} } edges { cursor } } }`,
          { id: actor.id },
          { token: people[reader]?.token },
        );
        expect(answers.body.errors).toBeUndefined();
        expect(answers.body.data?.actor).toMatchObject({ location: { latitude, longitude, precision } });
        bodies.push(JSON.stringify(answers.body));
      }
      for (const body of bodies) {
        expect(body.match(point)?.length).toBeGreaterThan(1);
        expect(digits.test(body)).toBe(precision === "EXACT");
      }
      await hub.database.query(
        "DELETE FROM membership WHERE actor_id = (SELECT id FROM actor WHERE public_id = $1)",
        [actor.id],
      );
      await hub.database.query("DELETE FROM actor WHERE public_id = $1", [actor.id]);
    },
  );

  test("is not found out by moving the cell: all points of a cell show its middle", async () => {
    const owner = people.owner as Person;
    const actor = await createActor(hub, owner, { name: "Flytter" });
    const points = [
      [55.4201, 12.0001],
      [55.4399, 12.0299],
      [55.43, 12.015],
    ] as const;
    for (const [latitude, longitude] of points) {
      const changed = await mustAct<{ location: unknown }>(
        hub,
        owner,
        "updateActor",
        { actorId: actor.id, location: { latitude, longitude, precision: "NEAR" } },
        shown,
      );
      expect(changed.location).toEqual({ latitude: 55.43, longitude: 12.015, precision: "NEAR" });
    }
    const hidden = { fieldVisibilities: [{ field: "LOCATION", visibility: "MEMBERS" }] };
    await mustAct(hub, owner, "updateActor", { actorId: actor.id, ...hidden });
    const read = `query ($id: ID) { actor(id: $id) { ${shown} } }`;
    expect(await ask(hub, people.other ?? null, read, { id: actor.id })).toEqual({
      actor: { location: null },
    });
  });

  test("without a municipality there is no centre to show", async () => {
    const actor = await createActor(hub, people.owner as Person, { name: "Hjemløs", location: exact });
    const read = `query ($id: ID) { actor(id: $id) { ${shown} } }`;
    expect(await ask(hub, people.owner ?? null, read, { id: actor.id })).toEqual({
      actor: { location: null },
    });
  });
});

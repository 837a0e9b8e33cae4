import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { buildClientSchema, type GraphQLSchema, getIntrospectionQuery, printType } from "graphql";
import { newIds } from "../../../src/platform/ids/ids.js";
import { addPerson, ask, codeOf, createActor, type Person, type TestActor } from "../../testkit/actors.js";
import { runQuery, startHub, type TestHub } from "../../testkit/hub.js";

let hub: TestHub;
let schema: GraphQLSchema;
let owner: Person;
let actor: TestActor;
beforeAll(async () => {
  hub = await startHub({ demo: false });
  const { body } = await runQuery<Parameters<typeof buildClientSchema>[0]>(
    hub,
    getIntrospectionQuery({ specifiedByUrl: true }),
  );
  if (!body.data) throw new Error(`No introspection: ${JSON.stringify(body.errors)}`);
  schema = buildClientSchema(body.data);
  owner = await addPerson(hub, "Ejer");
  actor = await createActor(hub, owner, { kind: "FESTIVAL", name: "Kontraktfestival" });
});
afterAll(() => hub?.stop());

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

/** The type as SDL without descriptions, one line a field, arguments inside their field's line. */
function shape(name: string): string[] {
  const type = schema.getType(name);
  if (!type) throw new Error(`The schema has no type ${name}`);
  const text = printType(type)
    .replace(/"""[\s\S]*?"""/g, "")
    .replace(/\(([^()]*)\)/g, (_, args: string) => `(${args.trim().replace(/\s*\n\s*/g, ", ")})`);
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && line !== "}");
}

/** The lines of issue 2's contract, which partners rely on: each must stand in the schema as it is written there. */
const contract: Readonly<Record<string, readonly string[]>> = {
  Query: [
    "viewer: Account",
    "node(id: ID!): Node",
    "nodes(ids: [ID!]!): [Node]!",
    "actor(id: ID, slug: String): Actor",
    "municipality(code: String!): Municipality",
    "genres: [Genre!]!",
    "instruments: [Instrument!]!",
  ],
  Mutation: [
    "createActor(input: CreateActorInput!): CreateActorPayload!",
    "updateActor(input: UpdateActorInput!): UpdateActorPayload!",
    "claimActor(input: ClaimActorInput!): ClaimActorPayload!",
    "approveClaim(input: ApproveClaimInput!): ApproveClaimPayload!",
    "rejectClaim(input: RejectClaimInput!): RejectClaimPayload!",
    "inviteMember(input: InviteMemberInput!): InviteMemberPayload!",
    "acceptInvitation(input: AcceptInvitationInput!): AcceptInvitationPayload!",
    "endMembership(input: EndMembershipInput!): EndMembershipPayload!",
    "suspendAccount(input: SuspendAccountInput!): SuspendAccountPayload!",
    "deleteAccount(input: DeleteAccountInput!): DeleteAccountPayload!",
  ],
  ActorKind: Object.keys(kinds),
  ActorFilter: [
    "kinds: [ActorKind!]",
    "municipalityCodes: [String!]",
    "genreSlugs: [String!]",
    "claimed: Boolean",
    "text: String",
  ],
  Actor: [
    "interface Actor implements Node {",
    "id: ID!",
    "kind: ActorKind!",
    "slug: String!",
    "name: String!",
    "municipality: Municipality",
    "genres: [Genre!]!",
  ],
  Account: ["type Account implements Node {", "id: ID!", "email: String!"],
  Membership: [
    "type Membership implements Node {",
    "id: ID!",
    "actor: Actor!",
    "displayName: String!",
    "role: MembershipRole!",
    "startedOn: Date!",
    "endedOn: Date",
  ],
  MembershipRole: ["OWNER", "EDITOR", "MEMBER"],
  Municipality: [
    "type Municipality implements Node {",
    "id: ID!",
    "code: String!",
    "name: String!",
    "region(asOf: Date): Region",
  ],
  ActorOrder: ["NAME_ASC", "NAME_DESC", "CREATED_AT_ASC", "CREATED_AT_DESC"],
  CreateActorInput: [
    "kind: ActorKind!",
    "name: String!",
    "municipalityCode: String",
    "genreSlugs: [String!]",
    "musicSchool: MusicSchoolInput",
    "venue: VenueInput",
    "festival: FestivalInput",
    "rehearsalAssociation: RehearsalAssociationInput",
    "artist: ArtistInput",
    "cultureOffice: CultureOfficeInput",
    "knowledgePartner: KnowledgePartnerInput",
    "association: AssociationInput",
    "idempotencyKey: String",
  ],
  InviteMemberInput: ["actorId: ID!", "email: String!", "role: MembershipRole!"],
};

describe("the contract", () => {
  test.each(Object.entries(contract))("%s stands as the issue writes it", (name, lines) => {
    expect(shape(name)).toEqual(expect.arrayContaining([...lines]));
  });

  test.each([
    ["Query", "actors", "ActorConnection!", { filter: "ActorFilter", orderBy: "ActorOrder" }],
    ["Query", "actorClaims", "ActorClaimConnection!", { status: "ActorClaimStatus" }],
    ["Account", "memberships", "MembershipConnection!", {}],
    ["Actor", "memberships", "MembershipConnection!", {}],
  ])("%s.%s is a Relay connection with all four paging arguments", (type, field, answers, more) => {
    const found = schema.getType(type);
    const definition = found && "getFields" in found ? found.getFields()[field] : undefined;
    const args = definition && "args" in definition ? definition.args : [];
    expect(String(definition?.type)).toBe(answers);
    expect(Object.fromEntries(args.map((arg) => [arg.name, String(arg.type)]))).toEqual({
      first: "Int",
      after: "String",
      last: "Int",
      before: "String",
      ...more,
    });
    const connection = answers.replace("!", "");
    const item = connection.replace("Connection", "");
    expect(shape(connection)).toEqual([
      `type ${connection} {`,
      `edges: [${item}Edge!]!`,
      `nodes: [${item}!]!`,
      "pageInfo: PageInfo!",
      "totalCount: Int!",
    ]);
    expect(shape(`${item}Edge`)).toEqual([`type ${item}Edge {`, "cursor: String!", `node: ${item}!`]);
  });

  test("every kind is a type of its own with all that every actor has", () => {
    const shared = shape("Actor").slice(1);
    for (const type of Object.values(kinds)) {
      expect(shape(type)[0]).toBe(`type ${type} implements Actor & Node {`);
      expect(shape(type)).toEqual(expect.arrayContaining(shared));
    }
    const implementing = schema.getPossibleTypes(schema.getType("Actor") as never).map(({ name }) => name);
    expect(implementing.sort()).toEqual(Object.values(kinds).sort());
  });

  test("every payload has userErrors of its domain, and its object is nullable", () => {
    const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
    expect(mutations.length).toBeGreaterThanOrEqual(12);
    const domains: readonly (readonly [domain: string, mutations: RegExp])[] = [
      ["Accounts", /Account$/],
      ["Network", /Relationship$|^(un)?blockActor$/i],
      ["Attachments", /Upload$/],
      ["Notifications", /Notification(sRead|Preferences)$/],
      ["Messaging", /(Message|Conversation(Note)?|Conversation(Read|Unread|Settings)|Participant|Report)$/],
    ];
    for (const { name, type } of mutations) {
      const capital = `${name[0]?.toUpperCase()}${name.slice(1)}`;
      expect(String(type)).toBe(`${capital}Payload!`);
      const lines = shape(`${capital}Payload`).slice(1);
      const [domain = "Actors"] = domains.find(([, names]) => names.test(name)) ?? [];
      expect(lines).toContain(`userErrors: [${domain}UserError!]!`);
      const others = lines.filter((line) => !line.startsWith("userErrors"));
      expect(others.join()).toMatch(/^(actor: Actor|claim: ActorClaim|[a-z]+([A-Z][a-z]+)*: [A-Z]\w+)$/);
    }
    expect(shape("UserError").sort()).toEqual([
      "field: [String!]",
      "interface UserError {",
      "message: String!",
    ]);
    for (const domain of ["Accounts", "Actors"]) {
      expect(shape(`${domain}UserError`).sort()).toEqual([
        `code: ${domain}ErrorCode!`,
        "field: [String!]",
        "message: String!",
        `type ${domain}UserError implements UserError {`,
      ]);
    }
  });

  test("scalars say what specifies them", () => {
    for (const name of ["Date", "DateTime"])
      expect(shape(name).join()).toMatch(new RegExp(`^scalar ${name} @specifiedBy\\(url: "https://`));
  });
});

const idOf = (type: string) =>
  ask<{ rows: { id: string }[] }>(
    hub,
    null,
    type === "municipality" ? "{ rows: municipalities { id } }" : `{ rows: ${type}s { id } }`,
  ).then(({ rows }) => rows[0]?.id ?? "");

describe("actor, node and nodes", () => {
  test("actor finds by id and by slug, and takes exactly one of them", async () => {
    const query = "query ($id: ID, $slug: String) { actor(id: $id, slug: $slug) { __typename id slug } }";
    const found = { actor: { __typename: "Festival", id: actor.id, slug: "kontraktfestival" } };
    expect(await ask(hub, null, query, { id: actor.id })).toEqual(found);
    expect(await ask(hub, null, query, { slug: actor.slug })).toEqual(found);
    expect(await ask(hub, null, query, { slug: actor.slug, id: null })).toEqual(found);
    expect(await codeOf(hub, null, query, {})).toBe("BAD_USER_INPUT");
    expect(await codeOf(hub, null, query, { id: null, slug: null })).toBe("BAD_USER_INPUT");
    expect(await codeOf(hub, null, query, { id: actor.id, slug: actor.slug })).toBe("BAD_USER_INPUT");
    expect(await ask(hub, null, query, { slug: "kontraktfestiva" })).toEqual({ actor: null });
    expect(await ask(hub, null, query, { id: newIds("actor").publicId })).toEqual({ actor: null });
    expect(await ask(hub, null, query, { id: await idOf("genre") })).toEqual({ actor: null });
  });

  test("nodes keeps the order and repeats, and answers null for what is missing, foreign or malformed", async () => {
    const genre = await idOf("genre");
    const municipality = await idOf("municipality");
    const uuid = newIds("actor").id;
    const ids = [
      municipality,
      actor.id,
      newIds("actor").publicId,
      genre,
      actor.id,
      actor.id.toUpperCase(),
      actor.id.replace("actor_", "genre_"),
      actor.id.replace("actor_", ""),
      `entry_${actor.id.split("_")[1]}`,
      uuid,
      "",
      "actor_",
      "actor_8zzzzzzzzzzzzzzzzzzzzzzzzz",
      "'; DROP TABLE actor; --",
      `${actor.id} `,
      owner.accountId,
    ];
    const { nodes } = await ask<{ nodes: ({ __typename: string; id: string } | null)[] }>(
      hub,
      null,
      "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }",
      { ids },
    );
    expect(nodes).toEqual([
      { __typename: "Municipality", id: municipality },
      { __typename: "Festival", id: actor.id },
      null,
      { __typename: "Genre", id: genre },
      { __typename: "Festival", id: actor.id },
      ...Array.from({ length: 11 }, () => null),
    ]);
    for (const [index, id] of ids.entries()) {
      const { node } = await ask<{ node: unknown }>(
        hub,
        null,
        "query ($id: ID!) { node(id: $id) { __typename id } }",
        { id },
      );
      expect(node).toEqual(nodes[index]);
    }
  });

  test("nodes takes 100 ids and no more", async () => {
    const query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    const hundred = Array.from({ length: 100 }, () => actor.id);
    const { nodes } = await ask<{ nodes: unknown[] }>(hub, null, query, { ids: hundred });
    expect(nodes).toEqual(hundred.map((id) => ({ id })));
    expect(await codeOf(hub, null, query, { ids: [...hundred, actor.id] })).toBe("BAD_USER_INPUT");
    expect(await ask(hub, null, query, { ids: [] })).toEqual({ nodes: [] });
  });

  test("a person's account is a node to itself and to administrators only", async () => {
    const query = "query ($id: ID!) { node(id: $id) { id ... on Account { email } } }";
    const other = await addPerson(hub, "En anden");
    const administrator = await addPerson(hub, "Administrator", { isAdministrator: true });
    const seen = { node: { id: owner.accountId, email: owner.email } };
    expect(await ask(hub, owner, query, { id: owner.accountId })).toEqual(seen);
    expect(await ask(hub, administrator, query, { id: owner.accountId })).toEqual(seen);
    expect(await ask(hub, other, query, { id: owner.accountId })).toEqual({ node: null });
    expect(await ask(hub, null, query, { id: owner.accountId })).toEqual({ node: null });
  });
});

describe("places and vocabularies", () => {
  test("a municipality by its code, its region by the day", async () => {
    const query = `{ found: municipality(code: "0259") { name before: region(asOf: "2026-12-31") { name }
      after: region(asOf: "2027-01-01") { name } never: region(asOf: "2006-12-31") { name } }
      missing: municipality(code: "9999") { name } short: municipality(code: "259") { name } }`;
    expect(await ask(hub, null, query)).toEqual({
      found: {
        name: "Køge",
        before: { name: "Region Sjælland" },
        after: { name: "Region Østdanmark" },
        never: null,
      },
      missing: null,
      short: null,
    });
  });

  test("a day that no calendar of the database holds is refused, not a fault", async () => {
    for (const day of ["0000-01-01", "2026-02-30", "-0001-01-01", "today", "2026-1-1", "", "10000-01-01"]) {
      const query = "query ($day: Date) { municipalities(asOf: $day) { region(asOf: $day) { code } } }";
      expect([day, await codeOf(hub, null, query, { day })]).toEqual([day, "BAD_USER_INPUT"]);
    }
    for (const day of ["0001-01-01", "9999-12-31"])
      await ask(
        hub,
        null,
        "query ($day: Date) { municipalities(asOf: $day) { region(asOf: $day) { code } } }",
        { day },
      );
  });

  test("the municipalities of a region on a day, in Danish order", async () => {
    const { all, east, capital, gone, unknown } = await ask<Record<string, { name: string }[]>>(
      hub,
      null,
      `{ all: municipalities { name } east: municipalities(regionCode: "1086", asOf: "2027-01-01") { name }
        capital: municipalities(regionCode: "1084", asOf: "2026-12-31") { name }
        gone: municipalities(regionCode: "1084", asOf: "2027-01-01") { name } unknown: municipalities(regionCode: "") { name } }`,
    );
    expect(all).toHaveLength(99);
    expect(all?.slice(0, 3).map(({ name }) => name)).toEqual(["Albertslund", "Allerød", "Assens"]);
    expect(all?.slice(-5).map(({ name }) => name)).toEqual([
      "Vordingborg",
      "Ærø",
      "Aabenraa",
      "Aalborg",
      "Aarhus",
    ]);
    expect(capital).toHaveLength(30);
    expect(east).toHaveLength(47);
    expect([gone, unknown]).toEqual([[], []]);
  });

  test("labels follow the argument, then the reader's language", async () => {
    const query = `{ genres { slug label da: label(language: DA) en: label(language: EN) } }`;
    const pick = async (headers: Record<string, string>) =>
      (await ask<{ genres: { slug: string }[] }>(hub, null, query, {}, headers)).genres.find(
        ({ slug }) => slug === "folk",
      );
    const labels = { slug: "folk", da: "Folkemusik og viser", en: "Folk and Danish song" };
    expect(await pick({})).toEqual({ ...labels, label: labels.da });
    expect(await pick({ "accept-language": "en-GB,en;q=0.9,da;q=0.8" })).toEqual({
      ...labels,
      label: labels.en,
    });
    expect(await pick({ "accept-language": "de, fr;q=0.5" })).toEqual({ ...labels, label: labels.da });
    expect(await pick({ "accept-language": "en;q=0.4, da;q=0.5" })).toEqual({ ...labels, label: labels.da });
  });
});

describe("questions", () => {
  test.each([
    ["an id", "query ($v: ID!) { node(id: $v) { id } }"],
    ["ids", "query ($v: ID!) { nodes(ids: [$v]) { id } }"],
    ["a slug", "query ($v: String) { actor(slug: $v) { id } }"],
    ["a code", "query ($v: String!) { municipality(code: $v) { id } }"],
    ["a region", "query ($v: String) { municipalities(regionCode: $v) { id } }"],
    ["a text", "query ($v: String) { actors(filter: { text: $v }) { totalCount } }"],
    ["a genre", "query ($v: String!) { actors(filter: { genreSlugs: [$v] }) { totalCount } }"],
    ["a municipality", "query ($v: String!) { actors(filter: { municipalityCodes: [$v] }) { totalCount } }"],
    ["a cursor", "query ($v: String) { actors(after: $v) { totalCount } }"],
  ])("%s that cannot be stored is a coded error", async (_, query) => {
    for (const v of ["a\0", "\ud800", "x".repeat(20_000)])
      expect(await codeOf(hub, null, query, { v })).toBe("BAD_USER_INPUT");
  });
});

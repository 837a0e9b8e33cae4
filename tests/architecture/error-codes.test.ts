import {
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isScalarType,
} from "graphql";
import type {
  AccountsErrorCode,
  ActorsErrorCode,
  AttachmentsErrorCode,
  NetworkErrorCode,
} from "../../schema/generated/operations.js";
import type { HttpRefusalCode } from "../../src/app/http/http-refusal.js";
import { statusOfCode } from "../../src/app/http/public-errors.js";
import { newIds } from "../../src/platform/ids/ids.js";
import { hugePng, send } from "../testkit/attachments.js";
import { runQuery } from "../testkit/hub.js";
import { type FilledHub, type NodeIds, signUp, startFilledHub } from "./filled-hub.js";
import { type HubSchemaFacts, implementationsOf, readHubSchema } from "./hub-schema.js";
import { messagingProvocations } from "./messaging-provocations.js";
import { notificationsProvocations } from "./notifications-provocations.js";

let filled: FilledHub;
let facts: HubSchemaFacts;
let ids: NodeIds;

beforeAll(async () => {
  facts = await readHubSchema();
  filled = await startFilledHub();
  ids = await filled.fill(2);
});
afterAll(() => filled?.hub.stop());

/** Does what must fail and answers the codes of the failures. */
type Provocation = () => Promise<readonly unknown[]>;

/** Runs a mutation and answers the codes of its userErrors. */
async function refused(mutation: string, input: object, token = filled.tokens.member): Promise<unknown[]> {
  const inputType = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const query = `mutation ($input: ${inputType}!) { answer: ${mutation}(input: $input) { userErrors { code message } } }`;
  const { body } = await runQuery<{ answer: { userErrors: { code: string; message: string }[] } }>(
    filled.hub,
    query,
    { input },
    { token },
  );
  if (!body.data) throw new Error(`${mutation} answered ${JSON.stringify(body)}`);
  for (const { message } of body.data.answer.userErrors) expect(message).not.toBe("");
  return body.data.answer.userErrors.map(({ code }) => code);
}

/** Runs an example of a mutation that must succeed and answers its object's id. */
async function done(
  mutation: string,
  object: string,
  input: object,
  token = filled.tokens.member,
): Promise<string> {
  const inputType = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const query = `mutation ($input: ${inputType}!) { answer: ${mutation}(input: $input) { ${object} { id } userErrors { code } } }`;
  const { body } = await runQuery<{ answer: Record<string, { id: string } | null> }>(
    filled.hub,
    query,
    { input },
    { token },
  );
  const id = body.data?.answer[object]?.id;
  if (!id) throw new Error(`${mutation} answered ${JSON.stringify(body)}`);
  return id;
}

const venue = () => ids.Venue?.[0] ?? "";
const create = (more: object) => refused("createActor", { kind: "VENUE", name: "Kulkælderen", ...more });
const ownVenue = () => done("createActor", "actor", { kind: "VENUE", name: "Kulkælderen" });
/** A venue that nobody owns, as an import leaves it. */
async function unclaimedVenue(): Promise<string> {
  const actorId = await ownVenue();
  await filled.hub.database.query(
    "DELETE FROM membership USING actor WHERE actor.id = actor_id AND actor.public_id = $1",
    [actorId],
  );
  return actorId;
}
let guests = 0;
/** A verified account with an address of its own. */
async function guest(): Promise<{ email: string; token: string; accountId: string }> {
  guests += 1;
  const email = `gaest-${guests}@example.org`;
  const token = await signUp(filled.hub, email);
  const { rows } = await filled.hub.database.query<{ public_id: string }>(
    "SELECT public_id FROM account WHERE email = $1",
    [email],
  );
  return { email, token, accountId: rows[0]?.public_id ?? "" };
}
/** A guest who accepted an invitation to a new venue of the member's. */
async function guestWhoJoined() {
  const actorId = await ownVenue();
  const joined = await guest();
  const invitationId = await done("inviteMember", "invitation", {
    actorId,
    email: joined.email,
    role: "MEMBER",
  });
  const membershipId = await done("acceptInvitation", "membership", { invitationId }, joined.token);
  return { ...joined, actorId, membershipId };
}
const missing = (prefix: string) => newIds(prefix).publicId;
const suspend = (accountId: string) => refused("suspendAccount", { accountId }, filled.tokens.administrator);

const actorsProvocations: Readonly<Record<ActorsErrorCode, Provocation>> = {
  ALREADY_CLAIMED: () => refused("claimActor", { actorId: venue() }),
  async ALREADY_MEMBER() {
    const { actorId, email } = await guestWhoJoined();
    return refused("inviteMember", { actorId, email, role: "MEMBER" });
  },
  async CLAIM_CLOSED() {
    const claimId = await done("claimActor", "claim", { actorId: await unclaimedVenue() });
    await done("rejectClaim", "claim", { claimId }, filled.tokens.administrator);
    return refused("approveClaim", { claimId }, filled.tokens.administrator);
  },
  CPR_NUMBER: () => create({ offers: ["Ring til 010190-1234"] }),
  async EXACT_LOCATION_OF_MINOR() {
    const { email, token } = await guest();
    await filled.hub.database.query(
      "UPDATE account SET birth_date = current_date - interval '15 years' WHERE email = $1",
      [email],
    );
    const location = { latitude: 55.67, longitude: 12.57, precision: "EXACT" };
    return refused("createActor", { kind: "ARTIST", name: "Ung", location }, token);
  },
  async RELATIONSHIPS_OF_MINOR() {
    const { email, token } = await guest();
    await filled.hub.database.query(
      "UPDATE account SET birth_date = current_date - interval '15 years' WHERE email = $1",
      [email],
    );
    const fieldVisibilities = [{ field: "RELATIONSHIPS", visibility: "SIGNED_IN" }];
    return refused("createActor", { kind: "ARTIST", name: "Ung", fieldVisibilities }, token);
  },
  async EXTERNAL_ID_TAKEN() {
    const externalIds = [{ scheme: "WIKIDATA", value: "Q1748" }];
    await done("createActor", "actor", { kind: "VENUE", name: "Den første", externalIds });
    return create({ externalIds });
  },
  async IDEMPOTENCY_MISMATCH() {
    await done("createActor", "actor", { kind: "VENUE", name: "Den ene", idempotencyKey: "nøgle" });
    return create({ name: "Den anden", idempotencyKey: "nøgle" });
  },
  NAME_MISSING: () => create({ name: "\u200b" }),
  INVALID_TEXT: () => create({ name: "Nul\u0000tegn" }),
  INVALID_EDITION: () =>
    create({ kind: "FESTIVAL", festival: { editions: [{ startsOn: "2026-07-02", endsOn: "2026-07-01" }] } }),
  INVALID_EMAIL: async () =>
    refused("inviteMember", { actorId: await ownVenue(), email: `${"😀".repeat(130)}@x.dk`, role: "MEMBER" }),
  INVALID_EXTERNAL_ID: () => create({ externalIds: [{ scheme: "WIKIDATA", value: "P31" }] }),
  INVALID_SLUG: async () => refused("updateActor", { actorId: await ownVenue(), slug: "Kulkælderen" }),
  INVALID_WEB_ADDRESS: () => create({ links: [{ url: "ftp://example.org" }] }),
  async INVITATION_CLOSED() {
    const { email, token } = await guest();
    const invitationId = await done("inviteMember", "invitation", {
      actorId: await ownVenue(),
      email,
      role: "MEMBER",
    });
    await done("declineInvitation", "invitation", { invitationId }, token);
    return refused("acceptInvitation", { invitationId }, token);
  },
  async LAST_OWNER() {
    const actorId = await ownVenue();
    const { body } = await runQuery<{ actor: { memberships: { nodes: { id: string }[] } } }>(
      filled.hub,
      "query ($id: ID!) { actor(id: $id) { memberships { nodes { id } } } }",
      { id: actorId },
      { token: filled.tokens.member },
    );
    return refused("endMembership", { membershipId: body.data?.actor.memberships.nodes[0]?.id });
  },
  async MEMBERSHIP_ENDED() {
    const { membershipId } = await guestWhoJoined();
    await done("endMembership", "membership", { membershipId });
    return refused("endMembership", { membershipId });
  },
  NOT_ALLOWED: () => refused("updateActor", { actorId: venue(), name: "Et andet navn" }),
  NOT_FOUND: () => refused("updateActor", { actorId: missing("actor"), name: "Et andet navn" }),
  OUT_OF_RANGE: () => create({ venue: { capacity: 0 } }),
  async SLUGS_USED_UP() {
    const actorId = await ownVenue();
    await filled.hub.database.query(
      `INSERT INTO actor_slug (slug, actor_id)
       SELECT 'used-' || number, id FROM actor, generate_series(1, 19) AS number WHERE public_id = $1`,
      [actorId],
    );
    return refused("updateActor", { actorId, slug: "one-too-many" });
  },
  SLUG_TAKEN: async () => refused("updateActor", { actorId: await ownVenue(), slug: "venue-0" }),
  TOO_LONG: () => create({ name: "å".repeat(201) }),
  UNKNOWN_GENRE: () => create({ genreSlugs: ["findes-ikke"] }),
  UNKNOWN_INSTRUMENT: () =>
    create({ kind: "MUSIC_SCHOOL", musicSchool: { instrumentSlugs: ["findes-ikke"] } }),
  UNKNOWN_MUNICIPALITY: () => create({ municipalityCode: "0000" }),
  WRONG_KIND: () => create({ festival: { editions: [] } }),
};

/** Codes that every domain's enum holds, but no input of this one can provoke as long as it has no such value. */
const outOfReach = {
  OUT_OF_RANGE: ["Int", "Float"],
  NOT_ALLOWED: ["ID"],
} as const;

/** Where whoever sees a row may do all that can be done with it. */
const allowedToAll: ReadonlySet<string> = new Set(["NotificationsErrorCode NOT_ALLOWED"]);

/** A venue of the member's and one of somebody else's. */
async function twoVenues(): Promise<{ own: string; other: string; otherToken: string }> {
  const { token } = await guest();
  const other = await done("createActor", "actor", { kind: "VENUE", name: "Nabo" }, token);
  return { own: await ownVenue(), other, otherToken: token };
}
/** A proposal of the member's venue. */
async function proposal(more: object = {}) {
  const venues = await twoVenues();
  const relationshipId = await done("proposeRelationship", "relationship", {
    kind: "PARTNER_OF",
    sourceId: venues.own,
    targetId: venues.other,
    ...more,
  });
  return { ...venues, relationshipId };
}
async function confirmed(more: object = {}) {
  const proposed = await proposal(more);
  const { relationshipId, otherToken } = proposed;
  await done("confirmRelationship", "relationship", { relationshipId }, otherToken);
  return proposed;
}
const propose = (sourceId: string, targetId: string, more: object = {}) =>
  refused("proposeRelationship", { kind: "PARTNER_OF", sourceId, targetId, ...more });

const networkProvocations: Readonly<Record<Exclude<NetworkErrorCode, "OUT_OF_RANGE">, Provocation>> = {
  async ACTOR_BLOCKED() {
    const { own, other } = await twoVenues();
    await done("blockActor", "actor", { actorId: own, blockedActorId: other });
    return propose(own, other);
  },
  async ALREADY_ANSWERED() {
    const { relationshipId, otherToken } = await confirmed();
    return refused("declineRelationship", { relationshipId }, otherToken);
  },
  async ALREADY_ENDED() {
    const { relationshipId } = await confirmed({ endedOn: "2020-01-01" });
    return refused("endRelationship", { relationshipId });
  },
  CPR_NUMBER: async () => propose(await ownVenue(), missing("actor"), { idempotencyKey: "010190-1234" }),
  DAY_OUT_OF_RANGE: async () => propose(await ownVenue(), venue(), { startedOn: "0999-12-31" }),
  async DISALLOWED_PAIR() {
    const { own, other } = await twoVenues();
    return propose(own, other, { kind: "TEACHES_AT" });
  },
  async DUPLICATE() {
    const { own, other } = await proposal();
    return propose(own, other);
  },
  async END_TOO_EARLY() {
    const { relationshipId } = await confirmed();
    return refused("endRelationship", { relationshipId, endedOn: "2020-01-01" });
  },
  END_BEFORE_START: async () =>
    propose(await ownVenue(), venue(), { startedOn: "2024-02-01", endedOn: "2024-01-31" }),
  async IDEMPOTENCY_MISMATCH() {
    const { own, other } = await proposal({ idempotencyKey: "relation" });
    return propose(own, other, { idempotencyKey: "relation", startedOn: "2024-01-01" });
  },
  INVALID_TEXT: async () => propose(await ownVenue(), venue(), { idempotencyKey: "\0" }),
  async NOT_ALLOWED() {
    const { other } = await twoVenues();
    return propose(other, venue());
  },
  async NOT_CONFIRMED() {
    const { relationshipId } = await proposal();
    return refused("endRelationship", { relationshipId });
  },
  NOT_FOUND: async () => propose(await ownVenue(), missing("actor")),
  async SAME_ACTOR() {
    const own = await ownVenue();
    return propose(own, own);
  },
  TOO_LONG: async () => propose(await ownVenue(), venue(), { idempotencyKey: "x".repeat(201) }),
};

const accountsProvocations: Readonly<Record<Exclude<AccountsErrorCode, "OUT_OF_RANGE">, Provocation>> = {
  CPR_NUMBER: () => suspend("010190-1234"),
  INVALID_TEXT: () => suspend("account\u0000"),
  NOT_ALLOWED: () => suspend(ids.Account?.[0] ?? ""),
  NOT_FOUND: () => suspend(missing("account")),
  async SIGN_IN_AGAIN() {
    const { email, token, accountId } = await guest();
    await filled.hub.database.query(
      `UPDATE account_session SET created_at = now() - interval '61 minutes'
        FROM account WHERE account.id = account_id AND email = $1`,
      [email],
    );
    return refused("deleteAccount", { accountId }, token);
  },
  TOO_LONG: () => suspend("a".repeat(201)),
};

const announce = (more: object) => refused("startUpload", { fileName: "a.png", byteSize: 10, ...more });

const attachmentsProvocations: Readonly<Record<Exclude<AttachmentsErrorCode, "NOT_ALLOWED">, Provocation>> = {
  CPR_NUMBER: () => announce({ fileName: "010190-1234.png" }),
  async IDEMPOTENCY_MISMATCH() {
    await announce({ idempotencyKey: "billede" });
    return announce({ idempotencyKey: "billede", byteSize: 11 });
  },
  INVALID_FILE_NAME: () => announce({ fileName: "mappe/a.png" }),
  INVALID_TEXT: () => announce({ fileName: "a\u0000.png" }),
  async NOT_FOUND() {
    await announce({ idempotencyKey: "væk" });
    await filled.hub.database.query("DELETE FROM attachment WHERE state = 'AWAITED'");
    return announce({ idempotencyKey: "væk" });
  },
  OUT_OF_RANGE: () => announce({ byteSize: 26_214_401 }),
  TOO_LONG: () => announce({ fileName: `${"å".repeat(200)}.png` }),
  UNSUPPORTED_TYPE: () => announce({ fileName: "a.exe" }),
};

/** Announces a file, sends other bytes, and answers the code of the refusal of the last. */
async function sent(
  fileName: string,
  byteSize: number,
  ...contents: (string | Buffer)[]
): Promise<unknown[]> {
  const query =
    "mutation ($input: StartUploadInput!) { startUpload(input: $input) { attachment { uploadUrl } } }";
  type Answer = { startUpload: { attachment: { uploadUrl: string } } };
  const variables = { input: { fileName, byteSize } };
  const { body } = await runQuery<Answer>(filled.hub, query, variables, { token: filled.tokens.member });
  let code: string | undefined;
  for (const content of contents)
    code = (await send(body.data?.startUpload.attachment.uploadUrl ?? "", content)).code;
  return [code];
}

/** Answers the codes of the response to a GraphQL operation. */
async function failed(
  body: string | object,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown[]> {
  const response = await fetch(`${filled.hub.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return codesIn(response);
}

async function codesIn(response: Response): Promise<unknown[]> {
  const { errors } = (await response.json()) as { errors?: { extensions?: { code?: unknown } }[] };
  return (errors ?? []).map(({ extensions }) => extensions?.code);
}

/** What GraphQL itself and Apollo say of a request, beside the closed set of our own. */
type RequestCode = "GRAPHQL_PARSE_FAILED" | "GRAPHQL_VALIDATION_FAILED" | "OPERATION_RESOLUTION_FAILURE";

const technicalProvocations: Readonly<Record<HttpRefusalCode | RequestCode, Provocation>> = {
  ALREADY_UPLOADED: () => sent("a.txt", 2, "ja", "ja"),
  BROKEN_IMAGE: () => sent("a.png", hugePng(500, 500).length, hugePng(500, 500)),
  IMAGE_TOO_LARGE: () => sent("a.png", hugePng(9000, 9000).length, hugePng(9000, 9000)),
  SIZE_MISMATCH: () => sent("a.txt", 3, "ja"),
  TYPE_MISMATCH: () => sent("a.png", 3, "nej"),
  BAD_REQUEST: () => failed("{"),
  BAD_USER_INPUT: () => failed({ query: "{ actors(first: 101) { totalCount nodes { id } } }" }),
  FORBIDDEN: () =>
    failed(
      {
        query: `mutation { rejectClaim(input: { claimId: ${JSON.stringify(missing("claim"))} }) { userErrors { code } } }`,
      },
      { authorization: `Bearer ${filled.tokens.member}` },
    ),
  GRAPHQL_PARSE_FAILED: () => failed({ query: "{" }),
  GRAPHQL_VALIDATION_FAILED: () => failed({ query: "{ actorz { id } }" }),
  async INTERNAL_SERVER_ERROR() {
    await filled.hub.database.query("ALTER TABLE instrument RENAME TO mislaid");
    try {
      return await failed({ query: "{ instruments { slug } }" });
    } finally {
      await filled.hub.database.query("ALTER TABLE mislaid RENAME TO instrument");
    }
  },
  NOT_FOUND: async () => codesIn(await fetch(`${filled.hub.url}/nowhere`)),
  OPERATION_RESOLUTION_FAILURE: () => failed({ query: "query A { genres { slug } }", operationName: "B" }),
  PERSISTED_QUERY_NOT_SUPPORTED: () =>
    failed({ query: "{ viewer { id } }", extensions: { persistedQuery: {} } }),
  async THROTTLED() {
    const { token, email } = await guest();
    const actorId = await done("createActor", "actor", { kind: "VENUE", name: "Den ivrige" }, token);
    await filled.hub.database.query(
      `INSERT INTO invitation (id, public_id, actor_id, email, role, invited_by, expires_at)
        SELECT gen_random_uuid(), 'invitation_test_' || n, actor.id, 'nr-' || n || '@example.org', 'MEMBER',
          account.id, now() + interval '30 days'
        FROM generate_series(1, 50) AS n, actor, account WHERE actor.public_id = $1 AND account.email = $2`,
      [actorId, email],
    );
    const query =
      "mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { userErrors { code } } }";
    const variables = { input: { actorId, email: "nr-51@example.org", role: "MEMBER" } };
    return failed({ query, variables }, { authorization: `Bearer ${token}` });
  },
  UNAUTHENTICATED: () => failed({ query: "{ viewer { id } }" }, { authorization: "Bearer forged" }),
};

const provocations = {
  ActorsErrorCode: actorsProvocations,
  AccountsErrorCode: accountsProvocations,
  AttachmentsErrorCode: attachmentsProvocations,
  NetworkErrorCode: networkProvocations,
  NotificationsErrorCode: notificationsProvocations(refused, () => ids.Notification?.[0] ?? ""),
  MessagingErrorCode: messagingProvocations({
    refused,
    done,
    guest,
    administrator: () => filled.tokens.administrator,
  }),
};

describe.each(Object.entries(provocations))("%s", (_, table) => {
  test.each(Object.entries(table))("%s", async (code, provoke) => {
    expect(await provoke()).toEqual([code]);
  });
});

describe("technical codes", () => {
  test.each(Object.entries(technicalProvocations))("%s", async (code, provoke) => {
    expect(await provoke()).toEqual([code]);
  });
});

describe("nothing is left out", () => {
  test("every value of every enum of error codes is provoked, or out of its domain's reach", () => {
    for (const type of implementationsOf(facts.schema, "UserError")) {
      const enumName = type.name.replace(/UserError$/, "ErrorCode");
      const codes = facts.schema.getType(enumName);
      if (!isEnumType(codes)) throw new Error(`The schema has no enum ${enumName}`);
      const table: Readonly<Record<string, Provocation>> =
        Object.entries(provocations).find(([name]) => name === enumName)?.[1] ?? {};
      const scalars = scalarsOfInputs(type.name);
      const unreachable = Object.entries(outOfReach)
        .filter(([code]) => !(code in table))
        .filter(
          ([code, kinds]) =>
            allowedToAll.has(`${enumName} ${code}`) || !kinds.some((kind) => scalars.has(kind)),
        )
        .map(([code]) => code);
      expect([enumName, [...Object.keys(table), ...unreachable].sort()]).toEqual([
        enumName,
        codes
          .getValues()
          .map(({ name }) => name)
          .sort(),
      ]);
    }
  });

  test("every technical code is provoked", () => {
    expect(Object.keys(technicalProvocations)).toEqual(expect.arrayContaining(Object.keys(statusOfCode)));
  });

  /** The scalars that the inputs of the mutations with an error type hold. */
  function scalarsOfInputs(errorType: string): ReadonlySet<string> {
    const found = new Set<string>();
    const seen = new Set<unknown>();
    const collect = (type: GraphQLInputType): void => {
      const named = getNamedType(type);
      if (seen.has(named)) return;
      seen.add(named);
      if (isScalarType(named)) found.add(named.name);
      else if (isInputObjectType(named))
        for (const field of Object.values(named.getFields())) collect(field.type);
    };
    for (const field of Object.values(facts.schema.getMutationType()?.getFields() ?? {})) {
      const payload = getNamedType(field.type);
      const errors = isObjectType(payload) ? payload.getFields().userErrors : undefined;
      if (errors && getNamedType(errors.type).name === errorType)
        for (const argument of field.args) collect(argument.type);
    }
    return found;
  }
});

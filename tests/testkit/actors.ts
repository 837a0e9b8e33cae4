import { hashPassword } from "../../src/domains/accounts/authentication/passwords.js";
import { newIds } from "../../src/platform/ids/ids.js";
import { demoPassword, type QueryError, runQuery, signIn, type TestHub } from "./hub.js";

/** An account that a test made, signed in. */
export interface Person {
  /** The id that the API shows. */
  readonly accountId: string;
  /** The primary key, for SQL. */
  readonly key: string;
  readonly email: string;
  readonly name: string;
  readonly token: string;
}

export interface PersonOptions {
  readonly email?: string;
  /** `YYYY-MM-DD`; none by default. */
  readonly birthDate?: string;
  readonly language?: "DA" | "EN";
  readonly isAdministrator?: boolean;
}

/** An actor that a test made. */
export interface TestActor {
  readonly id: string;
  readonly slug: string;
}

/** One of a payload's `userErrors`. */
export interface UserProblem {
  readonly code: string;
  readonly field: readonly string[] | null;
  readonly message: string;
}

/** What came of a mutation: `errors` for technical failures, `userErrors` for expected ones, else the object. */
export interface Outcome<Result> {
  readonly object: Result | null;
  readonly userErrors: readonly UserProblem[];
  readonly errors?: readonly QueryError[];
}

let personNumber = 0;

/** Hashed once for all people of a test file. */
let passwordHash: Promise<string> | undefined;

/** Adds a verified account straight to the database and signs it in: sign-up with its mail is tested elsewhere. */
export async function addPerson(hub: TestHub, name: string, options: PersonOptions = {}): Promise<Person> {
  personNumber += 1;
  passwordHash ??= hashPassword(demoPassword);
  const ids = newIds("account");
  const email = options.email ?? `person-${personNumber}@example.org`;
  await hub.database.query(
    `INSERT INTO account (id, public_id, email, email_verified, display_name, language, birth_date, is_administrator)
     VALUES ($1, $2, $3, true, $4, $5, $6, $7)`,
    [
      ids.id,
      ids.publicId,
      email,
      name,
      options.language ?? "DA",
      options.birthDate ?? null,
      options.isAdministrator ?? false,
    ],
  );
  await hub.database.query(
    `INSERT INTO account_credential (id, account_id, provider_id, provider_account_id, password_hash)
     VALUES (gen_random_uuid(), $1::uuid, 'credential', $1::uuid::text, $2)`,
    [ids.id, await passwordHash],
  );
  const token = await signIn(hub, email, demoPassword);
  return { accountId: ids.publicId, key: ids.id, email, name, token };
}

/** What a mutation answers: the payload's object and what is read of it unless the test asks for more. */
const payloads: Readonly<Record<string, readonly [object: string, fields: string]>> = {
  createActor: ["actor", "id slug name"],
  updateActor: ["actor", "id slug name"],
  claimActor: ["claim", "id status"],
  approveClaim: ["claim", "id status"],
  rejectClaim: ["claim", "id status"],
  inviteMember: ["invitation", "id status role email"],
  acceptInvitation: ["membership", "id role startedOn endedOn"],
  declineInvitation: ["invitation", "id status"],
  endMembership: ["membership", "id role startedOn endedOn"],
  suspendAccount: ["account", "id suspendedAt"],
  reinstateAccount: ["account", "id suspendedAt"],
  deleteAccount: ["account", "id"],
  proposeRelationship: ["relationship", "id kind status startedOn endedOn"],
  confirmRelationship: ["relationship", "id kind status startedOn endedOn"],
  declineRelationship: ["relationship", "id kind status startedOn endedOn"],
  endRelationship: ["relationship", "id kind status startedOn endedOn"],
  blockActor: ["actor", "id"],
  unblockActor: ["actor", "id"],
  startConversation: ["conversation", "id form subject lastSequence unreadCount"],
  markConversationRead: ["conversation", "id readSequence unreadCount"],
  markConversationUnread: ["conversation", "id readSequence unreadCount"],
  updateConversationSettings: ["conversation", "id isMuted isArchived"],
  addParticipant: ["conversation", "id"],
  leaveConversation: ["conversation", "id"],
  removeParticipant: ["conversation", "id"],
  assignConversation: ["conversation", "id"],
  addConversationNote: ["conversationNote", "id body authorName isAuthor editedAt"],
  editConversationNote: ["conversationNote", "id body editedAt"],
  deleteConversationNote: ["conversation", "id"],
  sendMessage: ["message", "id sequence body"],
  editMessage: ["message", "id sequence body editedAt"],
  reportMessage: ["messageReport", "id reason status"],
  decideMessageReport: ["messageReport", "id status decidedAt"],
  deleteMessage: ["message", "id sequence body deletedAt"],
  startUpload: ["attachment", "id"],
  markNotificationsRead: ["account", "id unreadNotificationCount"],
  updateNotificationPreferences: ["account", "id notificationPreferences { kind channel isDefault }"],
};

/** Sends one mutation as somebody, or as a stranger without a person. */
export async function act<Result = { readonly id: string }>(
  hub: TestHub,
  person: Pick<Person, "token"> | null,
  mutation: string,
  input: object,
  options: { readonly select?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Outcome<Result>> {
  const [object, fields] = payloads[mutation] ?? [];
  if (!object) throw new Error(`No mutation ${mutation} is known here.`);
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
  type Payload = { readonly userErrors: readonly UserProblem[] } & Record<string, Result | null>;
  const { body } = await runQuery<Record<string, Payload | null>>(
    hub,
    `mutation Act($input: ${type}!) { ${mutation}(input: $input) {
      ${object} { ${options.select ?? fields} } userErrors { code field message } } }`,
    { input },
    { ...(person ? { token: person.token } : {}), headers: options.headers },
  );
  const payload = body.data?.[mutation];
  return { object: payload?.[object] ?? null, userErrors: payload?.userErrors ?? [], errors: body.errors };
}

/** As `act`, for a mutation that the test takes for granted. */
export async function mustAct<Result = { readonly id: string }>(
  hub: TestHub,
  person: Pick<Person, "token">,
  mutation: string,
  input: object,
  select?: string,
): Promise<Result> {
  const outcome = await act<Result>(hub, person, mutation, input, { select });
  if (outcome.errors || !outcome.object) throw new Error(`${mutation} failed: ${JSON.stringify(outcome)}`);
  return outcome.object;
}

/** Creates an actor that the person owns. */
export function createActor(hub: TestHub, person: Person, input: object): Promise<TestActor> {
  return mustAct<TestActor>(hub, person, "createActor", { kind: "VENUE", ...input });
}

/** Makes somebody act for an actor, by invitation and acceptance. Answers the membership's id. */
export async function join(
  hub: TestHub,
  owner: Pick<Person, "token">,
  person: Person,
  actor: TestActor,
  role: "OWNER" | "EDITOR" | "MEMBER",
): Promise<string> {
  const invitation = await mustAct(hub, owner, "inviteMember", {
    actorId: actor.id,
    email: person.email,
    role,
  });
  return (await mustAct(hub, person, "acceptInvitation", { invitationId: invitation.id })).id;
}

/** Takes an actor's owners away in the database, which leaves it as an imported one: unclaimed. */
export async function unclaim(hub: TestHub, actor: TestActor): Promise<void> {
  await hub.database.query(
    `DELETE FROM membership WHERE role = 'OWNER' AND actor_id = (SELECT id FROM actor WHERE public_id = $1)`,
    [actor.id],
  );
}

/** Reads as somebody, or as a stranger; fails the test on any error. */
export async function ask<Data>(
  hub: TestHub,
  person: Pick<Person, "token"> | null,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Data> {
  const { body } = await runQuery<Data>(hub, query, variables, {
    ...(person ? { token: person.token } : {}),
    headers,
  });
  if (body.errors || !body.data) throw new Error(`The query failed: ${JSON.stringify(body)}`);
  return body.data;
}

/** The code of a technical failure, for whoever asks what must not be answered. */
export async function codeOf(
  hub: TestHub,
  person: Pick<Person, "token"> | null,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  const { body, status } = await runQuery(hub, query, variables, person ? { token: person.token } : {});
  if (status >= 500) throw new Error(`Answered ${status}: ${JSON.stringify(body)}`);
  return body.errors?.[0]?.extensions?.code;
}

/** Everything the tables of the hub hold, one row a line, to show that a denied act changed nothing. */
export async function everythingStored(hub: TestHub, ...tables: readonly string[]): Promise<string> {
  const { rows } = await hub.database.query<{ row: string }>(
    tables
      .map((table) => `SELECT '${table}: ' || each::text AS row FROM ${table} AS each`)
      .join(" UNION ALL ")
      .concat(" ORDER BY 1"),
  );
  return rows.map(({ row }) => row).join("\n");
}

/** The tables that acts on actors write. */
export const actorTables = [
  "actor",
  "actor_slug",
  "actor_genre",
  "actor_instrument",
  "actor_served_municipality",
  "contact_link",
  "external_id",
  "festival_edition",
  "line_up_entry",
  "membership",
  "invitation",
  "actor_claim",
  "idempotency_key",
] as const;

/** The tables that acts on the network write. */
export const networkTables = ["relationship", "relationship_end", "actor_block", "idempotency_key"] as const;

import type { Pool, PoolClient } from "pg";
import { newIds, type RowIds } from "../../src/platform/ids/ids.js";
import { signIn, startHub, type TestHub } from "../testkit/hub.js";

/** A hub whose every list and connection holds as many items as asked. */
export interface FilledHub {
  readonly hub: TestHub;
  /** Bearer tokens of an account that administers the hub and of one that owns, edits and is invited to nothing. */
  readonly tokens: { readonly administrator: string; readonly member: string };
  /**
   * Replaces the actors and what hangs on them, so that every list holds `size` items, 2 to 20.
   * @returns ids of at least one row of every type with an id, `size` where the type can have as many
   */
  fill(size: number): Promise<NodeIds>;
}

/** API ids by the GraphQL type they belong to. */
export type NodeIds = Readonly<Record<string, readonly string[]>>;

export const accountPassword = "en lang adgangskode";
const administratorEmail = "administrator@example.org";
const memberEmail = "member@example.org";

/** The kinds of actor with the GraphQL type and the columns that only they have. */
const kinds: readonly (readonly [kind: string, type: string, own: (size: number) => object])[] = [
  ["MUSIC_SCHOOL", "MusicSchool", () => ({})],
  ["VENUE", "Venue", () => ({ capacity: 300, stage_width_cm: 800, funding_class: "REGIONAL" })],
  ["FESTIVAL", "Festival", () => ({})],
  ["REHEARSAL_ASSOCIATION", "RehearsalAssociation", () => ({ room_count: 4, member_count: 90 })],
  ["ARTIST", "Artist", () => ({ artist_form: "BAND" })],
  ["CULTURE_OFFICE", "CultureOffice", () => ({})],
  ["KNOWLEDGE_PARTNER", "KnowledgePartner", (size) => ({ topics: numbered("Emne", size) })],
  ["ASSOCIATION", "Association", () => ({ member_count: 12 })],
];

/** Starts a hub without demo data, whose statements are counted in both ways of reading, on whatever server. */
export async function startFilledHub(): Promise<FilledHub> {
  const hub = await startHub({ demo: false, env: { READS: "compared" } });
  try {
    const tokens = {
      administrator: await signUp(hub, administratorEmail),
      member: await signUp(hub, memberEmail),
    };
    await hub.database.query("UPDATE account SET is_administrator = true WHERE email = $1", [
      administratorEmail,
    ]);
    return { hub, tokens, fill: (size) => fill(hub.database, size) };
  } catch (error) {
    await hub.stop();
    throw error;
  }
}

/** Makes an account that may sign in, and signs it in. */
export async function signUp(hub: TestHub, email: string): Promise<string> {
  const response = await fetch(`${hub.url}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password: accountPassword, name: `Konto ${email}` }),
  });
  if (!response.ok) throw new Error(`Signing up answered ${response.status}: ${await response.text()}`);
  await hub.database.query("UPDATE account SET email_verified = true WHERE email = $1", [email]);
  return signIn(hub, email, accountPassword);
}

async function fill(pool: Pool, size: number): Promise<NodeIds> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const ids = await fillWithin(client, size);
    await client.query("COMMIT");
    return ids;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

async function fillWithin(client: PoolClient, size: number): Promise<NodeIds> {
  await client.query("TRUNCATE actor, conversation CASCADE");
  await client.query("TRUNCATE attachment");
  await client.query("DELETE FROM culture_agreement WHERE slug LIKE 'filled-%'");
  await client.query("DELETE FROM account WHERE email LIKE 'filled-%'");
  const items = Array.from({ length: size }, (_, index) => index);
  const found = async (sql: string, values: readonly unknown[] = [size]): Promise<RowIds[]> =>
    (await client.query<RowIds>(sql, [...values])).rows;

  const [administrator] = await found(`SELECT id, public_id AS "publicId" FROM account WHERE email = $1`, [
    administratorEmail,
  ]);
  if (!administrator) throw new Error("The administrator's account is gone");
  const others = items
    .slice(1)
    .map((index) => ({ ...newIds("account"), email: `filled-${index}@example.org` }));
  await insert(
    client,
    "account",
    others.map(({ email, ...ids }) => ({
      ...columnsOf(ids),
      email,
      email_verified: true,
      display_name: email,
    })),
  );
  const accounts = [{ ...administrator, email: administratorEmail }, ...others];

  const genres = await found(
    `SELECT id, public_id AS "publicId" FROM genre WHERE parent_id IS NOT NULL ORDER BY slug LIMIT $1`,
  );
  const instruments = await found(
    `SELECT id, public_id AS "publicId" FROM instrument ORDER BY slug LIMIT $1`,
  );
  // Those with the most postcodes, so that pages of postcodes can be full.
  const municipalities = await found(`SELECT id, public_id AS "publicId" FROM municipality ORDER BY (
      SELECT count(*) FROM postcode WHERE municipality_id = municipality.id) DESC, code LIMIT $1`);
  const agreements = items.map((index) => ({ ...newIds("agreement"), slug: `filled-${index}` }));
  await insert(
    client,
    "culture_agreement",
    agreements.map(({ slug, ...ids }) => ({ ...columnsOf(ids), slug, name: slug, valid_from: "2020-01-01" })),
  );
  await insert(
    client,
    "culture_agreement_member",
    agreements.flatMap(({ id }) =>
      municipalities.map((municipality) => ({
        culture_agreement_id: id,
        municipality_id: municipality.id,
        valid_from: "2020-01-01",
      })),
    ),
  );

  const actors = kinds.flatMap(([kind, type, own]) =>
    items.map((index) => ({ ...newIds("actor"), kind, type, index, own: own(size) })),
  );
  const slugOf = ({ kind, index }: { kind: string; index: number }) =>
    `${kind.toLowerCase().replace("_", "-")}-${index}`;
  await insert(
    client,
    "actor_slug",
    actors.map((actor) => ({ slug: slugOf(actor), actor_id: actor.id })),
  );
  for (const [kind] of kinds) {
    await insert(
      client,
      "actor",
      actors
        .filter((actor) => actor.kind === kind)
        .map((actor) => ({
          ...columnsOf(actor),
          kind,
          slug: slugOf(actor),
          name: `Aktør ${actor.index} ${actor.type}`,
          former_names: numbered("Navn", size),
          about_da: "Om aktøren",
          municipality_id: municipalities[actor.index % municipalities.length]?.id,
          offers: numbered("Tilbud", size),
          seeks: numbered("Ønske", size),
          ...actor.own,
        })),
    );
  }
  const ofKind = (kind: string) => actors.filter((actor) => actor.kind === kind);
  const each = <Row extends object>(
    some: readonly { readonly id: string }[],
    row: (index: number, actorNumber: number) => Row,
  ) =>
    some.flatMap(({ id }, actorNumber) =>
      items.map((index) => ({ actor_id: id, ...row(index, actorNumber) })),
    );
  const uuid = () => newIds("row").id;

  await insert(
    client,
    "actor_genre",
    each(actors, (index) => ({ genre_id: genres[index]?.id })),
  );
  await insert(
    client,
    "actor_instrument",
    each(ofKind("MUSIC_SCHOOL"), (index) => ({ instrument_id: instruments[index]?.id })),
  );
  await insert(
    client,
    "actor_served_municipality",
    each(ofKind("CULTURE_OFFICE"), (index) => ({ municipality_id: municipalities[index]?.id })),
  );
  await insert(
    client,
    "contact_link",
    each(actors, (position) => ({ id: uuid(), position, url: `https://example.org/${position}` })),
  );
  await insert(
    client,
    "external_id",
    each(actors, (index, actorNumber) => ({
      id: uuid(),
      scheme: "OPENSTREETMAP",
      value: `node/${actorNumber * 100 + index + 1}`,
      url: "https://www.openstreetmap.org/",
    })),
  );
  await insert(
    client,
    "festival_edition",
    each(ofKind("FESTIVAL"), (index) => ({
      id: uuid(),
      starts_on: `${2000 + index}-06-01`,
      ends_on: `${2000 + index}-06-03`,
    })),
  );
  await insert(
    client,
    "line_up_entry",
    each(ofKind("ARTIST"), (position) => ({
      id: uuid(),
      position,
      name: `Musiker ${position}`,
      instrument_id: instruments[position]?.id,
    })),
  );
  const memberships = each(actors, (index) => ({
    ...columnsOf(newIds("membership")),
    account_id: accounts[index]?.id,
    role: "OWNER",
    started_on: "2026-01-01",
  }));
  await insert(client, "membership", memberships);
  // What follows memberships follows now, before there are conversations that it would change.
  await client.query("SET CONSTRAINTS ALL IMMEDIATE");
  const invitations = each(actors, (index) => ({
    ...columnsOf(newIds("invitation")),
    email: accounts[index]?.email,
    role: "MEMBER",
    invited_by: administrator.id,
    expires_at: "2999-01-01",
  }));
  await insert(client, "invitation", invitations);
  const claims = each(actors.slice(0, 1), (index) => ({
    ...columnsOf(newIds("claim")),
    account_id: accounts[index]?.id,
  }));
  await insert(client, "actor_claim", claims);
  // A ring in which each actor works with as many of the next as make a list of the size asked, and blocks some farther on.
  const along = (start: number, step: number) => actors[(start + step) % actors.length]?.id;
  const relationships = actors.flatMap(({ id }, place) =>
    items.slice(0, Math.ceil(size / 2)).map((index) => ({
      ...columnsOf(newIds("relationship")),
      kind: "COLLABORATES_WITH",
      source_id: id,
      target_id: along(place, index + 1),
      status: "CONFIRMED",
      proposed_by: id,
      answered_at: "2026-01-01",
    })),
  );
  await insert(client, "relationship", relationships);
  const blocks = actors.flatMap(({ id }, place) =>
    items.map((index) => ({ blocker_id: id, blocked_id: along(place, size + index + 1) })),
  );
  await insert(client, "actor_block", blocks);
  const attachments = items.map((index) => {
    const ids = newIds("attachment");
    const stored = { state: "READY", content_type: "image/png", width: 40, height: 30, storage_key: ids.id };
    return {
      ...columnsOf(ids),
      owner_account_id: administrator.id,
      file_name: `Plakat ${index}.png`,
      byte_size: 1234,
      ...stored,
    };
  });
  await insert(client, "attachment", attachments);

  const conversations = items.map((index) => ({
    ...columnsOf(newIds("conversation")),
    form: "ATTACHED",
    host_type: "Actor",
    host_id: actors[index]?.id,
    last_sequence: size,
  }));
  await insert(client, "conversation", conversations);
  const inEach = <Row extends object>(row: (index: number) => Row) =>
    conversations.flatMap(({ id }) => items.map((index) => ({ conversation_id: id, ...row(index) })));
  const participants = inEach((index) => ({
    ...columnsOf(newIds("participant")),
    actor_id: actors[index]?.id,
    account_id: null,
    joined_sequence: 0,
    joined_at: `2026-01-${10 + index}`,
  }));
  const accountsThere = inEach((index) => ({
    ...columnsOf(newIds("participant")),
    actor_id: null,
    account_id: accounts[index]?.id,
    joined_sequence: 0,
    joined_at: `2026-03-${10 + index}`,
  }));
  await insert(client, "conversation_participant", [...participants, ...accountsThere]);
  const notes = inEach((index) => ({
    ...columnsOf(newIds("note")),
    actor_id: actors[index]?.id,
    account_id: accounts[index]?.id,
    body: `Note ${index}`,
    written_at: `2026-04-${10 + index}`,
  }));
  await insert(client, "conversation_note", notes);
  const assignments = inEach((index) => ({ actor_id: actors[index]?.id, account_id: accounts[index]?.id }));
  await insert(client, "conversation_assignment", assignments);
  const messages = inEach((index) => {
    const ids = columnsOf(newIds("message"));
    return {
      ...ids,
      sequence: index + 1,
      account_id: accounts[index]?.id,
      actor_id: actors[index]?.id,
      as_actor: true,
      body: `Besked ${index}`,
      client_message_id: ids.public_id,
      input_hash: "filled",
      sent_at: "2999-01-01",
    };
  });
  const replied = messages.map((message, place) =>
    place % size === 0
      ? { ...message, reply_to_id: null }
      : { ...message, reply_to_id: messages[place - 1]?.id },
  );
  await insert(client, "message", replied);
  // A row has its attachments in ten places.
  const sentAlong = messages.flatMap(({ id }) =>
    items.slice(0, 10).map((index) => {
      const ids = newIds("attachment");
      const stored = { state: "READY", content_type: "application/pdf", storage_key: ids.id };
      return {
        ...columnsOf(ids),
        owner_account_id: administrator.id,
        file_name: `Noder ${index}.pdf`,
        byte_size: 1234,
        ...stored,
        hung_on_type: "Message",
        hung_on_id: id,
        hung_position: index,
      };
    }),
  );
  await insert(client, "attachment", sentAlong);

  const reports = messages.slice(0, size).map(({ id }) => ({
    ...columnsOf(newIds("report")),
    message_id: id,
    reporter_id: administrator.id,
    reason: "OTHER",
    evidence: items.map((index) => ({
      message_id: id,
      sequence: index + 1,
      sender_name: "Navn",
      body: "Ord",
      sent_at: "2026-01-01T12:00:00.000Z",
    })),
  }));
  await insert(client, "message_report", reports);

  // Those that were made by themselves are not as many as asked.
  await client.query("DELETE FROM notification");
  const notifications = conversations.map(({ id }, index) => ({
    ...columnsOf(newIds("notification")),
    account_id: administrator.id,
    kind: "MESSAGE_RECEIVED",
    subject_id: id,
    actor_id: actors[index]?.id,
    created_at: "2026-01-01",
    happened_at: `2026-03-${10 + index}`,
  }));
  await insert(client, "notification", notifications);

  const publicIds = (rows: readonly RowIds[]) => rows.map(({ publicId }) => publicId);
  const writtenIds = (rows: readonly { readonly public_id: string }[]) =>
    rows.slice(0, size).map((row) => row.public_id);
  return {
    Account: publicIds(accounts),
    Genre: publicIds(genres),
    Instrument: publicIds(instruments),
    Municipality: publicIds(municipalities),
    Postcode: publicIds(
      await found(`SELECT id, public_id AS "publicId" FROM postcode ORDER BY code LIMIT $1`),
    ),
    Region: publicIds(await found(`SELECT id, public_id AS "publicId" FROM region ORDER BY code LIMIT $1`)),
    CultureAgreement: publicIds(agreements),
    Membership: writtenIds(memberships),
    Invitation: writtenIds(invitations),
    ActorClaim: writtenIds(claims),
    Relationship: writtenIds(relationships),
    Conversation: writtenIds(conversations),
    Participant: writtenIds([...accountsThere.slice(0, size / 2), ...participants]),
    Message: writtenIds(messages),
    MessageReport: writtenIds(reports),
    ConversationNote: writtenIds(notes),
    Attachment: writtenIds(attachments),
    Notification: writtenIds(notifications),
    ...Object.fromEntries(kinds.map(([kind, type]) => [type, publicIds(ofKind(kind))])),
  };
}

const columnsOf = ({ id, publicId }: RowIds) => ({ id, public_id: publicId });
const numbered = (word: string, size: number) =>
  Array.from({ length: size }, (_, index) => `${word} ${index}`);

/** Inserts rows that name the same columns; the others get their defaults. */
async function insert(client: PoolClient, table: string, rows: readonly object[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join(", ");
  await client.query(
    `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
}

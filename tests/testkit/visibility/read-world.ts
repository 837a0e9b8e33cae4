import type { ClientBase } from "pg";
import { actorTypes, type HubActor, type HubRow, type HubWorld } from "./world.js";

type StoredRow = Readonly<Record<string, unknown>>;

/** The base tables that the judge knows. What the database derives from them (published points, ends, levels, documents) it does not. */
const tables = [
  "actor",
  "actor_slug",
  "actor_genre",
  "actor_instrument",
  "actor_served_municipality",
  "contact_link",
  "external_id",
  "festival_edition",
  "line_up_entry",
  "account",
  "membership",
  "invitation",
  "actor_claim",
  "relationship",
  "actor_block",
  "conversation",
  "conversation_participant",
  "message",
  "conversation_reader",
  "message_report",
  "conversation_note",
  "conversation_assignment",
  "municipality",
  "region",
  "municipality_region",
  "postcode",
  "culture_agreement",
  "culture_agreement_member",
  "genre",
  "instrument",
  "relationship_kind",
  "relationship_pair",
  "attachment",
  "notification",
  "notification_kind",
  "notification_preference",
] as const;

/** Reads the whole hub. */
export async function readWorld(client: ClientBase): Promise<HubWorld> {
  const { rows } = await client.query(
    `SELECT today_in_denmark()::text AS today, ${tables
      .map(
        (table) => `(SELECT coalesce(json_agg(row_to_json(each)), '[]') FROM ${table} AS each) AS ${table}`,
      )
      .join(", ")}`,
  );
  const { today, ...stored } = rows[0] as { today: string } & Record<(typeof tables)[number], StoredRow[]>;
  // The shapes are those of the migrations; a column that is gone shows itself as a value that differs.
  const of = <Row>(table: (typeof tables)[number], type: string | null = null) =>
    stored[table].map((row) => ({ ...inCamelCase(row), ...(type && { type }) })) as Row[];
  const municipalities = of<HubWorld["municipalities"][number]>("municipality", "Municipality");
  const codes = new Map(municipalities.map(({ id, code }) => [id, code]));
  const partsOf = <Part extends object>(table: (typeof tables)[number]) => {
    const parts = of<Part & { readonly actorId: string }>(table);
    return (actorId: string) => parts.filter((part) => part.actorId === actorId);
  };
  const slugs = partsOf<{ slug: string }>("actor_slug");
  const genres = partsOf<{ genreId: string }>("actor_genre");
  const instruments = partsOf<{ instrumentId: string }>("actor_instrument");
  const served = partsOf<{ municipalityId: string }>("actor_served_municipality");
  const links = partsOf<HubActor["links"][number]>("contact_link");
  const externalIds = partsOf<HubActor["externalIds"][number]>("external_id");
  const editions = partsOf<HubActor["editions"][number]>("festival_edition");
  const lineUp = partsOf<HubActor["lineUp"][number]>("line_up_entry");
  const actorRows = of<HubActor & { readonly fieldVisibility: HubActor["visibility"] }>("actor");
  const actors = actorRows.map(
    (actor): HubActor => ({
      ...actor,
      type: actorTypes[actor.kind],
      visibility: actor.fieldVisibility,
      municipalityCode: codes.get(actor.municipalityId ?? "") ?? null,
      slugs: slugs(actor.id).map(({ slug }) => slug),
      genreIds: genres(actor.id).map(({ genreId }) => genreId),
      instrumentIds: instruments(actor.id).map(({ instrumentId }) => instrumentId),
      servedMunicipalityIds: served(actor.id).map(({ municipalityId }) => municipalityId),
      links: links(actor.id),
      externalIds: externalIds(actor.id),
      editions: editions(actor.id),
      lineUp: lineUp(actor.id),
    }),
  );
  const pairs = of<{ kind: string; sourceKind: string; targetKind: string }>("relationship_pair");
  const nameOf = ({ sourceKind, targetKind }: (typeof pairs)[number]) => `${sourceKind} ${targetKind}`;
  return {
    today,
    actors,
    municipalities,
    accounts: of("account", "Account"),
    memberships: of<HubWorld["memberships"][number]>("membership", "Membership").map((membership) => ({
      ...membership,
      isCurrent: membership.endedOn === null,
    })),
    invitations: of("invitation", "Invitation"),
    claims: of("actor_claim", "ActorClaim"),
    conversations: of("conversation", "Conversation"),
    participants: of("conversation_participant", "Participant"),
    messages: of("message", "Message"),
    readers: of("conversation_reader"),
    messageReports: of("message_report", "MessageReport"),
    notes: of("conversation_note", "ConversationNote"),
    assignments: of("conversation_assignment"),
    relationships: of("relationship", "Relationship"),
    blocks: of("actor_block"),
    regions: of("region", "Region"),
    regionPeriods: of("municipality_region"),
    postcodes: of("postcode", "Postcode"),
    agreements: of("culture_agreement", "CultureAgreement"),
    agreementPeriods: of("culture_agreement_member"),
    genres: of("genre", "Genre"),
    instruments: of("instrument", "Instrument"),
    attachments: of("attachment", "Attachment"),
    notifications: of("notification", "Notification"),
    notificationKinds: of("notification_kind"),
    notificationPreferences: of("notification_preference"),
    relationshipRules: of<HubWorld["relationshipRules"][number]>("relationship_kind").map((rule) => ({
      ...rule,
      pairs: pairs
        .filter(({ kind }) => kind === rule.kind)
        .sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1)),
    })),
  };
}

/** All records that `node(id)` may find. */
export function rowsOf(world: HubWorld): readonly HubRow[] {
  return [
    world.actors,
    world.accounts,
    world.memberships,
    world.invitations,
    world.claims,
    world.conversations,
    world.participants,
    world.messages,
    world.messageReports,
    world.notes,
    world.relationships,
    world.municipalities,
    world.regions,
    world.postcodes,
    world.agreements,
    world.genres,
    world.instruments,
    world.attachments,
    world.notifications,
  ].flat();
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

function inCamelCase(row: StoredRow): StoredRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      typeof value === "string" && instant.test(value) ? new Date(value).toISOString() : value,
    ]),
  );
}

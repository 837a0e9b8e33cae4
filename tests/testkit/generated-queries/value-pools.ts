import type { Pool } from "pg";
import { spellings } from "../spellings.js";

/** What arguments are filled from: values that the world holds. */
export interface ValuePools {
  /** API ids by object type. */
  readonly ids: ReadonlyMap<string, readonly string[]>;
  /** The object type of each of these ids. */
  readonly types: ReadonlyMap<string, string>;
  /** The ids of actors, of any kind. */
  readonly actorIds: readonly string[];
  /** Present and former slugs of actors with the id that each leads to. */
  readonly slugs: ReadonlyMap<string, string>;
  /** Both ends of relationships, by the relationship's id. */
  readonly ends: ReadonlyMap<string, readonly string[]>;
  /** Of the actors' municipalities, several times as often as they have actors. */
  readonly municipalityCodes: readonly string[];
  readonly regionCodes: readonly string[];
  readonly genreSlugs: readonly string[];
  /** What somebody types into a search. */
  readonly words: readonly string[];
  /** Today in Denmark. */
  readonly today: string;
  /** Cursors by connection field and order, such as `actors NAME_ASC`; of a list with one order `memberships`. */
  readonly cursors: ReadonlyMap<string, readonly string[]>;
}

/** The tables whose rows have an id in the API, with their types; of actors the type follows from the kind. */
const nodeTables: readonly (readonly [table: string, type: string])[] = [
  ["account", "'Account'"],
  ["actor_claim", "'ActorClaim'"],
  ["conversation", "'Conversation'"],
  ["conversation_participant", "'Participant'"],
  ["attachment", "'Attachment'"],
  ["culture_agreement", "'CultureAgreement'"],
  ["genre", "'Genre'"],
  ["instrument", "'Instrument'"],
  ["invitation", "'Invitation'"],
  ["membership", "'Membership'"],
  ["message", "'Message'"],
  ["message_report", "'MessageReport'"],
  ["conversation_note", "'ConversationNote'"],
  ["municipality", "'Municipality'"],
  ["notification", "'Notification'"],
  ["postcode", "'Postcode'"],
  ["region", "'Region'"],
  ["relationship", "'Relationship'"],
  ["actor", "replace(initcap(replace(kind, '_', ' ')), ' ', '')"],
];

/** Reads the values from a world, hidden rows included. All in an order of their own, so that draws can be repeated. */
export async function readValuePools(
  database: Pool,
  cursors: ReadonlyMap<string, readonly string[]>,
): Promise<ValuePools> {
  const texts = async (sql: string): Promise<string[]> =>
    (await database.query<{ text: string }>(sql)).rows.map(({ text }) => text);
  const ids = new Map<string, string[]>();
  const nodes = await database.query<{ type: string; id: string }>(
    `${nodeTables
      .map(([table, type]) => `SELECT ${type} COLLATE "C" AS type, public_id COLLATE "C" AS id FROM ${table}`)
      .join(" UNION ALL ")} ORDER BY 1, 2`,
  );
  for (const { type, id } of nodes.rows) ids.set(type, [...(ids.get(type) ?? []), id]);
  const slugs = await database.query<{ slug: string; id: string }>(
    `SELECT actor_slug.slug, public_id AS id FROM actor_slug JOIN actor ON actor.id = actor_id ORDER BY actor_slug.slug COLLATE "C"`,
  );
  const ends = await database.query<{ id: string; ends: string[] }>(
    `SELECT relationship.public_id AS id, ARRAY[source.public_id, target.public_id] AS ends FROM relationship
     JOIN actor AS source ON source.id = source_id JOIN actor AS target ON target.id = target_id ORDER BY relationship.id`,
  );
  return {
    ids,
    types: new Map(nodes.rows.map(({ type, id }) => [id, type])),
    actorIds: nodes.rows.map(({ id }) => id).filter((id) => id.startsWith("actor_")),
    slugs: new Map(slugs.rows.map(({ slug, id }) => [slug, id])),
    ends: new Map(ends.rows.map((row) => [row.id, row.ends])),
    municipalityCodes: await texts(
      "SELECT code AS text FROM actor JOIN municipality ON municipality.id = municipality_id ORDER BY code",
    ),
    regionCodes: await texts("SELECT code AS text FROM region ORDER BY code"),
    genreSlugs: await texts(
      'SELECT genre.slug AS text FROM actor_genre JOIN genre ON genre.id = genre_id ORDER BY genre.slug COLLATE "C"',
    ),
    words: [
      ...spellings.map(([query]) => query),
      ...[
        "musik",
        "øvelokale",
        "jazz",
        "kor",
        "fest",
        "spillested demo",
        "xyzzy",
        "a",
        "ø",
        "%",
        "_",
        "'\"\\",
      ],
    ],
    today: (await texts("SELECT today_in_denmark()::text AS text"))[0] ?? "",
    cursors,
  };
}

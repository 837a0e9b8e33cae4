import { firstActors, pathBetween, relatedToBoth } from "./limit-statements.mjs";
import { messageWithSender, readsConversation, senderName } from "./messages.mjs";
import { firstDocuments, highlight } from "./search.mjs";
import { holdsToday, seesEnd, seesField } from "./visibility.mjs";

/** The account that PostGraphile's `pgSettings` tell; NULL for a stranger. Worked out once a statement. */
const viewer = "(SELECT nullif(current_setting('bench.account', true), '')::uuid)";
const byName = 'actor.name COLLATE "da-x-icu", actor.id';

/**
 * The schema that PostGraphile serves: views that show what the viewer sees, joined by smart tags, and functions for what
 * is no plain list. Its lists are limited inside the functions, before anything is worked out for their rows.
 */
export const postgraphileSchema = `
  CREATE SCHEMA bench_graphql;

  CREATE VIEW bench_graphql.municipality AS SELECT id, name FROM public.municipality;
  COMMENT ON VIEW bench_graphql.municipality IS E'@primaryKey id';

  CREATE VIEW bench_graphql.actor AS SELECT actor.id, actor.public_id, actor.name, actor.kind,
      CASE WHEN ${seesField(viewer, "ABOUT", "actor")} THEN coalesce(actor.about_da, actor.about_en) END AS about,
      CASE WHEN ${seesField(viewer, "MUNICIPALITY", "actor")} THEN actor.municipality_id END AS municipality_id,
      (SELECT count(*)::integer FROM public.relationship_end AS own
        WHERE own.actor_id = actor.id AND ${holdsToday("own")} AND ${seesEnd(viewer, "own")}) AS relationship_count
    FROM public.actor;
  COMMENT ON VIEW bench_graphql.actor IS E'@primaryKey id\\n@unique public_id\\n@foreignKey (municipality_id) references municipality (id)|@fieldName municipality';

  CREATE VIEW bench_graphql.genre AS SELECT link.actor_id, genre.slug, genre.label_da AS label
    FROM public.actor_genre AS link JOIN public.genre ON genre.id = link.genre_id JOIN public.actor ON actor.id = link.actor_id
    WHERE ${seesField(viewer, "GENRES", "actor")};
  COMMENT ON VIEW bench_graphql.genre IS E'@primaryKey actor_id,slug\\n@foreignKey (actor_id) references actor (id)|@foreignFieldName genres|@foreignSimpleFieldName genres';

  CREATE VIEW bench_graphql.relationship AS SELECT own.actor_id, own.relationship_id, own.kind, own.started_on, own.status, own.listed_on,
      entered.source_id, entered.target_id,
      CASE WHEN entered.source_id = own.actor_id THEN rule.phrase_da ELSE rule.inverse_phrase_da END AS phrase
    FROM public.relationship_end AS own JOIN public.relationship AS entered ON entered.id = own.relationship_id
    JOIN public.relationship_kind AS rule ON rule.kind = own.kind
    WHERE ${holdsToday("own")} AND ${seesEnd(viewer, "own")};
  COMMENT ON VIEW bench_graphql.relationship IS E'@primaryKey actor_id,relationship_id\\n@foreignKey (actor_id) references actor (id)|@foreignFieldName relationships|@foreignSimpleFieldName relationships\\n@foreignKey (source_id) references actor (id)|@fieldName source|@foreignSimpleFieldName fromIt\\n@foreignKey (target_id) references actor (id)|@fieldName target|@foreignSimpleFieldName toIt';
  COMMENT ON COLUMN bench_graphql.relationship.listed_on IS E'@behavior +orderBy';
  COMMENT ON COLUMN bench_graphql.relationship.relationship_id IS E'@behavior +orderBy';

  CREATE FUNCTION bench_graphql.filtered_actors(kinds text[], municipality_codes text[], most integer)
  RETURNS SETOF bench_graphql.actor LANGUAGE sql STABLE AS $$
    SELECT shown.* FROM (
      ${firstActors(viewer, "kinds", "municipality_codes", "most")}
    ) AS page JOIN bench_graphql.actor AS shown ON shown.id = page.id ORDER BY page.name COLLATE "da-x-icu", page.id
  $$;

  -- Views without rows, for what functions answer: rows that lead to actors.
  CREATE VIEW bench_graphql.search_hit AS SELECT NULL::uuid AS document_id, NULL::uuid AS actor_id, NULL::text AS highlight WHERE false;
  COMMENT ON VIEW bench_graphql.search_hit IS E'@primaryKey document_id\\n@foreignKey (actor_id) references actor (id)|@fieldName actor';
  CREATE FUNCTION bench_graphql.search_hits(query text) RETURNS SETOF bench_graphql.search_hit LANGUAGE sql STABLE AS $$
    SELECT hit.id, hit.node_id, ${highlight("query")}
    FROM (${firstDocuments(viewer, "query")}) AS hit JOIN public.search_document AS document ON document.id = hit.id
    ORDER BY hit.rank DESC, hit.title COLLATE "da-x-icu", hit.id DESC
  $$;

  CREATE FUNCTION bench_graphql.mutual_actors(from_id text, to_id text) RETURNS SETOF bench_graphql.actor LANGUAGE sql STABLE AS $$
    SELECT shown.* FROM (
      SELECT actor.id, actor.name FROM public.actor
      WHERE ${relatedToBoth(viewer, "(SELECT id FROM public.actor WHERE public_id = from_id)", "(SELECT id FROM public.actor WHERE public_id = to_id)")}
      ORDER BY ${byName} LIMIT 20
    ) AS page JOIN bench_graphql.actor AS shown ON shown.id = page.id ORDER BY page.name COLLATE "da-x-icu", page.id
  $$;

  CREATE VIEW bench_graphql.network_step AS SELECT 0 AS "position", NULL::uuid AS actor_id, NULL::text AS phrase WHERE false;
  COMMENT ON VIEW bench_graphql.network_step IS E'@primaryKey position\\n@foreignKey (actor_id) references actor (id)|@fieldName actor';
  CREATE FUNCTION bench_graphql.network_path(from_id text, to_id text) RETURNS SETOF bench_graphql.network_step LANGUAGE sql STABLE AS $$
    SELECT step.position, step.actor_id, (SELECT CASE WHEN way.target_id = step.actor_id THEN rule.phrase_da ELSE rule.inverse_phrase_da END
      FROM public.relationship AS way JOIN public.relationship_kind AS rule ON rule.kind = way.kind WHERE way.id = step.relationship_id)
    FROM ${pathBetween(viewer, "(SELECT id FROM public.actor WHERE public_id = from_id)", "(SELECT id FROM public.actor WHERE public_id = to_id)")} AS step
    ORDER BY step.position
  $$;

  CREATE VIEW bench_graphql.conversation AS SELECT talk.id, talk.public_id FROM public.conversation AS talk
    WHERE ${readsConversation(viewer, "talk.id")};
  COMMENT ON VIEW bench_graphql.conversation IS E'@primaryKey id\\n@unique public_id';
  CREATE VIEW bench_graphql.message AS SELECT message.id, message.conversation_id, message.sequence, message.body, message.sent_at,
      message.actor_id, ${senderName} AS display_name
    FROM ${messageWithSender
      .replace(/^message/, "public.message")
      .replace("JOIN actor", "JOIN public.actor")
      .replace("JOIN account", "JOIN public.account")};
  COMMENT ON VIEW bench_graphql.message IS E'@primaryKey id\\n@behavior -query:resource:list -query:resource:single\\n@foreignKey (conversation_id) references conversation (id)|@foreignFieldName messages|@foreignSimpleFieldName messages\\n@foreignKey (actor_id) references actor (id)|@fieldName actor|@foreignFieldName sentMessages|@foreignSimpleFieldName sentMessages';
  COMMENT ON COLUMN bench_graphql.message.sequence IS E'@behavior +orderBy';

  CREATE FUNCTION bench.new_ids(prefix text, OUT id uuid, OUT public_id text) LANGUAGE sql VOLATILE AS $$
    SELECT made.id, prefix || '_' || (SELECT string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz',
        (('x' || repeat('0', 6) || replace(made.id::text, '-', ''))::bit(152) << (22 + 5 * place))::bit(5)::integer + 1, 1), '' ORDER BY place)
      FROM generate_series(0, 25) AS place)
    FROM (SELECT overlay(overlay(gen_random_uuid()::text PLACING lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint >> 16), 8, '0') FROM 1 FOR 8)
      PLACING lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint & 65535), 4, '0') || '-7' FROM 10 FOR 6)::uuid AS id) AS made
  $$;
  CREATE TYPE bench_graphql.proposal AS (code text, id text, kind text, status text, source_name text, target_name text);
  CREATE FUNCTION bench_graphql.propose(kind text, source_id text, target_id text, started_on date DEFAULT NULL)
  RETURNS bench_graphql.proposal LANGUAGE sql VOLATILE AS $$
    SELECT made.code, CASE WHEN made.code IS NULL THEN ids.public_id END, CASE WHEN made.code IS NULL THEN propose.kind END,
      made.status, CASE WHEN made.code IS NULL THEN made.source_name END, CASE WHEN made.code IS NULL THEN made.target_name END
    FROM bench.new_ids('relationship') AS ids,
      bench.propose_relationship(${viewer}, ids.id, ids.public_id, propose.kind, propose.source_id, propose.target_id, started_on) AS made
  $$;
  CREATE TYPE bench_graphql.posting AS (code text, id text, sequence integer, body text, display_name text);
  CREATE FUNCTION bench_graphql.post_message(conversation_id text, body text, client_message_id text)
  RETURNS bench_graphql.posting LANGUAGE sql VOLATILE AS $$
    SELECT sent.code, sent.public_id, sent.sequence, sent.body, sent.sender_name
    FROM bench.new_ids('message') AS ids, bench.post_message(${viewer}, ids.id, ids.public_id, post_message.conversation_id, post_message.body,
      client_message_id, encode(sha256(convert_to(json_build_array(post_message.conversation_id, post_message.body)::text, 'UTF8')), 'base64')) AS sent
  $$;
`;

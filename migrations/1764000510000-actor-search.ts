import type { MigrationInterface, QueryRunner } from "typeorm";

/** The tables whose rows say something about an actor that is searched. */
const partsOfActor = ["actor_genre", "actor_instrument", "actor_served_municipality", "line_up_entry"];

/** What each label changes: a vocabulary's table and whose documents hold its labels. */
const labels = [
  {
    table: "genre",
    label: "label_da, label_en",
    actors: "SELECT actor_id FROM actor_genre WHERE genre_id = ANY (ids)",
  },
  {
    table: "instrument",
    label: "label_da, label_en",
    actors: "SELECT actor_id FROM actor_instrument WHERE instrument_id = ANY (ids)",
  },
  {
    table: "municipality",
    label: "name",
    actors: `SELECT id FROM actor WHERE municipality_id = ANY (ids)
          UNION SELECT actor_id FROM actor_served_municipality WHERE municipality_id = ANY (ids)`,
  },
] as const;

/** Actors are found: their documents follow from their rows, however those were written. */
export class ActorSearch1764000510000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION actor_search_texts(actor_ids uuid[])
      RETURNS TABLE (actor_id uuid, level smallint, place integer, weight text, original text)
      LANGUAGE sql STABLE AS $$
        -- Line-ups name people, among them minors: who reads one may know them by it, but only the network finds them by name.
        SELECT actor.id, greatest(visibility_level(coalesce(actor.field_visibility ->> part.field, part.usual_visibility)),
            CASE part.field WHEN 'LINE_UP' THEN 2 ELSE 0 END)::smallint,
          part.place, part.weight, part.original
        FROM actor CROSS JOIN LATERAL (VALUES
          (1, 'C', 'ABOUT', 'PUBLIC', actor.about_da),
          (2, 'C', 'ABOUT', 'PUBLIC', actor.about_en),
          (3, 'B', 'OFFERS', 'PUBLIC', array_to_string(actor.offers, E'\\n')),
          (4, 'B', 'SEEKS', 'PUBLIC', array_to_string(actor.seeks, E'\\n')),
          (5, 'B', 'TOPICS', 'PUBLIC', array_to_string(actor.topics, E'\\n')),
          (6, 'B', 'FORMER_NAMES', 'PUBLIC', array_to_string(actor.former_names, E'\\n')),
          (7, 'C', 'LINE_UP', 'NETWORK', CASE actor.kind WHEN 'ARTIST' THEN (
            SELECT string_agg(entry.name, ', ' ORDER BY entry.position) FROM line_up_entry AS entry WHERE entry.actor_id = actor.id) END),
          (8, 'B', 'GENRES', 'PUBLIC', (
            SELECT string_agg(concat_ws(' / ', genre.label_da, nullif(genre.label_en, genre.label_da)), ', ' ORDER BY genre.slug COLLATE "C")
            FROM actor_genre AS link JOIN genre ON genre.id = link.genre_id WHERE link.actor_id = actor.id)),
          (9, 'B', 'INSTRUMENTS', 'PUBLIC', CASE actor.kind WHEN 'MUSIC_SCHOOL' THEN (
            SELECT string_agg(concat_ws(' / ', instrument.label_da, nullif(instrument.label_en, instrument.label_da)), ', '
              ORDER BY instrument.slug COLLATE "C")
            FROM actor_instrument AS link JOIN instrument ON instrument.id = link.instrument_id WHERE link.actor_id = actor.id) END),
          (10, 'C', 'SERVED_MUNICIPALITIES', 'PUBLIC', CASE actor.kind WHEN 'CULTURE_OFFICE' THEN (
            SELECT string_agg(municipality.name, ', ' ORDER BY municipality.code COLLATE "C")
            FROM actor_served_municipality AS link JOIN municipality ON municipality.id = link.municipality_id
            WHERE link.actor_id = actor.id) END),
          (11, 'B', 'MUNICIPALITY', 'PUBLIC', (
            SELECT municipality.name FROM municipality WHERE municipality.id = actor.municipality_id)),
          (12, 'C', NULL, 'PUBLIC', CASE actor.kind WHEN 'MUSIC_SCHOOL' THEN 'musikskole / music school' WHEN 'VENUE' THEN 'spillested / venue'
            WHEN 'FESTIVAL' THEN 'festival' WHEN 'REHEARSAL_ASSOCIATION' THEN 'øvelokaleforening / rehearsal association'
            WHEN 'ARTIST' THEN CASE actor.artist_form
              WHEN 'BAND' THEN 'artist / band' WHEN 'DUO' THEN 'artist / duo' WHEN 'SOLO' THEN 'artist / solist / solo artist' ELSE 'artist' END
            WHEN 'CULTURE_OFFICE' THEN 'kulturforvaltning / culture office'
            WHEN 'KNOWLEDGE_PARTNER' THEN 'videnpartner / knowledge partner' WHEN 'ASSOCIATION' THEN 'forening / association' END)
        ) AS part(place, weight, field, usual_visibility, original)
        WHERE actor.id = ANY (actor_ids) AND part.original <> ''
      $$;
      COMMENT ON FUNCTION actor_search_texts(uuid[]) IS
      'What actors are found by beside their names, each with the visibility_level that sees it, by field in the order of a document''s body.';

      CREATE FUNCTION index_actors(actor_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        -- In one order for everybody. Who waits here reads afterwards what the other wrote.
        PERFORM FROM actor WHERE id = ANY (actor_ids) ORDER BY id FOR NO KEY UPDATE;
        WITH texts AS MATERIALIZED (
          SELECT *, fold_long_text(original) AS folded FROM actor_search_texts(actor_ids)
        ), facets AS MATERIALIZED (
          SELECT id, name, kind, municipality_id, published_latitude, published_longitude,
            visibility_level(coalesce(field_visibility ->> 'MUNICIPALITY', 'PUBLIC')) AS municipality_level,
            visibility_level(coalesce(field_visibility ->> 'GENRES', 'PUBLIC')) AS genres_level,
            greatest(visibility_level(coalesce(field_visibility ->> 'LOCATION', 'PUBLIC')),
              visibility_level(coalesce(field_visibility ->> 'MUNICIPALITY', 'PUBLIC'))) AS location_level
          FROM actor WHERE id = ANY (actor_ids)
        ), audience AS (
          SELECT actor_id, level AS from_level,
            (coalesce(lead(level) OVER (PARTITION BY actor_id ORDER BY level), 4) - 1)::smallint AS to_level
          FROM (
            SELECT actor_id, level FROM texts
            UNION SELECT id, 0 FROM facets
            UNION SELECT id, location_level FROM facets WHERE published_latitude IS NOT NULL
          ) AS levels
        ), fresh AS MATERIALIZED (
          SELECT audience.actor_id, audience.from_level, audience.to_level, facets.name AS title, facets.kind AS actor_kind,
            coalesce(string_agg(texts.original, E'\\n' ORDER BY texts.place), '') AS body,
            CASE WHEN municipality_level <= from_level THEN facets.municipality_id END AS municipality_id,
            CASE WHEN genres_level <= from_level THEN ARRAY(
              SELECT genre_id FROM actor_genre AS link WHERE link.actor_id = facets.id ORDER BY genre_id) ELSE '{}' END AS genre_ids,
            CASE WHEN location_level <= from_level THEN published_latitude END AS latitude,
            CASE WHEN location_level <= from_level THEN published_longitude END AS longitude,
            search_terms_of(fold_text(facets.name), string_agg(texts.folded, ' ' ORDER BY texts.place) FILTER (WHERE texts.weight = 'B'),
              string_agg(texts.folded, ' ' ORDER BY texts.place) FILTER (WHERE texts.weight = 'C')) AS terms
          FROM audience JOIN facets ON facets.id = audience.actor_id
          LEFT JOIN texts ON texts.actor_id = audience.actor_id AND texts.level <= audience.from_level
          GROUP BY audience.actor_id, from_level, to_level, facets.id, facets.name, facets.kind, facets.municipality_id,
            published_latitude, published_longitude, municipality_level, genres_level, location_level
        ), gone AS (
          DELETE FROM search_document AS document
          WHERE document.node_type = 'Actor' AND document.node_id = ANY (actor_ids) AND NOT EXISTS (
            SELECT FROM fresh WHERE fresh.actor_id = document.node_id AND fresh.from_level = document.from_level)
        )
        INSERT INTO search_document AS kept (node_type, node_id, owner_id, from_level, to_level, title, body, actor_kind,
            municipality_id, genre_ids, latitude, longitude, terms)
          SELECT 'Actor', actor_id, actor_id, from_level, to_level, title, body, actor_kind,
            municipality_id, genre_ids, latitude, longitude, terms
          FROM fresh ORDER BY actor_id, from_level
          ON CONFLICT (node_type, node_id, from_level) DO UPDATE SET to_level = excluded.to_level, title = excluded.title,
            body = excluded.body, actor_kind = excluded.actor_kind, municipality_id = excluded.municipality_id,
            genre_ids = excluded.genre_ids, latitude = excluded.latitude, longitude = excluded.longitude, terms = excluded.terms
          WHERE (kept.to_level, kept.title, kept.body, kept.actor_kind, kept.municipality_id, kept.genre_ids, kept.latitude,
              kept.longitude, kept.terms)
            IS DISTINCT FROM (excluded.to_level, excluded.title, excluded.body, excluded.actor_kind, excluded.municipality_id,
              excluded.genre_ids, excluded.latitude, excluded.longitude, excluded.terms);
      END $$;
      COMMENT ON FUNCTION index_actors(uuid[]) IS
      'Brings the documents of actors up to their rows: what no longer holds goes, what differs is written.';
    `);

    await queryRunner.query(`
      CREATE FUNCTION index_pending_actors() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        actor_ids uuid[];
      BEGIN
        WITH taken AS (DELETE FROM search_pending WHERE node_type = 'Actor' RETURNING node_ids)
          SELECT array_agg(DISTINCT id) INTO actor_ids FROM taken, unnest(taken.node_ids) AS id;
        -- The first call of a transaction takes what the others were made for.
        IF actor_ids IS NOT NULL THEN
          PERFORM index_actors(actor_ids);
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER search_pending_actors AFTER INSERT ON search_pending DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.node_type = 'Actor') EXECUTE FUNCTION index_pending_actors();

      CREATE FUNCTION note_new_actors() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO search_pending SELECT 'Actor', array_agg(id) FROM changed HAVING count(*) > 0;
        RETURN NULL;
      END $$;
      CREATE TRIGGER actor_search_new AFTER INSERT ON actor REFERENCING NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION note_new_actors();

      CREATE FUNCTION note_changed_actors() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO search_pending SELECT 'Actor', array_agg(changed.id) FROM changed JOIN former ON former.id = changed.id
          WHERE (changed.name, changed.kind, changed.former_names, changed.about_da, changed.about_en, changed.municipality_id,
              changed.published_latitude, changed.published_longitude, changed.offers, changed.seeks, changed.topics,
              changed.field_visibility, changed.artist_form)
            IS DISTINCT FROM (former.name, former.kind, former.former_names, former.about_da, former.about_en, former.municipality_id,
              former.published_latitude, former.published_longitude, former.offers, former.seeks, former.topics,
              former.field_visibility, former.artist_form)
          HAVING count(*) > 0;
        RETURN NULL;
      END $$;
      CREATE TRIGGER actor_search_changed AFTER UPDATE ON actor REFERENCING OLD TABLE AS former NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION note_changed_actors();

      CREATE FUNCTION note_actors_of_parts() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO search_pending SELECT 'Actor', array_agg(DISTINCT actor_id) FROM changed HAVING count(*) > 0;
        RETURN NULL;
      END $$;
      CREATE FUNCTION note_actors_of_changed_parts() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO search_pending SELECT 'Actor', array_agg(actor_id)
          FROM (SELECT actor_id FROM former UNION SELECT actor_id FROM changed) AS part
          HAVING count(*) > 0;
        RETURN NULL;
      END $$;
    `);
    for (const table of partsOfActor) {
      await queryRunner.query(`
        CREATE TRIGGER ${table}_search_new AFTER INSERT ON ${table} REFERENCING NEW TABLE AS changed
          FOR EACH STATEMENT EXECUTE FUNCTION note_actors_of_parts();
        CREATE TRIGGER ${table}_search_gone AFTER DELETE ON ${table} REFERENCING OLD TABLE AS changed
          FOR EACH STATEMENT EXECUTE FUNCTION note_actors_of_parts();
        CREATE TRIGGER ${table}_search_changed AFTER UPDATE ON ${table} REFERENCING OLD TABLE AS former NEW TABLE AS changed
          FOR EACH STATEMENT EXECUTE FUNCTION note_actors_of_changed_parts();
      `);
    }
    for (const { table, label, actors } of labels) {
      const ofAlias = (alias: string) => label.replaceAll(/\w+/g, (column) => `${alias}.${column}`);
      await queryRunner.query(`
        CREATE FUNCTION note_actors_of_${table}() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
          ids uuid[] := (SELECT array_agg(changed.id) FROM changed JOIN former ON former.id = changed.id
            WHERE (${ofAlias("changed")}) IS DISTINCT FROM (${ofAlias("former")}));
        BEGIN
          INSERT INTO search_pending SELECT 'Actor', ARRAY(${actors}) WHERE ids IS NOT NULL;
          RETURN NULL;
        END $$;
        CREATE TRIGGER ${table}_search_label AFTER UPDATE ON ${table} REFERENCING OLD TABLE AS former NEW TABLE AS changed
          FOR EACH STATEMENT EXECUTE FUNCTION note_actors_of_${table}();
      `);
    }
    await queryRunner.query("SELECT index_actors(ARRAY(SELECT id FROM actor))");
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const { table } of labels) {
      await queryRunner.query(
        `DROP TRIGGER ${table}_search_label ON ${table}; DROP FUNCTION note_actors_of_${table}()`,
      );
    }
    for (const table of partsOfActor) {
      await queryRunner.query(`
        DROP TRIGGER ${table}_search_new ON ${table};
        DROP TRIGGER ${table}_search_gone ON ${table};
        DROP TRIGGER ${table}_search_changed ON ${table};
      `);
    }
    await queryRunner.query(`
      DROP TRIGGER actor_search_new ON actor;
      DROP TRIGGER actor_search_changed ON actor;
      DROP FUNCTION note_actors_of_changed_parts();
      DROP FUNCTION note_actors_of_parts();
      DROP FUNCTION note_changed_actors();
      DROP FUNCTION note_new_actors();
      DROP TRIGGER search_pending_actors ON search_pending;
      DROP FUNCTION index_pending_actors();
      DROP FUNCTION index_actors(uuid[]);
      DROP FUNCTION actor_search_texts(uuid[]);
      DELETE FROM search_document WHERE node_type = 'Actor';
    `);
  }
}

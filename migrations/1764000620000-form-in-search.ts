import type { MigrationInterface, QueryRunner } from "typeorm";

/** The words of an actor's kind, which everybody sees, and of an artist's form, which whoever sees the field does. */
const kindAndForm = `
          (12, 'C', NULL, 'PUBLIC', CASE actor.kind WHEN 'MUSIC_SCHOOL' THEN 'musikskole / music school' WHEN 'VENUE' THEN 'spillested / venue'
            WHEN 'FESTIVAL' THEN 'festival' WHEN 'REHEARSAL_ASSOCIATION' THEN 'øvelokaleforening / rehearsal association'
            WHEN 'ARTIST' THEN 'artist'
            WHEN 'CULTURE_OFFICE' THEN 'kulturforvaltning / culture office'
            WHEN 'KNOWLEDGE_PARTNER' THEN 'videnpartner / knowledge partner' WHEN 'ASSOCIATION' THEN 'forening / association' END),
          (13, 'C', 'FORM', 'PUBLIC', CASE actor.artist_form
            WHEN 'BAND' THEN 'band' WHEN 'DUO' THEN 'duo' WHEN 'SOLO' THEN 'solist / solo artist' END)`;

/** As it was: everybody found an artist by its form. */
const formWithKind = `
          (12, 'C', NULL, 'PUBLIC', CASE actor.kind WHEN 'MUSIC_SCHOOL' THEN 'musikskole / music school' WHEN 'VENUE' THEN 'spillested / venue'
            WHEN 'FESTIVAL' THEN 'festival' WHEN 'REHEARSAL_ASSOCIATION' THEN 'øvelokaleforening / rehearsal association'
            WHEN 'ARTIST' THEN CASE actor.artist_form
              WHEN 'BAND' THEN 'artist / band' WHEN 'DUO' THEN 'artist / duo' WHEN 'SOLO' THEN 'artist / solist / solo artist' ELSE 'artist' END
            WHEN 'CULTURE_OFFICE' THEN 'kulturforvaltning / culture office'
            WHEN 'KNOWLEDGE_PARTNER' THEN 'videnpartner / knowledge partner' WHEN 'ASSOCIATION' THEN 'forening / association' END)`;

const textsWith = (lastParts: string) => `
      CREATE OR REPLACE FUNCTION actor_search_texts(actor_ids uuid[])
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
            SELECT municipality.name FROM municipality WHERE municipality.id = actor.municipality_id)),${lastParts}
        ) AS part(place, weight, field, usual_visibility, original)
        WHERE actor.id = ANY (actor_ids) AND part.original <> ''
      $$;
`;

const indexArtists = "SELECT index_actors(ARRAY(SELECT id FROM actor WHERE kind = 'ARTIST'))";

/** An artist is found by its form only by whoever sees that. */
export class FormInSearch1764000620000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(textsWith(kindAndForm));
    await queryRunner.query(indexArtists);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(textsWith(formWithKind));
    await queryRunner.query(indexArtists);
  }
}

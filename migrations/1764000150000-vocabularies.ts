import type { MigrationInterface, QueryRunner } from "typeorm";

/** Genres and instruments, each with its Danish and English label. */
export class Vocabularies1764000150000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE genre (
        id uuid PRIMARY KEY,
        public_id text NOT NULL UNIQUE,
        slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(slug) <= 80),
        label_da text NOT NULL CHECK (char_length(label_da) BETWEEN 1 AND 100),
        label_en text NOT NULL CHECK (char_length(label_en) BETWEEN 1 AND 100),
        parent_id uuid REFERENCES genre (id),
        musicbrainz_id uuid UNIQUE,
        CONSTRAINT genre_is_not_its_own_parent CHECK (parent_id <> id)
      );
      CREATE INDEX genre_by_label_da ON genre (label_da COLLATE "da-x-icu", id);
      CREATE INDEX genre_by_label_en ON genre (label_en COLLATE "da-x-icu", id);
      CREATE INDEX genre_by_parent ON genre (parent_id);

      CREATE TABLE instrument (
        id uuid PRIMARY KEY,
        public_id text NOT NULL UNIQUE,
        slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(slug) <= 80),
        label_da text NOT NULL CHECK (char_length(label_da) BETWEEN 1 AND 100),
        label_en text NOT NULL CHECK (char_length(label_en) BETWEEN 1 AND 100),
        family text NOT NULL CHECK (family IN ('VOICE', 'BOWED_STRINGS', 'PLUCKED_STRINGS', 'WOODWIND', 'BRASS',
          'PERCUSSION', 'KEYBOARD', 'ELECTRONIC', 'ROLE')),
        wikidata_id text UNIQUE CHECK (wikidata_id ~ '^Q[1-9][0-9]*$')
      );
      CREATE INDEX instrument_by_label_da ON instrument (label_da COLLATE "da-x-icu", id);
      CREATE INDEX instrument_by_label_en ON instrument (label_en COLLATE "da-x-icu", id);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("DROP TABLE instrument, genre");
  }
}

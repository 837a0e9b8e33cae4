import type { MigrationInterface, QueryRunner } from "typeorm";

/** Regions, municipalities with dated memberships, postcodes and culture agreements. Periods are half-open: `[from, to)`. */
export class Places1764000100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE region (
        id uuid PRIMARY KEY,
        public_id text NOT NULL UNIQUE,
        code text NOT NULL UNIQUE CHECK (code ~ '^[0-9]{4}$'),
        code_is_provisional boolean NOT NULL DEFAULT false,
        name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
        exists_from date NOT NULL,
        exists_to date,
        CONSTRAINT region_exists_for_a_time CHECK (exists_to > exists_from)
      );
      CREATE INDEX region_by_name ON region (name COLLATE "da-x-icu", id);

      CREATE TABLE municipality (
        id uuid PRIMARY KEY,
        public_id text NOT NULL UNIQUE,
        code text NOT NULL UNIQUE CHECK (code ~ '^[0-9]{4}$'),
        name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
        latitude double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
        longitude double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180),
        outside_municipal_division boolean NOT NULL DEFAULT false
      );
      CREATE INDEX municipality_by_name ON municipality (name COLLATE "da-x-icu", id);

      CREATE TABLE municipality_region (
        municipality_id uuid NOT NULL REFERENCES municipality (id),
        valid_from date NOT NULL,
        valid_to date,
        region_id uuid NOT NULL REFERENCES region (id),
        PRIMARY KEY (municipality_id, valid_from),
        CONSTRAINT municipality_region_lasts CHECK (valid_to > valid_from),
        CONSTRAINT municipality_in_one_region_at_a_time
          EXCLUDE USING gist (municipality_id WITH =, daterange(valid_from, valid_to) WITH &&)
      );
      CREATE INDEX municipality_region_by_region ON municipality_region (region_id);

      CREATE TABLE postcode (
        id uuid PRIMARY KEY,
        public_id text NOT NULL UNIQUE,
        code text NOT NULL UNIQUE CHECK (code ~ '^[0-9]{4}$'),
        place_name text NOT NULL CHECK (char_length(place_name) BETWEEN 1 AND 100),
        municipality_id uuid NOT NULL REFERENCES municipality (id),
        latitude double precision CHECK (latitude BETWEEN -90 AND 90),
        longitude double precision CHECK (longitude BETWEEN -180 AND 180),
        CONSTRAINT postcode_has_whole_point CHECK ((latitude IS NULL) = (longitude IS NULL))
      );
      CREATE INDEX postcode_by_municipality ON postcode (municipality_id);
      CREATE INDEX postcode_by_place_name ON postcode (place_name COLLATE "da-x-icu", id);

      CREATE TABLE culture_agreement (
        id uuid PRIMARY KEY,
        public_id text NOT NULL UNIQUE,
        slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(slug) <= 80),
        name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
        valid_from date NOT NULL,
        valid_to date,
        source_url text CHECK (char_length(source_url) <= 500),
        is_demo boolean NOT NULL DEFAULT false,
        CONSTRAINT culture_agreement_lasts CHECK (valid_to > valid_from)
      );
      CREATE INDEX culture_agreement_by_name ON culture_agreement (name COLLATE "da-x-icu", id);

      -- A municipality may be party to several agreements at once, but to each of them only once at a time.
      CREATE TABLE culture_agreement_member (
        culture_agreement_id uuid NOT NULL REFERENCES culture_agreement (id) ON DELETE CASCADE,
        municipality_id uuid NOT NULL REFERENCES municipality (id),
        valid_from date NOT NULL,
        valid_to date,
        PRIMARY KEY (culture_agreement_id, municipality_id, valid_from),
        CONSTRAINT culture_agreement_membership_lasts CHECK (valid_to > valid_from),
        CONSTRAINT municipality_once_in_agreement_at_a_time
          EXCLUDE USING gist (culture_agreement_id WITH =, municipality_id WITH =, daterange(valid_from, valid_to) WITH &&)
      );
      CREATE INDEX culture_agreement_member_by_municipality ON culture_agreement_member (municipality_id);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE culture_agreement_member, culture_agreement, postcode, municipality_region, municipality, region;
    `);
  }
}

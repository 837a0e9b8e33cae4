import type { MigrationInterface, QueryRunner } from "typeorm";

/** Actors with their profiles, former slugs, memberships, invitations and claims. */
export class Actors1764000300000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE actor (
        id uuid PRIMARY KEY,
        public_id text NOT NULL UNIQUE,
        kind text NOT NULL CHECK (kind IN ('MUSIC_SCHOOL', 'VENUE', 'FESTIVAL', 'REHEARSAL_ASSOCIATION', 'ARTIST',
          'CULTURE_OFFICE', 'KNOWLEDGE_PARTNER', 'ASSOCIATION')),
        slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(slug) <= 80),
        name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
        former_names text[] NOT NULL DEFAULT '{}',
        folded_name text NOT NULL DEFAULT '',
        folded_former_names text NOT NULL DEFAULT '',
        about_da text CHECK (char_length(about_da) <= 10000),
        about_en text CHECK (char_length(about_en) <= 10000),
        municipality_id uuid REFERENCES municipality (id),
        latitude double precision CHECK (latitude BETWEEN -90 AND 90),
        longitude double precision CHECK (longitude BETWEEN -180 AND 180),
        location_precision text NOT NULL DEFAULT 'MUNICIPALITY' CHECK (location_precision IN ('EXACT', 'NEAR', 'MUNICIPALITY')),
        published_latitude double precision,
        published_longitude double precision,
        offers text[] NOT NULL DEFAULT '{}',
        seeks text[] NOT NULL DEFAULT '{}',
        physical_accessibility text NOT NULL DEFAULT 'UNKNOWN' CHECK (physical_accessibility IN ('YES', 'PARTLY', 'NO', 'UNKNOWN')),
        physical_accessibility_note_da text CHECK (char_length(physical_accessibility_note_da) <= 1000),
        physical_accessibility_note_en text CHECK (char_length(physical_accessibility_note_en) <= 1000),
        economic_accessibility text NOT NULL DEFAULT 'UNKNOWN' CHECK (economic_accessibility IN ('YES', 'PARTLY', 'NO', 'UNKNOWN')),
        economic_accessibility_note_da text CHECK (char_length(economic_accessibility_note_da) <= 1000),
        economic_accessibility_note_en text CHECK (char_length(economic_accessibility_note_en) <= 1000),
        digital_accessibility text NOT NULL DEFAULT 'UNKNOWN' CHECK (digital_accessibility IN ('YES', 'PARTLY', 'NO', 'UNKNOWN')),
        digital_accessibility_note_da text CHECK (char_length(digital_accessibility_note_da) <= 1000),
        digital_accessibility_note_en text CHECK (char_length(digital_accessibility_note_en) <= 1000),
        field_visibility jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(field_visibility) = 'object'),
        capacity integer CHECK (capacity IS NULL OR (kind = 'VENUE' AND capacity BETWEEN 1 AND 500000)),
        stage_width_cm integer CHECK (stage_width_cm IS NULL OR (kind = 'VENUE' AND stage_width_cm BETWEEN 50 AND 20000)),
        stage_depth_cm integer CHECK (stage_depth_cm IS NULL OR (kind = 'VENUE' AND stage_depth_cm BETWEEN 50 AND 20000)),
        funding_class text CHECK (funding_class IS NULL OR (kind = 'VENUE' AND funding_class IN ('REGIONAL', 'FEE_SUPPORTED', 'GENRE', 'NONE'))),
        room_count integer CHECK (room_count IS NULL OR (kind = 'REHEARSAL_ASSOCIATION' AND room_count BETWEEN 0 AND 1000)),
        member_count integer CHECK (member_count IS NULL OR (kind IN ('REHEARSAL_ASSOCIATION', 'ASSOCIATION') AND member_count BETWEEN 0 AND 1000000)),
        artist_form text CHECK (artist_form IS NULL OR (kind = 'ARTIST' AND artist_form IN ('SOLO', 'DUO', 'BAND'))),
        topics text[] NOT NULL DEFAULT '{}' CHECK (topics = '{}' OR kind = 'KNOWLEDGE_PARTNER'),
        is_demo boolean NOT NULL DEFAULT false,
        created_by uuid REFERENCES account (id),
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CHECK ((latitude IS NULL) = (longitude IS NULL))
      );
      CREATE INDEX actor_by_name ON actor (name COLLATE "da-x-icu", id);
      CREATE INDEX actor_by_creation ON actor (created_at, id);
      CREATE INDEX actor_by_municipality ON actor (municipality_id);
      CREATE INDEX actor_by_kind ON actor (kind);
      CREATE INDEX actor_by_folded_name ON actor USING gin (folded_name gin_trgm_ops);
      CREATE INDEX actor_by_folded_former_names ON actor USING gin (folded_former_names gin_trgm_ops);

      -- Every slug an actor has or had, in one name space.
      CREATE TABLE actor_slug (
        slug text PRIMARY KEY,
        actor_id uuid NOT NULL REFERENCES actor (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        UNIQUE (slug, actor_id)
      );
      CREATE INDEX actor_slug_by_actor ON actor_slug (actor_id);
      ALTER TABLE actor ADD CONSTRAINT actor_slug_is_registered
        FOREIGN KEY (slug, id) REFERENCES actor_slug (slug, actor_id) DEFERRABLE INITIALLY DEFERRED;

      -- What is searched, and the point that may be shown, follow from the row however it was written.
      CREATE FUNCTION derive_actor_columns() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.folded_name := fold_text(NEW.name);
        NEW.folded_former_names := fold_text(array_to_string(NEW.former_names, ' '));
        IF NEW.location_precision = 'EXACT' AND NEW.latitude IS NOT NULL THEN
          NEW.published_latitude := NEW.latitude;
          NEW.published_longitude := NEW.longitude;
        ELSIF NEW.location_precision = 'NEAR' AND NEW.latitude IS NOT NULL THEN
          -- The middle of a cell of 0.02 x 0.03 degrees: in Denmark about 2.2 km high and 1.9 km wide.
          NEW.published_latitude := least(90, round(((floor(NEW.latitude / 0.02) + 0.5) * 0.02)::numeric, 4));
          NEW.published_longitude := least(180, round(((floor(NEW.longitude / 0.03) + 0.5) * 0.03)::numeric, 4));
        ELSE
          SELECT latitude, longitude INTO NEW.published_latitude, NEW.published_longitude
            FROM municipality WHERE id = NEW.municipality_id;
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER actor_derived_columns BEFORE INSERT OR UPDATE ON actor
        FOR EACH ROW EXECUTE FUNCTION derive_actor_columns();

      CREATE TABLE actor_genre (
        actor_id uuid NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
        genre_id uuid NOT NULL REFERENCES genre (id),
        PRIMARY KEY (actor_id, genre_id)
      );
      CREATE INDEX actor_genre_by_genre ON actor_genre (genre_id);

      CREATE TABLE actor_instrument (
        actor_id uuid NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
        instrument_id uuid NOT NULL REFERENCES instrument (id),
        PRIMARY KEY (actor_id, instrument_id)
      );
      CREATE INDEX actor_instrument_by_instrument ON actor_instrument (instrument_id);

      CREATE TABLE actor_served_municipality (
        actor_id uuid NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
        municipality_id uuid NOT NULL REFERENCES municipality (id),
        PRIMARY KEY (actor_id, municipality_id)
      );
      CREATE INDEX actor_served_municipality_by_municipality ON actor_served_municipality (municipality_id);

      CREATE TABLE contact_link (
        id uuid PRIMARY KEY,
        actor_id uuid NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
        position integer NOT NULL,
        url text NOT NULL CHECK (url ~ '^https?://' AND char_length(url) <= 2000),
        label text CHECK (char_length(label) <= 100),
        UNIQUE (actor_id, position)
      );

      CREATE TABLE external_id (
        id uuid PRIMARY KEY,
        actor_id uuid NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
        scheme text NOT NULL CHECK (scheme IN ('CVR', 'MUSICBRAINZ', 'WIKIDATA', 'OPENSTREETMAP')),
        value text NOT NULL CHECK (char_length(value) BETWEEN 1 AND 100),
        url text NOT NULL CHECK (char_length(url) <= 2000),
        UNIQUE (actor_id, scheme, value)
      );
      -- One company number may stand behind several actors; the other registers name one thing each.
      CREATE UNIQUE INDEX external_id_names_one_actor ON external_id (scheme, value) WHERE scheme <> 'CVR';
      CREATE INDEX external_id_by_value ON external_id (scheme, value);

      CREATE TABLE festival_edition (
        id uuid PRIMARY KEY,
        actor_id uuid NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
        starts_on date NOT NULL CHECK (starts_on BETWEEN '1900-01-01' AND '2999-12-31'),
        ends_on date NOT NULL CHECK (ends_on BETWEEN starts_on AND starts_on + 366),
        EXCLUDE USING gist (actor_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&)
      );

      CREATE TABLE line_up_entry (
        id uuid PRIMARY KEY,
        actor_id uuid NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
        position integer NOT NULL,
        name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
        role text CHECK (char_length(role) <= 200),
        instrument_id uuid REFERENCES instrument (id),
        UNIQUE (actor_id, position)
      );

      CREATE TABLE membership (
        id uuid PRIMARY KEY,
        public_id text NOT NULL UNIQUE,
        actor_id uuid NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
        account_id uuid NOT NULL REFERENCES account (id),
        role text NOT NULL CHECK (role IN ('OWNER', 'EDITOR', 'MEMBER')),
        started_on date NOT NULL,
        ended_on date CHECK (ended_on >= started_on),
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE UNIQUE INDEX membership_is_current_once ON membership (actor_id, account_id) WHERE ended_on IS NULL;
      CREATE INDEX membership_by_account ON membership (account_id, started_on, id);
      CREATE INDEX membership_by_actor ON membership (actor_id, started_on, id);

      CREATE TABLE invitation (
        id uuid PRIMARY KEY,
        public_id text NOT NULL UNIQUE,
        actor_id uuid NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
        email text NOT NULL CHECK (email = lower(email)),
        role text NOT NULL CHECK (role IN ('OWNER', 'EDITOR', 'MEMBER')),
        status text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'ACCEPTED', 'DECLINED', 'WITHDRAWN')),
        invited_by uuid NOT NULL REFERENCES account (id),
        expires_at timestamptz NOT NULL,
        mailed_at timestamptz NOT NULL DEFAULT now(),
        created_at timestamptz NOT NULL DEFAULT now(),
        answered_at timestamptz,
        CHECK ((status = 'PENDING') = (answered_at IS NULL))
      );
      CREATE UNIQUE INDEX invitation_is_pending_once ON invitation (actor_id, email) WHERE status = 'PENDING';
      CREATE INDEX invitation_by_inviter ON invitation (invited_by, created_at);
      CREATE INDEX invitation_by_email ON invitation (email, created_at, id);

      CREATE TABLE actor_claim (
        id uuid PRIMARY KEY,
        public_id text NOT NULL UNIQUE,
        actor_id uuid NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
        account_id uuid NOT NULL REFERENCES account (id),
        message text CHECK (char_length(message) <= 2000),
        status text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN')),
        decided_by uuid REFERENCES account (id),
        decided_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CHECK ((status = 'PENDING') = (decided_at IS NULL))
      );
      CREATE UNIQUE INDEX actor_claim_is_pending_once ON actor_claim (actor_id, account_id) WHERE status = 'PENDING';
      CREATE INDEX actor_claim_by_creation ON actor_claim (created_at, id);
      CREATE INDEX actor_claim_by_account ON actor_claim (account_id);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE actor_claim, invitation, membership, line_up_entry, festival_edition, external_id, contact_link,
        actor_served_municipality, actor_instrument, actor_genre;
      ALTER TABLE actor DROP CONSTRAINT actor_slug_is_registered;
      DROP TABLE actor_slug, actor;
      DROP FUNCTION derive_actor_columns();
    `);
  }
}

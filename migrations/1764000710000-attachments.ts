import type { MigrationInterface, QueryRunner } from "typeorm";

/** Attachments, how much an account announces a day, and files whose bytes are to go. */
export class Attachments1764000710000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE attachment (
        id uuid PRIMARY KEY,
        public_id text NOT NULL UNIQUE,
        owner_account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        file_name text NOT NULL CHECK (char_length(file_name) BETWEEN 1 AND 200),
        state text NOT NULL DEFAULT 'AWAITED' CHECK (state IN ('AWAITED', 'READY')),
        content_type text,
        byte_size integer NOT NULL CHECK (byte_size BETWEEN 1 AND 26214400),
        width integer CHECK (width > 0),
        height integer CHECK (height > 0),
        storage_key text UNIQUE,
        hung_on_type text CHECK (char_length(hung_on_type) BETWEEN 1 AND 100),
        hung_on_id uuid,
        hung_position smallint CHECK (hung_position BETWEEN 0 AND 9),
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT attachment_is_stored_when_ready CHECK ((state = 'READY') = (storage_key IS NOT NULL) AND (state = 'READY') = (content_type IS NOT NULL)),
        CONSTRAINT attachment_has_both_sides CHECK ((width IS NULL) = (height IS NULL)),
        CONSTRAINT attachment_hangs_whole CHECK (num_nonnulls(hung_on_type, hung_on_id, hung_position) IN (0, 3)),
        CONSTRAINT attachment_hangs_when_ready CHECK (hung_on_type IS NULL OR state = 'READY'),
        -- With the bounds of hung_position: at most ten hang on a row.
        CONSTRAINT attachment_has_its_place UNIQUE (hung_on_type, hung_on_id, hung_position)
      );
      CREATE INDEX attachment_by_owner ON attachment (owner_account_id);
      CREATE INDEX attachment_unhung ON attachment (created_at) WHERE hung_on_type IS NULL;

      -- One row an account, locked by whoever announces a file, so that racing ones are counted one by one.
      CREATE TABLE attachment_allowance (
        account_id uuid PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
        day date NOT NULL,
        announced_bytes bigint NOT NULL CHECK (announced_bytes > 0)
      );

      -- Stored files that no row names: their bytes go when they are due. A file stands here before its bytes are written, too,
      -- until the row that names it is committed, so that none is forgotten when a process dies between the two.
      CREATE TABLE file_removal (
        storage_key text PRIMARY KEY,
        due_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX file_removal_by_due ON file_removal (due_at);
    `);

    await queryRunner.query(`
      CREATE FUNCTION remove_file_of_attachment() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO file_removal (storage_key) VALUES (OLD.storage_key)
          ON CONFLICT (storage_key) DO UPDATE SET due_at = excluded.due_at;
        RETURN NULL;
      END $$;
      CREATE TRIGGER attachment_file_removed AFTER DELETE ON attachment
        FOR EACH ROW WHEN (OLD.storage_key IS NOT NULL) EXECUTE FUNCTION remove_file_of_attachment();

      -- What somebody was shown stays what it was.
      CREATE FUNCTION refuse_changed_attachment() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'an attachment keeps its bytes, its owner and its place'
          USING ERRCODE = 'check_violation', CONSTRAINT = 'attachment_stays_what_it_is';
      END $$;
      CREATE TRIGGER attachment_keeps_its_bytes BEFORE UPDATE ON attachment
        FOR EACH ROW WHEN (OLD.state = 'READY' AND
          (OLD.public_id, OLD.owner_account_id, OLD.file_name, OLD.state, OLD.content_type, OLD.byte_size, OLD.width, OLD.height, OLD.storage_key)
          IS DISTINCT FROM
          (NEW.public_id, NEW.owner_account_id, NEW.file_name, NEW.state, NEW.content_type, NEW.byte_size, NEW.width, NEW.height, NEW.storage_key))
        EXECUTE FUNCTION refuse_changed_attachment();
      CREATE TRIGGER attachment_keeps_its_place BEFORE UPDATE OF hung_on_type, hung_on_id, hung_position ON attachment
        FOR EACH ROW WHEN (OLD.hung_on_type IS NOT NULL AND
          (OLD.hung_on_type, OLD.hung_on_id, OLD.hung_position) IS DISTINCT FROM (NEW.hung_on_type, NEW.hung_on_id, NEW.hung_position))
        EXECUTE FUNCTION refuse_changed_attachment();

      CREATE FUNCTION base64url(bytes bytea) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN translate(encode(bytes, 'base64'), E'+/=\\n', '-_');
      CREATE FUNCTION signed_token(content text, inner_key bytea, outer_key bytea) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
      RETURN (SELECT made.body || '.' || base64url(sha256(outer_key || sha256(inner_key || convert_to(made.body, 'UTF8'))))
        FROM (SELECT base64url(convert_to(content, 'UTF8')) AS body) AS made);
      COMMENT ON FUNCTION signed_token(text, bytea, bytea) IS
      'A content and its HMAC-SHA256 (RFC 2104), both in base64url with a dot between; the keys are the secret combined with the inner and the outer padding.';

      CREATE FUNCTION remove_what_hangs() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM attachment WHERE hung_on_type = TG_ARGV[0] AND hung_on_id = OLD.id;
        RETURN NULL;
      END $$;
      COMMENT ON FUNCTION remove_what_hangs() IS
      'For tables whose rows attachments hang on: CREATE TRIGGER ... AFTER DELETE ON message FOR EACH ROW EXECUTE FUNCTION remove_what_hangs(''Message''). The bytes go by a job after commit.';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE attachment, attachment_allowance, file_removal;
      DROP FUNCTION remove_file_of_attachment();
      DROP FUNCTION refuse_changed_attachment();
      DROP FUNCTION remove_what_hangs();
      DROP FUNCTION signed_token(text, bytea, bytea);
      DROP FUNCTION base64url(bytea);
    `);
  }
}

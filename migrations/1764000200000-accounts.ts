import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Accounts and what better-auth 1.7 needs to sign them in, under our names: its "user" is `account`, its
 * "session" `account_session`, its "account" `account_credential`, its "verification" `account_verification`.
 * `account_attempt` is the table of rate-limiter-flexible's PostgreSQL store.
 */
export class Accounts1764000200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE account (
        id uuid NOT NULL,
        public_id text NOT NULL,
        email text NOT NULL,
        email_verified boolean NOT NULL DEFAULT false,
        display_name text NOT NULL,
        image text,
        language text NOT NULL DEFAULT 'DA',
        birth_date date,
        is_administrator boolean NOT NULL DEFAULT false,
        is_demo boolean NOT NULL DEFAULT false,
        suspended_at timestamptz,
        deleted_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT account_pkey PRIMARY KEY (id),
        CONSTRAINT account_public_id_key UNIQUE (public_id),
        CONSTRAINT account_email_key UNIQUE (email),
        CONSTRAINT account_email_is_lower_case CHECK (email = lower(email)),
        CONSTRAINT account_email_length CHECK (char_length(email) <= 254),
        CONSTRAINT account_display_name_length CHECK (char_length(display_name) <= 120),
        CONSTRAINT account_language_known CHECK (language IN ('DA', 'EN')),
        CONSTRAINT account_birth_date_plausible CHECK (birth_date >= DATE '1900-01-01'),
        CONSTRAINT account_deleted_is_anonymous CHECK (
          deleted_at IS NULL OR (
            email = 'deleted-' || id::text || '@deleted.invalid'
            AND display_name = '' AND image IS NULL AND birth_date IS NULL AND NOT is_administrator
          )
        )
      );
      CREATE TABLE account_session (
        id uuid NOT NULL,
        token text NOT NULL,
        account_id uuid NOT NULL,
        expires_at timestamptz NOT NULL,
        ip_address text,
        user_agent text,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT account_session_pkey PRIMARY KEY (id),
        CONSTRAINT account_session_token_key UNIQUE (token),
        CONSTRAINT account_session_account_fkey FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
      );
      CREATE INDEX account_session_account_idx ON account_session (account_id);
      CREATE TABLE account_credential (
        id uuid NOT NULL,
        account_id uuid NOT NULL,
        provider_id text NOT NULL,
        provider_account_id text NOT NULL,
        password_hash text,
        access_token text,
        refresh_token text,
        id_token text,
        access_token_expires_at timestamptz,
        refresh_token_expires_at timestamptz,
        scope text,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT account_credential_pkey PRIMARY KEY (id),
        CONSTRAINT account_credential_provider_key UNIQUE (provider_id, provider_account_id),
        CONSTRAINT account_credential_account_fkey FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
      );
      CREATE INDEX account_credential_account_idx ON account_credential (account_id);
      CREATE TABLE account_verification (
        id uuid NOT NULL,
        identifier text NOT NULL,
        value text NOT NULL,
        expires_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT account_verification_pkey PRIMARY KEY (id)
      );
      CREATE INDEX account_verification_identifier_idx ON account_verification (identifier);
      CREATE INDEX account_verification_value_idx ON account_verification (value);
      CREATE TABLE account_attempt (
        key varchar(255) NOT NULL,
        points integer NOT NULL DEFAULT 0,
        expire bigint,
        CONSTRAINT account_attempt_pkey PRIMARY KEY (key)
      );

      -- A sign-in that races a suspension or deletion: the lock makes one of them wait for the other, so that no
      -- session outlives the moment its account was closed.
      CREATE FUNCTION refuse_session_of_closed_account() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM 1 FROM account
          WHERE id = NEW.account_id AND suspended_at IS NULL AND deleted_at IS NULL
          FOR SHARE;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'the account is closed' USING ERRCODE = 'check_violation', CONSTRAINT = 'account_session_account_open';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER account_session_account_open BEFORE INSERT ON account_session
        FOR EACH ROW EXECUTE FUNCTION refuse_session_of_closed_account();
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE account_attempt, account_verification, account_credential, account_session, account;
      DROP FUNCTION refuse_session_of_closed_account();
    `);
  }
}

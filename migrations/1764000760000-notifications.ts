import type { MigrationInterface, QueryRunner } from "typeorm";

/** Notifications of accounts, and how each wants to hear of which kind. */
export class Notifications1764000760000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION new_row_id() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE
      RETURN encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid;
      COMMENT ON FUNCTION new_row_id() IS
      'A UUIDv7 (RFC 9562), as the server makes them: for rows that the database writes by itself.';

      CREATE FUNCTION public_id_of(prefix text, id uuid) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN prefix || '_' || (SELECT string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz', substring(whole.bits FROM place * 5 + 1 FOR 5)::integer + 1, 1), '' ORDER BY place)
        FROM generate_series(0, 25) AS place, (SELECT B'00' || ('x' || translate(id::text, '-', ''))::bit(128) AS bits) AS whole);
      COMMENT ON FUNCTION public_id_of(text, uuid) IS 'The typed id (TypeID 0.3) of a uuid, as the server makes them.';
    `);
    await queryRunner.query(`
      -- The kinds that this version of the hub knows; each domain declares its own in code, from which this is loaded.
      CREATE TABLE notification_kind (
        kind text PRIMARY KEY CHECK (kind ~ '^[A-Z][A-Z_]{0,59}$'),
        default_channel text NOT NULL CHECK (default_channel IN ('NONE', 'HUB', 'EMAIL'))
      );

      -- What an account has chosen; without a row the kind's default holds.
      CREATE TABLE notification_preference (
        account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        kind text NOT NULL REFERENCES notification_kind (kind) ON DELETE CASCADE,
        channel text NOT NULL CHECK (channel IN ('NONE', 'HUB', 'EMAIL')),
        PRIMARY KEY (account_id, kind)
      );

      CREATE TABLE notification (
        id uuid PRIMARY KEY,
        public_id text NOT NULL UNIQUE,
        account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        kind text NOT NULL REFERENCES notification_kind (kind) ON DELETE CASCADE,
        -- The primary key of what it is about; of which type that is, the kind says.
        subject_id uuid NOT NULL,
        -- Who did it last: an account, and the actor it did it as, if any.
        actor_id uuid REFERENCES actor (id) ON DELETE SET NULL,
        by_account_id uuid REFERENCES account (id) ON DELETE SET NULL,
        -- When it happened first, and last, since it was unread.
        created_at timestamptz NOT NULL,
        happened_at timestamptz NOT NULL,
        read_at timestamptz,
        CONSTRAINT notification_happens_in_order CHECK (happened_at >= created_at AND read_at >= created_at)
      );
      -- However much happens, an account has one unread notification of it.
      CREATE UNIQUE INDEX notification_is_unread_once ON notification (subject_id, kind, account_id) WHERE read_at IS NULL;
      CREATE INDEX notification_by_account ON notification (account_id, happened_at DESC, id DESC);
      CREATE INDEX notification_unread ON notification (account_id, happened_at DESC, id DESC) WHERE read_at IS NULL;
      CREATE INDEX notification_by_subject ON notification (subject_id);
      CREATE INDEX notification_by_kind ON notification (kind);
      CREATE INDEX notification_by_actor ON notification (actor_id) WHERE actor_id IS NOT NULL;
      CREATE INDEX notification_by_doer ON notification (by_account_id) WHERE by_account_id IS NOT NULL;
      CREATE INDEX notification_by_reading ON notification (read_at) WHERE read_at IS NOT NULL;
    `);
    await queryRunner.query(`
      CREATE FUNCTION notify_accounts(what text, about uuid, by_actor uuid, by_account uuid, whom uuid[]) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        -- As precise as it is shown, so that who sorts what is shown gets the same order.
        moment timestamptz := date_trunc('milliseconds', clock_timestamp());
      BEGIN
        INSERT INTO notification AS known (id, public_id, account_id, kind, subject_id, actor_id, by_account_id, created_at, happened_at)
          SELECT made.id, public_id_of('notification', made.id), made.account_id, what, about, by_actor, by_account, moment, moment
          FROM (
            SELECT new_row_id() AS id, holder.id AS account_id
            FROM notification_kind AS declared
              JOIN account AS holder ON holder.id = ANY (whom) AND holder.deleted_at IS NULL
              LEFT JOIN notification_preference AS own ON own.account_id = holder.id AND own.kind = declared.kind
              LEFT JOIN notification AS earlier ON earlier.account_id = holder.id AND earlier.kind = declared.kind
                AND earlier.subject_id = about AND earlier.read_at IS NULL
            WHERE declared.kind = what AND coalesce(own.channel, declared.default_channel) <> 'NONE'
              -- What is unread already is written anew once a minute at most, however lively it is there.
              AND (earlier.id IS NULL OR earlier.happened_at < moment - interval '1 minute')
            -- In one order for everybody, so that two who notify the same accounts do not wait for each other.
            ORDER BY holder.id
          ) AS made
          ON CONFLICT (subject_id, kind, account_id) WHERE read_at IS NULL
            DO UPDATE SET happened_at = greatest(known.happened_at, excluded.happened_at), actor_id = excluded.actor_id,
              by_account_id = excluded.by_account_id;
      END $$;
      COMMENT ON FUNCTION notify_accounts(text, uuid, uuid, uuid, uuid[]) IS
      'Notifies accounts of a kind that something has happened about a subject, by an actor (null: none) and an account (null: not told); to be called in the transaction in which it happens. Accounts that want none of the kind, and deleted ones, get none; nor does anybody of a kind that nobody declares. Who has an unread one keeps that, as of now.';

      CREATE FUNCTION settle_notifications(what text, about uuid, whom uuid[]) RETURNS void LANGUAGE sql AS $$
        UPDATE notification SET read_at = clock_timestamp() WHERE id IN (
          SELECT unread.id FROM notification AS unread WHERE unread.subject_id = about AND unread.kind = what AND unread.read_at IS NULL
            AND (whom IS NULL OR unread.account_id = ANY (whom))
          ORDER BY unread.account_id FOR NO KEY UPDATE)
      $$;
      COMMENT ON FUNCTION settle_notifications(text, uuid, uuid[]) IS
      'Marks the unread notifications of a kind about a subject as read for accounts (null: for all): they have seen it, or it needs nobody any more.';

      CREATE FUNCTION read_notifications(whose uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $$
        UPDATE notification SET read_at = clock_timestamp() WHERE id IN (
          SELECT unread.id FROM notification AS unread WHERE unread.id = ANY (ids) AND unread.account_id = whose AND unread.read_at IS NULL
          ORDER BY unread.id FOR NO KEY UPDATE)
      $$;
      COMMENT ON FUNCTION read_notifications(uuid, uuid[]) IS 'Marks those of an account''s own notifications as read that are unread.';

      CREATE FUNCTION remove_notifications_about() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM notification WHERE subject_id = OLD.id;
        RETURN NULL;
      END $$;
      COMMENT ON FUNCTION remove_notifications_about() IS
      'For tables whose rows notifications are about: CREATE TRIGGER ... AFTER DELETE ON conversation FOR EACH ROW EXECUTE FUNCTION remove_notifications_about().';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP FUNCTION remove_notifications_about();
      DROP FUNCTION read_notifications(uuid, uuid[]);
      DROP FUNCTION settle_notifications(text, uuid, uuid[]);
      DROP FUNCTION notify_accounts(text, uuid, uuid, uuid, uuid[]);
      DROP TABLE notification, notification_preference, notification_kind;
      DROP FUNCTION public_id_of(text, uuid);
      DROP FUNCTION new_row_id();
    `);
  }
}

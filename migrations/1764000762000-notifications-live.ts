import type { MigrationInterface, QueryRunner } from "typeorm";

/** Accounts are told live of what they are notified of, and of what they have read elsewhere. */
export class NotificationsLive1764000762000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE OR REPLACE FUNCTION notify_accounts(what text, about uuid, by_actor uuid, by_account uuid, whom uuid[]) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        -- As precise as it is shown, so that who sorts what is shown gets the same order.
        moment timestamptz := date_trunc('milliseconds', clock_timestamp());
        told record;
      BEGIN
        FOR told IN WITH written AS (${writing}
            RETURNING known.id, known.account_id)
            SELECT written.id, written.account_id FROM written ORDER BY written.account_id LOOP
          PERFORM append_live(told.account_id, 'NOTIFICATION_RECEIVED', told.id);
        END LOOP;
      END $$;

      CREATE OR REPLACE FUNCTION settle_notifications(what text, about uuid, whom uuid[]) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        told record;
      BEGIN
        FOR told IN WITH seen AS (
              UPDATE notification SET read_at = clock_timestamp() WHERE id IN (
                SELECT unread.id FROM notification AS unread WHERE unread.subject_id = about AND unread.kind = what AND unread.read_at IS NULL
                  AND (whom IS NULL OR unread.account_id = ANY (whom))
                ORDER BY unread.account_id FOR NO KEY UPDATE)
              RETURNING account_id)
            SELECT seen.account_id FROM seen ORDER BY seen.account_id LOOP
          PERFORM append_live(told.account_id, 'NOTIFICATIONS_READ', NULL);
        END LOOP;
      END $$;

      CREATE OR REPLACE FUNCTION read_notifications(whose uuid, ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE notification SET read_at = clock_timestamp() WHERE id IN (
          SELECT unread.id FROM notification AS unread WHERE unread.id = ANY (ids) AND unread.account_id = whose AND unread.read_at IS NULL
          ORDER BY unread.id FOR NO KEY UPDATE);
        IF FOUND THEN PERFORM append_live(whose, 'NOTIFICATIONS_READ', NULL); END IF;
      END $$;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE OR REPLACE FUNCTION notify_accounts(what text, about uuid, by_actor uuid, by_account uuid, whom uuid[]) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        moment timestamptz := date_trunc('milliseconds', clock_timestamp());
      BEGIN
        ${writing};
      END $$;

      CREATE OR REPLACE FUNCTION settle_notifications(what text, about uuid, whom uuid[]) RETURNS void LANGUAGE sql AS $$
        UPDATE notification SET read_at = clock_timestamp() WHERE id IN (
          SELECT unread.id FROM notification AS unread WHERE unread.subject_id = about AND unread.kind = what AND unread.read_at IS NULL
            AND (whom IS NULL OR unread.account_id = ANY (whom))
          ORDER BY unread.account_id FOR NO KEY UPDATE)
      $$;

      CREATE OR REPLACE FUNCTION read_notifications(whose uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $$
        UPDATE notification SET read_at = clock_timestamp() WHERE id IN (
          SELECT unread.id FROM notification AS unread WHERE unread.id = ANY (ids) AND unread.account_id = whose AND unread.read_at IS NULL
          ORDER BY unread.id FOR NO KEY UPDATE)
      $$;
    `);
  }
}

/** As 1764000760000 has it: writes notifications, or has those that are unread happen again. */
const writing = `INSERT INTO notification AS known (id, public_id, account_id, kind, subject_id, actor_id, by_account_id, created_at, happened_at)
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
              by_account_id = excluded.by_account_id`;

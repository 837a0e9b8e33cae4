import type { MigrationInterface, QueryRunner } from "typeorm";

/** What was not read after 15 minutes is told by e-mail, by a job that is added when an account is notified. */
export class NotificationMails1764000763000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE notification
        -- When it is to be told by e-mail unless it was read by then; null when it is not, or that is decided.
        ADD COLUMN mail_due_at timestamptz,
        ADD COLUMN mailed_at timestamptz,
        ADD CONSTRAINT notification_is_mailed_once CHECK (mail_due_at IS NULL OR mailed_at IS NULL);
      CREATE INDEX notification_by_mail ON notification (account_id, mail_due_at) WHERE mail_due_at IS NOT NULL;

      CREATE FUNCTION add_mail_jobs(holders uuid[], due_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        -- A job that waits finds what was written before it begins: it holds the account's stream then, as we do now. One that has begun
        -- may not see it, and so another is added.
        holders := ARRAY(SELECT holder.id FROM unnest(holders) AS holder(id) WHERE NOT EXISTS (SELECT FROM graphile_worker.jobs AS waiting
          WHERE waiting.key = 'mailNotifications ' || holder.id AND waiting.locked_at IS NULL AND waiting.attempts < waiting.max_attempts
            AND waiting.run_at <= due_at));
        IF cardinality(holders) = 0 THEN RETURN; END IF;
        PERFORM graphile_worker.add_jobs(ARRAY(
          SELECT ROW('mailNotifications', json_build_object('accountId', holder.id), NULL, due_at, NULL, 'mailNotifications ' || holder.id,
            NULL, NULL)::graphile_worker.job_spec
          FROM unnest(holders) AS holder(id) ORDER BY holder.id));
      END $$;
      COMMENT ON FUNCTION add_mail_jobs(uuid[], timestamptz) IS
      'Adds a job for each account that mails what it has not read, unless one is waiting that runs by then; the caller holds their live streams.';

      CREATE OR REPLACE FUNCTION notify_accounts(what text, about uuid, by_actor uuid, by_account uuid, whom uuid[]) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        -- As precise as it is shown, so that who sorts what is shown gets the same order.
        moment timestamptz := date_trunc('milliseconds', clock_timestamp());
        due_at timestamptz := moment + interval '15 minutes';
        to_mail uuid[] := '{}';
        told record;
      BEGIN
        FOR told IN WITH written AS (
            INSERT INTO notification AS known (id, public_id, account_id, kind, subject_id, actor_id, by_account_id, created_at, happened_at, mail_due_at)
              SELECT made.id, public_id_of('notification', made.id), made.account_id, what, about, by_actor, by_account, moment, moment,
                CASE made.channel WHEN 'EMAIL' THEN due_at END
              FROM (
                SELECT new_row_id() AS id, holder.id AS account_id, coalesce(own.channel, declared.default_channel) AS channel
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
                  by_account_id = excluded.by_account_id
              RETURNING known.id, known.account_id, known.created_at = moment AND known.mail_due_at IS NOT NULL AS is_to_be_mailed)
            SELECT written.id, written.account_id, written.is_to_be_mailed FROM written ORDER BY written.account_id LOOP
          PERFORM append_live(told.account_id, 'NOTIFICATION_RECEIVED', told.id);
          IF told.is_to_be_mailed THEN to_mail := to_mail || told.account_id; END IF;
        END LOOP;
        IF cardinality(to_mail) > 0 THEN PERFORM add_mail_jobs(to_mail, due_at); END IF;
      END $$;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE OR REPLACE FUNCTION notify_accounts(what text, about uuid, by_actor uuid, by_account uuid, whom uuid[]) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        moment timestamptz := date_trunc('milliseconds', clock_timestamp());
        told record;
      BEGIN
        FOR told IN WITH written AS (
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
                  AND (earlier.id IS NULL OR earlier.happened_at < moment - interval '1 minute')
                ORDER BY holder.id
              ) AS made
              ON CONFLICT (subject_id, kind, account_id) WHERE read_at IS NULL
                DO UPDATE SET happened_at = greatest(known.happened_at, excluded.happened_at), actor_id = excluded.actor_id,
                  by_account_id = excluded.by_account_id
              RETURNING known.id, known.account_id)
            SELECT written.id, written.account_id FROM written ORDER BY written.account_id LOOP
          PERFORM append_live(told.account_id, 'NOTIFICATION_RECEIVED', told.id);
        END LOOP;
      END $$;
      DROP FUNCTION add_mail_jobs(uuid[], timestamptz);
      ALTER TABLE notification DROP COLUMN mailed_at, DROP COLUMN mail_due_at;
    `);
  }
}

import type { MigrationInterface, QueryRunner } from "typeorm";

/** A message costs little where everybody has been notified already, also where thousands read. */
export class NotificationPace1764000764000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION notification_pace(audience integer) RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN interval '1 minute' * greatest(1, audience / 100.0);
      COMMENT ON FUNCTION notification_pace(integer) IS
      'How long what is unread of a subject stays as it is though it happens again, when so many are notified at once: a minute, and so long that no more than a hundred are written anew in a minute.';
    `);
    await queryRunner.query(notifyingWith("notification_pace(cardinality(whom))"));
    await queryRunner.query(
      tellingReaders(`
          -- Most messages come where everybody has been notified already.
          PERFORM FROM unnest(readers) AS reader(id) WHERE NOT EXISTS (SELECT FROM notification AS told
            WHERE told.subject_id = sent.conversation_id AND told.kind = 'MESSAGE_RECEIVED' AND told.account_id = reader.id
              AND told.read_at IS NULL AND told.happened_at > clock_timestamp() - notification_pace(cardinality(readers))) LIMIT 1;
          CONTINUE WHEN NOT FOUND;`),
    );
    // Kinds are never deleted, and each notification would keep it.
    await queryRunner.query("DROP INDEX notification_by_kind");
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("CREATE INDEX notification_by_kind ON notification (kind)");
    await queryRunner.query(tellingReaders(""));
    await queryRunner.query(notifyingWith("interval '1 minute'"));
    await queryRunner.query("DROP FUNCTION notification_pace(integer)");
  }
}

/** As 1764000761000 has it, given what leaves a conversation out. */
const tellingReaders = (leavingOut: string) => `
      CREATE OR REPLACE FUNCTION notify_of_messages() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        sent record;
        readers uuid[];
      BEGIN
        FOR sent IN SELECT DISTINCT ON (message.conversation_id) message.conversation_id, message.account_id, message.actor_id,
              -- Who writes as an actor is named as that alone, also once it is gone.
              CASE WHEN NOT message.as_actor THEN message.account_id END AS by_account
            FROM sent_messages AS message WHERE message.deleted_at IS NULL ORDER BY message.conversation_id, message.sequence DESC LOOP
          readers := ARRAY(
            SELECT reader.account_id
            FROM inbox_accounts(
              ARRAY(SELECT part.actor_id FROM conversation_participant AS part
                WHERE part.conversation_id = sent.conversation_id AND part.left_at IS NULL AND part.actor_id IS NOT NULL),
              ARRAY(SELECT part.account_id FROM conversation_participant AS part
                WHERE part.conversation_id = sent.conversation_id AND part.left_at IS NULL AND part.account_id IS NOT NULL)) AS reader
            -- What an account writes, or others for an actor that it speaks for, is no news to it.
            WHERE reader.account_id <> sent.account_id
              AND reader.account_id NOT IN (SELECT own.account_id FROM inbox_accounts(ARRAY[sent.actor_id], '{}') AS own)
              AND NOT EXISTS (SELECT FROM conversation_reader AS known WHERE known.conversation_id = sent.conversation_id
                AND known.account_id = reader.account_id AND known.is_muted));${leavingOut}
          PERFORM notify_accounts('MESSAGE_RECEIVED', sent.conversation_id, sent.actor_id, sent.by_account, readers);
        END LOOP;
        RETURN NULL;
      END $$;`;

/** As 1764000763000 has it, given how long what is unread stays as it is. */
const notifyingWith = (pace: string) => `
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
                  -- What is unread already is written anew now and then only, however lively it is there.
                  AND (earlier.id IS NULL OR earlier.happened_at < moment - ${pace})
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
      END $$;`;

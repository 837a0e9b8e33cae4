import type { MigrationInterface, QueryRunner } from "typeorm";

/** Conversations between actors and accounts, with a gapless sequence of messages each. */
export class Messaging1764000720000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE conversation (
        id uuid PRIMARY KEY,
        public_id text NOT NULL UNIQUE,
        form text NOT NULL CHECK (form IN ('DIRECT', 'GROUP')),
        subject text CHECK (char_length(subject) BETWEEN 1 AND 200),
        -- The two parties of a direct conversation, in one order: they have one with each other.
        direct_pair text UNIQUE,
        last_sequence integer NOT NULL DEFAULT 0 CHECK (last_sequence >= 0),
        created_at timestamptz NOT NULL DEFAULT now(),
        last_activity_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT conversation_is_direct_between_two CHECK ((form = 'DIRECT') = (direct_pair IS NOT NULL))
      );

      -- An actor takes part through its owners and editors, all of them with one inbox; an account takes part as itself.
      CREATE TABLE conversation_participant (
        id uuid PRIMARY KEY,
        public_id text NOT NULL UNIQUE,
        conversation_id uuid NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
        actor_id uuid REFERENCES actor (id) ON DELETE CASCADE,
        account_id uuid REFERENCES account (id),
        -- The last message before it joined.
        joined_sequence integer NOT NULL CHECK (joined_sequence >= 0),
        -- The account that opened the conversation for it with somebody it is not related to, and whether that has no answer yet.
        introduced_by uuid REFERENCES account (id),
        awaits_answer boolean NOT NULL DEFAULT false CHECK (introduced_by IS NOT NULL OR NOT awaits_answer),
        joined_at timestamptz NOT NULL DEFAULT now(),
        left_at timestamptz CHECK (left_at >= joined_at),
        CONSTRAINT participant_is_actor_or_account CHECK (num_nonnulls(actor_id, account_id) = 1)
      );
      CREATE UNIQUE INDEX participant_actor_is_present_once ON conversation_participant (conversation_id, actor_id)
        WHERE left_at IS NULL AND actor_id IS NOT NULL;
      CREATE UNIQUE INDEX participant_account_is_present_once ON conversation_participant (conversation_id, account_id)
        WHERE left_at IS NULL AND account_id IS NOT NULL;
      CREATE INDEX participant_by_conversation ON conversation_participant (conversation_id, joined_at, id);
      CREATE INDEX participant_by_actor ON conversation_participant (actor_id, conversation_id);
      CREATE INDEX participant_by_introduction ON conversation_participant (introduced_by, joined_at) WHERE introduced_by IS NOT NULL;
      CREATE INDEX participant_by_account ON conversation_participant (account_id, conversation_id);

      CREATE TABLE message (
        id uuid PRIMARY KEY,
        public_id text NOT NULL UNIQUE,
        conversation_id uuid NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
        sequence integer NOT NULL CHECK (sequence > 0),
        -- Who wrote it, and as which actor; an account that spoke as itself has none.
        account_id uuid NOT NULL REFERENCES account (id),
        actor_id uuid REFERENCES actor (id) ON DELETE SET NULL,
        as_actor boolean NOT NULL,
        body text CHECK (char_length(body) BETWEEN 1 AND 10000),
        reply_to_id uuid,
        client_message_id text NOT NULL CHECK (char_length(client_message_id) BETWEEN 1 AND 200),
        -- What was sent under the client's id, to tell a repetition from a mistake.
        input_hash text NOT NULL,
        sent_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        edited_at timestamptz,
        deleted_at timestamptz,
        CONSTRAINT message_sequence_is_taken_once UNIQUE (conversation_id, sequence),
        CONSTRAINT message_is_sent_once UNIQUE (account_id, client_message_id),
        CONSTRAINT message_is_in_its_conversation UNIQUE (conversation_id, id),
        CONSTRAINT message_replies_in_its_conversation FOREIGN KEY (conversation_id, reply_to_id)
          REFERENCES message (conversation_id, id),
        CONSTRAINT message_has_text_until_deleted CHECK ((body IS NULL) = (deleted_at IS NOT NULL)),
        CONSTRAINT message_actor_speaks CHECK (as_actor OR actor_id IS NULL)
      );
      -- Removing an actor looks here.
      CREATE INDEX message_by_actor ON message (actor_id) WHERE actor_id IS NOT NULL;
      CREATE INDEX message_by_replied ON message (conversation_id, reply_to_id) WHERE reply_to_id IS NOT NULL;

      -- What an account has read and set of a conversation; without a row it has done nothing yet.
      CREATE TABLE conversation_reader (
        conversation_id uuid NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
        account_id uuid NOT NULL REFERENCES account (id),
        -- The last message it has read; null while it has read none.
        read_sequence integer CHECK (read_sequence >= 0),
        is_muted boolean NOT NULL DEFAULT false,
        -- The conversation's last message when it was put away: a later one brings it back.
        archived_sequence integer CHECK (archived_sequence >= 0),
        PRIMARY KEY (conversation_id, account_id)
      );
      CREATE INDEX conversation_reader_by_account ON conversation_reader (account_id);
    `);

    await queryRunner.query(`
      CREATE FUNCTION is_under_age(birth_date date, years integer) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
      RETURN date_part('year', today_in_denmark()) - date_part('year', birth_date)
        - CASE WHEN to_char(today_in_denmark(), 'MMDD') < to_char(birth_date, 'MMDD') THEN 1 ELSE 0 END < years;
      COMMENT ON FUNCTION is_under_age(date, integer) IS
      'Whether somebody born on a day is younger than so many full years today in Denmark; who was born on 29 February grows older on 1 March in other years. Null when the day is not known.';

      CREATE FUNCTION reads_conversation(reader uuid, talk uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
      RETURN EXISTS (SELECT FROM conversation_participant AS part WHERE part.conversation_id = talk AND part.left_at IS NULL
        AND (part.account_id = reader OR part.actor_id IN (SELECT mine.actor_id FROM membership AS mine
          WHERE mine.account_id = reader AND mine.ended_on IS NULL AND mine.role IN ('OWNER', 'EDITOR'))));
      COMMENT ON FUNCTION reads_conversation(uuid, uuid) IS
      'Whether an account reads a conversation: it takes part as itself, or owns or edits an actor that does.';

      CREATE FUNCTION inbox_accounts(actors uuid[], accounts uuid[]) RETURNS TABLE (account_id uuid) LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT mine.account_id FROM membership AS mine
          WHERE mine.actor_id = ANY (actors) AND mine.ended_on IS NULL AND mine.role IN ('OWNER', 'EDITOR')
        UNION SELECT unnest(accounts)
      $$;
      COMMENT ON FUNCTION inbox_accounts(uuid[], uuid[]) IS 'The accounts that read what is written to these actors and accounts now.';

      CREATE FUNCTION last_read(reader uuid, talk uuid) RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE
      RETURN coalesce((SELECT known.read_sequence FROM conversation_reader AS known
          WHERE known.conversation_id = talk AND known.account_id = reader),
        (SELECT min(greatest(part.joined_sequence, (SELECT coalesce(max(before.sequence), 0) FROM message AS before
            WHERE before.conversation_id = part.conversation_id AND before.sent_at < (SELECT min(mine.created_at) FROM membership AS mine
              WHERE mine.actor_id = part.actor_id AND mine.account_id = reader AND mine.role IN ('OWNER', 'EDITOR')))))
          FROM conversation_participant AS part
          WHERE part.conversation_id = talk AND part.left_at IS NULL AND (part.account_id = reader
            OR part.actor_id IN (SELECT mine.actor_id FROM membership AS mine
              WHERE mine.account_id = reader AND mine.ended_on IS NULL AND mine.role IN ('OWNER', 'EDITOR')))), 0);
      COMMENT ON FUNCTION last_read(uuid, uuid) IS
      'The number of the last message that an account has read of a conversation. Until it has read any, all from before it came: before its actor took part, and before it first spoke for that actor.';

      CREATE FUNCTION writing_refusal(writer uuid, writer_actor uuid, to_actors uuid[], to_accounts uuid[]) RETURNS text
      LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT CASE
          WHEN EXISTS (SELECT FROM actor_block AS block JOIN membership AS mine ON mine.actor_id = block.blocked_id
            WHERE block.blocker_id = ANY (to_actors) AND mine.account_id = writer AND mine.ended_on IS NULL) THEN 'BLOCKED'
          WHEN EXISTS (SELECT FROM actor_block AS block
            WHERE block.blocker_id = writer_actor AND block.blocked_id = ANY (to_actors)) THEN 'BLOCKS'
          WHEN EXISTS (SELECT FROM account AS one CROSS JOIN inbox_accounts(to_actors, to_accounts) AS reader
              JOIN account AS other ON other.id = reader.account_id
            WHERE one.id = writer AND other.id <> writer
              AND ((is_under_age(one.birth_date, 15) IS TRUE AND is_under_age(other.birth_date, 18) IS NOT TRUE)
                OR (is_under_age(other.birth_date, 15) IS TRUE AND is_under_age(one.birth_date, 18) IS NOT TRUE))
              AND NOT EXISTS (SELECT FROM membership AS own JOIN membership AS its ON its.actor_id = own.actor_id
                JOIN actor AS shared ON shared.id = own.actor_id
                WHERE own.account_id = one.id AND own.ended_on IS NULL AND its.account_id = other.id AND its.ended_on IS NULL
                  AND shared.kind <> 'ARTIST')) THEN 'AGES'
        END
      $$;
      COMMENT ON FUNCTION writing_refusal(uuid, uuid, uuid[], uuid[]) IS
      'Why an account may not write, as an actor or as itself (null), to these actors and accounts; null when it may. BLOCKED: one of them blocks an actor that it acts for; BLOCKS: its own actor blocks one of them; AGES: an adult and somebody under 15 who belong to no organisation together, where an unknown age is an adult''s. Every path that carries text asks it.';

      CREATE FUNCTION is_closed_by_block(talk uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
      RETURN EXISTS (SELECT FROM conversation AS held
        JOIN conversation_participant AS one ON one.conversation_id = held.id
        JOIN conversation_participant AS other ON other.conversation_id = held.id
        JOIN actor_block AS block ON block.blocker_id = one.actor_id AND block.blocked_id = other.actor_id
        WHERE held.id = talk AND held.form = 'DIRECT');
      COMMENT ON FUNCTION is_closed_by_block(uuid) IS
      'Whether a conversation is between two actors of which one blocks the other: nobody writes in it, and nobody is told of it live.';

      CREATE FUNCTION may_open_conversation(writer uuid, writer_actor uuid, to_actor uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT EXISTS (SELECT FROM membership AS mine WHERE mine.account_id = writer AND mine.actor_id = to_actor AND mine.ended_on IS NULL)
          OR EXISTS (SELECT FROM relationship_end AS own WHERE own.other_id = to_actor AND own.status = 'CONFIRMED'
            AND is_in_effect(own.started_on, own.ended_on, today_in_denmark())
            AND CASE WHEN writer_actor IS NOT NULL THEN own.actor_id = writer_actor
              ELSE own.actor_id IN (SELECT mine.actor_id FROM membership AS mine WHERE mine.account_id = writer AND mine.ended_on IS NULL) END)
      $$;
      COMMENT ON FUNCTION may_open_conversation(uuid, uuid, uuid) IS
      'Whether an account, as an actor or as itself (null), knows an actor: it acts for it, or the one it speaks as (as itself: one that it acts for) is related to it today.';
    `);

    await queryRunner.query(`
      CREATE FUNCTION send_message(asking uuid, new_id uuid, new_public_id text, conversation_named text, speaker_named text,
        text_sent text, client_id text, hash text, reply_named text, OUT outcome text, OUT message_id uuid) LANGUAGE plpgsql AS $$
      DECLARE
        talk record;
        earlier record;
        speaker record;
        reply uuid;
        taken integer;
      BEGIN
        FOR attempt IN 1..2 LOOP
          SELECT sent.id, sent.input_hash INTO earlier FROM message AS sent
            WHERE sent.account_id = asking AND sent.client_message_id = client_id;
          IF FOUND THEN
            outcome := CASE WHEN earlier.input_hash = hash THEN 'REPEATED' ELSE 'MISMATCH' END;
            message_id := earlier.id;
            RETURN;
          END IF;
          -- Looked at again with the lock: a twin may have been sent while this waited for it.
          IF attempt = 1 THEN
            PERFORM FROM account WHERE account.id = asking AND account.deleted_at IS NULL AND account.suspended_at IS NULL FOR SHARE;
            IF NOT FOUND THEN outcome := 'NO_ACCOUNT'; RETURN; END IF;
            SELECT held.id, held.last_sequence INTO talk FROM conversation AS held
              WHERE held.public_id = conversation_named FOR NO KEY UPDATE;
            IF NOT FOUND THEN outcome := 'NO_CONVERSATION'; RETURN; END IF;
          END IF;
        END LOOP;

        -- As whom: the actor named, or else itself, or else the only actor it reads the conversation for.
        SELECT count(*) AS ways, min(part.id::text)::uuid AS id, min(part.actor_id::text)::uuid AS actor_id,
            bool_or(part.account_id IS NOT NULL) AS as_itself
          INTO speaker
          FROM conversation_participant AS part LEFT JOIN actor ON actor.id = part.actor_id
          WHERE part.conversation_id = talk.id AND part.left_at IS NULL
            AND (speaker_named IS NULL OR actor.public_id = speaker_named)
            AND (part.account_id = asking OR EXISTS (SELECT FROM membership AS mine WHERE mine.actor_id = part.actor_id
              AND mine.account_id = asking AND mine.ended_on IS NULL AND mine.role IN ('OWNER', 'EDITOR')));
        IF speaker.ways = 0 THEN
          outcome := CASE WHEN speaker_named IS NOT NULL AND reads_conversation(asking, talk.id) THEN 'NOT_SPEAKER' ELSE 'NO_CONVERSATION' END;
          RETURN;
        END IF;
        IF speaker.ways > 1 THEN
          IF NOT speaker.as_itself THEN outcome := 'AS_WHOM'; RETURN; END IF;
          SELECT part.id, NULL::uuid AS actor_id INTO speaker FROM conversation_participant AS part
            WHERE part.conversation_id = talk.id AND part.left_at IS NULL AND part.account_id = asking;
        END IF;

        outcome := writing_refusal(asking, speaker.actor_id,
          ARRAY(SELECT part.actor_id FROM conversation_participant AS part WHERE part.conversation_id = talk.id
            AND part.left_at IS NULL AND part.id <> speaker.id AND part.actor_id IS NOT NULL),
          ARRAY(SELECT part.account_id FROM conversation_participant AS part WHERE part.conversation_id = talk.id
            AND part.left_at IS NULL AND part.id <> speaker.id AND part.account_id IS NOT NULL));
        IF outcome IS NOT NULL THEN RETURN; END IF;
        -- Who has become related since is no stranger any more.
        IF talk.last_sequence > 0 AND EXISTS (SELECT FROM conversation_participant AS part WHERE part.id = speaker.id AND part.awaits_answer)
            AND NOT EXISTS (SELECT FROM conversation_participant AS part WHERE part.conversation_id = talk.id AND part.left_at IS NULL
              AND part.id <> speaker.id AND may_open_conversation(asking, speaker.actor_id, part.actor_id)) THEN
          outcome := 'AWAITS_ANSWER'; RETURN;
        END IF;
        IF reply_named IS NOT NULL THEN
          SELECT replied.id INTO reply FROM message AS replied
            WHERE replied.public_id = reply_named AND replied.conversation_id = talk.id;
          IF NOT FOUND THEN outcome := 'NO_REPLIED'; RETURN; END IF;
        END IF;

        UPDATE conversation AS held SET last_sequence = held.last_sequence + 1, last_activity_at = clock_timestamp()
          WHERE held.id = talk.id RETURNING held.last_sequence INTO taken;
        UPDATE conversation_participant AS part SET awaits_answer = false
          WHERE part.conversation_id = talk.id AND part.awaits_answer AND part.id <> speaker.id;
        INSERT INTO message (id, public_id, conversation_id, sequence, account_id, actor_id, as_actor, body, reply_to_id,
            client_message_id, input_hash)
          VALUES (new_id, new_public_id, talk.id, taken, asking, speaker.actor_id, speaker.actor_id IS NOT NULL, text_sent, reply,
            client_id, hash)
          ON CONFLICT ON CONSTRAINT message_is_sent_once DO NOTHING;
        -- Sent to another conversation at the same moment, which the next attempt finds.
        IF NOT FOUND THEN RAISE EXCEPTION 'a client''s id was used twice at once' USING ERRCODE = 'serialization_failure'; END IF;
        PERFORM append_live(talk.id, 'MESSAGE_ADDED', new_id);
        outcome := 'SENT';
        message_id := new_id;
      END $$;
      COMMENT ON FUNCTION send_message IS
      'Sends a message, under the lock of its conversation. outcome: SENT, REPEATED (message_id is the earlier one), or why not: MISMATCH (another input under the client''s id), NO_ACCOUNT, NO_CONVERSATION, NOT_SPEAKER, AS_WHOM (several actors, none named), AWAITS_ANSWER, NO_REPLIED, and those of writing_refusal.';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP FUNCTION send_message(uuid, uuid, text, text, text, text, text, text, text);
      DROP FUNCTION is_closed_by_block(uuid);
      DROP FUNCTION may_open_conversation(uuid, uuid, uuid);
      DROP FUNCTION last_read(uuid, uuid);
      DROP FUNCTION writing_refusal(uuid, uuid, uuid[], uuid[]);
      DROP FUNCTION inbox_accounts(uuid[], uuid[]);
      DROP FUNCTION reads_conversation(uuid, uuid);
      DROP FUNCTION is_under_age(date, integer);
      DROP TABLE conversation_reader, message, conversation_participant, conversation;
    `);
  }
}

import type { MigrationInterface, QueryRunner } from "typeorm";

/** What those who read for an actor share of a conversation and nobody else sees: to whom it is assigned, and notes. */
export class SharedInbox1764000768000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(inSending(rolesByName, rolesInOnePlace));
    await queryRunner.query(`
      -- Who of an actor's owners and editors looks after a conversation.
      CREATE TABLE conversation_assignment (
        conversation_id uuid NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
        actor_id uuid NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
        account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        assigned_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (conversation_id, actor_id)
      );
      CREATE INDEX conversation_assignment_by_account ON conversation_assignment (account_id, conversation_id);
      CREATE INDEX conversation_assignment_by_actor ON conversation_assignment (actor_id, account_id);

      -- What an actor's owners and editors tell each other of a conversation; it has no number among the messages.
      CREATE TABLE conversation_note (
        id uuid PRIMARY KEY,
        public_id text NOT NULL UNIQUE,
        conversation_id uuid NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
        actor_id uuid NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
        account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        body text NOT NULL CHECK (char_length(body) BETWEEN 1 AND 2000),
        written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        edited_at timestamptz
      );
      CREATE INDEX conversation_note_by_conversation ON conversation_note (conversation_id, written_at, id);
      CREATE INDEX conversation_note_by_actor ON conversation_note (actor_id);
      CREATE INDEX conversation_note_by_account ON conversation_note (account_id);

      CREATE FUNCTION refuse_assignee_without_voice() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        -- Held until the transaction ends: who leaves waits, and takes the assignment away then.
        PERFORM FROM membership AS its WHERE its.actor_id = NEW.actor_id AND its.account_id = NEW.account_id
          AND its.ended_on IS NULL AND is_speaking_role(its.role) FOR SHARE;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'who looks after a conversation speaks for the actor'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assignee_speaks_for_actor';
        END IF;
        PERFORM FROM conversation_participant AS part WHERE part.conversation_id = NEW.conversation_id AND part.actor_id = NEW.actor_id
          AND part.left_at IS NULL FOR SHARE;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'an actor that takes part has somebody look after a conversation'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assigning_actor_takes_part';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER assignee_speaks_for_actor BEFORE INSERT OR UPDATE ON conversation_assignment
        FOR EACH ROW EXECUTE FUNCTION refuse_assignee_without_voice();

      CREATE FUNCTION assignments_end_with_voice() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        -- As it stands at the commit: who gets another role has one membership end and another begin.
        IF EXISTS (SELECT FROM actor_speaker AS voice WHERE voice.actor_id = OLD.actor_id AND voice.account_id = OLD.account_id) THEN RETURN NULL; END IF;
        PERFORM append_live(told.account_id, 'CONVERSATION_CHANGED', told.conversation_id) FROM (
          SELECT reader.account_id, given.conversation_id FROM conversation_assignment AS given
            CROSS JOIN inbox_accounts(ARRAY[OLD.actor_id], '{}') AS reader
            WHERE given.actor_id = OLD.actor_id AND given.account_id = OLD.account_id ORDER BY reader.account_id, given.conversation_id) AS told;
        DELETE FROM conversation_assignment AS given WHERE given.actor_id = OLD.actor_id AND given.account_id = OLD.account_id;
        RETURN NULL;
      END $$;
      COMMENT ON FUNCTION assignments_end_with_voice() IS
      'What is assigned to who no longer speaks for the actor is assigned to nobody, and those who do are told.';
      -- By its name behind conversations_follow, which locks conversations: streams of the live log come after them.
      CREATE CONSTRAINT TRIGGER conversations_lose_assignee AFTER DELETE OR UPDATE OF role, ended_on ON membership
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION assignments_end_with_voice();

      CREATE FUNCTION assignment_ends_with_part() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM conversation_assignment AS given WHERE given.conversation_id = NEW.conversation_id AND given.actor_id = NEW.actor_id;
        RETURN NULL;
      END $$;
      COMMENT ON FUNCTION assignment_ends_with_part() IS 'A conversation that an actor has left is assigned to nobody there.';
      CREATE TRIGGER participant_assignment_ends AFTER UPDATE OF left_at ON conversation_participant
        FOR EACH ROW WHEN (NEW.left_at IS NOT NULL AND NEW.actor_id IS NOT NULL) EXECUTE FUNCTION assignment_ends_with_part();
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(inSending(rolesInOnePlace, rolesByName));
    await queryRunner.query(`
      DROP TRIGGER participant_assignment_ends ON conversation_participant;
      DROP FUNCTION assignment_ends_with_part();
      DROP TRIGGER conversations_lose_assignee ON membership;
      DROP FUNCTION assignments_end_with_voice();
      DROP TABLE conversation_note, conversation_assignment;
      DROP FUNCTION refuse_assignee_without_voice();
    `);
  }
}

const rolesByName = "mine.role IN ('OWNER', 'EDITOR')";
const rolesInOnePlace = "is_speaking_role(mine.role)";

/** Has what sends a message, in whatever functions it stands by now, ask otherwise who speaks for an actor; the rest of it stays. */
const inSending = (before: string, after: string) => `
      DO $do$
      DECLARE
        sending record;
      BEGIN
        FOR sending IN SELECT pg_get_functiondef(routine.oid) AS text FROM pg_proc AS routine
            WHERE routine.pronamespace = current_schema::regnamespace AND routine.proname IN ('send_message', 'speaker_in') LOOP
          EXECUTE replace(sending.text, $text$${before}$text$, $text$${after}$text$);
        END LOOP;
      END $do$`;

import type { MigrationInterface, QueryRunner } from "typeorm";

/** What accounts are notified of: messages, being added to a group, relationships that are proposed and confirmed. */
export class NotifiedActs1764000761000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION notify_of_messages() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        sent record;
      BEGIN
        FOR sent IN SELECT DISTINCT ON (message.conversation_id) message.conversation_id, message.account_id, message.actor_id,
              -- Who writes as an actor is named as that alone, also once it is gone.
              CASE WHEN NOT message.as_actor THEN message.account_id END AS by_account
            FROM sent_messages AS message WHERE message.deleted_at IS NULL ORDER BY message.conversation_id, message.sequence DESC LOOP
          PERFORM notify_accounts('MESSAGE_RECEIVED', sent.conversation_id, sent.actor_id, sent.by_account, ARRAY(
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
                AND known.account_id = reader.account_id AND known.is_muted)));
        END LOOP;
        RETURN NULL;
      END $$;
      CREATE TRIGGER message_notifies AFTER INSERT ON message REFERENCING NEW TABLE AS sent_messages
        FOR EACH STATEMENT EXECUTE FUNCTION notify_of_messages();

      CREATE FUNCTION settle_read_messages() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM settle_notifications('ADDED_TO_CONVERSATION', NEW.conversation_id, ARRAY[NEW.account_id]);
        PERFORM FROM message AS unread WHERE unread.conversation_id = NEW.conversation_id AND unread.sequence > NEW.read_sequence
          AND unread.account_id <> NEW.account_id AND unread.deleted_at IS NULL LIMIT 1;
        IF NOT FOUND THEN PERFORM settle_notifications('MESSAGE_RECEIVED', NEW.conversation_id, ARRAY[NEW.account_id]); END IF;
        RETURN NULL;
      END $$;
      COMMENT ON FUNCTION settle_read_messages() IS
      'Who reads a conversation has seen what it was notified of there, as soon as nothing is left to read.';
      CREATE TRIGGER conversation_reader_settles AFTER INSERT OR UPDATE OF read_sequence ON conversation_reader
        FOR EACH ROW WHEN (NEW.read_sequence IS NOT NULL) EXECUTE FUNCTION settle_read_messages();

      CREATE FUNCTION settle_deleted_message() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM settle_notifications('MESSAGE_RECEIVED', NEW.conversation_id, ARRAY(
          SELECT told.account_id FROM notification AS told
          WHERE told.subject_id = NEW.conversation_id AND told.kind = 'MESSAGE_RECEIVED' AND told.read_at IS NULL
            AND NOT EXISTS (SELECT FROM message AS unread WHERE unread.conversation_id = NEW.conversation_id
              AND unread.sequence > last_read(told.account_id, NEW.conversation_id)
              AND unread.account_id <> told.account_id AND unread.deleted_at IS NULL)));
        RETURN NULL;
      END $$;
      COMMENT ON FUNCTION settle_deleted_message() IS
      'Whoever was notified of messages that are all deleted by now has nothing left to read.';
      CREATE TRIGGER message_deletion_settles AFTER UPDATE OF deleted_at ON message
        FOR EACH ROW WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION settle_deleted_message();

      CREATE FUNCTION notify_of_participants() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        added record;
      BEGIN
        FOR added IN SELECT part.id, part.conversation_id, part.actor_id FROM added_participants AS part
            JOIN conversation AS held ON held.id = part.conversation_id
            -- Who is there from the beginning hears of the first message.
            WHERE part.actor_id IS NOT NULL AND part.left_at IS NULL AND held.form = 'GROUP' AND held.created_at < now() LOOP
          PERFORM notify_accounts('ADDED_TO_CONVERSATION', added.conversation_id, NULL, NULL, ARRAY(
            SELECT reader.account_id FROM inbox_accounts(ARRAY[added.actor_id], '{}') AS reader
            EXCEPT SELECT there.account_id FROM inbox_accounts(
              ARRAY(SELECT part.actor_id FROM conversation_participant AS part WHERE part.conversation_id = added.conversation_id
                AND part.left_at IS NULL AND part.id <> added.id AND part.actor_id IS NOT NULL),
              ARRAY(SELECT part.account_id FROM conversation_participant AS part WHERE part.conversation_id = added.conversation_id
                AND part.left_at IS NULL AND part.account_id IS NOT NULL)) AS there));
        END LOOP;
        RETURN NULL;
      END $$;
      CREATE TRIGGER participant_notifies AFTER INSERT ON conversation_participant REFERENCING NEW TABLE AS added_participants
        FOR EACH STATEMENT EXECUTE FUNCTION notify_of_participants();

      CREATE TRIGGER conversation_takes_notifications_along AFTER DELETE ON conversation
        FOR EACH ROW EXECUTE FUNCTION remove_notifications_about();
    `);
    await queryRunner.query(`
      CREATE FUNCTION notify_speakers_of(what text, about uuid, by_actor uuid, to_actor uuid) RETURNS void LANGUAGE sql AS $$
        SELECT notify_accounts(what, about, by_actor, NULL, ARRAY(
          SELECT mine.account_id FROM membership AS mine
            WHERE mine.actor_id = to_actor AND mine.ended_on IS NULL AND mine.role IN ('OWNER', 'EDITOR')
          EXCEPT SELECT mine.account_id FROM membership AS mine
            WHERE mine.actor_id = by_actor AND mine.ended_on IS NULL AND mine.role IN ('OWNER', 'EDITOR')))
      $$;
      COMMENT ON FUNCTION notify_speakers_of(text, uuid, uuid, uuid) IS
      'Notifies the owners and editors of an actor of what another has done, but for those who speak for that one too.';

      CREATE FUNCTION notify_of_proposals() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM notify_speakers_of('RELATIONSHIP_PROPOSED', made.id, made.proposed_by,
            CASE made.proposed_by WHEN made.source_id THEN made.target_id ELSE made.source_id END)
          FROM made_relationships AS made WHERE made.status = 'PROPOSED' AND made.proposed_by IS NOT NULL;
        RETURN NULL;
      END $$;
      CREATE TRIGGER relationship_proposal_notifies AFTER INSERT ON relationship REFERENCING NEW TABLE AS made_relationships
        FOR EACH STATEMENT EXECUTE FUNCTION notify_of_proposals();

      CREATE FUNCTION notify_of_answers() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM settle_notifications('RELATIONSHIP_PROPOSED', NEW.id, NULL);
        IF NEW.status = 'CONFIRMED' AND NEW.proposed_by IS NOT NULL THEN
          PERFORM notify_speakers_of('RELATIONSHIP_CONFIRMED', NEW.id,
            CASE NEW.proposed_by WHEN NEW.source_id THEN NEW.target_id ELSE NEW.source_id END, NEW.proposed_by);
        END IF;
        RETURN NULL;
      END $$;
      COMMENT ON FUNCTION notify_of_answers() IS
      'A proposal that is answered needs nobody any more; who made it hears that it was confirmed. That it was declined nobody is told.';
      CREATE TRIGGER relationship_answer_notifies AFTER UPDATE OF status ON relationship
        FOR EACH ROW WHEN (OLD.status = 'PROPOSED' AND NEW.status <> 'PROPOSED') EXECUTE FUNCTION notify_of_answers();

      CREATE TRIGGER relationship_takes_notifications_along AFTER DELETE ON relationship
        FOR EACH ROW EXECUTE FUNCTION remove_notifications_about();
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TRIGGER relationship_takes_notifications_along ON relationship;
      DROP TRIGGER relationship_answer_notifies ON relationship;
      DROP TRIGGER relationship_proposal_notifies ON relationship;
      DROP FUNCTION notify_of_answers();
      DROP FUNCTION notify_of_proposals();
      DROP FUNCTION notify_speakers_of(text, uuid, uuid, uuid);
      DROP TRIGGER conversation_takes_notifications_along ON conversation;
      DROP TRIGGER participant_notifies ON conversation_participant;
      DROP TRIGGER message_deletion_settles ON message;
      DROP TRIGGER conversation_reader_settles ON conversation_reader;
      DROP TRIGGER message_notifies ON message;
      DROP FUNCTION notify_of_participants();
      DROP FUNCTION settle_deleted_message();
      DROP FUNCTION settle_read_messages();
      DROP FUNCTION notify_of_messages();
    `);
  }
}

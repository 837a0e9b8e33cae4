import type { MigrationInterface, QueryRunner } from "typeorm";

/** Attachments of messages: a message may consist of them alone, and what of them was reported stays as evidence. */
export class MessageAttachments1764000750000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE message DROP CONSTRAINT message_body_check;
      ALTER TABLE message ADD CONSTRAINT message_text_is_bounded CHECK (char_length(body) <= 10000);

      -- Asked as the transaction commits: attachments are hung after the message is there.
      CREATE FUNCTION refuse_empty_message() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        asked uuid;
      BEGIN
        IF TG_TABLE_NAME = 'attachment' THEN asked := OLD.hung_on_id; ELSE asked := NEW.id; END IF;
        IF EXISTS (SELECT FROM message AS empty WHERE empty.id = asked AND empty.body = '')
            AND NOT EXISTS (SELECT FROM attachment AS hung WHERE hung.hung_on_type = 'Message' AND hung.hung_on_id = asked) THEN
          RAISE EXCEPTION 'a message without text has attachments'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'message_says_something';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER message_says_something AFTER INSERT OR UPDATE OF body ON message DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.body = '') EXECUTE FUNCTION refuse_empty_message();
      CREATE CONSTRAINT TRIGGER attachment_says_something AFTER DELETE ON attachment DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (OLD.hung_on_type = 'Message') EXECUTE FUNCTION refuse_empty_message();

      CREATE TRIGGER message_takes_attachments_along AFTER DELETE ON message
        FOR EACH ROW EXECUTE FUNCTION remove_what_hangs('Message');

      -- What a report keeps is found by the messages in its evidence.
      CREATE INDEX message_report_by_evidence ON message_report USING gin (evidence jsonb_path_ops);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX message_report_by_evidence;
      DROP TRIGGER message_takes_attachments_along ON message;
      DROP TRIGGER attachment_says_something ON attachment;
      DROP TRIGGER message_says_something ON message;
      DROP FUNCTION refuse_empty_message();
      ALTER TABLE message DROP CONSTRAINT message_text_is_bounded;
      ALTER TABLE message ADD CONSTRAINT message_body_check CHECK (char_length(body) BETWEEN 1 AND 10000);
    `);
  }
}

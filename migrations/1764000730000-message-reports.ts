import type { MigrationInterface, QueryRunner } from "typeorm";

/** What readers report of what was written to them, with the evidence as it was then. */
export class MessageReports1764000730000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE message_report (
        id uuid PRIMARY KEY,
        public_id text NOT NULL UNIQUE,
        message_id uuid NOT NULL REFERENCES message (id) ON DELETE CASCADE,
        reporter_id uuid NOT NULL REFERENCES account (id),
        reason text NOT NULL CHECK (reason IN ('SPAM', 'HARASSMENT', 'SEXUAL', 'VIOLENCE', 'PRIVATE_DATA', 'OTHER')),
        note text CHECK (char_length(note) BETWEEN 1 AND 2000),
        -- The message and those before it as they were when it was reported, the oldest first: whoever sent them may change them.
        evidence jsonb NOT NULL CHECK (jsonb_typeof(evidence) = 'array'),
        created_at timestamptz NOT NULL DEFAULT now(),
        status text NOT NULL DEFAULT 'OPEN' CHECK (status IN ('OPEN', 'UPHELD', 'DISMISSED')),
        decided_by uuid REFERENCES account (id),
        decided_at timestamptz,
        CONSTRAINT message_report_is_made_once UNIQUE (message_id, reporter_id),
        CONSTRAINT message_report_is_decided CHECK ((status = 'OPEN') = (decided_at IS NULL) AND (status = 'OPEN') = (decided_by IS NULL))
      );
      CREATE INDEX message_report_by_status ON message_report (status, created_at, id);
      CREATE INDEX message_report_by_reporter ON message_report (reporter_id, created_at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("DROP TABLE message_report");
  }
}

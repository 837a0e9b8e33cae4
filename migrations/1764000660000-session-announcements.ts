import type { MigrationInterface, QueryRunner } from "typeorm";

/** Whatever ends a session, or changes who it is, is announced to all processes as it is committed. */
export class SessionAnnouncements1764000660000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION announce_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NOTIFY account_sessions;
        RETURN NULL;
      END $$;
      -- For each row, since a statement that changes none, such as a sign-in's clearing away, is no news; a transaction announces once.
      CREATE TRIGGER account_session_announced AFTER UPDATE OR DELETE ON account_session
        FOR EACH ROW EXECUTE FUNCTION announce_sessions();
      CREATE TRIGGER account_sessions_emptied AFTER TRUNCATE ON account_session
        FOR EACH STATEMENT EXECUTE FUNCTION announce_sessions();
      CREATE TRIGGER account_announced AFTER UPDATE OR DELETE ON account
        FOR EACH ROW EXECUTE FUNCTION announce_sessions();
      -- Also for what a replica or a restore writes, which fires no ordinary trigger.
      ALTER TABLE account_session ENABLE ALWAYS TRIGGER account_session_announced;
      ALTER TABLE account_session ENABLE ALWAYS TRIGGER account_sessions_emptied;
      ALTER TABLE account ENABLE ALWAYS TRIGGER account_announced;
      COMMENT ON FUNCTION announce_sessions() IS
        'Announces on the channel account_sessions that sessions may have ended or accounts have changed: what is known of them is to be looked up again.';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TRIGGER account_announced ON account;
      DROP TRIGGER account_sessions_emptied ON account_session;
      DROP TRIGGER account_session_announced ON account_session;
      DROP FUNCTION announce_sessions();
    `);
  }
}

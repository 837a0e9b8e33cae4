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
      CREATE TRIGGER account_session_announced AFTER UPDATE OR DELETE OR TRUNCATE ON account_session
        FOR EACH STATEMENT EXECUTE FUNCTION announce_sessions();
      CREATE TRIGGER account_announced AFTER UPDATE OR DELETE OR TRUNCATE ON account
        FOR EACH STATEMENT EXECUTE FUNCTION announce_sessions();
      COMMENT ON FUNCTION announce_sessions() IS
        'Announces on the channel account_sessions that sessions may have ended or accounts have changed: what is known of them is to be looked up again.';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TRIGGER account_announced ON account;
      DROP TRIGGER account_session_announced ON account_session;
      DROP FUNCTION announce_sessions();
    `);
  }
}

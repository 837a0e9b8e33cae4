import type { MigrationInterface, QueryRunner } from "typeorm";

/** What a compiled read calls where the schema promises a value and there is none. */
export class ReadEngine1764000600000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION missing_value(typed anyelement) RETURNS anyelement
        LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
      BEGIN
        RAISE EXCEPTION 'a value that the schema promises is missing' USING ERRCODE = 'SR001';
      END $$;
      COMMENT ON FUNCTION missing_value IS
        'Fails with SQLSTATE SR001; stands in coalesce() after a value that must not be NULL, whose type it has.';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("DROP FUNCTION missing_value(anyelement)");
  }
}

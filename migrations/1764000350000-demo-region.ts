import type { MigrationInterface, QueryRunner } from "typeorm";

/** Whether the demo region was ever loaded or taken away here: a start loads it once in the life of a database. */
export class DemoRegion1764000350000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE demo_region (
        is_only_row boolean PRIMARY KEY DEFAULT true CHECK (is_only_row),
        is_loaded boolean NOT NULL
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("DROP TABLE demo_region");
  }
}

import type { MigrationInterface, QueryRunner } from "typeorm";

/** Lists of actors by municipality are mostly lists of some kinds there. */
export class ActorLists1764000630000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE INDEX actor_by_municipality_and_kind ON actor (municipality_id, kind);
      DROP INDEX actor_by_municipality;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE INDEX actor_by_municipality ON actor (municipality_id);
      DROP INDEX actor_by_municipality_and_kind;
    `);
  }
}

import type { MigrationInterface, QueryRunner } from "typeorm";

/** Lists of actors of some kinds or in some municipalities are read in the order of their names. */
export class ActorListsInOrder1764000650000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX actor_by_kind;
      DROP INDEX actor_by_municipality_and_kind;
      CREATE INDEX actor_by_kind ON actor (kind, name COLLATE "da-x-icu", id);
      CREATE INDEX actor_by_municipality ON actor (municipality_id, name COLLATE "da-x-icu", id);
      CREATE INDEX actor_by_municipality_and_kind ON actor (municipality_id, kind, name COLLATE "da-x-icu", id);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX actor_by_kind;
      DROP INDEX actor_by_municipality;
      DROP INDEX actor_by_municipality_and_kind;
      CREATE INDEX actor_by_kind ON actor (kind);
      CREATE INDEX actor_by_municipality_and_kind ON actor (municipality_id, kind);
    `);
  }
}

import type { MigrationInterface, QueryRunner } from "typeorm";

/** The keys under which accounts send writes that may be sent again; `registerWrite` keeps and sweeps them. */
export class Idempotency1764000250000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // The index lets the sweep find an account's old rows without reading its recent ones.
    await queryRunner.query(`
      CREATE TABLE idempotency_key (
        account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        operation text NOT NULL,
        key text NOT NULL CHECK (char_length(key) BETWEEN 1 AND 200),
        body_hash text NOT NULL,
        result_id uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (account_id, operation, key)
      );
      CREATE INDEX idempotency_key_by_age ON idempotency_key (account_id, created_at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("DROP TABLE idempotency_key");
  }
}

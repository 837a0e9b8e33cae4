import type { MigrationInterface, QueryRunner } from "typeorm";

/** What is asked of every reader of a message when it is sent and told: as cheap for thousands as it can be. */
export class ManyReaders1764000770000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- A day is taken a number of years back, to 28 February where there is no 29th; formatting and comparing parts of dates took 20
      -- microseconds for each reader of each message.
      CREATE OR REPLACE FUNCTION is_under_age(birth_date date, years integer) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
      RETURN birth_date > (today_in_denmark() - make_interval(years => years))::date;

      CREATE INDEX membership_speaking ON membership (actor_id, account_id) WHERE ended_on IS NULL AND role IN ('OWNER', 'EDITOR');
      COMMENT ON INDEX membership_speaking IS 'Who reads and writes for an actor now, without its row.';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX membership_speaking;
      CREATE OR REPLACE FUNCTION is_under_age(birth_date date, years integer) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
      RETURN date_part('year', today_in_denmark()) - date_part('year', birth_date)
        - CASE WHEN to_char(today_in_denmark(), 'MMDD') < to_char(birth_date, 'MMDD') THEN 1 ELSE 0 END < years;
    `);
  }
}

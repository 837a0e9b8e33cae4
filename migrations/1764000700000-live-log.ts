import type { MigrationInterface, QueryRunner } from "typeorm";

/** The live log: what happened to whom, in an order that a reader can resume from. See docs/decisions/live-log.md. */
export class LiveLog1764000700000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await this.addTables(queryRunner);
    await this.addFunctions(queryRunner);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP FUNCTION live_cursor();
      DROP FUNCTION forget_live(interval, integer);
      DROP FUNCTION stamp_live(integer);
      DROP FUNCTION append_live(uuid, text, uuid);
      DROP TABLE live_head;
      DROP TABLE live_entry;
      DROP FUNCTION announce_live();
      DROP TABLE live_stream;
    `);
  }

  private async addTables(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE live_stream (
        id uuid PRIMARY KEY,
        last_sequence integer NOT NULL CHECK (last_sequence > 0)
      );
      COMMENT ON TABLE live_stream IS
        'Whatever things happen to one after the other, such as a conversation or an account, by its id; its last sequence.';

      CREATE TABLE live_entry (
        stream_id uuid NOT NULL REFERENCES live_stream (id) ON DELETE CASCADE,
        sequence integer NOT NULL CHECK (sequence > 0),
        kind text NOT NULL CHECK (kind ~ '^[A-Z][A-Z_]{0,59}$'),
        subject_id uuid,
        written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        arrival bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
        position bigint CHECK (position > 0),
        PRIMARY KEY (stream_id, sequence)
      ) WITH (
        -- Every entry is written twice, and the second time out of the index of those that wait: a tenth of a large table is too late.
        autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000
      );
      COMMENT ON TABLE live_entry IS 'That something happened to a subject; what it says is read from the subject, by whoever may.';
      COMMENT ON COLUMN live_entry.arrival IS
        'The order in which entries were written; others may be committed before, so that it is no cursor.';
      COMMENT ON COLUMN live_entry.position IS
        'The order of all entries, without gaps: whoever has seen one has seen all before it. NULL until stamp_live gives it.';
      CREATE INDEX live_entry_unstamped ON live_entry (arrival) WHERE position IS NULL;
      CREATE UNIQUE INDEX live_entry_position ON live_entry (position) WHERE position IS NOT NULL;
      CREATE INDEX live_entry_of_stream ON live_entry (stream_id, position) WHERE position IS NOT NULL;

      CREATE TABLE live_head (
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        position bigint NOT NULL DEFAULT 0,
        forgotten bigint NOT NULL DEFAULT 0 CHECK (forgotten BETWEEN 0 AND position)
      );
      COMMENT ON TABLE live_head IS
        'One row: the last position that was given, and the last whose entry is too old to be kept. Its lock is the turn to stamp.';
      INSERT INTO live_head DEFAULT VALUES;
    `);
  }

  private async addFunctions(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION append_live(stream uuid, entry_kind text, subject uuid) RETURNS integer LANGUAGE plpgsql AS $$
      DECLARE
        taken integer;
      BEGIN
        -- What others have been told must still be there after a crash, whatever the role's setting.
        IF current_setting('synchronous_commit') = 'off' THEN PERFORM set_config('synchronous_commit', 'on', true); END IF;
        INSERT INTO live_stream AS known (id, last_sequence) VALUES (stream, 1)
          ON CONFLICT (id) DO UPDATE SET last_sequence = known.last_sequence + 1
          RETURNING known.last_sequence INTO taken;
        INSERT INTO live_entry (stream_id, sequence, kind, subject_id) VALUES (stream, taken, entry_kind, subject);
        RETURN taken;
      END $$;
      COMMENT ON FUNCTION append_live(uuid, text, uuid) IS
        'Appends that something happened to a subject to a stream and answers its sequence there: 1, 2, 3 ... without gaps. Who else appends to the stream waits until the transaction ends.';

      CREATE FUNCTION announce_live() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        -- Whoever announces holds a lock of the whole server until its commit is on disk, so that announcing commits come one after the
        -- other: only one at a time does, and whoever it wakes looks again a little later for those who did not.
        IF pg_try_advisory_xact_lock(7266775) THEN NOTIFY samspil_live; END IF;
        RETURN NULL;
      END $$;
      COMMENT ON FUNCTION announce_live() IS
        'Announces on the channel samspil_live that there is something to stamp, unless another transaction is just about to.';
      -- As the transaction commits, so that a long one keeps nobody from announcing.
      CREATE CONSTRAINT TRIGGER live_entry_announced AFTER INSERT ON live_entry DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION announce_live();

      CREATE FUNCTION stamp_live(at_most integer, OUT stamped integer, OUT head bigint) LANGUAGE plpgsql AS $$
      DECLARE
        entry record;
      BEGIN
        stamped := 0;
        -- By the order of the index, so that no plan reads the table.
        PERFORM FROM live_entry WHERE live_entry.position IS NULL ORDER BY arrival LIMIT 1;
        IF NOT FOUND THEN
          -- Read after that: whatever was found to have a position is not above it.
          SELECT live_head.position INTO head FROM live_head;
          RETURN;
        END IF;
        IF current_setting('synchronous_commit') = 'off' THEN PERFORM set_config('synchronous_commit', 'on', true); END IF;
        SELECT live_head.position INTO head FROM live_head FOR UPDATE;
        -- A statement of its own after the lock: it sees what those before us have stamped. An entry arrives under the lock of its
        -- stream, so those of one stream come in the order of their sequence.
        FOR entry IN SELECT stream_id, sequence FROM live_entry
            WHERE live_entry.position IS NULL ORDER BY arrival LIMIT at_most LOOP
          stamped := stamped + 1;
          head := head + 1;
          UPDATE live_entry SET position = head
            WHERE live_entry.stream_id = entry.stream_id AND live_entry.sequence = entry.sequence;
        END LOOP;
        IF stamped > 0 THEN UPDATE live_head SET position = head; END IF;
      END $$;
      COMMENT ON FUNCTION stamp_live(integer) IS
        'Gives positions to committed entries that have none, at most so many, one transaction after the other. stamped: how many; head: the last position. Commit before anybody is told. When fewer than at_most were stamped, all that was committed before the call has a position up to head.';

      CREATE FUNCTION forget_live(older_than interval, at_most integer) RETURNS integer LANGUAGE plpgsql AS $$
      DECLARE
        up_to bigint;
        forgot integer;
      BEGIN
        -- A beginning without exception, so that one number tells what is no longer there.
        SELECT max(oldest.position) INTO up_to FROM (
          SELECT first.position, bool_and(first.written_at < now() - older_than) OVER (ORDER BY first.position) AS is_old
          FROM (SELECT position, written_at FROM live_entry WHERE position IS NOT NULL ORDER BY position LIMIT at_most) AS first
        ) AS oldest WHERE oldest.is_old;
        IF up_to IS NULL THEN RETURN 0; END IF;
        UPDATE live_head SET forgotten = greatest(forgotten, up_to);
        -- As many as were looked at, found by the index whatever a plan takes their number for.
        DELETE FROM live_entry WHERE ctid = ANY (ARRAY(
          SELECT gone.ctid FROM live_entry AS gone WHERE gone.position <= up_to ORDER BY gone.position LIMIT at_most));
        GET DIAGNOSTICS forgot = ROW_COUNT;
        RETURN forgot;
      END $$;
      COMMENT ON FUNCTION forget_live(interval, integer) IS
        'Removes entries that were written longer ago, the first ones, at most so many, and answers how many. Stamping waits meanwhile.';

      CREATE FUNCTION live_cursor() RETURNS text LANGUAGE sql STABLE
      RETURN (SELECT rtrim(encode(convert_to('live:' || head.position, 'UTF8'), 'base64'), '=') FROM live_head AS head);
      COMMENT ON FUNCTION live_cursor() IS
        'The cursor (encodeLiveCursor) after which everything comes that the statement does not see yet.';
    `);
  }
}

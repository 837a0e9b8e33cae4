import { newIds } from "../../src/platform/ids/ids.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
});
afterAll(() => database?.drop());

test("what is unread is written anew once a minute, and of many accounts as often as makes a hundred a minute", async () => {
  const accounts = Array.from({ length: 250 }, () => newIds("account"));
  await database.pool.query(
    `INSERT INTO account (id, public_id, email, display_name)
      SELECT id, public_id, public_id || '@example.org', 'Navn' FROM unnest($1::uuid[], $2::text[]) AS given(id, public_id)`,
    [accounts.map(({ id }) => id), accounts.map(({ publicId }) => publicId)],
  );
  /** Notifies so many a second time, so many seconds later; answers of how many that was written. */
  async function writtenAnew(audience: number, seconds: number): Promise<number> {
    const subject = newIds("subject").id;
    const whom = accounts.slice(0, audience).map(({ id }) => id);
    const notify = () =>
      database.pool.query("SELECT notify_accounts('MESSAGE_RECEIVED', $1, NULL, NULL, $2::uuid[])", [
        subject,
        whom,
      ]);
    await notify();
    const before = `now() - make_interval(secs => ${seconds})`;
    await database.pool.query(
      `UPDATE notification SET created_at = ${before}, happened_at = ${before} WHERE subject_id = $1`,
      [subject],
    );
    await notify();
    const { rows } = await database.pool.query<{ all: number; anew: number }>(
      `SELECT count(*)::int AS "all", count(*) FILTER (WHERE happened_at > created_at)::int AS anew FROM notification WHERE subject_id = $1`,
      [subject],
    );
    expect(rows[0]?.all).toBe(audience);
    return rows[0]?.anew ?? Number.NaN;
  }
  expect([await writtenAnew(100, 59), await writtenAnew(100, 61)]).toEqual([0, 100]);
  expect([await writtenAnew(250, 149), await writtenAnew(250, 151)]).toEqual([0, 250]);
});

test("a message to those who have all been notified writes no notification", async () => {
  const [sender, reader] = [newIds("account"), newIds("account")];
  const talk = newIds("conversation");
  for (const { id, publicId } of [sender, reader])
    await database.pool.query(
      "INSERT INTO account (id, public_id, email, display_name) VALUES ($1, $2, $2 || '@example.org', 'Navn')",
      [id, publicId],
    );
  await database.pool.query("INSERT INTO conversation (id, public_id, form) VALUES ($1, $2, 'GROUP')", [
    talk.id,
    talk.publicId,
  ]);
  for (const account of [sender, reader]) {
    const ids = newIds("participant");
    await database.pool.query(
      "INSERT INTO conversation_participant (id, public_id, conversation_id, account_id, joined_sequence) VALUES ($1, $2, $3, $4, 0)",
      [ids.id, ids.publicId, talk.id, account.id],
    );
  }
  const versions: string[] = [];
  for (let sequence = 1; sequence <= 3; sequence += 1) {
    const ids = newIds("message");
    await database.pool.query(
      `INSERT INTO message (id, public_id, conversation_id, sequence, account_id, as_actor, body, client_message_id, input_hash)
        VALUES ($1, $2, $3, $4, $5, false, 'Hej', $2, 'hash')`,
      [ids.id, ids.publicId, talk.id, sequence, sender.id],
    );
    const { rows } = await database.pool.query<{ version: string }>(
      "SELECT account_id || ' ' || xmin AS version FROM notification WHERE subject_id = $1",
      [talk.id],
    );
    versions.push(rows.map(({ version }) => version).join());
  }
  expect(versions[0]).toContain(reader.id);
  expect(new Set(versions).size).toBe(1);
});

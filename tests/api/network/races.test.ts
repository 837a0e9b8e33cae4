import { act, addPerson, createActor, mustAct, type Person, type TestActor } from "../../testkit/actors.js";
import { startHub, type TestHub } from "../../testkit/hub.js";

let hub: TestHub;
let asta: Person;
let bo: Person;

beforeAll(async () => {
  hub = await startHub({ demo: false });
  [asta, bo] = await Promise.all([addPerson(hub, "Asta"), addPerson(hub, "Bo")]);
});
afterAll(() => hub?.stop());

const rounds = Array.from({ length: 8 }, (_, round) => round + 1);
const propose = (person: Person, source: TestActor, target: TestActor, kind = "COLLABORATES_WITH") =>
  act(hub, person, "proposeRelationship", { kind, sourceId: source.id, targetId: target.id });
const stored = async (
  one: TestActor,
): Promise<{ status: string; answered: boolean; ended: boolean; ends: string }[]> =>
  (
    await hub.database.query(
      `SELECT status, answered_at IS NOT NULL AS answered, ended_on IS NOT NULL AS ended,
        (SELECT string_agg(own.status || coalesce(own.ended_on::text, ''), ',') FROM relationship_end AS own WHERE own.relationship_id = relationship.id) AS ends
       FROM relationship WHERE (SELECT id FROM actor WHERE public_id = $1) IN (source_id, target_id)`,
      [one.id],
    )
  ).rows;
const pair = async (): Promise<[TestActor, TestActor]> => [
  await createActor(hub, asta, { kind: "ARTIST", name: "Bandet" }),
  await createActor(hub, bo, { kind: "VENUE", name: "Spillestedet" }),
];

test.each(rounds)("both sides claim the same at once: it exists once (round %i)", async () => {
  const [band, venue] = await pair();
  const outcomes = await Promise.all([
    propose(asta, band, venue),
    propose(bo, venue, band),
    propose(asta, band, venue),
    propose(bo, band, venue),
  ]);
  const codes = outcomes.map(({ userErrors }) => userErrors[0]?.code ?? "done").sort();
  expect(codes).toEqual(["DUPLICATE", "DUPLICATE", "DUPLICATE", "done"]);
  expect(await stored(band)).toHaveLength(1);
});

test.each(rounds)(
  "two sides confirming, declining and ending at once leave one valid state (round %i)",
  async () => {
    const [band, venue] = await pair();
    const { object } = await propose(asta, band, venue);
    const input = { relationshipId: object?.id };
    const outcomes = await Promise.all([
      act<{ status: string }>(hub, bo, "confirmRelationship", input),
      act<{ status: string }>(hub, bo, "declineRelationship", input),
      act<{ status: string }>(hub, asta, "declineRelationship", input),
      act<{ status: string }>(hub, asta, "endRelationship", input),
      act<{ status: string }>(hub, bo, "endRelationship", input),
    ]);
    const [confirm, ...others] = outcomes.map(({ object: done, userErrors, errors }) => {
      expect(errors).toBeUndefined();
      return done?.status ?? userErrors[0]?.code;
    });
    const [row, ...more] = await stored(band);
    expect(more).toEqual([]);
    expect(row?.answered).toBe(true);
    const [declineByBo, declineByAsta, ...ends] = others;
    if (confirm === "ALREADY_ANSWERED") {
      expect(row).toMatchObject({ status: "DECLINED", ended: false });
      expect(new Set([declineByBo, declineByAsta])).toEqual(new Set(["DECLINED"]));
      expect(new Set(ends)).toEqual(new Set(["NOT_CONFIRMED"]));
    } else {
      expect(row?.status).toBe("CONFIRMED");
      expect([declineByBo, declineByAsta]).toEqual(["ALREADY_ANSWERED", "ALREADY_ANSWERED"]);
      expect(ends.filter((code) => code === "ENDED")).toHaveLength(row?.ended ? 1 : 0);
      expect(ends.every((code) => ["ENDED", "ALREADY_ENDED", "NOT_CONFIRMED"].includes(code ?? ""))).toBe(
        true,
      );
    }
    const [first, second] = row?.ends.split(",") ?? [];
    expect(first).toBe(second);
    expect(first?.startsWith(row?.status ?? "-")).toBe(true);
  },
);

test.each(rounds)("a block and a proposal at once leave no open proposal (round %i)", async () => {
  const [band, venue] = await pair();
  const block = { actorId: venue.id, blockedActorId: band.id };
  const [blocked] = await Promise.all([
    act(hub, bo, "blockActor", block),
    propose(asta, band, venue),
    propose(asta, band, venue, "PLAYS_AT"),
    propose(asta, band, venue, "REHEARSES_AT"),
  ]);
  expect(blocked.userErrors).toEqual([]);
  expect((await stored(band)).filter(({ status }) => status !== "DECLINED")).toEqual([]);
});

test.each(rounds.slice(0, 4))(
  "a hundred proposals a day, also when they come at once (round %i)",
  async () => {
    const eager = await addPerson(hub, "Ivrig");
    const band = await createActor(hub, eager, { kind: "ARTIST", name: "De ivrige" });
    const [, venue] = await pair();
    await hub.database.query(
      `INSERT INTO relationship (id, public_id, kind, source_id, target_id, status, proposed_by, answered_at)
      SELECT gen_random_uuid(), 'relationship_' || gen_random_uuid(), 'PLAYS_AT', band.id, venue.id, 'DECLINED', band.id, now()
      FROM generate_series(1, 98) AS n, actor AS band, actor AS venue WHERE band.public_id = $1 AND venue.public_id = $2`,
      [band.id, venue.id],
    );
    const kinds = ["PLAYS_AT", "REHEARSES_AT", "COLLABORATES_WITH", "GREW_OUT_OF", "OUTGROWN_TO"];
    const outcomes = await Promise.all(kinds.map((kind) => propose(eager, band, venue, kind)));
    const codes = outcomes.map(({ errors }) => errors?.[0]?.extensions?.code ?? "done").sort();
    expect(codes).toEqual(["THROTTLED", "THROTTLED", "THROTTLED", "done", "done"]);
  },
);

test("an owner's account that is deleted while it proposes leaves nothing half done", async () => {
  const carl = await addPerson(hub, "Carl");
  const band = await createActor(hub, carl, { kind: "ARTIST", name: "Farvel" });
  const venue = await createActor(hub, bo, { kind: "VENUE", name: "Bliver" });
  const [, proposed] = await Promise.all([
    act(hub, carl, "deleteAccount", { accountId: carl.accountId }),
    propose(carl, band, venue),
  ]);
  const rows = await stored(venue);
  const code = proposed.errors?.[0]?.extensions?.code;
  expect([rows.length, code ?? proposed.userErrors[0]?.code]).toEqual(
    proposed.object ? [1, undefined] : [0, expect.stringMatching(/^(UNAUTHENTICATED|NOT_ALLOWED)$/)],
  );
  await mustAct(hub, bo, "updateActor", { actorId: venue.id, name: "Bliver her" });
});

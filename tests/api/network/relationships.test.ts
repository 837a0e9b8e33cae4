import { dayInDenmark } from "../../../src/platform/time/day.js";
import {
  act,
  addPerson,
  ask,
  codeOf,
  createActor,
  everythingStored,
  join,
  mustAct,
  networkTables,
  type Person,
  type TestActor,
} from "../../testkit/actors.js";
import { startHub, type TestHub } from "../../testkit/hub.js";
import { dayAfter } from "../../testkit/network/random-network.js";

let hub: TestHub;
let asta: Person;
let bo: Person;
let outsider: Person;
let administrator: Person;
/** Asta's band and Bo's venue, new for each test. */
let band: TestActor;
let venue: TestActor;
const today = dayInDenmark(new Date());

beforeAll(async () => {
  hub = await startHub({ demo: false });
  [asta, bo, outsider] = await Promise.all([
    addPerson(hub, "Asta"),
    addPerson(hub, "Bo"),
    addPerson(hub, "Udenfor"),
  ]);
  administrator = await addPerson(hub, "Anna", { isAdministrator: true });
});
afterAll(() => hub?.stop());
beforeEach(async () => {
  band = await createActor(hub, asta, { kind: "ARTIST", name: "Bandet" });
  venue = await createActor(hub, bo, { kind: "VENUE", name: "Spillestedet" });
});

interface Shown {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly startedOn: string | null;
  readonly endedOn: string | null;
}

const playsAt = (more: object = {}) => ({ kind: "PLAYS_AT", sourceId: band.id, targetId: venue.id, ...more });
const propose = (more: object = {}, person = asta) =>
  mustAct<Shown>(hub, person, "proposeRelationship", playsAt(more));
const answer = (mutation: string, { id }: { id: string }, person: Person, more: object = {}) =>
  act<Shown>(hub, person, mutation, { relationshipId: id, ...more });
async function confirmed(more: object = {}): Promise<Shown> {
  const { object } = await answer("confirmRelationship", await propose(more), bo);
  if (!object) throw new Error("The relationship was not confirmed");
  return object;
}
const codes = (outcome: { userErrors: readonly { code: string; field: readonly string[] | null }[] }) =>
  outcome.userErrors.map(({ code, field }) => [code, field?.join(".")]);

/** What somebody sees of the relationships of both ends, by every way there is. */
async function seenBy(person: Person | null, { id }: { id: string }, args = ""): Promise<unknown[]> {
  const list = `relationships(first: 100${args}) { totalCount nodes { id } }`;
  const data = await ask<{
    node: { id: string } | null;
    nodes: { relationships: { totalCount: number; nodes: { id: string }[] } }[];
  }>(
    hub,
    person,
    `query ($id: ID!, $ends: [ID!]!) { node(id: $id) { id } nodes(ids: $ends) { ... on Actor { ${list} } } }`,
    { id, ends: [band.id, venue.id] },
  );
  return [
    data.node !== null,
    ...data.nodes.map(({ relationships: { totalCount, nodes } }) => {
      expect(totalCount).toBe(nodes.length);
      return nodes.some((each) => each.id === id);
    }),
  ];
}
const everywhere = [true, true, true];
const nowhere = [false, false, false];

describe("from the claim to the end", () => {
  test("one side claims, the other confirms, either ends; the history stays", async () => {
    const [startedOn, endedOn] = [dayAfter(today, -400), dayAfter(today, -30)];
    const proposed = await propose({ startedOn });
    expect(proposed).toMatchObject({ kind: "PLAYS_AT", status: "PROPOSED", startedOn, endedOn: null });
    const answered = await answer("confirmRelationship", proposed, bo);
    expect(answered.object).toEqual({ ...proposed, status: "CONFIRMED" });
    expect(await seenBy(null, proposed)).toEqual(everywhere);
    const over = await answer("endRelationship", proposed, asta, { endedOn });
    expect(over.object).toEqual({ ...proposed, status: "ENDED", endedOn });
    // In effect from the first day until the day before it is over.
    for (const [asOf, inEffect] of [
      [dayAfter(startedOn, -1), false],
      [startedOn, true],
      [dayAfter(endedOn, -1), true],
      [endedOn, false],
      [today, false],
    ] as const) {
      expect([asOf, await seenBy(null, proposed, `, asOf: "${asOf}"`)]).toEqual([
        asOf,
        [true, inEffect, inEffect],
      ]);
    }
    expect(await seenBy(null, proposed, ", status: ENDED")).toEqual(everywhere);
    expect(await seenBy(null, proposed, `, status: ENDED, asOf: "${dayAfter(endedOn, -1)}"`)).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("ends today unless another day is given, also one to come", async () => {
    const first = await confirmed();
    const ended = await answer("endRelationship", first, bo);
    expect(ended.object).toMatchObject({ status: "ENDED", endedOn: today });
    expect(await seenBy(null, first)).toEqual([true, false, false]);
    const second = await confirmed({ startedOn: today });
    const planned = await answer("endRelationship", second, bo, { endedOn: "2999-12-31" });
    expect(planned.object).toMatchObject({ status: "CONFIRMED", endedOn: "2999-12-31" });
    expect(await seenBy(null, second)).toEqual(everywhere);
    expect(codes(await answer("endRelationship", first, bo))).toEqual([["ALREADY_ENDED", "relationshipId"]]);
  });

  test("who speaks for both ends has confirmed it with the claim", async () => {
    await join(hub, bo, asta, venue, "EDITOR");
    expect(await propose()).toMatchObject({ status: "CONFIRMED" });
  });

  test("a relationship can be claimed from its target, and is then confirmed by its source", async () => {
    const proposed = await propose({}, bo);
    expect(codes(await answer("confirmRelationship", proposed, bo))).toEqual([
      ["NOT_ALLOWED", "relationshipId"],
    ]);
    expect((await answer("confirmRelationship", proposed, asta)).object?.status).toBe("CONFIRMED");
  });

  test("declined by the other, or taken back; then it can be claimed anew", async () => {
    for (const person of [asta, bo]) {
      const proposed = await propose();
      expect((await answer("declineRelationship", proposed, person)).object?.status).toBe("DECLINED");
      expect((await answer("declineRelationship", proposed, person)).object?.status).toBe("DECLINED");
      expect(codes(await answer("confirmRelationship", proposed, bo))).toEqual([
        ["ALREADY_ANSWERED", "relationshipId"],
      ]);
      expect(await seenBy(asta, proposed, ", status: DECLINED")).toEqual(everywhere);
      expect(await seenBy(outsider, proposed, ", status: DECLINED")).toEqual(nowhere);
    }
  });

  test("confirming twice answers the same; a confirmed one is not declined any more", async () => {
    const relationship = await confirmed();
    expect((await answer("confirmRelationship", relationship, bo)).object).toEqual(relationship);
    expect(codes(await answer("declineRelationship", relationship, bo))).toEqual([
      ["ALREADY_ANSWERED", "relationshipId"],
    ]);
  });

  test("the same key and input answer the same relationship", async () => {
    const first = await propose({ idempotencyKey: "k1" });
    expect(await propose({ idempotencyKey: "k1" })).toEqual(first);
    expect(
      codes(
        await act(hub, asta, "proposeRelationship", playsAt({ idempotencyKey: "k1", endedOn: "2030-01-01" })),
      ),
    ).toEqual([["IDEMPOTENCY_MISMATCH", "idempotencyKey"]]);
  });

  test("phrases from both ends, in both languages", async () => {
    const { id } = await propose();
    const query = `query ($id: ID!, $band: ID!, $venue: ID!) { node(id: $id) { ... on Relationship {
      fromBand: phrase(from: $band) fromVenue: phrase(from: $venue)
      english: phrase(from: $band, language: EN) back: phrase(from: $venue, language: EN) } } }`;
    const variables = { id, band: band.id, venue: venue.id };
    expect(await ask(hub, asta, query, variables)).toEqual({
      node: {
        fromBand: "spiller på",
        fromVenue: "har på scenen",
        english: "plays at",
        back: "has on its stage",
      },
    });
    const neither = `query ($id: ID!) { node(id: $id) { ... on Relationship { phrase(from: "actor_nobody") } } }`;
    expect(await codeOf(hub, asta, neither, { id })).toBe("BAD_USER_INPUT");
  });
});

describe("what is refused", () => {
  test.each<[string, () => object, string, string]>([
    [
      "the end before the start",
      () => playsAt({ startedOn: "2024-01-02", endedOn: "2024-01-01" }),
      "END_BEFORE_START",
      "endedOn",
    ],
    ["a disallowed pair", () => playsAt({ kind: "TEACHES_AT" }), "DISALLOWED_PAIR", "kind"],
    ["a relation to itself", () => playsAt({ targetId: band.id }), "SAME_ACTOR", "targetId"],
    [
      "an unknown source",
      () => playsAt({ sourceId: "actor_01h00000000000000000000000" }),
      "NOT_FOUND",
      "sourceId",
    ],
    ["an id that is none", () => playsAt({ targetId: "🎺" }), "NOT_FOUND", "targetId"],
    ["a year out of range", () => playsAt({ startedOn: "0001-01-01" }), "DAY_OUT_OF_RANGE", "startedOn"],
    ["a year far off", () => playsAt({ endedOn: "9999-12-31" }), "DAY_OUT_OF_RANGE", "endedOn"],
  ])("%s", async (_, input, code, field) => {
    const before = await everythingStored(hub, ...networkTables);
    expect(codes(await act(hub, asta, "proposeRelationship", input()))).toEqual([[code, field]]);
    expect(await everythingStored(hub, ...networkTables)).toBe(before);
  });

  test("a duplicate in a period that shares days, of a symmetric kind from either end", async () => {
    const other = await createActor(hub, bo, { kind: "VENUE", name: "Naboen" });
    const mine = await createActor(hub, asta, { kind: "VENUE", name: "Min" });
    const partners = (more: object = {}) => ({
      kind: "PARTNER_OF",
      sourceId: mine.id,
      targetId: other.id,
      ...more,
    });
    const years = (from: string, to: string) => ({ startedOn: `${from}-01-01`, endedOn: `${to}-01-01` });
    await mustAct(hub, asta, "proposeRelationship", partners(years("2010", "2012")));
    const reversed = { sourceId: other.id, targetId: mine.id };
    for (const more of [years("2011", "2013"), { ...years("2009", "2011"), ...reversed }, {}, reversed]) {
      const person = "sourceId" in more ? bo : asta;
      expect(codes(await act(hub, person, "proposeRelationship", partners(more)))).toEqual([
        ["DUPLICATE", "targetId"],
      ]);
    }
    // The day one ends another may begin; another kind between the same two is another relationship.
    await mustAct(hub, bo, "proposeRelationship", partners({ ...years("2012", "2013"), ...reversed }));
    await mustAct(hub, asta, "proposeRelationship", partners({ kind: "CO_ORGANISES" }));
  });

  test("the same once more, also when it ended on its first day", async () => {
    const day = { startedOn: "2023-05-05", endedOn: "2023-05-05" };
    await propose(day);
    expect(codes(await act(hub, asta, "proposeRelationship", playsAt(day)))).toEqual([
      ["DUPLICATE", "targetId"],
    ]);
    await propose({ startedOn: "2023-05-06", endedOn: "2023-05-06" });
  });

  test("an end that one side would date back more than a year", async () => {
    const relationship = await confirmed();
    const early = await answer("endRelationship", relationship, bo, { endedOn: dayAfter(today, -367) });
    expect(codes(early)).toEqual([["END_TOO_EARLY", "endedOn"]]);
    expect(await seenBy(null, relationship)).toEqual(everywhere);
  });

  test("a directed kind in the other direction is another relationship", async () => {
    const second = await createActor(hub, bo, { kind: "ARTIST", name: "Solist" });
    for (const [sourceId, targetId] of [
      [band.id, second.id],
      [second.id, band.id],
    ])
      await mustAct(hub, sourceId === band.id ? asta : bo, "proposeRelationship", {
        kind: "MENTORS",
        sourceId,
        targetId,
      });
  });

  test("acting for neither end, as a mere member, or as an administrator of the hub", async () => {
    await join(hub, asta, outsider, band, "MEMBER");
    for (const person of [administrator, outsider, await addPerson(hub, "Fremmed")])
      expect(codes(await act(hub, person, "proposeRelationship", playsAt()))).toEqual([
        ["NOT_ALLOWED", "sourceId"],
      ]);
    const proposed = await propose();
    for (const mutation of ["confirmRelationship", "declineRelationship", "endRelationship"]) {
      // A member sees that it is there, others do not, the administrator neither.
      expect(codes(await answer(mutation, proposed, outsider))).toEqual([["NOT_ALLOWED", "relationshipId"]]);
      expect(codes(await answer(mutation, proposed, administrator))).toEqual([
        ["NOT_FOUND", "relationshipId"],
      ]);
    }
    expect(codes(await answer("endRelationship", proposed, asta))).toEqual([
      ["NOT_CONFIRMED", "relationshipId"],
    ]);
    await answer("confirmRelationship", proposed, bo);
    expect((await answer("endRelationship", proposed, administrator)).object?.status).toBe("ENDED");
  });

  test("an end before the start, and an end that would not shorten but collide", async () => {
    const first = await confirmed({ startedOn: dayAfter(today, -20), endedOn: "2999-01-01" });
    expect(codes(await answer("endRelationship", first, bo, { endedOn: dayAfter(today, -21) }))).toEqual([
      ["END_BEFORE_START", "endedOn"],
    ]);
    await confirmed({ startedOn: "2999-01-01" });
    expect(codes(await answer("endRelationship", first, bo, { endedOn: "2999-06-01" }))).toEqual([
      ["DUPLICATE", "endedOn"],
    ]);
  });

  test("more than a hundred proposals of an account's actors in a day", async () => {
    const eager = await addPerson(hub, "Ivrig");
    const own = await createActor(hub, eager, { kind: "ARTIST", name: "De ivrige" });
    await hub.database.query(
      `INSERT INTO relationship (id, public_id, kind, source_id, target_id, status, proposed_by, answered_at)
        SELECT gen_random_uuid(), 'relationship_test_' || n, 'PLAYS_AT', band.id, venue.id, 'DECLINED', band.id, now()
        FROM generate_series(1, 100) AS n, actor AS band, actor AS venue WHERE band.public_id = $1 AND venue.public_id = $2`,
      [own.id, venue.id],
    );
    // Another actor of the account's may not either.
    const second = await createActor(hub, eager, { kind: "ARTIST", name: "Et band til" });
    for (const { id } of [own, second]) {
      const { errors } = await act(hub, eager, "proposeRelationship", playsAt({ sourceId: id }));
      expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(["THROTTLED"]);
    }
    // The other side is not held up by it.
    expect((await propose({ sourceId: own.id }, bo)).status).toBe("PROPOSED");
  });
});

describe("who sees it", () => {
  test("an unconfirmed one only its two parties, whatever their role, and not the administrator", async () => {
    const helper = await addPerson(hub, "Hjælper");
    await join(hub, bo, helper, venue, "MEMBER");
    const proposed = await propose();
    const args = ", status: PROPOSED";
    for (const person of [asta, bo, helper]) expect(await seenBy(person, proposed, args)).toEqual(everywhere);
    for (const person of [null, outsider, administrator])
      expect(await seenBy(person, proposed, args)).toEqual(nowhere);
    const { node } = await ask<{ node: object }>(
      hub,
      helper,
      "query ($id: ID!) { node(id: $id) { ... on Relationship { proposedBy { id } source { id } target { id } } } }",
      { id: proposed.id },
    );
    expect(node).toEqual({ proposedBy: { id: band.id }, source: { id: band.id }, target: { id: venue.id } });
  });

  test.each([
    ["PUBLIC", "PUBLIC", { stranger: true, signedIn: true, related: true, administrator: true }],
    ["SIGNED_IN", "PUBLIC", { stranger: false, signedIn: true, related: true, administrator: true }],
    ["NETWORK", "PUBLIC", { stranger: false, signedIn: false, related: true, administrator: true }],
    ["PUBLIC", "NETWORK", { stranger: false, signedIn: false, related: false, administrator: true }],
    ["NETWORK", "MEMBERS", { stranger: false, signedIn: false, related: false, administrator: true }],
  ] as const)("a confirmed one where both ends show theirs: %s and %s", async (ofBand, ofVenue, expected) => {
    const relationship = await confirmed();
    const related = await addPerson(hub, "Nabo");
    const neighbour = await createActor(hub, related, { kind: "ARTIST", name: "Naboen" });
    const tie = { kind: "COLLABORATES_WITH", sourceId: neighbour.id, targetId: band.id };
    const { id } = await mustAct(hub, related, "proposeRelationship", tie);
    await mustAct(hub, asta, "confirmRelationship", { relationshipId: id });
    for (const [owner, actor, visibility] of [
      [asta, band, ofBand],
      [bo, venue, ofVenue],
    ] as const) {
      const fieldVisibilities = [{ field: "RELATIONSHIPS", visibility }];
      await mustAct(hub, owner, "updateActor", { actorId: actor.id, fieldVisibilities });
    }
    const people = { stranger: null, signedIn: outsider, related, administrator };
    for (const [who, person] of Object.entries(people)) {
      const sees = expected[who as keyof typeof expected];
      expect([who, await seenBy(person, relationship)]).toEqual([who, sees ? everywhere : nowhere]);
      const data = await ask<{ actor: { relationshipCount: number } }>(
        hub,
        person,
        "query ($id: ID) { actor(id: $id) { relationshipCount(kinds: [PLAYS_AT]) } }",
        { id: venue.id },
      );
      expect([who, data.actor.relationshipCount]).toEqual([who, sees ? 1 : 0]);
    }
    for (const party of [asta, bo]) expect(await seenBy(party, relationship)).toEqual(everywhere);
    // To who does not see it, it does not exist.
    const ending = await answer("endRelationship", relationship, outsider);
    expect(codes(ending)).toEqual([[expected.signedIn ? "NOT_ALLOWED" : "NOT_FOUND", "relationshipId"]]);
  });

  test("kinds filter the list and the count, cursors page it", async () => {
    const kinds = ["PLAYS_AT", "REHEARSES_AT", "COLLABORATES_WITH"];
    for (const [index, kind] of kinds.entries()) await confirmed({ kind, startedOn: `202${index}-01-01` });
    const query = `query ($id: ID, $after: String, $before: String, $kinds: [RelationshipKind!]) { actor(id: $id) {
      forward: relationships(first: 2, after: $after, kinds: $kinds) { totalCount nodes { kind } pageInfo { endCursor hasNextPage } }
      backward: relationships(last: 1, before: $before) { nodes { kind } edges { cursor } } relationshipCount(kinds: $kinds) } }`;
    type Answer = {
      actor: {
        forward: {
          totalCount: number;
          nodes: { kind: string }[];
          pageInfo: { endCursor: string; hasNextPage: boolean };
        };
        backward: { nodes: { kind: string }[]; edges: { cursor: string }[] };
        relationshipCount: number;
      };
    };
    const first = (await ask<Answer>(hub, null, query, { id: venue.id })).actor;
    expect(first.forward).toMatchObject({
      totalCount: 3,
      nodes: [{ kind: "COLLABORATES_WITH" }, { kind: "REHEARSES_AT" }],
      pageInfo: { hasNextPage: true },
    });
    expect(first.backward.nodes).toEqual([{ kind: "PLAYS_AT" }]);
    const after = first.forward.pageInfo.endCursor;
    const before = first.backward.edges[0]?.cursor;
    const next = (await ask<Answer>(hub, null, query, { id: venue.id, after, before })).actor;
    expect([next.forward.nodes, next.backward.nodes]).toEqual([
      [{ kind: "PLAYS_AT" }],
      [{ kind: "REHEARSES_AT" }],
    ]);
    const some = (await ask<Answer>(hub, null, query, { id: venue.id, kinds: ["PLAYS_AT", "HOSTS"] })).actor;
    expect([some.forward.totalCount, some.relationshipCount]).toEqual([1, 1]);
  });
});

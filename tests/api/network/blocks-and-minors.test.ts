import {
  act,
  addPerson,
  ask,
  createActor,
  everythingStored,
  join,
  mustAct,
  networkTables,
  type Person,
  type TestActor,
} from "../../testkit/actors.js";
import { startHub, type TestHub } from "../../testkit/hub.js";

let hub: TestHub;
let asta: Person;
let bo: Person;
let band: TestActor;
let venue: TestActor;

beforeAll(async () => {
  hub = await startHub({ demo: false });
  [asta, bo] = await Promise.all([
    addPerson(hub, "Asta", { birthDate: "1990-01-01" }),
    addPerson(hub, "Bo", { birthDate: "1980-01-01" }),
  ]);
});
afterAll(() => hub?.stop());
beforeEach(async () => {
  band = await createActor(hub, asta, {
    kind: "ARTIST",
    name: "Bandet",
    artist: { form: "BAND", lineUp: [{ name: "Ida" }] },
  });
  venue = await createActor(hub, bo, { kind: "VENUE", name: "Spillestedet" });
});

const works = (sourceId: string, targetId: string) => ({ kind: "COLLABORATES_WITH", sourceId, targetId });
const codes = (outcome: { userErrors: readonly { code: string }[] }) =>
  outcome.userErrors.map(({ code }) => code);
const block = (person: Person, actorId: string, blockedActorId: string) =>
  act(hub, person, "blockActor", { actorId, blockedActorId });

async function relate(
  one: readonly [Person, TestActor],
  other: readonly [Person, TestActor],
): Promise<string> {
  const { id } = await mustAct(hub, one[0], "proposeRelationship", works(one[1].id, other[1].id));
  await mustAct(hub, other[0], "confirmRelationship", { relationshipId: id });
  return id;
}

const lineUpSeenBy = async (person: Person | null): Promise<boolean> => {
  const { actor } = await ask<{ actor: { lineUp: object[] } }>(
    hub,
    person,
    "query ($id: ID) { actor(id: $id) { ... on Artist { lineUp { name } } } }",
    { id: band.id },
  );
  return actor.lineUp.length > 0;
};

describe("blocking", () => {
  test("a blocked actor cannot propose, and is told no more than that", async () => {
    expect(codes(await block(bo, venue.id, band.id))).toEqual([]);
    const before = await everythingStored(hub, ...networkTables);
    expect(codes(await act(hub, asta, "proposeRelationship", works(band.id, venue.id)))).toEqual([
      "NOT_ALLOWED",
    ]);
    expect(codes(await act(hub, bo, "proposeRelationship", works(venue.id, band.id)))).toEqual([
      "ACTOR_BLOCKED",
    ]);
    expect(await everythingStored(hub, ...networkTables)).toBe(before);
    // Nor through another actor of the same account.
    const second = await createActor(hub, asta, { kind: "ARTIST", name: "Astas solo" });
    expect(codes(await act(hub, asta, "proposeRelationship", works(second.id, venue.id)))).toEqual([
      "NOT_ALLOWED",
    ]);
    await mustAct(hub, bo, "unblockActor", { actorId: venue.id, blockedActorId: band.id });
    expect(codes(await act(hub, asta, "proposeRelationship", works(band.id, venue.id)))).toEqual([]);
  });

  test("open proposals of either are declined, confirmed relationships stay", async () => {
    const confirmed = await relate([asta, band], [bo, venue]);
    const open = await mustAct(hub, asta, "proposeRelationship", {
      ...works(band.id, venue.id),
      kind: "PLAYS_AT",
    });
    await block(bo, venue.id, band.id);
    const { nodes } = await ask<{ nodes: { status: string }[] }>(
      hub,
      asta,
      "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Relationship { status } } }",
      { ids: [open.id, confirmed] },
    );
    expect(nodes).toEqual([{ status: "DECLINED" }, { status: "CONFIRMED" }]);
    expect(codes(await act(hub, bo, "confirmRelationship", { relationshipId: open.id }))).toEqual([
      "ALREADY_ANSWERED",
    ]);
  });

  test("a blocked actor does not see what is for the network, also through another actor of its own", async () => {
    await relate([asta, band], [bo, venue]);
    expect([await lineUpSeenBy(null), await lineUpSeenBy(bo)]).toEqual([false, true]);
    await block(asta, band.id, venue.id);
    expect(await lineUpSeenBy(bo)).toBe(false);
    const second = await createActor(hub, bo, { kind: "ARTIST", name: "Bos solo" });
    await relate([asta, band], [bo, second]);
    expect(await lineUpSeenBy(bo)).toBe(false);
    await mustAct(hub, asta, "unblockActor", { actorId: band.id, blockedActorId: venue.id });
    expect(await lineUpSeenBy(bo)).toBe(true);
    // Whoever acts for the actor itself sees its own.
    await join(hub, asta, bo, band, "MEMBER");
    await block(asta, band.id, venue.id);
    expect(await lineUpSeenBy(bo)).toBe(true);
  });

  test("only owners and editors block, for their own actor; blocking and unblocking twice changes nothing", async () => {
    const stored = () => everythingStored(hub, "actor_block");
    const before = await stored();
    const helper = await addPerson(hub, "Hjælper");
    await join(hub, bo, helper, venue, "MEMBER");
    const administrator = await addPerson(hub, "Anna", { isAdministrator: true });
    for (const person of [asta, helper, administrator])
      expect(codes(await block(person, venue.id, band.id))).toEqual(["NOT_ALLOWED"]);
    expect(codes(await block(bo, venue.id, venue.id))).toEqual(["SAME_ACTOR"]);
    expect(codes(await block(bo, venue.id, "actor_nobody"))).toEqual(["NOT_FOUND"]);
    expect(await stored()).toBe(before);
    await block(bo, venue.id, band.id);
    const once = await stored();
    expect(codes(await block(bo, venue.id, band.id))).toEqual([]);
    expect(await stored()).toBe(once);
    for (const _ of [1, 2])
      await mustAct(hub, bo, "unblockActor", { actorId: venue.id, blockedActorId: band.id });
    expect(await stored()).toBe(before);
  });

  test("only who acts for it learns whom an actor has blocked", async () => {
    await block(bo, venue.id, band.id);
    const administrator = await addPerson(hub, "Anna", { isAdministrator: true });
    const query = "query ($id: ID) { actor(id: $id) { blockedActors { totalCount nodes { name } } } }";
    const seen = { actor: { blockedActors: { totalCount: 1, nodes: [{ name: "Bandet" }] } } };
    const unseen = { actor: { blockedActors: { totalCount: 0, nodes: [] } } };
    expect(await ask(hub, bo, query, { id: venue.id })).toEqual(seen);
    for (const person of [null, asta, administrator])
      expect(await ask(hub, person, query, { id: venue.id })).toEqual(unseen);
  });
});

describe("minors", () => {
  const visibilityOf = async ({ id }: TestActor): Promise<unknown> =>
    (
      await hub.database.query(
        "SELECT field_visibility ->> 'RELATIONSHIPS' AS level FROM actor WHERE public_id = $1",
        [id],
      )
    ).rows[0]?.level;
  const open = (person: Person, actor: TestActor, visibility: string) =>
    act(hub, person, "updateActor", {
      actorId: actor.id,
      fieldVisibilities: [{ field: "RELATIONSHIPS", visibility }],
    });
  let minor: Person;
  beforeAll(async () => {
    minor = await addPerson(hub, "Ung", { birthDate: `${new Date().getFullYear() - 14}-01-01` });
  });

  test("what a minor enters shows its relationships to its network at most", async () => {
    const own = await createActor(hub, minor, { kind: "ARTIST", name: "Ung artist" });
    expect(await visibilityOf(own)).toBe("NETWORK");
    for (const visibility of ["PUBLIC", "SIGNED_IN"])
      expect(codes(await open(minor, own, visibility))).toEqual(["RELATIONSHIPS_OF_MINOR"]);
    expect(codes(await open(minor, own, "MEMBERS"))).toEqual([]);
    expect(await visibilityOf(own)).toBe("MEMBERS");
    const fieldVisibilities = [{ field: "RELATIONSHIPS", visibility: "PUBLIC" }];
    const refused = await act(hub, minor, "createActor", { kind: "ARTIST", name: "Åben", fieldVisibilities });
    expect(codes(refused)).toEqual(["RELATIONSHIPS_OF_MINOR"]);
  });

  test("where and with whom a band with a minor plays is seen by its network from the day the minor joins", async () => {
    const id = await relate([asta, band], [bo, venue]);
    const seen = async (person: Person | null) =>
      (await ask<{ node: object | null }>(hub, person, "query ($id: ID!) { node(id: $id) { id } }", { id }))
        .node !== null;
    expect(await seen(null)).toBe(true);
    await join(hub, asta, minor, band, "MEMBER");
    expect(await visibilityOf(band)).toBe("NETWORK");
    const other = await addPerson(hub, "Fremmed");
    expect([await seen(null), await seen(other), await seen(bo), await seen(minor)]).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(codes(await open(asta, band, "PUBLIC"))).toEqual(["RELATIONSHIPS_OF_MINOR"]);
    // Without the minor the band may choose again.
    const { rows } = await hub.database.query(
      "SELECT membership.public_id AS id FROM membership JOIN actor ON actor.id = actor_id WHERE actor.public_id = $1 AND account_id = $2",
      [band.id, minor.key],
    );
    await mustAct(hub, asta, "endMembership", { membershipId: rows[0]?.id });
    expect(codes(await open(asta, band, "PUBLIC"))).toEqual([]);
    expect(await seen(null)).toBe(true);
  });

  test("a venue at which a minor helps shows what it wants", async () => {
    await join(hub, bo, minor, venue, "MEMBER");
    expect(await visibilityOf(venue)).toBeNull();
    expect(codes(await open(bo, venue, "PUBLIC"))).toEqual([]);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import {
  act,
  actorTables,
  addPerson,
  ask,
  codeOf,
  createActor,
  everythingStored,
  join,
  mustAct,
  type Person,
  type TestActor,
  unclaim,
} from "../../testkit/actors.js";
import { startHub, type TestHub } from "../../testkit/hub.js";

let hub: TestHub;
let claimant: Person;
let rival: Person;
let other: Person;
let administrator: Person;
let importer: Person;
let actor: TestActor;
beforeAll(async () => {
  hub = await startHub({ demo: false });
  claimant = await addPerson(hub, "Ansøger");
  rival = await addPerson(hub, "Rival");
  other = await addPerson(hub, "En anden");
  importer = await addPerson(hub, "Importør");
  administrator = await addPerson(hub, "Administrator", { isAdministrator: true });
});
afterAll(() => hub?.stop());

let number = 0;
beforeEach(async () => {
  number += 1;
  actor = await createActor(hub, importer, {
    name: `Importeret ${number}`,
    links: [{ url: "https://samspil.example/", label: "Hjemmeside" }],
    externalIds: [{ scheme: "OPENSTREETMAP", value: `node/${number}` }],
  });
  await unclaim(hub, actor);
});

interface Claim {
  readonly id: string;
  readonly status: string;
}
const claim = (person: Person, more: object = {}) =>
  mustAct<Claim>(hub, person, "claimActor", { actorId: actor.id, ...more });
const claimFields = "id status message displayName createdAt decidedAt actor { id }";
const node = async (person: Person | null, id: string) =>
  (
    await ask<{ node: object | null }>(
      hub,
      person,
      `query ($id: ID!) { node(id: $id) { ... on ActorClaim { ${claimFields} } } }`,
      { id },
    )
  ).node;
const profile = async () =>
  (
    await ask<{ actor: Record<string, unknown> }>(
      hub,
      administrator,
      `query ($id: ID) { actor(id: $id) { id slug name createdAt claimed links { url label } externalIds { value }
        memberships { nodes { displayName role endedOn } } } }`,
      { id: actor.id },
    )
  ).actor;

/** Sends what must be refused, and shows that it changed nothing. */
async function refused(person: Person | null, mutation: string, input: object): Promise<unknown[]> {
  const before = await everythingStored(hub, "account", ...actorTables);
  const outcome = await act(hub, person, mutation, input);
  expect(outcome.object).toBeNull();
  expect(await everythingStored(hub, "account", ...actorTables)).toBe(before);
  if (outcome.errors) return [outcome.errors[0]?.extensions?.code];
  expect(outcome.userErrors).toHaveLength(1);
  return [outcome.userErrors[0]?.code, ...(outcome.userErrors[0]?.field ?? [])];
}

describe("claimActor", () => {
  test("waits for an administrator; asking again answers the same claim", async () => {
    const { id, status } = await claim(claimant, { message: "  Jeg er formand.\r\nRing gerne. " });
    expect([id, status]).toEqual([expect.stringMatching(/^claim_[0-9a-z]{26}$/), "PENDING"]);
    expect(await claim(claimant, { message: "En anden grund" })).toEqual({ id, status });
    const seen = {
      id,
      status: "PENDING",
      message: "Jeg er formand.\nRing gerne.",
      displayName: "Ansøger",
      createdAt: expect.stringMatching(/Z$/),
      decidedAt: null,
      actor: { id: actor.id },
    };
    expect(await node(claimant, id)).toEqual(seen);
    expect(await node(administrator, id)).toEqual(seen);
    for (const person of [other, rival, null]) expect(await node(person, id)).toBeNull();
    // It gives no rights yet.
    expect(await refused(claimant, "updateActor", { actorId: actor.id, name: "Min" })).toEqual([
      "NOT_ALLOWED",
      "actorId",
    ]);
    expect(await profile()).toMatchObject({ claimed: false, memberships: { nodes: [] } });
  });

  test("is for accounts, about actors that exist and have no owner", async () => {
    expect(await refused(null, "claimActor", { actorId: actor.id })).toEqual(["UNAUTHENTICATED"]);
    for (const actorId of [claimant.accountId, "", "actor_00000000000000000000000000"])
      expect(await refused(claimant, "claimActor", { actorId })).toEqual(["NOT_FOUND", "actorId"]);
    const claimed = await createActor(hub, importer, { name: "Har ejer" });
    for (const person of [claimant, importer, administrator])
      expect(await refused(person, "claimActor", { actorId: claimed.id })).toEqual([
        "ALREADY_CLAIMED",
        "actorId",
      ]);
  });
});

describe("approveClaim and rejectClaim", () => {
  test.each(["approveClaim", "rejectClaim"])(
    "%s is for administrators, about pending claims",
    async (mutation) => {
      const { id: claimId } = await claim(claimant);
      expect(await refused(null, mutation, { claimId })).toEqual(["UNAUTHENTICATED"]);
      for (const person of [claimant, rival, importer])
        expect(await refused(person, mutation, { claimId })).toEqual(["FORBIDDEN"]);
      for (const unknown of [actor.id, "", "claim_00000000000000000000000000"])
        expect(await refused(administrator, mutation, { claimId: unknown })).toEqual([
          "NOT_FOUND",
          "claimId",
        ]);
      await mustAct(hub, administrator, mutation, { claimId });
      for (const again of ["approveClaim", "rejectClaim"])
        expect(await refused(administrator, again, { claimId })).toEqual(["CLAIM_CLOSED", "claimId"]);
    },
  );

  test("an approved claim makes an owner; id, slug, name and links stay; the others are rejected", async () => {
    const before = await profile();
    const mine = await claim(claimant);
    const theirs = await claim(rival);
    expect(await mustAct(hub, administrator, "approveClaim", { claimId: mine.id })).toEqual({
      id: mine.id,
      status: "APPROVED",
    });
    expect(await profile()).toEqual({
      ...before,
      claimed: true,
      memberships: { nodes: [{ displayName: "Ansøger", role: "OWNER", endedOn: null }] },
    });
    expect(await node(rival, theirs.id)).toMatchObject({
      status: "REJECTED",
      decidedAt: expect.stringMatching(/Z$/),
    });
    expect(await refused(rival, "claimActor", { actorId: actor.id })).toEqual(["ALREADY_CLAIMED", "actorId"]);
    await mustAct(hub, claimant, "updateActor", { actorId: actor.id, seeks: ["medlemmer"] });
    await createActor(hub, importer, { name: `Importeret ${number}` });
    expect(
      await ask(hub, null, "query ($slug: String) { actor(slug: $slug) { id } }", { slug: actor.slug }),
    ).toEqual({ actor: { id: actor.id } });
  });

  test("a rejected one may be followed by another", async () => {
    const first = await claim(claimant);
    expect(await mustAct(hub, administrator, "rejectClaim", { claimId: first.id })).toEqual({
      id: first.id,
      status: "REJECTED",
    });
    expect(await profile()).toMatchObject({ claimed: false, memberships: { nodes: [] } });
    const second = await claim(claimant);
    expect([second.id === first.id, second.status]).toEqual([false, "PENDING"]);
    await mustAct(hub, administrator, "approveClaim", { claimId: second.id });
    expect(await node(claimant, first.id)).toMatchObject({ status: "REJECTED" });
  });

  test("a claim of an actor that got an owner meanwhile, or of a suspended account, is not approved", async () => {
    const late = await claim(claimant);
    await hub.database.query(
      `INSERT INTO membership (id, public_id, actor_id, account_id, role, started_on)
       SELECT gen_random_uuid(), $2, id, $3, 'OWNER', current_date FROM actor WHERE public_id = $1`,
      [actor.id, `membership_claimed_${number}`, importer.key],
    );
    expect(await refused(administrator, "approveClaim", { claimId: late.id })).toEqual([
      "ALREADY_CLAIMED",
      "claimId",
    ]);
    await unclaim(hub, actor);
    const suspended = await addPerson(hub, "Spærret");
    const theirs = await claim(suspended);
    await mustAct(hub, administrator, "suspendAccount", { accountId: suspended.accountId });
    expect(await refused(administrator, "approveClaim", { claimId: theirs.id })).toEqual([
      "CLAIM_CLOSED",
      "claimId",
    ]);
    await mustAct(hub, administrator, "approveClaim", { claimId: late.id });
  });

  test("an editor who claims becomes owner: one membership ends, the other begins", async () => {
    const editor = await addPerson(hub, "Redaktør");
    await join(hub, administrator, editor, actor, "EDITOR");
    expect((await profile()).claimed).toBe(false);
    const { id: claimId } = await claim(editor);
    await mustAct(hub, administrator, "approveClaim", { claimId });
    expect(await profile()).toMatchObject({
      claimed: true,
      memberships: {
        nodes: [
          { displayName: "Redaktør", role: "OWNER", endedOn: null },
          { displayName: "Redaktør", role: "EDITOR", endedOn: expect.any(String) },
        ],
      },
    });
  });
});

describe("actorClaims", () => {
  const query = `query ($status: ActorClaimStatus, $first: Int, $after: String, $last: Int) { actorClaims(status: $status, first: $first, after: $after, last: $last) {
    nodes { id } totalCount pageInfo { endCursor hasNextPage } } }`;
  type Answer = {
    actorClaims: {
      nodes: { id: string }[];
      totalCount: number;
      pageInfo: { endCursor: string; hasNextPage: boolean };
    };
  };
  const read = async (person: Person, args: object = {}) =>
    (await ask<Answer>(hub, person, query, { ...args })).actorClaims;

  test("holds one's own, an administrator's all, the oldest first, by status, in pages", async () => {
    const people = [await addPerson(hub, "P"), await addPerson(hub, "Q")] as const;
    await hub.database.query("DELETE FROM actor_claim");
    const made: string[] = [];
    for (const person of [people[0], people[1], claimant]) made.push((await claim(person)).id);
    await mustAct(hub, administrator, "rejectClaim", { claimId: made[1] });
    const ids = (answer: Answer["actorClaims"]) => answer.nodes.map(({ id }) => id);

    expect(await read(administrator)).toMatchObject({ nodes: made.map((id) => ({ id })), totalCount: 3 });
    expect(await read(people[0])).toMatchObject({
      nodes: [{ id: made[0] }],
      totalCount: 1,
      pageInfo: { hasNextPage: false },
    });
    expect(await read(other)).toEqual({
      nodes: [],
      totalCount: 0,
      pageInfo: { endCursor: null, hasNextPage: false },
    });
    expect(ids(await read(administrator, { status: "PENDING" }))).toEqual([made[0], made[2]]);
    expect(await read(people[1], { status: "PENDING" })).toMatchObject({ nodes: [], totalCount: 0 });
    const first = await read(administrator, { first: 2 });
    expect([ids(first), first.pageInfo.hasNextPage, first.totalCount]).toEqual([made.slice(0, 2), true, 3]);
    expect(ids(await read(administrator, { first: 2, after: first.pageInfo.endCursor }))).toEqual([made[2]]);
    expect(ids(await read(administrator, { last: 1 }))).toEqual([made[2]]);
    // Another's place in the list shows nothing of another's.
    expect(ids(await read(people[0], { after: first.pageInfo.endCursor }))).toEqual([]);
    expect(await codeOf(hub, null, query)).toBe("UNAUTHENTICATED");
    expect(await codeOf(hub, claimant, query, { first: 101 })).toBe("BAD_USER_INPUT");
  });
});

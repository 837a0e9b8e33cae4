import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  act,
  addPerson,
  ask,
  createActor,
  join,
  mustAct,
  type Outcome,
  type Person,
  type TestActor,
  unclaim,
} from "../../testkit/actors.js";
import { jobsDone, signIn, startHub, type TestHub } from "../../testkit/hub.js";

let hub: TestHub;
let owner: Person;
let second: Person;
let administrator: Person;
beforeAll(async () => {
  hub = await startHub({ demo: false });
  owner = await addPerson(hub, "Ejer");
  second = await addPerson(hub, "Medejer");
  administrator = await addPerson(hub, "Administrator", { isAdministrator: true });
});
afterAll(() => hub?.stop());

type Any = Outcome<{ readonly id: string }>;
/** What came of each: `ok`, the code of a user error, or of a technical failure, which only these may be. */
function results(outcomes: readonly Any[]): string[] {
  return outcomes.map(({ object, userErrors, errors }) =>
    String(errors?.[0]?.extensions?.code ?? userErrors[0]?.code ?? (object ? "ok" : "nothing")),
  );
}
const times = <Item>(count: number, make: (index: number) => Item) =>
  Array.from({ length: count }, (_, index) => make(index));
const count = async (sql: string, ...values: readonly unknown[]): Promise<number> =>
  Number(
    (await hub.database.query<{ count: string }>(`SELECT count(*) AS count FROM ${sql}`, [...values])).rows[0]
      ?.count,
  );
const currentOwners = (actor: TestActor) =>
  count(
    "membership JOIN actor ON actor.id = actor_id WHERE actor.public_id = $1 AND role = 'OWNER' AND ended_on IS NULL",
    actor.id,
  );

describe("createActor", () => {
  test("ten at once with one key: one actor", async () => {
    const input = { kind: "VENUE", name: "Ti på én gang", idempotencyKey: "ti", seeks: ["ro"] };
    const outcomes = await Promise.all(times(10, () => act(hub, owner, "createActor", input)));
    expect(results(outcomes)).toEqual(times(10, () => "ok"));
    expect(new Set(outcomes.map(({ object }) => object?.id)).size).toBe(1);
    expect(await count("actor WHERE name = 'Ti på én gang'")).toBe(1);
    expect(
      await count("membership JOIN actor ON actor.id = actor_id WHERE actor.name = 'Ti på én gang'"),
    ).toBe(1);
  });

  test("one key, ten inputs: one actor, nine refused", async () => {
    const outcomes = await Promise.all(
      times(10, (index) =>
        act(hub, owner, "createActor", { kind: "VENUE", name: `Forskellig ${index}`, idempotencyKey: "én" }),
      ),
    );
    expect(results(outcomes).sort()).toEqual([...times(9, () => "IDEMPOTENCY_MISMATCH"), "ok"]);
    expect(await count("actor WHERE name LIKE 'Forskellig %'")).toBe(1);
  });

  test("twelve of one name: twelve slugs without a gap", async () => {
    const made = await Promise.all(times(12, () => createActor(hub, owner, { name: "Samme navn" })));
    const slugs = ["samme-navn", ...times(11, (index) => `samme-navn-${index + 2}`)];
    expect(made.map(({ slug }) => slug).sort()).toEqual(slugs.sort());
  });

  test("one id of a register: one actor", async () => {
    const externalIds = [{ scheme: "OPENSTREETMAP", value: "node/1" }];
    const outcomes = await Promise.all(
      times(8, (index) =>
        act(hub, owner, "createActor", { kind: "VENUE", name: `Node ${index}`, externalIds }),
      ),
    );
    expect(results(outcomes).sort()).toEqual([...times(7, () => "EXTERNAL_ID_TAKEN"), "ok"]);
    expect(await count("actor WHERE name LIKE 'Node %'")).toBe(1);
  });
});

describe("updateActor", () => {
  test("of different fields at once loses none", async () => {
    const actor = await createActor(hub, owner, { kind: "VENUE", name: "Mange hænder" });
    const fields = ["OFFERS", "SEEKS", "GENRES", "ABOUT", "LINKS", "CAPACITY", "STAGE", "LOCATION"];
    const changes: object[] = [
      { offers: ["a"] },
      { seeks: ["b"] },
      { genreSlugs: ["jazz"] },
      { aboutDa: "c" },
      { links: [{ url: "https://samspil.example/d" }] },
      { venue: { capacity: 5 } },
      { name: "Mange flere hænder" },
      { slug: "mange" },
      ...fields.map((field) => ({ fieldVisibilities: [{ field, visibility: "MEMBERS" }] })),
    ];
    const outcomes = await Promise.all(
      changes.map((change) => act(hub, owner, "updateActor", { actorId: actor.id, ...change })),
    );
    expect(results(outcomes)).toEqual(changes.map(() => "ok"));
    const { actor: found } = await ask<{
      actor: { fieldVisibilities: { field: string; visibility: string }[] };
    }>(
      hub,
      owner,
      `query ($id: ID) { actor(id: $id) { name slug offers seeks genres { slug } about links { url } formerNames
        ... on Venue { capacity } fieldVisibilities { field visibility } } }`,
      { id: actor.id },
    );
    const { fieldVisibilities, ...rest } = found;
    expect(rest).toEqual({
      name: "Mange flere hænder",
      slug: "mange",
      offers: ["a"],
      seeks: ["b"],
      genres: [{ slug: "jazz" }],
      about: "c",
      links: [{ url: "https://samspil.example/d" }],
      formerNames: ["Mange hænder"],
      capacity: 5,
    });
    const hidden = fieldVisibilities
      .filter(({ visibility }) => visibility === "MEMBERS")
      .map(({ field }) => field);
    expect(hidden.sort()).toEqual(fields.sort());
  });

  test("lists are replaced as a whole, never mixed", async () => {
    const actor = await createActor(hub, owner, { name: "Lister" });
    const lists = times(8, (index) =>
      times(5, (place) => ({ url: `https://samspil.example/${index}/${place}` })),
    );
    await Promise.all(lists.map((links) => mustAct(hub, owner, "updateActor", { actorId: actor.id, links })));
    const { actor: found } = await ask<{ actor: { links: object[] } }>(
      hub,
      null,
      "query ($id: ID) { actor(id: $id) { links { url } } }",
      { id: actor.id },
    );
    expect(lists).toContainEqual(found.links);
  });

  test("six actors wish for one slug: one gets it, and each slug stays one actor's", async () => {
    const actors = await Promise.all(
      times(6, (index) => createActor(hub, owner, { name: `Ønske ${index}` })),
    );
    const outcomes = await Promise.all(
      actors.map(({ id }) => act(hub, owner, "updateActor", { actorId: id, slug: "eftertragtet" })),
    );
    expect(results(outcomes).sort()).toEqual([...times(5, () => "SLUG_TAKEN"), "ok"]);
    expect(await count("actor WHERE slug = 'eftertragtet'")).toBe(1);
    // Two that take each other's slugs neither get them nor wait for each other for ever.
    const [one, two] = actors as [TestActor, TestActor];
    const swapped = await Promise.all([
      act(hub, owner, "updateActor", { actorId: one.id, slug: two.slug }),
      act(hub, owner, "updateActor", { actorId: two.id, slug: one.slug }),
    ]);
    expect(results(swapped)).toEqual(["SLUG_TAKEN", "SLUG_TAKEN"]);
  });
});

describe("memberships", () => {
  test("two owners leave at the same time: exactly one stays, twenty times", async () => {
    for (let round = 0; round < 20; round += 1) {
      const actor = await createActor(hub, owner, { name: `Sidste ${round}` });
      const theirs = await join(hub, owner, second, actor, "OWNER");
      const { viewer } = await ask<{
        viewer: { memberships: { nodes: { id: string; actor: { id: string } }[] } };
      }>(hub, owner, "{ viewer { memberships(first: 100) { nodes { id actor { id } } } } }");
      const own = viewer.memberships.nodes.find((each) => each.actor.id === actor.id)?.id;
      const outcomes = await Promise.all([
        act(hub, owner, "endMembership", { membershipId: own }),
        act(hub, second, "endMembership", { membershipId: theirs }),
      ]);
      expect(results(outcomes).sort()).toEqual(["LAST_OWNER", "ok"]);
      expect(await currentOwners(actor)).toBe(1);
      // An account invites fifty a day; this test wants more.
      await hub.database.query("UPDATE invitation SET created_at = now() - interval '2 days'");
    }
  });

  test("one invitation accepted, declined and taken back at once: one of them happens", async () => {
    const actor = await createActor(hub, owner, { name: "Kapløb" });
    for (let round = 0; round < 10; round += 1) {
      const { id: invitationId } = await mustAct(hub, owner, "inviteMember", {
        actorId: actor.id,
        email: second.email,
        role: "MEMBER",
      });
      const outcomes = await Promise.all([
        act(hub, second, "acceptInvitation", { invitationId }),
        act(hub, second, "acceptInvitation", { invitationId }),
        act(hub, second, "declineInvitation", { invitationId }),
        act(hub, owner, "declineInvitation", { invitationId }),
      ]);
      const accepted = results(outcomes.slice(0, 2));
      const closed = results(outcomes.slice(2)).sort();
      const memberships = await count(
        "membership JOIN actor ON actor.id = actor_id WHERE actor.public_id = $1 AND account_id = $2 AND ended_on IS NULL",
        actor.id,
        second.key,
      );
      if (memberships === 1) {
        expect([accepted, closed]).toEqual([
          ["ok", "ok"],
          ["INVITATION_CLOSED", "INVITATION_CLOSED"],
        ]);
        expect(outcomes[0]?.object?.id).toBe(outcomes[1]?.object?.id);
        await mustAct(hub, second, "endMembership", { membershipId: outcomes[0]?.object?.id });
      } else {
        expect(memberships).toBe(0);
        expect([accepted, closed]).toEqual([
          ["INVITATION_CLOSED", "INVITATION_CLOSED"],
          ["INVITATION_CLOSED", "ok"],
        ]);
      }
    }
  });

  test("one address invited ten times at once: one invitation, one mail", async () => {
    const actor = await createActor(hub, owner, { name: "Ivrig" });
    const input = { actorId: actor.id, email: "ivrig@example.org", role: "MEMBER" };
    const outcomes = await Promise.all(times(10, () => act(hub, owner, "inviteMember", input)));
    expect(results(outcomes)).toEqual(times(10, () => "ok"));
    expect(new Set(outcomes.map(({ object }) => object?.id)).size).toBe(1);
    expect(await count("invitation WHERE email = 'ivrig@example.org'")).toBe(1);
    await jobsDone(hub);
    const mails = (await hub.outbox()).filter(({ to }) => to?.[0]?.address === "ivrig@example.org");
    expect(mails).toHaveLength(1);
  });
});

describe("claims", () => {
  test("of two claimants approved at once one becomes owner, ten times", async () => {
    for (let round = 0; round < 10; round += 1) {
      const actor = await createActor(hub, owner, { name: `Krav ${round}` });
      await unclaim(hub, actor);
      const claims = await Promise.all(
        [owner, second, owner, second].map((person) =>
          mustAct(hub, person, "claimActor", { actorId: actor.id }),
        ),
      );
      expect(new Set(claims.map(({ id }) => id)).size).toBe(2);
      const outcomes = await Promise.all(
        claims.slice(0, 2).map(({ id: claimId }) => act(hub, administrator, "approveClaim", { claimId })),
      );
      expect(results(outcomes).sort()).toEqual(["CLAIM_CLOSED", "ok"]);
      expect(await currentOwners(actor)).toBe(1);
    }
  });

  test("approved and rejected at once: one of them happens", async () => {
    for (let round = 0; round < 5; round += 1) {
      const actor = await createActor(hub, owner, { name: `Dom ${round}` });
      await unclaim(hub, actor);
      const { id: claimId } = await mustAct(hub, second, "claimActor", { actorId: actor.id });
      const outcomes = await Promise.all([
        act(hub, administrator, "approveClaim", { claimId }),
        act(hub, administrator, "rejectClaim", { claimId }),
      ]);
      expect(results(outcomes).sort()).toEqual(["CLAIM_CLOSED", "ok"]);
      expect(await currentOwners(actor)).toBe(outcomes[0]?.object ? 1 : 0);
    }
  });
});

describe("deleteAccount", () => {
  test("while the account acts: nothing of it stays in force, and nobody waits for ever", async () => {
    for (let round = 0; round < 12; round += 1) {
      const leaving = await addPerson(hub, `På vej ud ${round}`);
      const [open, free, asked, own] = await Promise.all(
        ["Åben dør", "Ledig", "Ansøgt", "Egen"].map((name, index) =>
          createActor(hub, index === 3 ? leaving : owner, { name: `${name} ${round}` }),
        ),
      );
      await unclaim(hub, free as TestActor);
      await unclaim(hub, asked as TestActor);
      const invitation = { actorId: open?.id, email: leaving.email, role: "OWNER" };
      const { id: invitationId } = await mustAct(hub, owner, "inviteMember", invitation);
      const { id: claimId } = await mustAct(hub, leaving, "claimActor", { actorId: asked?.id });
      const [deletion, ...acts] = await Promise.all([
        act(hub, leaving, "deleteAccount", { accountId: leaving.accountId }),
        act(hub, leaving, "acceptInvitation", { invitationId }),
        act(hub, leaving, "claimActor", { actorId: free?.id }),
        act(hub, leaving, "createActor", {
          kind: "VENUE",
          name: `I sidste øjeblik ${round}`,
          idempotencyKey: "k",
        }),
        act(hub, leaving, "updateActor", { actorId: own?.id, seeks: ["afløser"] }),
        act(hub, leaving, "inviteMember", { actorId: own?.id, email: "arving@example.org", role: "OWNER" }),
        act(hub, administrator, "approveClaim", { claimId }),
        act(hub, owner, "inviteMember", { ...invitation, role: "EDITOR" }),
      ]);
      // "nothing": it was done, but nobody was left who may see it when the answer was read.
      const mayBe = ["ok", "nothing", "UNAUTHENTICATED", "NOT_FOUND", "NOT_ALLOWED", "CLAIM_CLOSED"];
      for (const result of results(acts)) expect(mayBe).toContain(result);
      expect([deletion?.errors, deletion?.userErrors]).toEqual([undefined, []]);
      expect(await count("membership WHERE account_id = $1 AND ended_on IS NULL", leaving.key)).toBe(0);
      expect(await count("actor_claim WHERE account_id = $1 AND status = 'PENDING'", leaving.key)).toBe(0);
      expect(await count("account_session WHERE account_id = $1", leaving.key)).toBe(0);
    }
  });

  test("two owners of the same actors delete their accounts at once: neither waits for ever", async () => {
    for (let round = 0; round < 5; round += 1) {
      const people = [await addPerson(hub, `X${round}`), await addPerson(hub, `Y${round}`)] as const;
      const actors = await Promise.all(
        times(4, (index) =>
          createActor(hub, people[index % 2] as Person, { name: `Delt ${round} ${index}` }),
        ),
      );
      for (const [index, actor] of actors.entries())
        await join(hub, people[index % 2] as Person, people[(index + 1) % 2] as Person, actor, "OWNER");
      const outcomes = await Promise.all(
        people.map((person) => act(hub, person, "deleteAccount", { accountId: person.accountId })),
      );
      expect(outcomes.map(({ errors, userErrors }) => [errors, userErrors])).toEqual([
        [undefined, []],
        [undefined, []],
      ]);
      for (const actor of actors) expect(await currentOwners(actor)).toBe(0);
    }
  });

  test("a sign-in that races a suspension leaves no session behind", async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await addPerson(hub, `Spærret ${round}`);
      await Promise.all([
        signIn(hub, person.email).catch(() => undefined),
        mustAct(hub, administrator, "suspendAccount", { accountId: person.accountId }),
      ]);
      expect(await count("account_session WHERE account_id = $1", person.key)).toBe(0);
    }
  });
});

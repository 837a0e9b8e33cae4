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
} from "../../testkit/actors.js";
import { startHub, type TestHub, waitForMail } from "../../testkit/hub.js";

let hub: TestHub;
let owner: Person;
let invited: Person;
let other: Person;
let administrator: Person;
let actor: TestActor;
beforeAll(async () => {
  hub = await startHub({ demo: false });
  invited = await addPerson(hub, "Inviteret");
  other = await addPerson(hub, "En anden");
  administrator = await addPerson(hub, "Administrator", { isAdministrator: true });
});
afterAll(() => hub?.stop());

let number = 0;
beforeEach(async () => {
  number += 1;
  owner = await addPerson(hub, `Ejer ${number}`);
  actor = await createActor(hub, owner, {
    name: `Forening ${number}`,
    seeks: ["hemmeligt"],
    fieldVisibilities: [{ field: "SEEKS", visibility: "MEMBERS" }],
  });
});

const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Copenhagen" }).format(new Date());
interface Invitation {
  readonly id: string;
  readonly status: string;
  readonly role: string;
  readonly email: string;
}
const invite = (role = "MEMBER", email = invited.email, by: Person = owner) =>
  mustAct<Invitation>(hub, by, "inviteMember", { actorId: actor.id, email, role });
const statusOf = async (id: string) =>
  (
    await ask<{ node: { status: string } | null }>(
      hub,
      owner,
      "query ($id: ID!) { node(id: $id) { ... on Invitation { status } } }",
      { id },
    )
  ).node?.status;
const seenSeeks = async (person: Person) =>
  (
    await ask<{ actor: { seeks: string[] } }>(hub, person, "query ($id: ID) { actor(id: $id) { seeks } }", {
      id: actor.id,
    })
  ).actor.seeks;
const members = async () =>
  (
    await ask<{ actor: { memberships: { nodes: object[] } } }>(
      hub,
      administrator,
      "query ($id: ID) { actor(id: $id) { memberships { nodes { displayName role startedOn endedOn } } } }",
      { id: actor.id },
    )
  ).actor.memberships.nodes;
const member = (person: Person, role: string, endedOn: string | null = null) => ({
  displayName: person.name,
  role,
  startedOn: today(),
  endedOn,
});

/** Sends what must be refused, and shows that it changed nothing. */
async function refused(person: Person | null, mutation: string, input: object): Promise<unknown[]> {
  const before = await everythingStored(hub, "account", "account_session", ...actorTables);
  const outcome = await act(hub, person, mutation, input);
  expect(outcome.object).toBeNull();
  expect(await everythingStored(hub, "account", "account_session", ...actorTables)).toBe(before);
  if (outcome.errors) return [outcome.errors[0]?.extensions?.code];
  expect(outcome.userErrors).toHaveLength(1);
  return [outcome.userErrors[0]?.code, ...(outcome.userErrors[0]?.field ?? [])];
}

describe("invitation", () => {
  test("by mail, accepted: a membership from today, seen by all who may", async () => {
    const invitation = await invite("EDITOR", ` ${invited.email.toUpperCase()} `);
    expect(invitation).toEqual({
      id: expect.stringMatching(/^invitation_[0-9a-z]{26}$/),
      status: "PENDING",
      role: "EDITOR",
      email: invited.email,
    });
    const mail = await waitForMail(hub, ({ text }) => text?.includes(invitation.id) === true);
    expect(mail.to).toEqual([{ name: "", address: invited.email }]);
    expect(mail.subject).toBe("Invitation i Samspil");
    expect(mail.text).toContain(`»Forening ${number}«`);
    expect(mail.text).toContain(`»Ejer ${number}« inviterer dig`);

    const query = `{ viewer { invitations(first: 1) { totalCount nodes { id email role status invitedBy expiresAt createdAt actor { name } } } } }`;
    type Viewer = {
      viewer: { invitations: { totalCount: number; nodes: { expiresAt: string; createdAt: string }[] } };
    };
    const { viewer } = await ask<Viewer>(hub, invited, query);
    const [seen] = viewer.invitations.nodes;
    expect(seen).toEqual({
      ...invitation,
      invitedBy: owner.name,
      actor: { name: `Forening ${number}` },
      expiresAt: expect.any(String),
      createdAt: expect.any(String),
    });
    const days = (Date.parse(seen?.expiresAt ?? "") - Date.parse(seen?.createdAt ?? "")) / 86_400_000;
    expect(days).toBeCloseTo(30, 3);

    const { object, userErrors } = await act(hub, invited, "acceptInvitation", {
      invitationId: invitation.id,
    });
    expect([object, userErrors]).toEqual([
      {
        id: expect.stringMatching(/^membership_[0-9a-z]{26}$/),
        role: "EDITOR",
        startedOn: today(),
        endedOn: null,
      },
      [],
    ]);
    expect(await members()).toEqual([member(invited, "EDITOR"), member(owner, "OWNER")]);
    expect(await statusOf(invitation.id)).toBe("ACCEPTED");
    expect(await seenSeeks(invited)).toEqual(["hemmeligt"]);
    // Accepting again answers the same membership.
    expect((await act(hub, invited, "acceptInvitation", { invitationId: invitation.id })).object).toEqual(
      object,
    );
    expect(await members()).toHaveLength(2);
  });

  test("is written in the invited account's language", async () => {
    const english = await addPerson(hub, "English", { language: "EN" });
    const invitation = await invite("MEMBER", english.email);
    const mail = await waitForMail(hub, ({ text }) => text?.includes(invitation.id) === true);
    expect(mail.subject).toBe("Invitation in Samspil");
    expect(mail.text).toContain(`“Forening ${number}”`);
  });

  test.each(["acceptInvitation", "declineInvitation"])(
    "is hidden from others: %s answers as if it did not exist",
    async (mutation) => {
      const { id: invitationId } = await invite();
      for (const person of [other, await addPerson(hub, "Redaktør")])
        expect(await refused(person, mutation, { invitationId })).toEqual(["NOT_FOUND", "invitationId"]);
      if (mutation === "acceptInvitation")
        for (const person of [owner, administrator])
          expect(await refused(person, mutation, { invitationId })).toEqual(["NOT_FOUND", "invitationId"]);
      expect(await refused(null, mutation, { invitationId })).toEqual(["UNAUTHENTICATED"]);
      for (const unknown of [owner.accountId, actor.id, "", "invitation_00000000000000000000000000"])
        expect(await refused(invited, mutation, { invitationId: unknown })).toEqual([
          "NOT_FOUND",
          "invitationId",
        ]);
      for (const person of [null, other])
        expect(
          await ask(hub, person, "query ($id: ID!) { node(id: $id) { id } }", { id: invitationId }),
        ).toEqual({ node: null });
      expect(await statusOf(invitationId)).toBe("PENDING");
    },
  );

  test.each([
    ["declined by the invited", "DECLINED", () => invited],
    ["taken back by an owner", "WITHDRAWN", () => owner],
    ["taken back by an administrator", "WITHDRAWN", () => administrator],
  ])("%s is closed for good", async (_, status, who) => {
    const { id: invitationId } = await invite();
    const { object } = await act<Invitation>(hub, who(), "declineInvitation", { invitationId });
    expect(object?.status).toBe(status);
    expect(await refused(invited, "acceptInvitation", { invitationId })).toEqual([
      "INVITATION_CLOSED",
      "invitationId",
    ]);
    for (const person of [invited, owner])
      expect(await refused(person, "declineInvitation", { invitationId })).toEqual([
        "INVITATION_CLOSED",
        "invitationId",
      ]);
    const again = await invite();
    expect([again.id === invitationId, again.status]).toEqual([false, "PENDING"]);
    await mustAct(hub, invited, "acceptInvitation", { invitationId: again.id });
  });

  test("runs out after 30 days and is renewed by another one", async () => {
    const { id: invitationId } = await invite();
    await hub.database.query("UPDATE invitation SET expires_at = now() WHERE public_id = $1", [invitationId]);
    expect(await statusOf(invitationId)).toBe("EXPIRED");
    expect(await refused(invited, "acceptInvitation", { invitationId })).toEqual([
      "INVITATION_CLOSED",
      "invitationId",
    ]);
    expect(await refused(invited, "declineInvitation", { invitationId })).toEqual([
      "INVITATION_CLOSED",
      "invitationId",
    ]);
    expect(await invite("EDITOR")).toEqual({
      id: invitationId,
      status: "PENDING",
      role: "EDITOR",
      email: invited.email,
    });
    const membership = await mustAct<{ role: string }>(hub, invited, "acceptInvitation", { invitationId });
    expect(membership.role).toBe("EDITOR");
  });

  test("is mailed once a day however often it is renewed", async () => {
    const address = `gentaget-${number}@example.org`;
    const mails = async () => (await hub.outbox()).filter(({ to }) => to?.[0]?.address === address).length;
    const { id } = await invite("MEMBER", address);
    await waitForMail(hub, ({ to }) => to?.[0]?.address === address);
    for (const role of ["EDITOR", "MEMBER", "OWNER"]) expect((await invite(role, address)).id).toBe(id);
    const later = await invite("MEMBER", `senere-${number}@example.org`);
    await waitForMail(hub, ({ text }) => text?.includes(later.id) === true);
    expect(await mails()).toBe(1);
    await hub.database.query(
      "UPDATE invitation SET mailed_at = now() - interval '25 hours' WHERE public_id = $1",
      [id],
    );
    await invite("MEMBER", address);
    for (let wait = 0; wait < 100 && (await mails()) < 2; wait += 1)
      await new Promise((done) => setTimeout(done, 50));
    expect(await mails()).toBe(2);
  });

  test("fifty a day and account, then no more", async () => {
    await hub.database.query(
      `INSERT INTO invitation (id, public_id, actor_id, email, role, invited_by, expires_at)
       SELECT gen_random_uuid(), 'invitation_test_' || n || '_' || $3, actor.id, 'n' || n || '@example.org', 'MEMBER', $1, now() + interval '1 day'
       FROM generate_series(1, 49) AS n, actor WHERE public_id = $2`,
      [owner.key, actor.id, number],
    );
    await invite("MEMBER", "nummer-50@example.org");
    const input = { actorId: actor.id, email: "nummer-51@example.org", role: "MEMBER" };
    expect(await refused(owner, "inviteMember", input)).toEqual(["THROTTLED"]);
    // Renewing is no new one.
    await invite("EDITOR", "nummer-50@example.org");
  });

  test.each([
    "x",
    "a@b",
    "a b@example.org",
    "a@example.org, b@example.org",
    "Navn <a@example.org>",
    "@example.org",
    "a@@example.org",
    "",
    `${"😀".repeat(130)}@x.dk`,
    `${"ø".repeat(130)}@x.dk`,
  ])("the address %p is refused", async (email) => {
    expect(await refused(owner, "inviteMember", { actorId: actor.id, email, role: "MEMBER" })).toEqual([
      "INVALID_EMAIL",
      "email",
    ]);
  });

  test("is for owners and administrators to make", async () => {
    const editor = await addPerson(hub, "Redaktør");
    const plain = await addPerson(hub, "Medlem");
    await join(hub, owner, editor, actor, "EDITOR");
    await join(hub, owner, plain, actor, "MEMBER");
    const input = { actorId: actor.id, email: other.email, role: "OWNER" };
    for (const person of [editor, plain, other])
      expect(await refused(person, "inviteMember", input)).toEqual(["NOT_ALLOWED", "actorId"]);
    expect(await refused(null, "inviteMember", input)).toEqual(["UNAUTHENTICATED"]);
    expect(await refused(owner, "inviteMember", { ...input, actorId: owner.accountId })).toEqual([
      "NOT_FOUND",
      "actorId",
    ]);
    expect(await refused(owner, "inviteMember", { ...input, email: plain.email, role: "MEMBER" })).toEqual([
      "ALREADY_MEMBER",
      "email",
    ]);
    await mustAct(hub, administrator, "inviteMember", input);
  });

  test("to another role: the one membership ends and the other begins", async () => {
    await join(hub, owner, invited, actor, "MEMBER");
    await join(hub, owner, invited, actor, "OWNER");
    expect(await members()).toEqual([
      member(invited, "OWNER"),
      member(invited, "MEMBER", today()),
      member(owner, "OWNER"),
    ]);
    // Whoever was the last owner would leave the actor without one.
    const lonely = await addPerson(hub, "Eneejer");
    actor = await createActor(hub, lonely, { name: "Ene" });
    const { id: invitationId } = await invite("MEMBER", lonely.email, lonely);
    expect(await refused(lonely, "acceptInvitation", { invitationId })).toEqual([
      "LAST_OWNER",
      "invitationId",
    ]);
  });

  test("an account whose address is no longer verified is nobody", async () => {
    const unverified = await addPerson(hub, "Ubekræftet");
    const { id: invitationId } = await invite("OWNER", unverified.email);
    await hub.database.query("UPDATE account SET email_verified = false WHERE id = $1", [unverified.key]);
    expect(await refused(unverified, "acceptInvitation", { invitationId })).toEqual(["UNAUTHENTICATED"]);
    expect(await codeOf(hub, unverified, "{ viewer { id } }")).toBe("UNAUTHENTICATED");
  });
});

describe("endMembership", () => {
  const end = (person: Person, membershipId: string) => act(hub, person, "endMembership", { membershipId });
  const own = async (person: Person) =>
    (
      await ask<{ viewer: { memberships: { nodes: { id: string; actor: { id: string } }[] } } }>(
        hub,
        person,
        "{ viewer { memberships(first: 100) { nodes { id actor { id } } } } }",
      )
    ).viewer.memberships.nodes.find((each) => each.actor.id === actor.id)?.id ?? "";

  test("one's own, or anybody's as an owner or administrator; nobody else's", async () => {
    const people = await Promise.all(["A", "B", "C", "D"].map((name) => addPerson(hub, name)));
    const [a, b, c, d] = people as [Person, Person, Person, Person];
    const ids = {
      a: await join(hub, owner, a, actor, "EDITOR"),
      b: await join(hub, owner, b, actor, "MEMBER"),
      c: await join(hub, owner, c, actor, "OWNER"),
      d: await join(hub, owner, d, actor, "MEMBER"),
    };
    expect(await refused(a, "endMembership", { membershipId: ids.b })).toEqual([
      "NOT_ALLOWED",
      "membershipId",
    ]);
    expect(await refused(b, "endMembership", { membershipId: ids.c })).toEqual([
      "NOT_ALLOWED",
      "membershipId",
    ]);
    expect(await refused(other, "endMembership", { membershipId: ids.b })).toEqual([
      "NOT_FOUND",
      "membershipId",
    ]);
    expect(await refused(null, "endMembership", { membershipId: ids.b })).toEqual(["UNAUTHENTICATED"]);
    for (const membershipId of [actor.id, a.accountId, "", "membership_00000000000000000000000000"])
      expect(await refused(owner, "endMembership", { membershipId })).toEqual(["NOT_FOUND", "membershipId"]);

    expect(await end(a, ids.a)).toEqual({
      object: { id: ids.a, role: "EDITOR", startedOn: today(), endedOn: today() },
      userErrors: [],
      errors: undefined,
    });
    expect((await end(owner, ids.b)).userErrors).toEqual([]);
    expect((await end(administrator, ids.d)).userErrors).toEqual([]);
    expect((await end(owner, ids.c)).userErrors).toEqual([]);
    expect(await members()).toEqual([
      member(d, "MEMBER", today()),
      member(c, "OWNER", today()),
      member(b, "MEMBER", today()),
      member(a, "EDITOR", today()),
      member(owner, "OWNER"),
    ]);
    expect(await refused(a, "endMembership", { membershipId: ids.a })).toEqual([
      "MEMBERSHIP_ENDED",
      "membershipId",
    ]);
    // A former owner decides nothing more.
    expect(await refused(c, "endMembership", { membershipId: await own(owner) })).toEqual([
      "NOT_FOUND",
      "membershipId",
    ]);
    expect(await refused(c, "inviteMember", { actorId: actor.id, email: c.email, role: "OWNER" })).toEqual([
      "NOT_ALLOWED",
      "actorId",
    ]);
  });

  test("the last owner cannot leave, nor be sent away", async () => {
    const editor = await addPerson(hub, "Redaktør");
    await join(hub, owner, editor, actor, "EDITOR");
    const membershipId = await own(owner);
    for (const person of [owner, administrator]) {
      expect(await refused(person, "endMembership", { membershipId })).toEqual([
        "LAST_OWNER",
        "membershipId",
      ]);
    }
    const { userErrors } = await act(
      hub,
      owner,
      "endMembership",
      { membershipId },
      { headers: { "accept-language": "en" } },
    );
    expect(userErrors[0]?.message).toBe(
      "The actor needs at least one owner. Make somebody else an owner first.",
    );
    await join(hub, owner, editor, actor, "OWNER");
    expect((await end(owner, membershipId)).userErrors).toEqual([]);
  });

  test("takes the sight of the actor away at once and leaves one's own membership", async () => {
    const former = await addPerson(hub, "Tidligere");
    const membershipId = await join(hub, owner, former, actor, "OWNER");
    const invitation = await invite("MEMBER", "nogen@example.org");
    const query = `query ($id: ID!, $invitation: ID!, $ownerMembership: ID!) {
      actor(id: $id) { seeks memberships { totalCount } invitations { totalCount } fieldVisibilities { field } }
      invitation: node(id: $invitation) { id } membership: node(id: $ownerMembership) { id } }`;
    const variables = { id: actor.id, invitation: invitation.id, ownerMembership: await own(owner) };
    expect(await ask(hub, former, query, variables)).toMatchObject({
      actor: { seeks: ["hemmeligt"], memberships: { totalCount: 2 }, invitations: { totalCount: 2 } },
      invitation: { id: invitation.id },
      membership: { id: variables.ownerMembership },
    });
    await mustAct(hub, former, "endMembership", { membershipId });
    expect(await ask(hub, former, query, variables)).toEqual({
      actor: {
        seeks: [],
        memberships: { totalCount: 0 },
        invitations: { totalCount: 0 },
        fieldVisibilities: [],
      },
      invitation: null,
      membership: null,
    });
    const mine = {
      displayName: "Tidligere",
      role: "OWNER",
      startedOn: today(),
      endedOn: today(),
      actor: { id: actor.id },
    };
    const fields = "displayName role startedOn endedOn actor { id }";
    expect(
      await ask(
        hub,
        former,
        `query ($id: ID!) { node(id: $id) { ... on Membership { ${fields} } }
      viewer { memberships { totalCount nodes { ${fields} } } } }`,
        { id: membershipId },
      ),
    ).toEqual({
      node: mine,
      viewer: { memberships: { totalCount: 1, nodes: [mine] } },
    });
    for (const person of [null, other])
      expect(
        await ask(hub, person, "query ($id: ID!) { node(id: $id) { id } }", { id: membershipId }),
      ).toEqual({ node: null });
    expect(
      (await act(hub, former, "acceptInvitation", { invitationId: membershipId })).userErrors[0]?.code,
    ).toBe("NOT_FOUND");
  });
});

test("memberships of an account are paged, the latest first", async () => {
  const busy = await addPerson(hub, "Travl");
  const made: string[] = [];
  for (let index = 0; index < 5; index += 1)
    made.unshift((await createActor(hub, busy, { name: `Travl ${index}` })).id);
  const query = `query ($first: Int, $after: String, $last: Int, $before: String) { viewer { memberships(first: $first, after: $after, last: $last, before: $before) {
    nodes { actor { id } } totalCount pageInfo { endCursor startCursor hasNextPage hasPreviousPage } } } }`;
  type Answer = {
    viewer: {
      memberships: {
        nodes: { actor: { id: string } }[];
        pageInfo: { endCursor: string; startCursor: string };
      };
    };
  };
  const read = async (args: object) => (await ask<Answer>(hub, busy, query, { ...args })).viewer.memberships;
  const ids = (answer: Awaited<ReturnType<typeof read>>) => answer.nodes.map(({ actor: { id } }) => id);
  const first = await read({ first: 2 });
  expect(first).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
  const second = await read({ first: 2, after: first.pageInfo.endCursor });
  const last = await read({ last: 1 });
  expect([ids(first), ids(second), ids(last)]).toEqual([made.slice(0, 2), made.slice(2, 4), made.slice(4)]);
  expect(ids(await read({ last: 4, before: last.pageInfo.startCursor }))).toEqual(made.slice(0, 4));
  for (const args of [
    { first: 0 },
    { last: 101 },
    { first: 1, last: 1 },
    { after: "x" },
    { before: first.pageInfo.endCursor.slice(3) },
  ])
    expect([args, await codeOf(hub, busy, query, { ...args })]).toEqual([args, "BAD_USER_INPUT"]);
});

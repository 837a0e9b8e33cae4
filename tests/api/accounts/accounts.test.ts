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
import {
  demoPassword,
  jobsDone,
  runQuery,
  sessionsLookedUpAgain,
  signIn,
  startHub,
  type TestHub,
} from "../../testkit/hub.js";

let hub: TestHub;
let administrator: Person;
let other: Person;
let person: Person;
beforeAll(async () => {
  hub = await startHub({ demo: false });
  administrator = await addPerson(hub, "Administrator", { isAdministrator: true });
  other = await addPerson(hub, "En anden");
});
afterAll(() => hub?.stop());
let number = 0;
/** Personal data that nobody else in the database has. */
let personal: { readonly domain: string; readonly birthDate: string };
beforeEach(async () => {
  number += 1;
  personal = { domain: `vidunder-${number}.example`, birthDate: `${1940 + number}-02-03` };
  const options = { email: `vibeke@${personal.domain}`, birthDate: personal.birthDate };
  person = await addPerson(hub, `Vibeke Vidunder ${number}`, options);
});

const accountTables = ["account", "account_session", "account_credential", "account_verification"];
/** Sends what must be refused, and shows that it changed nothing. */
async function refused(by: Person | null, mutation: string, input: object): Promise<unknown[]> {
  const before = await everythingStored(hub, ...accountTables, ...actorTables);
  const outcome = await act(hub, by, mutation, input);
  expect(outcome.object).toBeNull();
  expect(await everythingStored(hub, ...accountTables, ...actorTables)).toBe(before);
  if (outcome.errors) return [outcome.errors[0]?.extensions?.code];
  expect(outcome.userErrors).toHaveLength(1);
  return [outcome.userErrors[0]?.code, ...(outcome.userErrors[0]?.field ?? [])];
}
const signInStatus = async (email: string) =>
  (
    await fetch(`${hub.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password: demoPassword }),
    })
  ).status;
const accountFields = "id email displayName language isAdministrator isDemo createdAt suspendedAt deletedAt";
const viewerId = (by: Pick<Person, "token">) => runQuery(hub, "{ viewer { id } }", {}, { token: by.token });

describe("viewer", () => {
  test("is the account that asks, null for a stranger", async () => {
    expect(await ask(hub, null, "{ viewer { id } }")).toEqual({ viewer: null });
    expect(
      await ask(
        hub,
        person,
        `{ viewer { __typename ${accountFields} memberships { totalCount } invitations { totalCount } } }`,
      ),
    ).toEqual({
      viewer: {
        __typename: "Account",
        id: person.accountId,
        email: person.email,
        displayName: person.name,
        language: "DA",
        isAdministrator: false,
        isDemo: false,
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        suspendedAt: null,
        deletedAt: null,
        memberships: { totalCount: 0 },
        invitations: { totalCount: 0 },
      },
    });
    // The birth date is not even a field.
    expect(await codeOf(hub, person, "{ viewer { birthDate } }")).toBe("GRAPHQL_VALIDATION_FAILED");
  });

  test.each([
    ["nonsense", "nonsense"],
    ["a forged signature", null],
    ["an empty one", ""],
  ])("with %s for a token nobody asks, and nothing is answered as to a stranger", async (_, token) => {
    const forged = token ?? `${person.token.slice(0, -4)}AAAA`;
    const { body, status } = await runQuery(hub, "{ genres { slug } viewer { id } }", {}, { token: forged });
    expect([status, body.errors?.map(({ extensions }) => extensions?.code), body.data ?? null]).toEqual([
      401,
      ["UNAUTHENTICATED"],
      null,
    ]);
  });
});

describe("suspendAccount and reinstateAccount", () => {
  test("keep somebody out at once and let them in again; memberships stay", async () => {
    const actor = await createActor(hub, person, { name: "Bliver" });
    const suspended = await mustAct<{ suspendedAt: string }>(hub, administrator, "suspendAccount", {
      accountId: person.accountId,
    });
    expect(suspended).toEqual({ id: person.accountId, suspendedAt: expect.stringMatching(/Z$/) });
    const answer = await viewerId(person);
    expect([answer.status, answer.body.errors?.[0]?.extensions?.code]).toEqual([401, "UNAUTHENTICATED"]);
    expect(await signInStatus(person.email)).toBe(403);
    expect(await mustAct(hub, administrator, "suspendAccount", { accountId: person.accountId })).toEqual(
      suspended,
    );
    const read =
      "query ($id: ID) { actor(id: $id) { claimed memberships { nodes { displayName endedOn } } } }";
    const stays = {
      actor: { claimed: true, memberships: { nodes: [{ displayName: person.name, endedOn: null }] } },
    };
    expect(await ask(hub, administrator, read, { id: actor.id })).toEqual(stays);

    expect(await mustAct(hub, administrator, "reinstateAccount", { accountId: person.accountId })).toEqual({
      id: person.accountId,
      suspendedAt: null,
    });
    expect((await viewerId(person)).status).toBe(401);
    const token = await signIn(hub, person.email);
    expect((await viewerId({ token })).body.data).toEqual({ viewer: { id: person.accountId } });
    await mustAct(hub, { token }, "updateActor", { actorId: actor.id, seeks: ["igen"] });
  });

  test.each(["suspendAccount", "reinstateAccount"])(
    "%s is for administrators, about accounts that exist",
    async (mutation) => {
      const input = { accountId: other.accountId };
      expect(await refused(null, mutation, input)).toEqual(["UNAUTHENTICATED"]);
      for (const by of [person, other]) expect(await refused(by, mutation, input)).toEqual(["FORBIDDEN"]);
      for (const accountId of ["", "account_00000000000000000000000000", person.key])
        expect(await refused(administrator, mutation, { accountId })).toEqual(["NOT_FOUND", "accountId"]);
    },
  );

  test("an administrator does not suspend itself", async () => {
    expect(await refused(administrator, "suspendAccount", { accountId: administrator.accountId })).toEqual([
      "NOT_ALLOWED",
      "accountId",
    ]);
  });
});

/** How many rows of the whole database, the job queue included, hold a text. */
async function rowsHolding(text: string): Promise<string[]> {
  const { rows: tables } = await hub.database.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  expect(tables.length).toBeGreaterThan(20);
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await hub.database.query(
      `SELECT 1 FROM ${name} AS each WHERE strpos(lower(each::text), lower($1)) > 0`,
      [text],
    );
    for (const _ of rows) found.push(name);
  }
  return found;
}

describe("deleteAccount", () => {
  test("is for oneself, named, after a recent sign-in", async () => {
    const input = { accountId: person.accountId };
    expect(await refused(null, "deleteAccount", input)).toEqual(["UNAUTHENTICATED"]);
    expect(await refused(other, "deleteAccount", input)).toEqual(["NOT_FOUND", "accountId"]);
    expect(await refused(administrator, "deleteAccount", input)).toEqual(["NOT_FOUND", "accountId"]);
    for (const accountId of ["", person.key, "account_00000000000000000000000000"])
      expect(await refused(person, "deleteAccount", { accountId })).toEqual(["NOT_FOUND", "accountId"]);
    await hub.database.query(
      "UPDATE account_session SET created_at = now() - interval '61 minutes' WHERE account_id = $1",
      [person.key],
    );
    await sessionsLookedUpAgain();
    expect(await refused(person, "deleteAccount", input)).toEqual(["SIGN_IN_AGAIN"]);
    const { userErrors } = await act(hub, person, "deleteAccount", input, {
      headers: { "accept-language": "en" },
    });
    expect(userErrors).toEqual([
      {
        code: "SIGN_IN_AGAIN",
        field: null,
        message: "You signed in more than an hour ago. Sign in again, then try once more.",
      },
    ]);
    const token = await signIn(hub, person.email);
    expect((await act(hub, { token }, "deleteAccount", input)).userErrors).toEqual([]);
  });

  test("takes everything personal away; what was written stays as by a deleted account", async () => {
    const alone = await createActor(hub, person, { name: "Kun hendes", aboutDa: "Bliver stående" });
    const shared: TestActor = await createActor(hub, other, { name: "Fælles" });
    await join(hub, other, person, shared, "EDITOR");
    const claimed = await createActor(hub, other, { name: "Gjort krav på" });
    await unclaim(hub, claimed);
    const claim = await mustAct(hub, person, "claimActor", { actorId: claimed.id });
    const open = await mustAct(hub, other, "inviteMember", {
      actorId: (await createActor(hub, other, { name: "Åben" })).id,
      email: person.email,
      role: "OWNER",
    });
    const theirs = await mustAct(hub, person, "inviteMember", {
      actorId: alone.id,
      email: other.email,
      role: "MEMBER",
    });
    const second = await signIn(hub, person.email);
    await jobsDone(hub);
    for (const text of [person.email, person.name, personal.birthDate])
      expect(await rowsHolding(text)).toContain("public.account");

    const { userErrors, errors } = await act(hub, person, "deleteAccount", { accountId: person.accountId });
    expect([userErrors, errors]).toEqual([[], undefined]);

    await jobsDone(hub);
    expect(await rowsHolding(person.email)).toEqual([]);
    for (const text of [person.name, personal.domain, personal.birthDate])
      expect([text, await rowsHolding(text)]).toEqual([text, []]);
    for (const token of [person.token, second]) expect((await viewerId({ token })).status).toBe(401);
    expect(await signInStatus(person.email)).toBe(401);
    expect(await signInStatus(`deleted-${person.key}@deleted.invalid`)).toBe(401);

    const members =
      "query ($id: ID) { actor(id: $id) { claimed about memberships { nodes { displayName role endedOn } } } }";
    const names = async (language: string, id: string) =>
      (
        await ask<{
          actor: { memberships: { nodes: { displayName: string; role: string; endedOn: string | null }[] } };
        }>(hub, administrator, members, { id }, { "accept-language": language })
      ).actor;
    expect(await names("da", alone.id)).toEqual({
      claimed: false,
      about: "Bliver stående",
      memberships: { nodes: [{ displayName: "Slettet konto", role: "OWNER", endedOn: expect.any(String) }] },
    });
    expect((await names("en", shared.id)).memberships.nodes).toEqual([
      { displayName: "Deleted account", role: "EDITOR", endedOn: expect.any(String) },
      { displayName: "En anden", role: "OWNER", endedOn: null },
    ]);
    const node = async (id: string, fields: string) =>
      (
        await ask<{ node: object }>(hub, administrator, `query ($id: ID!) { node(id: $id) { ${fields} } }`, {
          id,
        })
      ).node;
    expect(await node(claim.id, "... on ActorClaim { status displayName }")).toEqual({
      status: "WITHDRAWN",
      displayName: "Slettet konto",
    });
    expect(await node(open.id, "... on Invitation { status email }")).toEqual({
      status: "WITHDRAWN",
      email: `deleted-${person.key}@deleted.invalid`,
    });
    expect(await node(theirs.id, "... on Invitation { status invitedBy }")).toEqual({
      status: "PENDING",
      invitedBy: "Slettet konto",
    });
    expect(await node(person.accountId, `... on Account { ${accountFields} }`)).toEqual({
      id: person.accountId,
      email: `deleted-${person.key}@deleted.invalid`,
      displayName: "Slettet konto",
      language: "DA",
      isAdministrator: false,
      isDemo: false,
      createdAt: expect.stringMatching(/Z$/),
      suspendedAt: null,
      deletedAt: expect.stringMatching(/Z$/),
    });
    for (const mutation of ["suspendAccount", "reinstateAccount"])
      expect(await refused(administrator, mutation, { accountId: person.accountId })).toEqual([
        "NOT_FOUND",
        "accountId",
      ]);

    // What she owned alone can be claimed, and her address starts anew.
    const again = await mustAct(hub, other, "claimActor", { actorId: alone.id });
    await mustAct(hub, administrator, "approveClaim", { claimId: again.id });
    expect(await names("da", alone.id)).toMatchObject({ claimed: true });
    const newcomer = await addPerson(hub, "Ny", { email: person.email });
    expect(
      await ask(hub, newcomer, "{ viewer { memberships { totalCount } invitations { totalCount } } }"),
    ).toEqual({
      viewer: { memberships: { totalCount: 0 }, invitations: { totalCount: 0 } },
    });
  });

  test("an operation that goes on after it acts for nobody", async () => {
    const unclaimed = await createActor(hub, other, { name: "Uden ejer" });
    await unclaim(hub, unclaimed);
    const mine = await createActor(hub, person, { name: "Min" });
    const { body } = await runQuery<Record<string, unknown>>(
      hub,
      `mutation ($me: ID!, $actor: ID!, $mine: ID!) {
        deleteAccount(input: { accountId: $me }) { userErrors { code } }
        claim: claimActor(input: { actorId: $actor }) { claim { id } userErrors { code } }
        create: createActor(input: { kind: VENUE, name: "Efter" }) { actor { id } userErrors { code } }
        update: updateActor(input: { actorId: $mine, name: "Efter" }) { actor { id } userErrors { code } }
        invite: inviteMember(input: { actorId: $mine, email: "ny@example.org", role: OWNER }) { invitation { id } userErrors { code } }
      }`,
      { me: person.accountId, actor: unclaimed.id, mine: mine.id },
      { token: person.token },
    );
    expect(body.errors?.every(({ extensions }) => extensions?.code === "UNAUTHENTICATED")).toBe(true);
    const { rows } = await hub.database.query(
      `SELECT 'claim' AS what FROM actor_claim WHERE account_id = $1
       UNION ALL SELECT 'membership' FROM membership WHERE account_id = $1 AND ended_on IS NULL
       UNION ALL SELECT 'actor' FROM actor WHERE name = 'Efter'
       UNION ALL SELECT 'invitation' FROM invitation WHERE invited_by = $1`,
      [person.key],
    );
    expect(rows).toEqual([]);
  });
});

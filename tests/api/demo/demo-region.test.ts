import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  type QueryAnswer,
  runQuery,
  signIn,
  startHub,
  type TestHub,
  waitForMail,
} from "../../testkit/hub.js";
import { serverProgram } from "../../testkit/test-run.js";

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.stop());

const password = "en lang adgangskode";
const sixOwners = ["school", "venue", "festival", "rehearsal", "artist", "office"];

/** Runs `demo` of the build on the hub's database and answers what it said, line by line. */
async function runDemo(...args: string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [serverProgram, "demo", ...args], {
    env: { PATH: process.env.PATH, DATABASE_URL: hub.databaseUrl, DATA_DIR: hub.dataDir },
  });
  return stdout.trim().split("\n");
}

async function rowsOf<Row extends object>(statement: string, values: unknown[] = []): Promise<Row[]> {
  return (await hub.database.query<Row>(statement, values)).rows;
}

/**
 * One fingerprint a table, of all its rows; sessions and attempts come with every sign-in, and words that were searchable once
 * are forgotten at night.
 */
async function fingerprints(leaveOut: readonly string[] = []): Promise<Record<string, string>> {
  const tables = await rowsOf<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'
      AND tablename NOT IN ('account_session', 'account_attempt', 'search_word') ORDER BY 1`,
  );
  const marks: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await rowsOf<{ mark: string }>(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(line, E'\\n' ORDER BY line)), '') AS mark
        FROM (SELECT (to_jsonb(t) - $1::text[])::text AS line FROM ${name} AS t) AS lines`,
      [leaveOut],
    );
    marks[name] = row?.mark ?? "";
  }
  return marks;
}

/** A verified account outside the demo region; answers its token. */
async function signUp(email: string): Promise<string> {
  await fetch(`${hub.url}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password, name: "Rigtig Person" }),
  });
  const mail = await waitForMail(hub, (each) => each.to?.[0]?.address === email);
  await fetch(/https?:\S+/.exec(mail.text ?? "")?.[0] ?? "");
  return signIn(hub, email, password);
}

/** Runs a mutation and answers its payload, which must hold no user error. */
async function act<Payload>(token: string, name: string, type: string, input: object, fields: string) {
  const { body } = await runQuery<Record<string, Payload & { userErrors: object[] }>>(
    hub,
    `mutation ($input: ${type}!) { payload: ${name}(input: $input) { ${fields} userErrors { message } } }`,
    { input },
    { token },
  );
  const payload = body.data?.payload;
  if (!payload || payload.userErrors.length > 0) throw new Error(`${name}: ${JSON.stringify(body)}`);
  return payload;
}

/** Makes somebody an owner of an actor, by invitation and acceptance. */
async function invite(from: string, actorId: string, email: string, to: string): Promise<void> {
  const { invitation } = await act<{ invitation: { id: string } }>(
    from,
    "inviteMember",
    "InviteMemberInput",
    { actorId, email, role: "OWNER" },
    "invitation { id }",
  );
  const input = { invitationId: invitation.id };
  await act(to, "acceptInvitation", "AcceptInvitationInput", input, "membership { id }");
}

/** The API id of the account behind a token. */
async function accountIdOf(token: string): Promise<string> {
  const { body } = await runQuery<{ viewer: { id: string } }>(hub, "{ viewer { id } }", {}, { token });
  return body.data?.viewer.id ?? "";
}

const actorIdOf = async (slug: string) =>
  (await rowsOf<{ id: string }>("SELECT public_id AS id FROM actor WHERE slug = $1", [slug]))[0]?.id ?? "";

interface ListedActor {
  readonly id: string;
  readonly kind: string;
  readonly slug: string;
  readonly name: string;
  readonly isDemo: boolean;
  readonly claimed: boolean;
  readonly danish: string;
  readonly english: string | null;
  readonly createdAt: string;
  readonly municipality: { readonly code: string } | null;
}

interface ActorList {
  readonly actors: {
    readonly totalCount: number;
    readonly nodes: readonly ListedActor[];
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  };
}

/** All actors that a stranger sees, the oldest entry first. */
async function allActors(): Promise<ListedActor[]> {
  const found: ListedActor[] = [];
  let after: string | null = null;
  do {
    const answer: QueryAnswer<ActorList> = await runQuery<ActorList>(
      hub,
      `query ($after: String) { actors(first: 100, after: $after, orderBy: CREATED_AT_ASC) {
        totalCount pageInfo { endCursor hasNextPage }
        nodes { id kind slug name isDemo claimed createdAt danish: about(language: DA) english: about(language: EN)
          municipality { code } } } }`,
      { after },
    );
    const page = answer.body.data?.actors;
    if (!page) throw new Error(JSON.stringify(answer.body.errors));
    found.push(...page.nodes);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return found;
}

describe("the demo region as a stranger sees it", () => {
  test("142 actors of all eight kinds in 13 municipalities, each marked as fictional", async () => {
    const actors = await allActors();
    const counted: Record<string, number> = {};
    for (const { kind } of actors) counted[kind] = (counted[kind] ?? 0) + 1;
    expect(counted).toEqual({
      MUSIC_SCHOOL: 14,
      VENUE: 26,
      FESTIVAL: 14,
      REHEARSAL_ASSOCIATION: 14,
      ARTIST: 41,
      CULTURE_OFFICE: 11,
      KNOWLEDGE_PARTNER: 8,
      ASSOCIATION: 14,
    });
    const codes = new Set(actors.flatMap(({ municipality }) => municipality?.code ?? []));
    const expected = "0101 0151 0159 0163 0175 0217 0219 0250 0259 0260 0265 0270 0350";
    expect([...codes].sort().join(" ")).toBe(expected);
    expect(actors.filter(({ isDemo, slug }) => !isDemo || !slug.startsWith("demo-"))).toEqual([]);
    expect(actors.filter(({ name }) => !name.endsWith(" (demo)"))).toEqual([]);
    expect(actors.filter(({ danish }) => !danish.startsWith("Opdigtet eksempel. "))).toEqual([]);
    const english = actors.flatMap((actor) => actor.english ?? []);
    expect(english).toHaveLength(61);
    expect(english.filter((about) => !about.startsWith("Fictional example. "))).toEqual([]);
    expect(actors.filter(({ claimed }) => !claimed)).toHaveLength(13);
  });

  test("ids and order are the same on every machine", async () => {
    const actors = await allActors();
    const idOf = new Map(actors.map(({ slug, id }) => [slug, id]));
    expect(
      ["school", "venue", "festival", "rehearsal", "artist", "office"].map((name) =>
        idOf.get(`demo-${name}`),
      ),
    ).toEqual([
      "actor_1de9bac4xnh69vaqyyzw5x4dm6",
      "actor_081fjyc895h84t6czrawsd0ck5",
      "actor_27cq8c1kc2hj59yfr6bkwn4066",
      "actor_2s1sdhp86yg229cg0x8fn9dghj",
      "actor_0acdydh6axhcpvj1vravsy3s54",
      "actor_4vc6deprttgm8szpe8fymhc8jy",
    ]);
    expect(actors.slice(0, 3).map(({ slug, createdAt }) => [slug, createdAt])).toEqual([
      ["demo-school", "2025-01-13T08:00:00.000Z"],
      ["demo-office", "2025-01-13T08:00:00.000Z"],
      ["demo-venue", "2025-01-14T08:00:00.000Z"],
    ]);
    expect(
      await rowsOf(
        `SELECT m.public_id AS id, m.role FROM membership m JOIN actor a ON a.id = m.actor_id
          JOIN account c ON c.id = m.account_id WHERE a.slug = 'demo-rehearsal' AND c.email LIKE 'artist@%'`,
      ),
    ).toEqual([{ id: "membership_619hw01kd0gk3b517kwcmtct07", role: "MEMBER" }]);
  });

  test("a former slug answers, and the agreement has members that joined later, left, and came back", async () => {
    const { body } = await runQuery(hub, '{ actor(slug: "demo-musik-ved-aaen") { slug } }');
    expect(body.data).toEqual({ actor: { slug: "demo-festival" } });
    const members = async (asOf: string) => {
      const answer = await runQuery<{
        municipality: { cultureAgreements: { name: string; municipalities: { name: string }[] }[] };
      }>(
        hub,
        `query ($asOf: Date) { municipality(code: "0163") { cultureAgreements(asOf: $asOf) { name
          municipalities(asOf: $asOf) { name } } } }`,
        { asOf },
      );
      const agreement = answer.body.data?.municipality.cultureAgreements.find(({ name }) =>
        name.includes("(demo)"),
      );
      return agreement?.municipalities.map(({ name }) => name);
    };
    const always = ["Ballerup", "Frederikssund", "Gladsaxe", "Helsingør", "Herlev", "Hillerød", "København"];
    always.push("Køge", "Roskilde", "Rødovre");
    const sorted = (...more: string[]) => [...always, ...more].sort((a, b) => a.localeCompare(b, "da"));
    expect(await members("2024-06-01")).toEqual(sorted("Halsnæs", "Lejre"));
    expect(await members("2025-08-01")).toEqual(sorted("Gribskov", "Lejre"));
    expect(await members("2026-06-01")).toEqual(sorted("Gribskov", "Halsnæs"));
    expect(await members("2028-01-01")).toBeUndefined();
  });
});

describe("the demo accounts", () => {
  test("seven sign in at once; six own their actor, admin administers the hub, the holders have no password", async () => {
    const names = [...sixOwners, "admin"];
    const tokens = await Promise.all(names.map((name) => signIn(hub, name)));
    const owned = await Promise.all(
      tokens.map(async (token) => {
        const { body } = await runQuery<{
          viewer: {
            isAdministrator: boolean;
            memberships: { nodes: { role: string; endedOn: string | null; actor: { slug: string } }[] };
          };
        }>(
          hub,
          "{ viewer { isAdministrator memberships(first: 100) { nodes { role endedOn actor { slug } } } } }",
          {},
          { token },
        );
        const viewer = body.data?.viewer;
        const owner = viewer?.memberships.nodes.filter(
          ({ role, endedOn }) => role === "OWNER" && endedOn === null,
        );
        return [viewer?.isAdministrator, owner?.map(({ actor }) => actor.slug)];
      }),
    );
    expect(owned).toEqual([...sixOwners.map((name) => [false, [`demo-${name}`]]), [true, []]]);
    expect(
      await rowsOf(
        `SELECT count(*)::int AS accounts, count(c.id)::int AS passwords,
            bool_and(a.email_verified AND a.birth_date <= current_date - interval '18 years') AS adults
          FROM account a LEFT JOIN account_credential c ON c.account_id = a.id WHERE a.is_demo`,
      ),
    ).toEqual([{ accounts: 30, passwords: 7, adults: true }]);
    await expect(signIn(hub, "ditte")).rejects.toThrow("401");
  });
});

describe("npm run demo", () => {
  test("changes nothing when nothing changed", async () => {
    const before = await fingerprints();
    expect(await runDemo()).toEqual([
      "The demo region was there already: 142 fictional actors, 598 relationships, 7 accounts to sign in with.",
    ]);
    expect(await fingerprints()).toEqual(before);
  });

  test("restores what visitors changed, and leaves what others have with the demo actors", async () => {
    const school = await signIn(hub, "school");
    const actorId = await actorIdOf("demo-school");
    const real = await signUp("medspiller@example.org");
    await invite(school, actorId, "medspiller@example.org", real);
    await hub.database.query("DELETE FROM invitation");
    const before = await fingerprints(["updated_at"]);
    const changes = {
      name: "Noget helt andet",
      slug: "noget-helt-andet",
      links: [{ url: "https://andet.example/" }],
      musicSchool: { instrumentSlugs: ["kora"] },
      genreSlugs: [],
      location: null,
    };
    await act(school, "updateActor", "UpdateActorInput", { actorId, ...changes }, "actor { id }");
    await act(
      school,
      "inviteMember",
      "InviteMemberInput",
      { actorId, email: "x@example.org", role: "EDITOR" },
      "invitation { id }",
    );
    const unclaimed = await actorIdOf("demo-badehuset");
    await act(school, "claimActor", "ClaimActorInput", { actorId: unclaimed }, "claim { id }");
    const artist = await signIn(hub, "artist");
    await act(artist, "deleteAccount", "DeleteAccountInput", { accountId: await accountIdOf(artist) }, "");
    await hub.database.query(
      `DELETE FROM culture_agreement_member WHERE valid_from = '2025-07-01'
        AND culture_agreement_id IN (SELECT id FROM culture_agreement WHERE is_demo)`,
    );
    expect(await fingerprints(["updated_at"])).not.toEqual(before);
    expect(await runDemo()).toEqual([
      "The demo region is loaded: 142 fictional actors, 598 relationships, 7 accounts to sign in with.",
    ]);
    expect(await fingerprints(["updated_at"])).toEqual(before);
    await signIn(hub, "artist");
    expect(await rowsOf("SELECT slug FROM actor_slug WHERE slug = 'noget-helt-andet'")).toEqual([]);
  });

  test("knows no other argument, so that a misspelt --remove does nothing", async () => {
    const before = await fingerprints();
    await expect(runDemo("--remvoe")).rejects.toMatchObject({
      code: 1,
      stdout: "Usage: npm run demo, or npm run demo -- --remove\n",
    });
    expect(await fingerprints()).toEqual(before);
  });
});

// Last: it takes the demo region away from this file's hub.
describe("npm run demo -- --remove", () => {
  test("takes away all that is the demo region's, and nothing of anybody else", async () => {
    const real = await signUp("rigtig@example.org");
    const own = await act<{ actor: { id: string } }>(
      real,
      "createActor",
      "CreateActorInput",
      { kind: "VENUE", name: "Et rigtigt sted", genreSlugs: ["jazz"] },
      "actor { id }",
    );
    const venue = await signIn(hub, "venue");
    const admin = await signIn(hub, "admin");
    // The real account becomes a member of a demo actor, a demo account one of the real actor and a writer there.
    await invite(venue, await actorIdOf("demo-venue"), "rigtig@example.org", real);
    await invite(real, own.actor.id, "venue@demo.samspil.example", venue);
    const email = "anden@example.org";
    await act(
      venue,
      "inviteMember",
      "InviteMemberInput",
      { actorId: own.actor.id, email, role: "MEMBER" },
      "invitation { id }",
    );
    // Two actors made with a demo account: one stays with the real account, one has nobody else.
    const made = async (name: string) =>
      act<{ actor: { id: string } }>(
        venue,
        "createActor",
        "CreateActorInput",
        { kind: "ARTIST", name },
        "actor { id }",
      );
    const shared = await made("Delt band");
    await made("Ensomt band");
    await invite(venue, shared.actor.id, "rigtig@example.org", real);
    // A claim that the demo administrator decides, on an actor that nobody acts for and that stays.
    const left = await act<{ actor: { id: string } }>(
      real,
      "createActor",
      "CreateActorInput",
      { kind: "FESTIVAL", name: "Forladt festival" },
      "actor { id }",
    );
    await hub.database.query(
      "DELETE FROM membership WHERE actor_id = (SELECT id FROM actor WHERE public_id = $1)",
      [left.actor.id],
    );
    const { claim } = await act<{ claim: { id: string } }>(
      real,
      "claimActor",
      "ClaimActorInput",
      { actorId: left.actor.id },
      "claim { id }",
    );
    await act(admin, "approveClaim", "ApproveClaimInput", { claimId: claim.id }, "claim { id }");
    // Two conversations that a demo account wrote in go, with what the real account wrote there; the real account's own one stays.
    const writes = async (from: string, as: string, to: string) => {
      const input = { participantActorIds: [to], asActorId: as, body: "Hej", clientMessageId: `${as} ${to}` };
      const { conversation } = await act<{ conversation: { id: string } }>(
        from,
        "startConversation",
        "StartConversationInput",
        input,
        "conversation { id }",
      );
      return conversation.id;
    };
    const demoVenue = await actorIdOf("demo-venue");
    const withDemo = await writes(venue, demoVenue, own.actor.id);
    await writes(venue, demoVenue, left.actor.id);
    const ownTalk = await writes(real, own.actor.id, left.actor.id);
    const answer = {
      conversationId: withDemo,
      asActorId: own.actor.id,
      body: "Hej igen",
      clientMessageId: "svar",
    };
    const { message } = await act<{ message: { id: string } }>(
      real,
      "sendMessage",
      "SendMessageInput",
      answer,
      "message { id }",
    );
    await act(venue, "reportMessage", "ReportMessageInput", { messageId: message.id, reason: "OTHER" }, "");
    await act(venue, "markConversationRead", "MarkConversationReadInput", { conversationId: withDemo }, "");
    // A demo account that its visitor deleted belongs to the demo region still.
    const festival = await signIn(hub, "festival");
    await act(
      festival,
      "deleteAccount",
      "DeleteAccountInput",
      { accountId: await accountIdOf(festival) },
      "",
    );

    expect(await runDemo("--remove")).toEqual([
      "Removed the demo region: actors 142, accounts 30, culture agreements 1.",
      "Removed too, since only demo accounts ever acted for them: actors 1.",
      "Removed too, since demo accounts took part: conversations 2.",
    ]);
    expect(await rowsOf("SELECT public_id AS id FROM conversation")).toEqual([{ id: ownTalk }]);
    expect(await rowsOf("SELECT count(*)::int AS messages FROM message")).toEqual([{ messages: 1 }]);
    const heardOf =
      "SELECT public_id AS id FROM live_entry LEFT JOIN conversation ON conversation.id = stream_id WHERE kind = 'MESSAGE_ADDED'";
    expect(await rowsOf(heardOf)).toEqual([{ id: ownTalk }]);
    expect(await rowsOf("SELECT email FROM account ORDER BY email")).toEqual([
      { email: "medspiller@example.org" },
      { email: "rigtig@example.org" },
    ]);
    expect(await rowsOf("SELECT name, created_by IS NULL AS orphan FROM actor ORDER BY name")).toEqual([
      { name: "Delt band", orphan: true },
      { name: "Et rigtigt sted", orphan: false },
      { name: "Forladt festival", orphan: false },
    ]);
    expect(await rowsOf("SELECT role FROM membership")).toEqual([
      { role: "OWNER" },
      { role: "OWNER" },
      { role: "OWNER" },
    ]);
    expect(await rowsOf("SELECT status, decided_by FROM actor_claim")).toEqual([
      { status: "APPROVED", decided_by: null },
    ]);
    expect(await rowsOf("SELECT count(*)::int AS agreements FROM culture_agreement WHERE is_demo")).toEqual([
      { agreements: 0 },
    ]);
    const parts = ["actor_slug", "actor_instrument", "contact_link", "festival_edition", "line_up_entry"];
    for (const table of [...parts, "actor_served_municipality", "account_credential"]) {
      const [row] = await rowsOf<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table}`);
      expect([table, row?.rows]).toEqual([table, { actor_slug: 3, account_credential: 2 }[table] ?? 0]);
    }
    expect((await runQuery(hub, "{ viewer { email } }", {}, { token: real })).body.data).toEqual({
      viewer: { email: "rigtig@example.org" },
    });
    expect(
      (await runQuery(hub, "{ viewer { email } }", {}, { token: venue })).body.errors?.[0]?.extensions?.code,
    ).toBe("UNAUTHENTICATED");
    expect(await runDemo("--remove")).toEqual(["There is no demo region to remove."]);
  });

  test("an actor outside the demo region that has one of its slugs is named, and nothing is loaded", async () => {
    const [{ id } = { id: "" }] = await rowsOf<{ id: string }>("SELECT id FROM actor ORDER BY name LIMIT 1");
    await hub.database.query("INSERT INTO actor_slug (slug, actor_id) VALUES ('demo-venue', $1)", [id]);
    await expect(runDemo()).rejects.toMatchObject({
      code: 1,
      stdout: "The demo region needs slugs that other actors have or had: demo-venue.\n",
    });
    expect(await rowsOf("SELECT 1 FROM account WHERE is_demo")).toEqual([]);
    await hub.database.query("DELETE FROM actor_slug WHERE slug = 'demo-venue'");
    expect(await runDemo()).toEqual([
      "The demo region is loaded: 142 fictional actors, 598 relationships, 7 accounts to sign in with.",
    ]);
  });
});

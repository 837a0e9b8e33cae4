import { readFile } from "node:fs/promises";
import { runCommand } from "../../testkit/command.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import {
  addActor,
  everythingStored,
  fileOf,
  giveOwner,
  importFile,
  importFileInProcess,
  type RelationshipRun,
  storedRelationships,
  womenOfJazz,
} from "./relationship-runs.js";

let database: TestDatabase;

const context = "https://raw.githubusercontent.com/SemanticLab/data-export/main/context/context.jsonld";

/** A node of a test's own; a link is written as the id of its object, or reified with its qualifiers. */
const node = (id: string, type: string, label: string, more: object = {}) => ({
  "@context": context,
  "@id": `semlab:${id}`,
  "@type": [type],
  "rdfs:label": label,
  ...more,
});
const link = (id: string, type: string, label: string, qualifiers: object = {}) => ({
  "@type": "RelEvent",
  agentObj: { "@id": `semlab:${id}`, "@type": type, "rdfs:label": label },
  ...qualifiers,
});
const day = (time: string, precision: number) => ({
  "@value": { time, precision, calendarmodel: "http://www.wikidata.org/entity/Q1985727" },
});

const importNodes = async (nodes: unknown, ...options: string[]): Promise<RelationshipRun> =>
  importFile(database, await fileOf("graph.jsonld", JSON.stringify(nodes)), options);

describe("the graph of women in jazz", () => {
  let dry: RelationshipRun;
  let first: RelationshipRun;
  let stored: string;
  beforeAll(async () => {
    database = await createTestDatabase({ demo: false });
    const before = await everythingStored(database);
    dry = await importFile(database, womenOfJazz, ["--dry-run"]);
    expect(await everythingStored(database)).toBe(before);
    first = await importFileInProcess(database, womenOfJazz);
    stored = await everythingStored(database);
  });
  afterAll(() => database.drop());

  const outcome = (confirmed: number, unchanged: number) => ({
    confirmed,
    proposed: 0,
    unchanged,
    refused: 0,
  });

  it("comes in with its numbers, as the dry run said", () => {
    expect(first.code).toBe(0);
    expect(first.summary).toMatchObject({
      dryRun: false,
      nodes: 415,
      actors: { created: 270, unchanged: 0, refused: 0 },
      relationships: {
        ...outcome(390, 0),
        dangling: 59,
        kinds: { MEMBER_OF: outcome(255, 0), PLAYS_AT: outcome(127, 0), MENTORS: outcome(8, 0) },
      },
      ignored: expect.arrayContaining([
        { property: "location", values: 210 },
        { property: "date", values: 235 },
        { property: "contributor of a concert without a venue", values: 40 },
        { property: "relativeOf", values: 17 },
      ]),
    });
    expect({ ...dry.summary, seconds: 0, dryRun: false }).toEqual({ ...first.summary, seconds: 0 });
    expect(dry.lines.dangling).toEqual(first.lines.dangling);
  });

  it("changes nothing the second time", async () => {
    for (const options of [[], ["--dry-run"]]) {
      const again = await importFile(database, womenOfJazz, options);
      expect(again.summary).toMatchObject({
        actors: { created: 0, unchanged: 270, refused: 0 },
        relationships: { ...outcome(0, 390), dangling: 59, kinds: { MEMBER_OF: outcome(0, 255) } },
      });
      expect(await everythingStored(database)).toBe(stored);
    }
  });

  it("reports links to what the file does not describe, with both labels", async () => {
    const dangling = first.lines.dangling ?? [];
    const count = (property: string) => dangling.filter((one) => one.property === property).length;
    expect([count("contributor"), count("memberOf"), count("location")]).toEqual([51, 7, 1]);
    expect(dangling).toContainEqual({
      property: "memberOf",
      source: { id: "https://base.semlab.io/entity/Q1493", label: "James Rivers" },
      target: {
        id: "https://base.semlab.io/entity/Q27053",
        label: "American Federation of Musicians. Local 496",
      },
      reason: "NOT_DESCRIBED",
    });
    const { rowCount } = await database.pool.query(
      "SELECT 1 FROM actor WHERE name = 'Ella Fitzgerald' OR name LIKE 'American Federation%'",
    );
    expect(rowCount).toBe(0);
  });

  it("makes unclaimed actors with a form, a lasting slug and their Wikidata id", async () => {
    const { rows } = await database.pool.query(
      `SELECT slug, name, kind, artist_form, created_by, array_agg(scheme || ' ' || value) AS ids
        FROM actor LEFT JOIN external_id ON external_id.actor_id = actor.id
        WHERE name IN ('Big Maybelle', 'International Sweethearts of Rhythm', 'Chilhowee Park', 'Coconut Grove')
        GROUP BY actor.id ORDER BY slug`,
    );
    const unclaimed = { created_by: null };
    expect(rows).toMatchObject([
      {
        slug: "big-maybelle-q95",
        kind: "ARTIST",
        artist_form: "SOLO",
        ids: ["WIKIDATA Q276609"],
        ...unclaimed,
      },
      { slug: "chilhowee-park-q23110", kind: "VENUE", artist_form: null, ...unclaimed },
      // Two nodes claim its Wikidata id.
      { slug: "coconut-grove-q23094", kind: "VENUE", ids: [null], ...unclaimed },
      {
        slug: "international-sweethearts-of-rhythm-q20614",
        kind: "ARTIST",
        artist_form: "BAND",
        ...unclaimed,
      },
    ]);
    expect(first.lines.sharedId).toEqual([
      { wikidata: "Q108867012", labels: ["Coconut Grove", "Top Hat Club"] },
    ]);
  });

  it("says what the file says, read independently", async () => {
    type Link = { agentObj: { "@id": string } };
    type Node = { "@id": string; "@type": string[] } & Record<string, Link[]>;
    const nodes = JSON.parse(await readFile(womenOfJazz, "utf8")) as Node[];
    const typeOf = new Map(nodes.map((one) => [one["@id"], one["@type"]]));
    const is = (id: string, type: string) => typeOf.get(id)?.includes(type) ?? false;
    const expected = new Set<string>();
    const own = (id: string) => id.slice("semlab:".length).toLowerCase();
    const say = (kind: string, source: string, target: string) =>
      expected.add(`${kind} ${own(source)} ${own(target)}`);
    for (const one of nodes) {
      const id = one["@id"];
      const objects = (property: string) => (one[property] ?? []).map(({ agentObj }) => agentObj["@id"]);
      for (const group of [...objects("memberOf"), ...objects("bandleaderOf")])
        if (is(group, "MusicGroup")) say("MEMBER_OF", id, group);
      for (const person of objects("member")) say("MEMBER_OF", person, id);
      for (const pupil of objects("teacherOf")) say("MENTORS", id, pupil);
      for (const teacher of objects("studentOf")) say("MENTORS", teacher, id);
      if (!is(id, "Concert")) continue;
      for (const artist of objects("contributor").filter((other) => typeOf.has(other)))
        for (const venue of objects("location").filter((other) => is(other, "Venue")))
          say("PLAYS_AT", artist, venue);
    }
    const lastPart = (slug: string) => slug.replace(/^.*-/, "");
    const found = (await storedRelationships(database)).map((line) => {
      const [kind, source = "", target = "", ...rest] = line.split(" ");
      expect(rest).toEqual(["CONFIRMED", "-", "-", "-"]);
      return `${kind} ${lastPart(source)} ${lastPart(target)}`;
    });
    expect(found.sort()).toEqual([...expected].sort());
  });

  it("is told in words", async () => {
    const { code, stdout } = await runCommand(database, ["import", "relationships", womenOfJazz]);
    expect(code).toBe(0);
    expect(stdout.split("\n").slice(1, 11)).toEqual([
      "  actors: 0 created, 270 unchanged, 0 refused",
      "  relationships       confirmed   proposed  unchanged    refused",
      "  all                         0          0        390          0",
      "  MEMBER_OF                   0          0        255          0",
      "  PLAYS_AT                    0          0        127          0",
      "  MENTORS                     0          0          8          0",
      "  dangling links: 59",
      "",
      "Wikidata ids that several nodes claim; none of them gets it",
      'Q108867012: "Coconut Grove", "Top Hat Club"',
    ]);
    expect(stdout).toContain(
      'contributor: "28th Original June German, June 17, 1946" (Q22984) -> "Andy Kirk" (Q304)\n',
    );
  });
});

describe("a graph", () => {
  beforeAll(async () => {
    database = await createTestDatabase({ demo: false });
  });
  afterAll(() => database.drop());
  beforeEach(() => database.empty());

  it("keeps days that are known to the day, and no others", async () => {
    const run = await importNodes([
      node("Q1", "MusicGroup", "Group"),
      node("Q2", "Person", "Both Days", {
        memberOf: [
          link("Q1", "MusicGroup", "Group", {
            startTime: [day("+1943-05-03T00:00:00Z", 11)],
            endTime: ["+1944-06-07T00:00:00Z"],
          }),
        ],
        bandleaderOf: { "@id": "semlab:Q1" },
      }),
      node("Q3", "Person", "A Year", {
        memberOf: [
          link("Q1", "MusicGroup", "Group", {
            startTime: [day("+1943-01-01T00:00:00Z", 9)],
            endTime: ["+1944-06-00T00:00:00Z"],
          }),
        ],
      }),
      node("Q4", "Person", "Twice", {
        memberOf: [
          link("Q1", "MusicGroup", "Group", {
            startTime: ["+1940-01-01T00:00:00Z"],
            endTime: ["+1941-01-01T00:00:00Z"],
          }),
          link("Q1", "MusicGroup", "Group", { startTime: ["+1942-01-01T00:00:00Z"] }),
          link("Q1", "MusicGroup", "Group", { startTime: ["+1943-01-01T00:00:00Z"] }),
        ],
      }),
      node("Q5", "Person", "Backwards", {
        memberOf: [
          link("Q1", "MusicGroup", "Group", {
            startTime: ["+1945-01-01T00:00:00Z"],
            endTime: ["+1944-01-01T00:00:00Z"],
          }),
        ],
      }),
    ]);
    expect(await storedRelationships(database)).toEqual([
      "MEMBER_OF a-year-q3 group-q1 CONFIRMED - - -",
      "MEMBER_OF both-days-q2 group-q1 CONFIRMED - 1943-05-03 1944-06-07",
      "MEMBER_OF twice-q4 group-q1 CONFIRMED - 1940-01-01 1941-01-01",
      "MEMBER_OF twice-q4 group-q1 CONFIRMED - 1942-01-01 -",
    ]);
    expect(run.lines.refused).toEqual([
      {
        kind: "MEMBER_OF",
        source: "Backwards",
        target: "Group",
        code: "ENDS_BEFORE_START",
        message: "it ends on 1944-01-01, before it starts on 1945-01-01",
      },
    ]);
  });

  it("loses no link of nodes, or to objects, that have no id", async () => {
    const person = (label: string, qid: string, memberOf: object[]) => {
      const { "@id": _, ...anonymous } = node("", "Person", label, {
        wikidataQid: [{ "@value": qid }],
        memberOf,
      });
      return anonymous;
    };
    const run = await importNodes([
      node("Q1", "MusicGroup", "Group"),
      person("Anna", "Q101", [link("Q1", "MusicGroup", "Group")]),
      person("Bo", "Q102", [link("Q1", "MusicGroup", "Group"), { "@value": "The Band" }]),
    ]);
    expect(run.summary).toMatchObject({
      actors: { created: 3 },
      relationships: { confirmed: 2, dangling: 1 },
    });
    expect(run.lines.dangling).toMatchObject([
      {
        property: "memberOf",
        source: { label: "Bo" },
        target: { id: null, label: "The Band" },
        reason: "NOT_DESCRIBED",
      },
    ]);
  });

  it("finds stored actors, changes none, and asks their owners", async () => {
    await addActor(database, "ARTIST", "the-real-group", "The Real Group");
    await addActor(database, "FESTIVAL", "hall-q3", "Not A Hall");
    await database.pool.query(
      `INSERT INTO external_id (id, actor_id, scheme, value, url)
        SELECT gen_random_uuid(), id, 'WIKIDATA', 'Q42', 'https://example.org' FROM actor WHERE slug = 'the-real-group'`,
    );
    await giveOwner(database, "the-real-group");
    const run = await importNodes([
      node("Q1", "MusicGroup", "Real Group", { wikidataQid: [{ "@value": "Q42" }] }),
      node("Q2", "Person", "Member", { memberOf: [link("Q1", "MusicGroup", "Real Group")] }),
      node("Q3", "Venue", "Hall"),
      node("Q4", "Person", "010190-1234"),
      node("Q5", "Concert", "Evening", {
        contributor: [link("Q2", "Person", "Member"), link("Q4", "Person", "010190-1234")],
        location: [link("Q3", "Venue", "Hall"), link("Q9", "City", "Town")],
      }),
    ]);
    expect(run.summary).toMatchObject({
      actors: { created: 1, unchanged: 1, refused: 2 },
      relationships: { confirmed: 0, proposed: 1, dangling: 2 },
    });
    expect(run.lines.refusedActor).toMatchObject([
      { label: "Hall", code: "KIND_DIFFERS", message: "hall-q3 is a FESTIVAL, and a kind is for good" },
      { code: "CPR_NUMBER" },
    ]);
    expect((run.lines.dangling ?? []).map(({ reason }) => reason)).toEqual(["REFUSED", "REFUSED"]);
    expect(run.stdout).not.toContain("010190");
    expect(await storedRelationships(database)).toEqual([
      "MEMBER_OF member-q2 the-real-group PROPOSED member-q2 - -",
    ]);
    const { rows } = await database.pool.query("SELECT name FROM actor WHERE slug = 'the-real-group'");
    expect(rows).toEqual([{ name: "The Real Group" }]);
  });
});

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
} from "./relationship-runs.js";

let database: TestDatabase;
let ids: Readonly<Record<string, string>>;

const actors = {
  anna: "ARTIST",
  bo: "ARTIST",
  band: "ARTIST",
  hall: "VENUE",
  club: "VENUE",
  school: "MUSIC_SCHOOL",
} as const;

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
});
afterAll(() => database?.drop());
beforeEach(async () => {
  await database.empty();
  const made: Record<string, string> = {};
  for (const [slug, kind] of Object.entries(actors)) made[slug] = await addActor(database, kind, slug);
  ids = made;
});

const importText = async (content: string | Uint8Array, ...options: string[]): Promise<RelationshipRun> =>
  importFile(database, await fileOf("edges.csv", content), options);

const counts = (
  confirmed: number,
  proposed: number,
  unchanged: number,
  refused: number,
  dangling: number,
) => ({
  confirmed,
  proposed,
  unchanged,
  refused,
  dangling,
});

/** `[line, code]` of the refused rows. */
const refusedRows = ({ lines }: RelationshipRun) =>
  (lines.refused ?? []).map(({ line, code }) => [line, code]);

describe("an edge list", () => {
  it("enters what it says, once, and the second time nothing", async () => {
    await database.pool.query(
      `INSERT INTO external_id (id, actor_id, scheme, value, url)
        SELECT gen_random_uuid(), id, scheme, value, 'https://example.org' FROM actor
        JOIN (VALUES ('bo', 'WIKIDATA', 'Q42'), ('club', 'OPENSTREETMAP', 'node/1'),
          ('school', 'MUSICBRAINZ', '6d7b7cd4-254b-4c25-83f6-dd20f98ceacd')) AS known (slug, scheme, value) USING (slug)`,
    );
    await database.pool.query(
      "INSERT INTO actor_slug (slug, actor_id) SELECT 'old-hall', id FROM actor WHERE slug = 'hall'",
    );
    const file = [
      "kind,source,target,started_on,ended_on",
      `MEMBER_OF,${ids.anna},band,2019-05-01,`,
      "er medlem af,wikidata:Q42,band,,2020-01-01",
      "plays at,band,old-hall,,",
      "Plays_At,band,openstreetmap:node/1,2020-01-01,2020-01-01",
      "underviser på,anna,musicbrainz:6D7B7CD4-254B-4C25-83F6-DD20F98CEACD,,",
      "COLLABORATES_WITH,hall,anna,,",
    ].join("\n");
    const before = await everythingStored(database);
    const dry = await importText(file, "--dry-run");
    expect(dry.summary).toMatchObject({ dryRun: true, rows: 6, ...counts(6, 0, 0, 0, 0) });
    expect(await everythingStored(database)).toBe(before);

    const first = await importText(file);
    expect(first.code).toBe(0);
    expect(first.summary).toMatchObject({
      dryRun: false,
      rows: 6,
      ...counts(6, 0, 0, 0, 0),
      kinds: {
        COLLABORATES_WITH: counts(1, 0, 0, 0, 0),
        MEMBER_OF: counts(2, 0, 0, 0, 0),
        TEACHES_AT: counts(1, 0, 0, 0, 0),
        PLAYS_AT: counts(2, 0, 0, 0, 0),
      },
      ignoredColumns: [],
    });
    expect(await storedRelationships(database)).toEqual([
      "COLLABORATES_WITH hall anna CONFIRMED - - -",
      "MEMBER_OF anna band CONFIRMED - 2019-05-01 -",
      "MEMBER_OF bo band CONFIRMED - - 2020-01-01",
      "PLAYS_AT band club CONFIRMED - 2020-01-01 2020-01-01",
      "PLAYS_AT band hall CONFIRMED - - -",
      "TEACHES_AT anna school CONFIRMED - - -",
    ]);
    const stored = await everythingStored(database);
    const second = await importText(file);
    expect(second.summary).toMatchObject({ rows: 6, ...counts(0, 0, 6, 0, 0) });
    expect(await everythingStored(database)).toBe(stored);
  });

  it.each([
    [
      "semicolon, CRLF, byte order mark",
      (text: string) => Buffer.from(`\ufeff${text.replaceAll("\n", "\r\n")}`),
    ],
    ["tab, Latin-1", (text: string) => Buffer.from(text.replaceAll(";", "\t"), "latin1")],
  ])("reads Danish headers: %s", async (_, encode) => {
    const run = await importText(encode("Art;Kilde;Mål;Fra-dato;farve\nøver hos;band;hall;2021-02-03;rød\n"));
    expect(run.summary).toMatchObject({ ...counts(1, 0, 0, 0, 0), ignoredColumns: ["farve"] });
    expect(await storedRelationships(database)).toEqual(["REHEARSES_AT band hall CONFIRMED - 2021-02-03 -"]);
  });

  it("refuses each row by itself, with its line and the reason", async () => {
    const cases: readonly (readonly [string, string])[] = [
      ["MISSING", ",anna,band,,"],
      ["MISSING", "MEMBER_OF,,band,,"],
      ["MISSING", "MEMBER_OF,anna,,,"],
      ["UNKNOWN_KIND", "LIKES,anna,band,,"],
      ["INCOMPLETE_DATE", "MEMBER_OF,anna,band,2019,"],
      ["INCOMPLETE_DATE", "MEMBER_OF,anna,band,,2019-05"],
      ["INVALID_DATE", "MEMBER_OF,anna,band,01-05-2019,"],
      ["INVALID_DATE", "MEMBER_OF,anna,band,2019-02-29,"],
      ["INVALID_DATE", "MEMBER_OF,anna,band,0999-01-01,"],
      ["ENDS_BEFORE_START", "MEMBER_OF,anna,band,2019-05-02,2019-05-01"],
      ["TO_ITSELF", "COLLABORATES_WITH,anna,anna,,"],
      ["PAIR_NOT_ALLOWED", "PLAYS_AT,hall,anna,,"],
      ["REPEATED", "MEMBER_OF,anna,band,2018-01-01,2019-01-01"],
      ["OVERLAPS", "MEMBER_OF,anna,band,2018-12-31,"],
      ["OVERLAPS", "MEMBER_OF,anna,band,,"],
      ["REPEATED", "COLLABORATES_WITH,hall,anna,,"],
      ["CPR_NUMBER", "MEMBER_OF,010190-1234,band,,"],
      ["TOO_LONG", `MEMBER_OF,${"a".repeat(201)},band,,`],
      ["INVALID_TEXT", "MEMBER_OF,an\u0000na,band,,"],
      ["WRONG_FIELD_COUNT", "MEMBER_OF,anna,band"],
      ["TEXT_AFTER_QUOTE", '"MEMBER_OF"x,anna,band,,'],
    ];
    const file = [
      "kind,source,target,started_on,ended_on",
      "MEMBER_OF,anna,band,2018-01-01,2019-01-01",
      "COLLABORATES_WITH,anna,hall,,",
      ...cases.map(([, row]) => row),
      "MEMBER_OF,anna,band,2019-01-01,",
    ].join("\n");
    for (const [options, confirmed, unchanged] of [
      [["--dry-run"], 3, 0],
      [[], 3, 0],
      [[], 0, 3],
    ] as const) {
      const run = await importText(file, ...options);
      expect(run.code).toBe(0);
      expect(refusedRows(run)).toEqual(cases.map(([code], place) => [place + 4, code]));
      expect(run.summary).toMatchObject({ rows: 24, ...counts(confirmed, 0, unchanged, cases.length, 0) });
      expect(run.stdout).not.toContain("010190");
    }
    expect(await storedRelationships(database)).toHaveLength(3);
  });

  it("reports ends that name no actor, and creates none", async () => {
    const before = await everythingStored(database);
    const run = await importText(
      [
        "kind,source,target",
        "MEMBER_OF,Anna With A Name,nobody",
        "MEMBER_OF,anna,wikidata:Q404",
        "MEMBER_OF,actor_01h455vb4pex5vsknk084sn02q,band",
        "MEMBER_OF,anna,cvr:10150817",
      ].join("\n"),
    );
    expect(run.summary).toMatchObject({
      ...counts(0, 0, 0, 0, 4),
      kinds: { MEMBER_OF: counts(0, 0, 0, 0, 4) },
    });
    expect(run.lines.dangling).toEqual([
      { line: 2, end: "source", said: '"Anna With A Name"' },
      { line: 2, end: "target", said: '"nobody"' },
      { line: 3, end: "target", said: '"wikidata:Q404"' },
      { line: 4, end: "source", said: '"actor_01h455vb4pex5vsknk084sn02q"' },
      { line: 5, end: "target", said: '"cvr:10150817"' },
    ]);
    expect(await everythingStored(database)).toBe(before);
  });

  it("asks the end that has an owner, and leaves two owners to themselves", async () => {
    for (const slug of ["anna", "band", "hall"]) await giveOwner(database, slug);
    // An editor speaks for an actor too, also when its last owner is gone.
    await database.pool.query(
      "UPDATE membership SET role = 'EDITOR' WHERE actor_id = (SELECT id FROM actor WHERE slug = 'band')",
    );
    const file = [
      "kind,source,target",
      "MEMBER_OF,bo,band",
      "PLAYS_AT,anna,club",
      "MEMBER_OF,anna,band",
      "PLAYS_AT,bo,club",
    ].join("\n");
    for (const options of [["--dry-run"], []]) {
      const run = await importText(file, ...options);
      expect(run.summary).toMatchObject(counts(1, 2, 0, 1, 0));
      expect(refusedRows(run)).toEqual([[4, "BOTH_CLAIMED"]]);
    }
    expect(await storedRelationships(database)).toEqual([
      "MEMBER_OF bo band PROPOSED bo - -",
      "PLAYS_AT anna club PROPOSED club - -",
      "PLAYS_AT bo club CONFIRMED - - -",
    ]);
    const stored = await everythingStored(database);
    expect((await importText(file)).summary).toMatchObject(counts(0, 0, 3, 1, 0));
    expect(await everythingStored(database)).toBe(stored);
  });

  it("takes what is stored for said, whatever its status, and never proposes it anew", async () => {
    const seed = "kind,source,target,started_on,ended_on\n";
    await importText(
      `${seed}MEMBER_OF,anna,band,2010-01-01,2015-01-01\nPARTNER_OF,hall,club,,\nMEMBER_OF,bo,band,,\n`,
    );
    await database.pool.query(
      `UPDATE relationship SET status = 'DECLINED', answered_at = now()
        WHERE source_id = (SELECT id FROM actor WHERE slug = 'bo')`,
    );
    for (const slug of ["anna", "band"]) await giveOwner(database, slug);
    const stored = await everythingStored(database);
    const run = await importText(
      `${seed}MEMBER_OF,anna,band,2014-01-01,\nPARTNER_OF,club,hall,2000-01-01,\nMEMBER_OF,bo,band,,\n`,
    );
    expect(run.summary).toMatchObject(counts(0, 0, 3, 0, 0));
    const later = await importText(`${seed}MEMBER_OF,anna,band,2015-01-01,\n`);
    expect(refusedRows(later)).toEqual([[2, "BOTH_CLAIMED"]]);
    expect(await everythingStored(database)).toBe(stored);
  });

  it("enters nothing between an actor and one that has blocked it", async () => {
    await database.pool.query(
      `INSERT INTO actor_block (blocker_id, blocked_id)
        SELECT one.id, other.id FROM actor AS one, actor AS other WHERE one.slug = 'hall' AND other.slug = 'anna'`,
    );
    const run = await importText("kind,source,target\nPLAYS_AT,anna,hall\nCOLLABORATES_WITH,anna,hall\n");
    expect(refusedRows(run)).toEqual([
      [2, "BLOCKED"],
      [3, "BLOCKED"],
    ]);
    expect(await storedRelationships(database)).toEqual([]);
  });

  it("refuses alone the row that the database refuses", async () => {
    await database.pool.query(
      "ALTER TABLE relationship ADD CONSTRAINT poison CHECK (started_on IS DISTINCT FROM '2000-01-18')",
    );
    const days = Array.from({ length: 28 }, (_, place) => `2000-01-${String(place + 1).padStart(2, "0")}`);
    const rows = days.map((day) => `MEMBER_OF,anna,band,${day},${day}`);
    const run = await importText(`kind,source,target,started_on,ended_on\n${rows.join("\n")}\n`);
    await database.pool.query("ALTER TABLE relationship DROP CONSTRAINT poison");
    expect(run.summary).toMatchObject(counts(27, 0, 0, 1, 0));
    expect(run.lines.refused).toEqual([
      { line: 19, code: "REFUSED_BY_DATABASE", message: "the database refused it (23514)" },
    ]);
  });

  it("says in a person's words what came of it", async () => {
    const file = await fileOf(
      "edges.csv",
      "kind;source;target;started_on;colour\nMEMBER_OF;anna;band;2019;red\nMEMBER_OF;anna;the-band;;\nLIKES;anna;bo;;\nMEMBER_OF;bo;band;;\n",
    );
    const { code, stdout } = await runCommand(database, ["import", "relationships", file]);
    expect(code).toBe(0);
    const lines = stdout.split("\n");
    expect(lines[0]).toMatch(/: 4 rows in \d+\.\d s \(\d+ rows\/s\)$/);
    expect(lines.slice(1)).toEqual([
      "  relationships       confirmed   proposed  unchanged    refused   dangling",
      "  all                         1          0          0          2          1",
      "  MEMBER_OF                   1          0          0          1          1",
      "  of no known kind            0          0          0          1          0",
      "Columns that mean nothing here: colour",
      "",
      "Refused",
      'line 2: started_on "2019" is no day; a year or month alone is not taken, since the day would be invented: leave it empty',
      'line 4: "LIKES" is no kind of relationship; kinds are COLLABORATES_WITH, MEMBER_OF, TEACHES_AT, PLAYS_AT, REHEARSES_AT, HOSTS, MENTORS, PARTNER_OF, CO_ORGANISES, GREW_OUT_OF, OUTGROWN_TO',
      "",
      "Dangling: ends that name no actor, none of which is created",
      'line 3: target "the-band"',
      "",
    ]);
  });

  it("makes no doubles when two imports run at once", async () => {
    const rows = Array.from({ length: 1200 }, (_, place) => {
      const day = new Date(Date.UTC(2000, 0, 1 + place)).toISOString().slice(0, 10);
      return `MEMBER_OF,anna,band,${day},${day}`;
    });
    const file = `kind,source,target,started_on,ended_on\n${rows.join("\n")}\n`;
    const path = await fileOf("edges.csv", file);
    const runs = await Promise.all([1, 2].map(() => importFileInProcess(database, path)));
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    const sum = (count: string) => runs.reduce((total, { summary }) => total + Number(summary[count]), 0);
    expect([sum("confirmed"), sum("unchanged"), sum("refused")]).toEqual([1200, 1200, 0]);
    expect(await storedRelationships(database)).toHaveLength(1200);
  });
});

describe("a file that cannot be imported", () => {
  const own = "https://raw.githubusercontent.com/SemanticLab/data-export/main/context/context.jsonld";
  const deep = `${"[".repeat(200)}${"]".repeat(200)}`;

  it("is refused in one line", async () => {
    const cases: readonly (readonly [string, string | Uint8Array, string])[] = [
      ["a.csv", "", "The file is empty."],
      ["a.csv", "source,colour\nanna,red\n", 'The header has no column "kind", "target"; known columns are'],
      ["a.csv", "kind,source,fra,target\nMEMBER_OF,a,b,c\n", 'The columns "source" and "fra" mean the same.'],
      ["a.csv", "kind,source,target\nMEMBER_OF\n", "No row can be read; line 2"],
      ["a.jsonld", '[\n  {"a": 1},\n  oops\n]', "The file is no JSON: Unexpected token"],
      ["a.jsonld", '[{"a": 1}', "The file is no JSON: "],
      ["a.jsonld", "5", "The file holds neither a node nor a list of nodes."],
      ["a.json", Buffer.from([0x5b, 0x22, 0xe6, 0x22, 0x5d]), "The file is not UTF-8, as JSON is."],
      ["a.json", '{"@context": 5, "a": 1}', "The file is no JSON-LD: "],
      ["a.json", '{"hello": "world"}', "No node of the file is a Person, MusicGroup or Venue"],
      ["noextension", ` ${deep}`, "The file is nested deeper than 100 levels."],
      [
        "a.json",
        `{"@context": ["${own}", "https://example.org/c"], "a": 1}`,
        '"https://example.org/c" is not known here',
      ],
      ["a.json", Buffer.alloc(50 * 1024 * 1024 + 1, " "), "The file is larger than 50 MB"],
    ];
    for (const [name, content, reason] of cases) {
      const run = await importFile(database, await fileOf(name, content));
      expect([reason, run.code, run.stdout]).toEqual([reason, 1, ""]);
      expect(run.stderr).toContain(reason);
      expect(run.stderr.trim().split("\n")).toHaveLength(1);
    }
  }, 120_000);

  it("ends the process with what it answered", async () => {
    for (const name of ["a.csv", "a.json"]) {
      const run = await importFileInProcess(database, await fileOf(name, ""));
      expect(run).toMatchObject({ code: 1, stdout: "" });
      expect(run.stderr).toMatch(/^.*The file is (empty|no JSON).*\n$/);
    }
  });

  it("tells how to use it", async () => {
    for (const args of [["relationships"], ["relationships", "a", "b"], ["relationships", "a", "--force"]]) {
      const { code, stdout } = await runCommand(database, ["import", ...args]);
      expect([code, stdout]).toEqual([
        1,
        "Usage: npm run import -- [actors | relationships] FILE [--dry-run] [--json]\n",
      ]);
    }
  });

  it("takes actors by name too", async () => {
    const file = await fileOf("actors.csv", "kind,name,slug\nVENUE,Gimle,gimle\n");
    const { code, stdout } = await runCommand(database, ["import", "actors", file]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("  created              1\n")]);
    expect(await readFile(file, "utf8")).toContain("Gimle");
  });
});

import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import {
  countsOf,
  csvFile,
  everythingStored,
  type ImportRun,
  runImport,
  runImportProcess,
} from "./import-runs.js";

const openStreetMapFile = fileURLToPath(
  new URL("../../fixtures/osm-dk-music-pois-2019/dk_music_culture_nodes.csv", import.meta.url),
);

let database: TestDatabase;

/** A database of the block's own, empty before every test. */
function withEmptyDatabase(): void {
  beforeAll(async () => {
    database = await createTestDatabase({ demo: false });
  });
  afterAll(() => database.drop());
  beforeEach(() => database.empty());
}

interface ActorRow {
  readonly slug: string;
  readonly name: string;
  readonly kind: string;
  readonly former_names: string[];
  readonly about_da: string | null;
  readonly latitude: number | null;
  readonly location_precision: string;
  readonly published_latitude: number | null;
  readonly created_by: string | null;
  readonly municipality: string | null;
  readonly genres: string[];
  readonly links: string[];
  readonly ids: string[];
}

async function actors(where = "true"): Promise<ActorRow[]> {
  const { rows } = await database.pool.query<ActorRow>(
    `SELECT actor.*, municipality.code AS municipality,
      ARRAY(SELECT genre.slug FROM actor_genre JOIN genre ON genre.id = genre_id WHERE actor_id = actor.id ORDER BY 1) AS genres,
      ARRAY(SELECT url FROM contact_link WHERE actor_id = actor.id ORDER BY position) AS links,
      ARRAY(SELECT scheme || ' ' || value FROM external_id WHERE actor_id = actor.id ORDER BY 1) AS ids
    FROM actor LEFT JOIN municipality ON municipality.id = municipality_id WHERE ${where} ORDER BY actor.slug COLLATE "C"`,
  );
  return rows;
}

const importText = async (content: string | Uint8Array, ...options: string[]): Promise<ImportRun> =>
  runImport(database, [await csvFile(content), "--json", ...options]);

/** Gives an actor an owner. */
async function giveOwner(slug: string): Promise<void> {
  const account = randomUUID();
  await database.pool.query(
    "INSERT INTO account (id, public_id, display_name, email, email_verified) VALUES ($1, $2, 'Owner', $3, true)",
    [account, `account_${account}`, `${account}@example.org`],
  );
  await database.pool.query(
    `INSERT INTO membership (id, public_id, actor_id, account_id, role, started_on)
      SELECT gen_random_uuid(), gen_random_uuid()::text, id, $2, 'OWNER', current_date FROM actor WHERE slug = $1`,
    [slug, account],
  );
}

describe("the OpenStreetMap extract of 2019", () => {
  let dry: ImportRun;
  let first: ImportRun;
  let stored: string;
  beforeAll(async () => {
    database = await createTestDatabase({ demo: false });
    const before = await everythingStored(database.pool);
    dry = await runImport(database, [openStreetMapFile, "--dry-run", "--json"]);
    expect(await everythingStored(database.pool)).toBe(before);
    first = await runImportProcess(database, [openStreetMapFile, "--json"]);
    stored = await everythingStored(database.pool);
    expect(stored).not.toBe(before);
  });
  afterAll(() => database.drop());

  it("comes in with its numbers, as the dry run said", () => {
    expect([first.code, countsOf(first)]).toEqual([
      0,
      { created: 329, updated: 0, unchanged: 0, skipped: 54, possibleDuplicates: 3 },
    ]);
    expect(first.summary).toMatchObject({ rows: 383, ignoredColumns: [] });
    expect([dry.code, countsOf(dry)]).toEqual([0, countsOf(first)]);
    expect([dry.skipped, dry.duplicates]).toEqual([first.skipped, first.duplicates]);
  });

  it("changes nothing the second time", async () => {
    for (const options of [["--json"], ["--json", "--dry-run"]]) {
      const again = await runImport(database, [openStreetMapFile, ...options]);
      expect(countsOf(again)).toEqual({
        created: 0,
        updated: 0,
        unchanged: 329,
        skipped: 54,
        possibleDuplicates: 3,
      });
      expect([again.skipped, again.duplicates]).toEqual([first.skipped, first.duplicates]);
    }
    expect(await everythingStored(database.pool)).toBe(stored);
  });

  it("skips shops and what says nothing of music, with the reason", () => {
    const shops = first.skipped.filter(({ code }) => code === "SHOP");
    expect(shops).toHaveLength(47);
    expect(shops[0]).toEqual({
      line: 18,
      code: "SHOP",
      message: '"shop=musical_instrument" is a shop, and shops are no actors',
    });
    const others = first.skipped.filter(({ code }) => code === "NO_ACTOR");
    expect(others.map(({ line }) => line)).toEqual([96, 98, 165, 166, 269, 283, 351]);
  });

  it("reports places that may be one", () => {
    expect(
      first.duplicates.map(({ line, slug, otherSlug, otherLine }) => [line, slug, otherSlug, otherLine]),
    ).toEqual([
      [194, "spisestuerne-2", "spisestuerne", 192],
      [247, "fiskegaarden-2", "fiskegaarden", 82],
      [359, "ismejeriet-2", "ismejeriet", 358],
    ]);
  });

  it("finds municipalities by their borders, not by the nearest centre", async () => {
    const found = await database.pool.query(
      `SELECT external_id.value, municipality.code FROM external_id JOIN actor ON actor.id = actor_id
        JOIN municipality ON municipality.id = municipality_id
        WHERE external_id.value = ANY ($1) ORDER BY external_id.value`,
      [
        [
          "node/2202324762",
          "node/3908273612",
          "node/3920559092",
          "node/3922722265",
          "node/4289542377",
          "node/4581369621",
        ],
      ],
    );
    expect(found.rows).toEqual([
      { value: "node/2202324762", code: "0265" }, // Gundsømagle: Roskilde; the nearest centre is Egedal's
      { value: "node/3908273612", code: "0210" }, // Kokkedal: Fredensborg, not Hørsholm
      { value: "node/3920559092", code: "0259" }, // Rishøj: Køge, not Solrød
      { value: "node/3922722265", code: "0253" }, // Greve, not Ishøj
      { value: "node/4289542377", code: "0751" }, // Skødstrup: Aarhus, not Syddjurs
      { value: "node/4581369621", code: "0169" }, // Taastrup: Høje-Taastrup, not Ishøj
    ]);
    const { rowCount } = await database.pool.query("SELECT 1 FROM actor WHERE municipality_id IS NULL");
    expect(rowCount).toBe(0);
  });

  it("makes unclaimed actors that show an open place's point", async () => {
    expect(await actors("actor.slug = 'loppen'")).toMatchObject([
      {
        name: "Loppen",
        kind: "VENUE",
        location_precision: "EXACT",
        latitude: 55.6740214,
        published_latitude: 55.6740214,
        created_by: null,
        municipality: "0101",
        ids: ["OPENSTREETMAP node/567867798"],
      },
    ]);
    const near = { location_precision: "NEAR" };
    expect(await actors("kind <> 'VENUE'")).toMatchObject([
      { ...near, slug: "det-fynske-musikkonservatorium", kind: "KNOWLEDGE_PARTNER", municipality: "0461" },
      { ...near, slug: "haderslev-kommunale-musikskole", kind: "MUSIC_SCHOOL", municipality: "0510" },
    ]);
    const { rowCount } = await database.pool.query("SELECT 1 FROM membership");
    expect(rowCount).toBe(0);
  });
});

describe("Samspil's own layout", () => {
  withEmptyDatabase();

  const rich =
    "kind,name,slug,municipality_code,latitude,longitude,location_precision,about_da,genres,links,cvr,wikidata\n" +
    'venue,Blå Time,blaa-time,0101,55.68,12.57,EXACT,"Første linje\nanden ""linje""",jazz|rock,https://blaatime.example|http://x.example/a,DK 10150817,Q42\n';

  it("keeps every column and recognises the actor again", async () => {
    expect(countsOf(await importText(rich))).toMatchObject({ created: 1, skipped: 0 });
    expect(await actors()).toMatchObject([
      {
        slug: "blaa-time",
        name: "Blå Time",
        municipality: "0101",
        location_precision: "EXACT",
        about_da: 'Første linje\nanden "linje"',
        genres: ["jazz", "rock"],
        links: ["https://blaatime.example/", "http://x.example/a"],
        ids: ["CVR 10150817", "WIKIDATA Q42"],
      },
    ]);
    const stored = await everythingStored(database.pool);
    expect(countsOf(await importText(rich))).toMatchObject({ created: 0, updated: 0, unchanged: 1 });
    expect(await everythingStored(database.pool)).toBe(stored);
  });

  it("corrects what the file gives, leaves what it does not, and keeps the old name", async () => {
    await importText(rich);
    const renamed =
      "art,navn,wikidata,musicbrainz,genrer\n" +
      "spillested,Blå Time København,https://www.wikidata.org/wiki/Q42,6d7b7cd4-254b-4c25-83f6-dd20f98ceacd,jazz\n";
    expect(countsOf(await importText(renamed, "--dry-run"))).toMatchObject({ updated: 1 });
    expect(countsOf(await importText(renamed))).toMatchObject({ created: 0, updated: 1 });
    const [actor] = await actors();
    expect(actor).toMatchObject({
      slug: "blaa-time",
      name: "Blå Time København",
      former_names: ["Blå Time"],
      about_da: 'Første linje\nanden "linje"',
      municipality: "0101",
      genres: ["jazz"],
      ids: ["CVR 10150817", "MUSICBRAINZ 6d7b7cd4-254b-4c25-83f6-dd20f98ceacd", "WIKIDATA Q42"],
    });
    expect(actor?.links).toHaveLength(2);
    expect(countsOf(await importText(renamed))).toMatchObject({ updated: 0, unchanged: 1 });
  });

  it("finds an actor by a former slug", async () => {
    await importText("kind,name,slug\nVENUE,Gimle,gimle\n");
    await database.pool.query(
      "WITH taken AS (INSERT INTO actor_slug (slug, actor_id) SELECT 'gimle-roskilde', id FROM actor) UPDATE actor SET slug = 'gimle-roskilde'",
    );
    expect(countsOf(await importText("kind,name,slug\nVENUE,Gimle,gimle\n"))).toMatchObject({
      created: 0,
      unchanged: 1,
    });
  });

  it.each([
    ["comma, LF", (text: string) => Buffer.from(text)],
    [
      "semicolon, CRLF, byte order mark",
      (text: string) => Buffer.from(`\ufeff${text.replaceAll(",", ";").replaceAll("\n", "\r\n")}`),
    ],
    ["tab, Latin-1", (text: string) => Buffer.from(text.replaceAll(",", "\t"), "latin1")],
    ["UTF-16", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le")],
  ])("reads %s", async (_, encode) => {
    const text =
      'Aktørtype,Navn,Kortnavn,Kommune,Om,Længdegrad,Breddegrad\nØvelokaleforening,Ærø Øvere,aeroe-oevere,København,"To\nlinjer",12.57,55.68\n';
    const run = await importText(encode(text));
    expect([run.code, countsOf(run)]).toMatchObject([0, { created: 1, skipped: 0 }]);
    expect(await actors()).toMatchObject([
      {
        kind: "REHEARSAL_ASSOCIATION",
        name: "Ærø Øvere",
        municipality: "0101",
        about_da: expect.stringMatching(/^To\r?\nlinjer$/),
        latitude: 55.68,
        location_precision: "MUNICIPALITY",
      },
    ]);
  });

  it("refuses each row by itself, with its line and the reason", async () => {
    const header =
      "kind,name,slug,municipality_code,postcode,latitude,longitude,location_precision,about_da,genres,links,cvr,wikidata,musicbrainz,openstreetmap";
    const cases: readonly (readonly [string, string])[] = [
      ["MISSING", "VENUE,,a1,,,,,,,,,,,,"],
      ["MISSING", ",Name,a2,,,,,,,,,,,,"],
      ["UNKNOWN_KIND", "CINEMA,Name,a3,,,,,,,,,,,,"],
      ["INVALID_SLUG", "VENUE,Name,Not A Slug,,,,,,,,,,,,"],
      ["NOT_RECOGNISABLE", "VENUE,Name Alone,,,,,,,,,,10150817,,,"],
      ["INVALID_TEXT", "VENUE,Na\u0000me,a4,,,,,,,,,,,,"],
      ["TOO_LONG", `VENUE,${"n".repeat(201)},a5,,,,,,,,,,,,`],
      ["CPR_NUMBER", "VENUE,Name,a6,,,,,,Ring til 010190-1234,,,,,,"],
      ["UNKNOWN_MUNICIPALITY", "VENUE,Name,a7,0100,,,,,,,,,,,"],
      ["UNKNOWN_POSTCODE", "VENUE,Name,a8,,0001,,,,,,,,,,"],
      ["HALF_A_POINT", "VENUE,Name,a9,,,55.68,,,,,,,,,"],
      ["DECIMAL_COMMA", 'VENUE,Name,a10,,,"55,68","12,57",,,,,,,,'],
      ["INVALID_COORDINATE", "VENUE,Name,a11,,,north,12.57,,,,,,,,"],
      ["SWAPPED_COORDINATES", "VENUE,Name,a12,,,12.57,55.68,,,,,,,,"],
      ["POINT_ABROAD", "VENUE,Name,a13,,,95,12.57,,,,,,,,"],
      ["POINT_ABROAD", "VENUE,Name,a14,,,48.1,11.5,,,,,,,,"],
      ["POINT_AT_SEA", "VENUE,Name,a15,,,56.5,11.8,,,,,,,,"],
      ["POINT_ELSEWHERE", "VENUE,Name,a16,0751,,55.68,12.57,,,,,,,,"],
      ["UNKNOWN_PRECISION", "VENUE,Name,a17,,,55.68,12.57,ROUGH,,,,,,,"],
      ["EXACT_LOCATION_OF_ARTIST", "ARTIST,Name,a18,,,55.68,12.57,EXACT,,,,,,,"],
      ["UNKNOWN_GENRE", "VENUE,Name,a19,,,,,,,jazz|no-such,,,,,"],
      ["INVALID_LINK", "VENUE,Name,a20,,,,,,,,javascript:alert(1),,,,"],
      ["INVALID_ID", "VENUE,Name,a21,,,,,,,,,12345678,,,"],
      ["INVALID_ID", "VENUE,Name,a22,,,,,,,,,,P31,,"],
      ["INVALID_ID", "VENUE,Name,a23,,,,,,,,,,,not-a-uuid,"],
      ["INVALID_ID", "VENUE,Name,a24,,,,,,,,,,,,area/5"],
      ["WRONG_FIELD_COUNT", "VENUE,Name,a25"],
      ["TEXT_AFTER_QUOTE", '"VENUE"x,Name,a26,,,,,,,,,,,,'],
    ];
    const file = [
      header,
      "VENUE,Kept,kept,101,,,,,,,,,,,",
      ...cases.map(([, row]) => row),
      "VENUE,Kept Too,kept-too,,4000,,,,,,,,,,",
    ].join("\n");
    for (const options of [["--dry-run"], []]) {
      const run = await importText(file, ...options);
      expect(run.code).toBe(0);
      expect(run.skipped.map(({ line, code }) => [line, code])).toEqual(
        cases.map(([code], place) => [place + 3, code]),
      );
      expect(countsOf(run)).toMatchObject({ created: 2, skipped: cases.length });
      expect(run.stdout).not.toContain("010190");
    }
    expect(await actors()).toMatchObject([
      { slug: "kept", municipality: "0101" },
      { slug: "kept-too", municipality: "0265" },
    ]);
  });

  it("says in one line a person's words what is wrong", async () => {
    const file = await csvFile(
      "kind;name;slug;latitude;longitude;colour\nVENUE;Gimle;gimle;55,64;12,08;red\nVENUE;Gimle;gimle-2;;;\nVENUE;Gimle;gimle-3;;;\n",
    );
    const { code, stdout } = await runImport(database, [file]);
    expect(code).toBe(0);
    expect(stdout.split("\n").slice(1)).toEqual([
      "  created              2",
      "  updated              0",
      "  unchanged            0",
      "  skipped              1",
      "  possible duplicates  0",
      "Columns that mean nothing here: colour",
      "",
      "Skipped",
      'line 2: latitude "55,64" has a decimal comma; write a point',
      "",
    ]);
    expect(stdout).toMatch(/: 3 rows in \d+\.\d s \(\d+ rows\/s\)\n/);
  });

  it("takes each id once in a file, also batches apart", async () => {
    const filler = Array.from({ length: 600 }, (_, place) => `VENUE,Filler ${place},filler-${place},,`);
    const file = [
      "kind,name,slug,wikidata,openstreetmap",
      "VENUE,First,first,Q1,node/1",
      "VENUE,Second,second,Q1,",
      "VENUE,Third,third,Q2,",
      ...filler,
      "VENUE,Fourth,fourth,Q9,node/1",
      "VENUE,Fifth,first,,",
      "VENUE,Sixth,filler-0-2,Q3,",
    ].join("\n");
    for (const options of [["--dry-run"], [], []]) {
      const { skipped } = await importText(file, ...options);
      expect(skipped.map(({ line, message }) => [line, message])).toEqual([
        [3, "line 2 has the same WIKIDATA Q1"],
        [605, "line 2 has the same OPENSTREETMAP node/1"],
        [606, "line 2 has the same SLUG first"],
      ]);
    }
    const { rows: counted } = await database.pool.query("SELECT count(*)::integer AS count FROM actor");
    expect(counted).toEqual([{ count: 603 }]);
  });

  it("refuses a row whose ids belong to two actors, to a third line's, or to another kind", async () => {
    await importText("kind,name,slug,wikidata\nVENUE,One,one,Q1\nVENUE,Two,two,Q2\nVENUE,Three,three,Q3\n");
    const stored = await everythingStored(database.pool);
    const { skipped } = await importText(
      "kind,name,slug,wikidata\nVENUE,One,one,Q2\nVENUE,Three,three,\nVENUE,Three,,Q3\nFESTIVAL,Two,two,\n",
    );
    expect(skipped.map(({ line, message }) => [line, message])).toEqual([
      [2, "its slug and ids belong to different actors: one, two"],
      [4, "line 3 is the same actor, three"],
      [5, "two is a VENUE, and a kind is for good"],
    ]);
    expect(await everythingStored(database.pool)).toBe(stored);
  });

  it("leaves an actor with an owner alone", async () => {
    const file = "kind,name,slug,about_da\nVENUE,Gimle,gimle,Om Gimle\nVENUE,Loppen,loppen,\n";
    await importText(file);
    await giveOwner("gimle");
    await giveOwner("loppen");
    const stored = await everythingStored(database.pool);
    const run = await importText(
      "kind,name,slug,about_da\nVENUE,Gimle,gimle,Noget andet\nVENUE,Loppen,loppen,\n",
    );
    expect(countsOf(run)).toMatchObject({ updated: 0, unchanged: 1, skipped: 1 });
    expect(run.skipped).toEqual([
      { line: 2, code: "CLAIMED", message: "gimle has an owner, whose profile an import never changes" },
    ]);
    expect(await everythingStored(database.pool)).toBe(stored);
  });

  it("reports possible duplicates and takes them, the same each time", async () => {
    await importText(
      "kind,name,slug,municipality_code,latitude,longitude,cvr\nVENUE,Øvehuset,inside,0101,,,\nVENUE,Border,near,0147,55.6800,12.4932,\nVENUE,Firm,firm,,,,10150817\nVENUE,Elsewhere,elsewhere,0751,,,\n",
    );
    const file = [
      "kind,name,slug,municipality_code,latitude,longitude,cvr",
      "VENUE,Oevehuset,outside,0101,,,",
      "VENUE,OVEHUSET,third,0101,,,",
      "VENUE,Border,beside,0101,55.6800,12.4912,",
      "VENUE,Another Firm,firm-too,,,,10150817",
      "VENUE,Elsewhere,other-town,0461,,,",
    ].join("\n");
    const expected = [
      [2, "outside", "SAME_NAME_AND_MUNICIPALITY", "inside", null, 1],
      [3, "third", "SAME_NAME_AND_MUNICIPALITY", "inside", null, 2],
      [4, "beside", "SAME_NAME_NEARBY", "near", null, 1],
      [5, "firm-too", "SAME_CVR", "firm", null, 1],
    ];
    for (const [options, created] of [
      [["--dry-run"], 5],
      [[], 5],
      [[], 0],
      [["--dry-run"], 0],
    ] as const) {
      const run = await importText(file, ...options);
      expect(run.skipped).toEqual([]);
      expect(run.summary.created).toBe(created);
      expect(
        run.duplicates.map(({ line, slug, reason, otherSlug, otherLine, others }) => [
          line,
          slug,
          reason,
          otherSlug,
          otherLine,
          others,
        ]),
      ).toEqual(expected);
    }
  });
});

describe("a file that cannot be imported", () => {
  beforeAll(async () => {
    database = await createTestDatabase({ demo: false });
  });
  afterAll(() => database.drop());

  it.each([
    ["a missing file", async () => "/no/such/file.csv", "cannot be read"],
    ["a directory", async () => fileURLToPath(new URL(".", import.meta.url)), "is not a file"],
    ["an empty file", async () => csvFile(""), "The file is empty"],
    [
      "no known columns",
      async () => csvFile("colour,size\nred,4\n"),
      'has no column "kind" or no column "name"; known columns are kind, name, slug',
    ],
    [
      "a column twice",
      async () => csvFile("kind,name,navn\nVENUE,a,b\n"),
      'The columns "name" and "navn" mean the same',
    ],
    ["a header twice", async () => csvFile("kind,kind\nVENUE,a\n"), 'Two columns are called "kind"'],
    ["no row that can be read", async () => csvFile("kind,name,slug\nVENUE\n"), "No row can be read; line 2"],
  ])("is refused in one line: %s", async (_, path, reason) => {
    const { code, stdout, stderr } = await runImport(database, [await path()]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(reason);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  it("ends the process with what it answered, before the database is asked and after", async () => {
    const usage = {
      code: 1,
      stdout: "Usage: npm run import -- [actors | relationships] FILE [--dry-run] [--json]\n",
    };
    expect(await runImportProcess(database, [])).toMatchObject({ ...usage, stderr: "" });
    for (const path of ["/no/such/file.csv", await csvFile("")]) {
      const run = await runImportProcess(database, [path]);
      expect(run).toMatchObject({ code: 1, stdout: "" });
      expect(run.stderr).toMatch(/^.*(cannot be read|The file is empty).*\n$/);
    }
  });

  it("tells how to use it", async () => {
    for (const args of [[], ["a.csv", "--force"], ["a.csv", "b.csv"]]) {
      expect(await runImport(database, args)).toMatchObject({
        code: 1,
        stdout: "Usage: npm run import -- [actors | relationships] FILE [--dry-run] [--json]\n",
      });
    }
  });
});

import { runSql, type SQL, sql } from "../../src/platform/database/sql.js";
import {
  type SearchQuestion,
  searchedDocuments,
  searchFacets,
} from "../../src/platform/search/searched-documents.js";
import { createTestDatabase, type TestDatabase } from "../testkit/database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ demo: true });
});
afterAll(() => database.drop());

const uuids = (...ids: readonly string[]) => sql`${sql.value([...ids])}::uuid[]`;
const viewerOf = (base: 1 | 3, opened: readonly string[] = [], own: readonly string[] = []) => ({
  base: sql`${sql.value(base)}::smallint`,
  opened: uuids(...opened),
  own: uuids(...own),
});
const stranger = undefined;
const asked = (query: string, rest: Partial<SearchQuestion> = {}): SearchQuestion => ({
  query: sql`${sql.value(query)}::text`,
  viewer: stranger,
  ...rest,
});

interface Hit {
  readonly slug: string;
  readonly rank: number;
  readonly distance_km: number | null;
}

/** What is found, in order, of the actors that a condition lets through. */
async function hits(question: SearchQuestion, among: SQL = sql`true`): Promise<Hit[]> {
  return runSql<Hit>(
    database.pool,
    sql`SELECT actor.slug, hit.rank, hit.distance_km FROM (${searchedDocuments(question)}) AS hit
      JOIN actor ON actor.id = hit.node_id AND hit.node_type = 'Actor' WHERE ${among}
      ORDER BY hit.rank DESC, hit.title COLLATE "da-x-icu", hit.id`,
  );
}
const slugs = async (question: SearchQuestion) => (await hits(question)).map(({ slug }) => slug);

async function facetsOf(question: SearchQuestion): Promise<Record<string, number>> {
  const rows = await runSql<{ facet: string; value: string; count: number }>(
    database.pool,
    searchFacets(question),
  );
  return Object.fromEntries(rows.map(({ facet, value, count }) => [`${facet} ${value}`, count]));
}

async function idOf(table: string, condition: string): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>(`SELECT id FROM ${table} WHERE ${condition}`);
  return rows[0]?.id ?? "none";
}

/** Adds an actor and answers its id; columns in SQL. */
async function addActor(slug: string, columns: Readonly<Record<string, string>>): Promise<string> {
  const given = { kind: "'VENUE'", name: `'${slug}'`, ...columns };
  const { rows } = await database.pool.query<{ id: string }>(
    `WITH added AS (
      INSERT INTO actor (id, public_id, slug, ${Object.keys(given).join(", ")})
      VALUES (gen_random_uuid(), 'actor_${slug}', '${slug}', ${Object.values(given).join(", ")}) RETURNING id
    ), named AS (INSERT INTO actor_slug SELECT '${slug}', id FROM added)
    SELECT id FROM added`,
  );
  return rows[0]?.id ?? "none";
}

async function highlight(title: string, body: string, query: string): Promise<string | null> {
  const { rows } = await database.pool.query<{ html: string | null }>(
    "SELECT search_highlight($1, $2, $3, search_pattern(search_terms($3)), NULL) AS html",
    [title, body, query],
  );
  return rows[0]?.html ?? null;
}

describe("who finds what", () => {
  /** One field for each visibility, each with a word of its own. */
  const words = { ABOUT: "zebrafinke", OFFERS: "yakokse", SEEKS: "xylofonbjoern", FORMER_NAMES: "wombatten" };
  let id: string;
  beforeAll(async () => {
    id = await addActor("four-circles", {
      about_da: `'${words.ABOUT}'`,
      offers: `ARRAY['${words.OFFERS}']`,
      seeks: `ARRAY['${words.SEEKS}']`,
      former_names: `ARRAY['${words.FORMER_NAMES}']`,
      field_visibility: `'{"OFFERS":"SIGNED_IN","SEEKS":"NETWORK","FORMER_NAMES":"MEMBERS"}'`,
    });
  });
  const circles = () =>
    [
      ["a stranger", stranger, 1],
      ["somebody signed in", viewerOf(1), 2],
      ["somebody of another's network", viewerOf(1, ["00000000-0000-7000-8000-000000000000"]), 2],
      ["somebody of the network", viewerOf(1, [id]), 3],
      ["a member", viewerOf(1, [], [id]), 4],
      ["an administrator", viewerOf(3), 4],
    ] as const;

  test("each field is found by exactly those who see it, also with a typo", async () => {
    for (const [who, viewer, seen] of circles()) {
      const expected = Object.values(words).map((_, place) => (place < seen ? ["four-circles"] : []));
      const exact = await Promise.all(Object.values(words).map((word) => slugs(asked(word, { viewer }))));
      const typos = await Promise.all(
        Object.values(words).map((word) => slugs(asked(`${word.slice(0, 4)}${word.slice(5)}`, { viewer }))),
      );
      expect([who, exact]).toEqual([who, expected]);
      expect([who, typos]).toEqual([who, expected]);
    }
  });

  test("everyone meets an actor once, with a text that holds nothing hidden", async () => {
    for (const [who, viewer, seen] of circles()) {
      const bodies = await runSql<{ body: string }>(
        database.pool,
        sql`SELECT document.body FROM (${searchedDocuments(asked("four-circles", { viewer }))}) AS hit
          JOIN search_document AS document USING (id)`,
      );
      const [, , , ...rest] = [...Object.values(words)];
      expect(rest).toHaveLength(1);
      const visible = Object.values(words).filter((_, place) => place < seen);
      expect([who, bodies.map(({ body }) => body.split("\n"))]).toEqual([
        who,
        [[...visible, "spillested / venue"]],
      ]);
    }
  });

  test("facets, filters and distances keep to what the viewer sees", async () => {
    const jazz = await idOf("genre", "slug = 'jazz'");
    const koege = await idOf("municipality", "code = '0259'");
    const hiding = await addActor("quaggahuset", {
      municipality_id: `'${koege}'`,
      latitude: "55.45",
      longitude: "12.18",
      location_precision: "'EXACT'",
      field_visibility: `'{"GENRES":"SIGNED_IN","MUNICIPALITY":"NETWORK"}'`,
    });
    await database.pool.query("INSERT INTO actor_genre VALUES ($1, $2)", [hiding, jazz]);
    const near = {
      latitude: sql`55.45::double precision`,
      longitude: sql`12.18::double precision`,
      withinKm: sql`1::double precision`,
    };
    const cases = [
      [stranger, false, false],
      [viewerOf(1), true, false],
      [viewerOf(1, [hiding]), true, true],
      [viewerOf(1, [], [hiding]), true, true],
      [viewerOf(3), true, true],
    ] as const;
    for (const [viewer, seesGenre, seesPlace] of cases) {
      const question = asked("quaggahuset", { viewer });
      expect(await facetsOf(question)).toEqual({
        "actorKind VENUE": 1,
        ...(seesGenre ? { [`genre ${jazz}`]: 1 } : {}),
        ...(seesPlace ? { [`municipality ${koege}`]: 1 } : {}),
      });
      const isOfGenre = (genreId: SQL) => sql`${genreId} = ${sql.value(jazz)}::uuid`;
      const isInMunicipality = (municipalityId: SQL) => sql`${municipalityId} = ${sql.value(koege)}::uuid`;
      expect(await slugs({ ...question, filter: { isOfGenre } })).toEqual(seesGenre ? ["quaggahuset"] : []);
      expect(await slugs({ ...question, filter: { isInMunicipality } })).toEqual(
        seesPlace ? ["quaggahuset"] : [],
      );
      expect(await slugs({ ...question, near })).toEqual(seesPlace ? ["quaggahuset"] : []);
      const [anywhere] = await hits({ ...question, near: { ...near, withinKm: undefined } });
      expect(anywhere?.distance_km).toBe(seesPlace ? 0 : null);
      expect(await slugs({ ...question, filter: { actorKinds: sql`'{ARTIST}'::text[]` } })).toEqual([]);
    }
  });

  test("words that are hidden change neither stage, rank nor order of what is seen", async () => {
    await addActor("seen-one", { about_da: "'okapiens have'" });
    await addActor("seen-two", { name: "'Okapi'", about_da: "'okapien'" });
    const before = await hits(asked("okapiem"));
    expect(before.map(({ slug }) => slug)).toEqual(["seen-two", "seen-one"]);
    for (const place of [1, 2, 3]) {
      await addActor(`hiding-${place}`, {
        about_da: "'okapiem okapiemer okapien okapiexx'",
        field_visibility: `'{"ABOUT":"MEMBERS"}'`,
      });
    }
    await database.pool.query(
      `UPDATE actor SET seeks = '{okapiem}', field_visibility = '{"SEEKS":"NETWORK"}' WHERE slug = 'seen-one'`,
    );
    expect(await hits(asked("okapiem"))).toEqual(before);
    expect((await hits(asked("okapiem", { viewer: viewerOf(3) }))).map(({ slug }) => slug)).toEqual([
      ...["seen-one", "hiding-1", "hiding-2", "hiding-3"],
    ]);
  });

  test("an actor without anything hidden has one document", async () => {
    const { rows } = await database.pool.query(
      `SELECT actor.slug, array_agg(document.from_level || '-' || document.to_level ORDER BY document.from_level) AS levels
       FROM actor JOIN search_document AS document ON document.node_id = actor.id
       WHERE actor.slug IN ('demo-rehearsal', 'four-circles', 'demo-fyrhuset-syd') GROUP BY actor.slug ORDER BY actor.slug`,
    );
    expect(rows).toEqual([
      { slug: "demo-fyrhuset-syd", levels: ["0-2", "3-3"] },
      { slug: "demo-rehearsal", levels: ["0-3"] },
      { slug: "four-circles", levels: ["0-0", "1-1", "2-2", "3-3"] },
    ]);
  });
});

describe("documents follow from the rows", () => {
  const finds = async (word: string) => (await slugs(asked(word))).includes("demo-artist");

  test("however those are written", async () => {
    const { pool } = database;
    const actor = await idOf("actor", "slug = 'demo-artist'");
    await pool.query("UPDATE actor SET name = 'Numbatterne' WHERE id = $1", [actor]);
    expect([await finds("numbatterne"), await finds("natlinje")]).toEqual([true, false]);
    const polka = await pool.query<{ id: string }>(
      "INSERT INTO genre (id, public_id, slug, label_da, label_en) VALUES (gen_random_uuid(), 'genre_narhval', 'narhval', 'Narhvalsmusik', 'Narwhal') RETURNING id",
    );
    await pool.query("INSERT INTO actor_genre VALUES ($1, $2)", [actor, polka.rows[0]?.id]);
    expect([await finds("narhvalsmusik"), await finds("narwhal")]).toEqual([true, true]);
    await pool.query("UPDATE genre SET label_da = 'Pangolinsang' WHERE slug = 'narhval'");
    expect([await finds("narhvalsmusik"), await finds("pangolinsang")]).toEqual([false, true]);
    await pool.query("DELETE FROM actor_genre WHERE genre_id = $1", [polka.rows[0]?.id]);
    expect(await finds("pangolinsang")).toBe(false);
    await pool.query(
      "UPDATE line_up_entry SET name = 'Tapir Tapirsen' WHERE actor_id = $1 AND position = (SELECT min(position) FROM line_up_entry WHERE actor_id = $1)",
      [actor],
    );
    // Its line-up is public, but names people: only its network finds it by one.
    const network = await slugs(asked("tapirsen", { viewer: viewerOf(1, [actor]) }));
    expect([await finds("tapirsen"), network]).toEqual([false, ["demo-artist"]]);
  });

  test("and nothing is written when nothing differs", async () => {
    const { pool } = database;
    const versions = async () => (await pool.query("SELECT id, xmin FROM search_document ORDER BY id")).rows;
    const before = await versions();
    await pool.query("UPDATE actor SET updated_at = now(), capacity = capacity");
    await pool.query("SELECT index_actors(ARRAY(SELECT id FROM actor))");
    expect(await versions()).toEqual(before);
    expect((await pool.query("SELECT FROM search_pending")).rowCount).toBe(0);
  });

  test("two who add to one actor at once both come into its document", async () => {
    const actor = await idOf("actor", "slug = 'demo-school'");
    const genres = await database.pool.query<{ id: string; label_da: string }>(
      "SELECT id, label_da FROM genre WHERE slug IN ('bebop', 'reggae') ORDER BY slug",
    );
    const clients = await Promise.all(genres.rows.map(() => database.pool.connect()));
    for (const [place, client] of clients.entries()) {
      await client.query("BEGIN");
      await client.query("INSERT INTO actor_genre VALUES ($1, $2)", [actor, genres.rows[place]?.id]);
    }
    await Promise.all(clients.map((client) => client.query("COMMIT")));
    for (const client of clients) client.release();
    for (const { label_da } of genres.rows) {
      expect([label_da, (await slugs(asked(label_da))).includes("demo-school")]).toEqual([label_da, true]);
    }
  });

  test("an actor that goes takes its documents along, and its words are forgotten", async () => {
    const { pool } = database;
    await addActor("leaving", { about_da: "'kinkajou'" });
    expect(await slugs(asked("kinkajou"))).toEqual(["leaving"]);
    await pool.query("DELETE FROM actor WHERE slug = 'leaving'");
    expect(await slugs(asked("kinkajou"))).toEqual([]);
    await pool.query("SELECT prune_search_words()");
    const kept = await pool.query<{ word: string }>(
      "SELECT word FROM search_word WHERE word IN ('kinkajou', 'zebrafinke', 'musikskole') ORDER BY word",
    );
    expect(kept.rows.map(({ word }) => word)).toEqual(["musikskole", "zebrafinke"]);
  });
});

describe("order", () => {
  test("a name goes before a text, the nearer name first", async () => {
    await addActor("dugong-text", {
      name: "'Under havet'",
      about_da: "'En dugong spiller dugong med andre dugonger'",
    });
    await addActor("dugong-compound", { name: "'Dugonglauget'" });
    await addActor("dugong-inside", { name: "'Den glade dugong'" });
    await addActor("dugong-begins", { name: "'Dugong i byen'" });
    await addActor("dugong-name", { name: "'Dugong'" });
    await addActor("dugong-offer", { name: "'Ved havet'", offers: "ARRAY['dugong']" });
    const found = await hits(asked("DUGONG"));
    expect(found.map(({ slug }) => slug)).toEqual([
      ...["dugong-name", "dugong-begins", "dugong-compound", "dugong-inside", "dugong-offer", "dugong-text"],
    ]);
    const again = await runSql<{ same: boolean }>(
      database.pool,
      sql`SELECT bool_and(hit.rank::text::double precision = hit.rank) AS same FROM (${searchedDocuments(asked("dugong"))}) AS hit`,
    );
    expect(again).toEqual([{ same: true }]);
    expect((await slugs(asked("dugnog")))[0]).toBe("dugong-name");
  });

  test("without a query everything is found, in the order of titles", async () => {
    const all = await hits({ viewer: stranger });
    const { rows } = await database.pool.query<{ slug: string }>(
      `SELECT slug FROM actor ORDER BY name COLLATE "da-x-icu"`,
    );
    expect(all.map(({ slug }) => slug).sort()).toEqual(rows.map(({ slug }) => slug).sort());
    expect(new Set(all.map(({ rank }) => rank))).toEqual(new Set([0]));
    for (const query of ["", "!!!", "😀", "\\", "%"])
      expect([query, await slugs(asked(query))]).toEqual([query, []]);
  });

  test("what is typed is never read as a query language", async () => {
    for (const query of [
      "a & b | !c",
      "x:*",
      "'; DROP TABLE actor",
      "(((",
      "\\'",
      "e".repeat(5000),
      "ord ".repeat(500),
    ])
      await hits(asked(query));
    expect(await slugs(asked("!dugong & <-> (name)"))).toEqual([]);
  });
});

describe("highlights", () => {
  test.each([
    [
      "the spelling that was typed need not be that of the text",
      "Vi har øvelokaler",
      "oevelokale",
      "Vi har <mark>øvelokaler</mark>",
    ],
    ["a typo", "Vi har øvelokaler nu", "øvelokael", "Vi har <mark>øvelokaler</mark> nu"],
    ["two words written apart", "Vi har øvelokaler.", "øve lokale", "Vi har <mark>øvelokaler</mark>."],
    ["several hits", "sang og sangere", "sang", "<mark>sang</mark> og <mark>sangere</mark>"],
    [
      "markup",
      `<b onclick="x">sang</b> & <script>`,
      "sang",
      "&lt;b onclick=&quot;x&quot;&gt;<mark>sang</mark>&lt;/b&gt; &amp; &lt;script&gt;",
    ],
    [
      "marks of the query",
      "<mark>sang</mark>",
      "mark",
      "&lt;<mark>mark</mark>&gt;sang&lt;/<mark>mark</mark>&gt;",
    ],
    ["emoji and joiners", "👩‍🎤 sang 🎶🏳️‍🌈 her", "sang", "👩‍🎤 <mark>sang</mark> 🎶🏳️‍🌈 her"],
    ["combining marks", "Cafe\u0301 A\u030arhus syd", "århus", "Cafe\u0301 <mark>A\u030arhus</mark> syd"],
    ["another script", "Привет, мир", "МИР", "Привет, <mark>мир</mark>"],
    ["a word that folds into two beside it", "1½ sang <i>", "sang", "1½ <mark>sang</mark> &lt;i&gt;"],
    ["lines are apart", "første linje\nanden sang\ntredje", "sang", "anden <mark>sang</mark>"],
  ])("%s", async (_, body, query, html) => {
    expect(await highlight("Titel", body, query)).toBe(html);
  });

  test("of the title, where the text has none, and none where nothing is met", async () => {
    expect(await highlight("Åmosens <Lokaler>", "tekst", "aamosen")).toBe(
      "<mark>Åmosens</mark> &lt;Lokaler&gt;",
    );
    for (const query of ["", " !", "noget"]) expect(await highlight("Titel", "tekst", query)).toBeNull();
  });

  test("a long text is cut around the first hit", async () => {
    const words = (count: number) => Array.from({ length: count }, (_, place) => `ord${place}`).join(" ");
    const html = (await highlight("Titel", `${words(400)} kælderen ${words(900)}`, "kælder")) ?? "";
    expect(html).toMatch(/^…ord\d+ (ord\d+ )+<mark>kælderen<\/mark> (ord\d+ )*ord\d+…$/);
    expect(html.replace(/<\/?mark>|…/g, "").length).toBeLessThanOrEqual(200);
    expect(html.replace(/<\/?mark>|…/g, "").length).toBeGreaterThan(150);
    // What stands far down is not looked for.
    expect(await highlight("Titel", `${words(900)} kælderen`, "kælder")).toBeNull();
    expect((await highlight("Titel", "x".repeat(10_000), "xxxx"))?.length).toBeLessThan(1000);
  });
});

describe("what it stands on", () => {
  test("long texts fold as short ones do", async () => {
    const texts = [
      "Ærø ØÅ éÉ äÄ öÖ üÜ",
      "a  b\n\tc",
      "“citat” – tanke…",
      "Łódź ß ½",
      "söen soeen aaa",
      "",
      " !x! ",
      "A\u030a",
    ];
    const { rows } = await database.pool.query(
      `SELECT original FROM (SELECT unnest($1::text[]) UNION ALL SELECT unnest(ARRAY[about_da, about_en, name] || offers) FROM actor
         UNION ALL SELECT string_agg(chr(32 + (place * 7919 + line * 104729) % 600), '') FROM generate_series(1, 60) AS place,
           generate_series(1, 200) AS line WHERE 32 + (place * 7919 + line * 104729) % 600 NOT BETWEEN 127 AND 159 GROUP BY line) AS all_texts(original)
       WHERE fold_long_text(original) IS DISTINCT FROM fold_text(original) AND original IS NOT NULL`,
      [texts],
    );
    expect(rows).toEqual([]);
  });

  test("distances are those of the great circle", async () => {
    const { rows } = await database.pool.query(
      `SELECT round(distance_km(55.6761, 12.5683, 56.1629, 10.2039)::numeric, 1)::float8 AS aarhus, distance_km(55, 12, 55, 12) AS none,
        round(distance_km(0, 0, 0, 180)::numeric)::float8 AS half`,
    );
    expect(rows).toEqual([{ aarhus: 156.9, none: 0, half: 20015 }]);
  });

  test("the box of a distance loses nothing", async () => {
    for (const [latitude, longitude, withinKm] of [
      [55.68, 12.57, 5],
      [55.45, 12.18, 40],
      [57, 9, 300],
    ]) {
      const near = {
        latitude: sql`${sql.value(latitude ?? 0)}::double precision`,
        longitude: sql`${sql.value(longitude ?? 0)}::double precision`,
      };
      const all = await hits({ viewer: stranger, near });
      const within = await hits({
        viewer: stranger,
        near: { ...near, withinKm: sql`${sql.value(withinKm ?? 0)}::double precision` },
      });
      const expected = all.filter(
        ({ distance_km }) => distance_km !== null && distance_km <= (withinKm ?? 0),
      );
      expect(within.length).toBeGreaterThan(0);
      expect(within).toEqual(expected);
    }
  });
});

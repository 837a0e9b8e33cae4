import { isDeepStrictEqual } from "node:util";
import type { PoolClient } from "pg";
import { loadReferenceData as loadPlaces } from "../../src/domains/places/reference-data.js";
import { campaignSize } from "../testkit/campaign.js";
import { createTestDatabase } from "../testkit/database.js";
import {
  answersOfDatabase,
  answersOfModel,
  type GraphAnswers,
  type GraphQuestions,
  randomQuestions,
} from "../testkit/network/graph-questions.js";
import {
  allShortestPaths,
  type NetworkRelationship,
  type NetworkWorld,
  seesRelationship,
  type Viewer,
  visibleRelationships,
} from "../testkit/network/network-model.js";
import { drawWith, moreRelationships, randomNetwork, sideBySide } from "../testkit/network/random-network.js";
import { storeNetwork, storeRelationships } from "../testkit/network/store-network.js";

const worldCount = campaignSize(210);

/** One viewer's questions of one world, and what the rules answer. */
interface Case {
  readonly name: string;
  /** The viewer's place among those of its world. */
  readonly place: number;
  readonly world: NetworkWorld;
  readonly viewer: Viewer;
  readonly questions: GraphQuestions;
  readonly expected: GraphAnswers;
}

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let client: PoolClient;
let cases: readonly Case[];

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  await loadPlaces(database.pool);
  client = await database.pool.connect();
  const { rows } = await client.query<{ today: string }>("SELECT today_in_denmark()::text AS today");
  const today = rows[0]?.today ?? "";
  const worlds = Array.from({ length: worldCount }, (_, seed) => randomNetwork(seed, today));
  await storeNetwork(client, sideBySide(worlds));
  cases = worlds.flatMap((world, seed) => {
    const questions = randomQuestions(world, drawWith(seed + 5_000), 14);
    // A stranger and everybody with an account: administrators, parties, members of actors that are blocked.
    const viewers: readonly Viewer[] = [null, ...world.accounts.map(({ id }) => id)];
    return viewers.map((viewer, place) => ({
      name: `world ${seed}, viewer ${place}`,
      place,
      world,
      viewer,
      questions,
      expected: answersOfModel(world, viewer, questions),
    }));
  });
});

afterAll(async () => {
  client.release();
  await database.drop();
});

/** The cases, by name, in which the database answers otherwise than the model. */
async function differences(some: readonly Case[]): Promise<string[]> {
  const found: string[] = [];
  for (const { name, world, viewer, questions, expected } of some) {
    const answers = await answersOfDatabase(client, world, viewer, questions);
    if (!isDeepStrictEqual(answers, expected)) found.push(name);
  }
  return found;
}

/** Does something to the stored worlds and takes it back. */
async function tentatively<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  await client.query("BEGIN");
  try {
    return await work();
  } finally {
    await client.query("ROLLBACK");
  }
}

/** The definition of relationship_path, to be replaced by a variant of it. */
async function pathFunction(): Promise<string> {
  const { rows } = await client.query<{ text: string }>(
    "SELECT pg_get_functiondef('relationship_path'::regproc) AS text",
  );
  return rows[0]?.text ?? "";
}

describe("the graph in the database", () => {
  it("answers every viewer what the rules say", async () => {
    expect(await differences(cases)).toEqual([]);
  });

  it("was asked for paths of every length, for paths that do not exist and for the first of several", () => {
    const lengths = new Map<string, number>();
    let choices = 0;
    for (const { world, viewer, questions, expected } of cases) {
      for (const [place, path] of expected.paths.entries()) {
        const length = path === null ? "none" : `${path.length - 1}`;
        lengths.set(length, (lengths.get(length) ?? 0) + 1);
        const question = questions.paths[place];
        if (!path || !question || path.length < 3) continue;
        const graph = visibleRelationships(world, viewer, question.day);
        if (allShortestPaths(graph, question.from, question.to).length > 1) choices++;
      }
    }
    // The longest come up in all of the worlds, but not in every tenth of them.
    const usual = ["0", "1", "2", "3", "4", "none"];
    expect([...lengths.keys()].sort()).toEqual(expect.arrayContaining(usual));
    if (worldCount > 200)
      expect([...lengths.keys()].sort()).toEqual(["0", "1", "2", "3", "4", "5", "6", "none"]);
    for (const length of usual)
      expect([length, (lengths.get(length) ?? 0) > worldCount / 5]).toEqual([length, true]);
    expect(choices).toBeGreaterThan(2 * worldCount);
  });

  it("answers the same when what the viewer does not see is taken away, and other such things added", async () => {
    const changes = { removed: 0, added: 0 };
    const found: string[] = [];
    // One viewer of every world at a time: the worlds share nothing.
    for (const place of new Set(cases.map((one) => one.place))) {
      const ofPlace = cases.filter((one) => one.place === place);
      const changesOf = ofPlace.map(({ world, viewer }, seed) => {
        const isHidden = (one: NetworkRelationship) => !seesRelationship(world, viewer, one);
        return {
          hidden: world.relationships.filter(isHidden).map(({ id }) => id),
          more: moreRelationships(world, drawWith(10 * seed + place + 9_000), 10).filter(isHidden),
        };
      });
      const hidden = changesOf.flatMap((change) => change.hidden);
      const more = changesOf.flatMap((change) => change.more);
      await tentatively(async () => {
        await client.query("DELETE FROM relationship WHERE id = ANY($1)", [hidden]);
        await storeRelationships(client, more);
        found.push(...(await differences(ofPlace)));
      });
      changes.removed += hidden.length;
      changes.added += more.length;
    }
    expect(found).toEqual([]);
    expect(changes.removed).toBeGreaterThan(20 * worldCount);
    expect(changes.added).toBeGreaterThan(4 * worldCount);
  });

  it("finds the same paths when it expands both searches until they meet, as among many actors", async () => {
    const text = await pathFunction();
    const mostPairs = "<= 1000 THEN";
    expect(text.split(mostPairs)).toHaveLength(2);
    for (const [fewer, some] of [
      ["<= 0 THEN", cases.slice(0, 3 * worldCount)],
      ["<= 6 THEN", cases.slice(3 * worldCount, 5 * worldCount)],
    ] as const) {
      await tentatively(async () => {
        await client.query(text.replace(mostPairs, fewer));
        expect(await differences(some)).toEqual([]);
      });
    }
  });

  const parameters =
    "own_level smallint, other_level smallint, own_id uuid, other_id uuid, base smallint, opened uuid[], own uuid[]";
  it.each([
    [
      "ignores what the other end shows",
      `sees_relationship(${parameters}) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
        SELECT own_level <= base OR ARRAY[own_id, other_id] && own OR (own_level = 2 AND own_id = ANY(opened)) $$`,
    ],
    [
      "lets one end's network in where the other end is for members",
      `sees_relationship(${parameters}) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
        SELECT greatest(own_level, other_level) <= base OR ARRAY[own_id, other_id] && own
          OR ARRAY[own_id, other_id] && opened $$`,
    ],
    [
      "forgets that parties see theirs",
      `sees_relationship(${parameters}) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
        SELECT greatest(own_level, other_level) <= base $$`,
    ],
    [
      "counts the day of the end in",
      `is_in_effect(started_on date, ended_on date, day date) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
        SELECT coalesce(started_on, '-infinity') <= day AND coalesce(ended_on, 'infinity') >= day $$`,
    ],
  ])("would be found out if it %s", async (_mistake, planted) => {
    const found = await tentatively(async () => {
      await client.query(`CREATE OR REPLACE FUNCTION ${planted}`);
      return differences(cases.slice(0, 140));
    });
    expect(found.length).toBeGreaterThan(5);
    expect(await differences(cases.slice(0, 20))).toEqual([]);
  });

  it("would be found out if it took another of the shortest paths", async () => {
    const text = await pathFunction();
    for (const [order, other] of [
      ["ORDER BY goal.id LIMIT 1", "ORDER BY goal.id DESC LIMIT 1"],
      ["ORDER BY step.relationship_id LIMIT 1", "ORDER BY step.relationship_id DESC LIMIT 1"],
    ] as const) {
      expect(text.split(order)).toHaveLength(2);
      const found = await tentatively(async () => {
        await client.query(text.replace(order, other));
        return differences(cases.slice(0, 140));
      });
      expect(found.length).toBeGreaterThan(5);
    }
  });
});

describe("what the graph's functions stand on", () => {
  it("knows whether a period holds a day", async () => {
    const { rows } = await client.query<{ answers: boolean[] }>(`
      SELECT array_agg(is_in_effect(started_on, ended_on, day) ORDER BY number) AS answers FROM (VALUES
        (1, NULL::date, NULL::date, '2026-05-01'::date),
        (2, '2026-05-01', NULL, '2026-05-01'),
        (3, '2026-05-02', NULL, '2026-05-01'),
        (4, NULL, '2026-05-02', '2026-05-01'),
        (5, NULL, '2026-05-01', '2026-05-01'),
        (6, '2026-05-01', '2026-05-02', '2026-05-01'),
        (7, '2026-05-01', '2026-05-01', '2026-05-01')
      ) AS period(number, started_on, ended_on, day)`);
    expect(rows[0]?.answers).toEqual([true, true, false, true, false, true, false]);
  });

  it("shows a confirmed relationship when both ends do, for every pair of levels and every viewer", async () => {
    const [one, other] = ["00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"];
    const sets = [[], [one], [other], [one, other]];
    // A stranger is in nobody's network and acts for nobody.
    const viewers = [
      { base: 0, opened: [], own: [] },
      ...[1, 3].flatMap((base) => sets.flatMap((opened) => sets.map((own) => ({ base, opened, own })))),
    ];
    const levels = [0, 1, 2, 3];
    const pairs = levels.flatMap((ownLevel) => levels.map((otherLevel) => ({ ownLevel, otherLevel })));
    const asked = pairs.flatMap((pair) => viewers.map((viewer) => ({ ...pair, ...viewer })));
    const { rows } = await client.query<{ answers: boolean[] }>(
      `SELECT jsonb_agg(sees_relationship("ownLevel", "otherLevel", $1, $2, base, opened, own) ORDER BY number) AS answers
        FROM ROWS FROM (jsonb_to_recordset($3::jsonb)
          AS ("ownLevel" smallint, "otherLevel" smallint, base smallint, opened uuid[], own uuid[]))
          WITH ORDINALITY AS asked("ownLevel", "otherLevel", base, opened, own, number)`,
      [one, other, JSON.stringify(asked)],
    );
    const expected = asked.map(({ ownLevel, otherLevel, base, opened, own }) => {
      const shows = (level: number, end: string) => level <= base || (level === 2 && opened.includes(end));
      return own.length > 0 || (shows(ownLevel, one) && shows(otherLevel, other));
    });
    expect(rows[0]?.answers).toEqual(expected);
  });
});

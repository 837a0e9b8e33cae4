import { loadReferenceData as loadRelationshipKinds } from "../../src/domains/network/relationships/reference-data.js";
import {
  allowedPairs,
  relationshipKinds,
} from "../../src/domains/network/relationships/relationship-kinds.js";
import { municipalitiesByCode, municipalityIdByCode } from "../../src/domains/places/places.queries.js";
import { loadReferenceData as loadPlaces } from "../../src/domains/places/reference-data.js";
import { loadReferenceData as loadVocabularies } from "../../src/domains/vocabularies/reference-data.js";
import { genreIdBySlug, instrumentIdBySlug } from "../../src/domains/vocabularies/vocabularies.queries.js";
import { createTestDatabase } from "../testkit/database.js";

let database: Awaited<ReturnType<typeof createTestDatabase>>;

beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  await loadPlaces(database.pool);
  await loadVocabularies(database.pool);
  await loadRelationshipKinds(database.pool);
});

afterAll(() => database.drop());

async function count(from: string): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM ${from}`,
  );
  return rows[0]?.count ?? -1;
}

/** The SQLSTATE with which the database refuses a statement, or "accepted". */
async function refusal(statement: string, values: readonly unknown[]): Promise<string> {
  const client = await database.pool.connect();
  try {
    await client.query("BEGIN");
    await client.query(statement, [...values]);
    return "accepted";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "no database error";
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
}

const [exclusionViolation, foreignKeyViolation, checkViolation] = ["23P01", "23503", "23514"];

describe("loading the reference data", () => {
  it("fills every table", async () => {
    expect(await count("region")).toBe(6);
    expect(await count("municipality")).toBe(99);
    expect(await count("municipality_region")).toBe(99 + 47);
    expect(await count("postcode")).toBe(1159);
    expect(await count("culture_agreement WHERE NOT is_demo")).toBe(6);
    expect(await count("genre")).toBeGreaterThan(120);
    expect(await count("instrument")).toBeGreaterThan(120);
  });

  it("writes nothing the second time, and does so in under a second", async () => {
    const startedAt = performance.now();
    expect(await loadPlaces(database.pool)).toEqual({ written: 0 });
    expect(await loadVocabularies(database.pool)).toEqual({ written: 0 });
    expect(await loadRelationshipKinds(database.pool)).toEqual({ written: 0 });
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  it("brings back what was changed, and only that, and keeps rows of others", async () => {
    const { pool } = database;
    await pool.query("UPDATE municipality SET name = 'Kjøbenhavn' WHERE code = '0101'");
    await pool.query("UPDATE genre SET parent_id = NULL WHERE slug = 'bebop'");
    await pool.query("DELETE FROM postcode WHERE code = '2730'");
    await pool.query(
      "INSERT INTO genre (id, public_id, slug, label_da, label_en) VALUES (gen_random_uuid(), 'genre_of_test', 'of-test', 'Prøve', 'Test')",
    );
    expect(await loadPlaces(pool)).toEqual({ written: 2 });
    expect(await loadVocabularies(pool)).toEqual({ written: 1 });
    expect((await municipalitiesByCode(pool)).get("0101")?.name).toBe("København");
    expect((await genreIdBySlug(pool)).has("of-test")).toBe(true);
    await pool.query("DELETE FROM genre WHERE slug = 'of-test'");
  });

  it("holds the kinds of relationship and their pairs as the vocabulary says, and drops no pair of before", async () => {
    const { pool } = database;
    await pool.query("UPDATE relationship_kind SET phrase_da = 'noget andet' WHERE kind = 'MENTORS'");
    await pool.query("DELETE FROM relationship_pair WHERE kind = 'HOSTS' AND source_kind = 'VENUE'");
    await pool.query("INSERT INTO relationship_pair VALUES ('HOSTS', 'ARTIST', 'ARTIST')");
    expect(await loadRelationshipKinds(pool)).toEqual({ written: 1 + 6 });
    expect(
      await count(
        "relationship_pair WHERE (source_kind, target_kind) = ('ARTIST', 'ARTIST') AND kind = 'HOSTS'",
      ),
    ).toBe(1);
    await pool.query("DELETE FROM relationship_pair WHERE kind = 'HOSTS' AND source_kind = 'ARTIST'");
    const { rows: kinds } = await pool.query("SELECT * FROM relationship_kind ORDER BY kind");
    expect(kinds).toEqual(
      Object.entries(relationshipKinds)
        .map(([kind, { isSymmetric, phrase, inversePhrase }]) => ({
          kind,
          is_symmetric: isSymmetric,
          phrase_da: phrase.DA,
          phrase_en: phrase.EN,
          inverse_phrase_da: inversePhrase.DA,
          inverse_phrase_en: inversePhrase.EN,
        }))
        .sort((one, other) => (one.kind < other.kind ? -1 : 1)),
    );
    const { rows: pairs } = await pool.query<{ pair: string }>(
      "SELECT concat_ws(' ', kind, source_kind, target_kind) AS pair FROM relationship_pair",
    );
    expect(pairs.map(({ pair }) => pair).sort()).toEqual(
      allowedPairs.map(({ kind, sourceKind, targetKind }) => `${kind} ${sourceKind} ${targetKind}`).sort(),
    );
  });

  it("may run twice at once", async () => {
    await database.pool.query("DELETE FROM postcode WHERE code LIKE '27%'");
    const loads = await Promise.all([loadPlaces(database.pool), loadPlaces(database.pool)]);
    expect(loads.map(({ written }) => written).sort((a, b) => a - b)[0]).toBe(0);
    expect(await count("postcode")).toBe(1159);
  });
});

describe("what other domains ask of places", () => {
  it("knows a municipality by its code, and no other", async () => {
    const all = await municipalitiesByCode(database.pool);
    expect(all.get("0163")).toMatchObject({
      publicId: expect.stringMatching(/^municipality_[0-9a-z]{26}$/),
      code: "0163",
      name: "Herlev",
    });
    expect(all.has("163")).toBe(false);
    expect([...all.keys()].slice(0, 2)).toEqual(["0101", "0147"]);
    expect([...(await municipalityIdByCode(database.pool))].sort()).toEqual(
      [...all].map(([code, { id }]) => [code, id]).sort(),
    );
    expect((await instrumentIdBySlug(database.pool)).size).toBe(await count("instrument"));
  });

  it("knows the region of a municipality on a day", async () => {
    const regionOf = async (code: string, day: string) => {
      const { rows } = await database.pool.query<{ name: string }>(
        `SELECT region.name FROM municipality_region AS membership
          JOIN region ON region.id = membership.region_id
          JOIN municipality ON municipality.id = membership.municipality_id
          WHERE municipality.code = $1 AND daterange(membership.valid_from, membership.valid_to) @> $2::date`,
        [code, day],
      );
      return rows[0]?.name ?? null;
    };
    expect(await regionOf("0163", "2006-12-31")).toBeNull();
    expect(await regionOf("0163", "2026-12-31")).toBe("Region Hovedstaden");
    expect(await regionOf("0163", "2027-01-01")).toBe("Region Østdanmark");
    expect(await regionOf("0265", "2026-12-31")).toBe("Region Sjælland");
    expect(await regionOf("0265", "2027-01-01")).toBe("Region Østdanmark");
    expect(await regionOf("0751", "2027-01-01")).toBe("Region Midtjylland");
  });

  it("sorts names in Danish order", async () => {
    const { rows } = await database.pool.query<{ name: string }>(
      `SELECT name FROM municipality ORDER BY name COLLATE "da-x-icu" DESC, id DESC LIMIT 4`,
    );
    expect(rows.map(({ name }) => name)).toEqual(["Aarhus", "Aalborg", "Aabenraa", "Ærø"]);
  });
});

describe("the database refuses", () => {
  it("a municipality in two regions on one day", async () => {
    const ids = await municipalityIdByCode(database.pool);
    const insert = `INSERT INTO municipality_region (municipality_id, valid_from, valid_to, region_id)
      SELECT $1, $2, $3, id FROM region WHERE code = '1083'`;
    const herlev = ids.get("0163");
    expect(await refusal(insert, [herlev, "2026-12-31", "2027-01-01"])).toBe(exclusionViolation);
    expect(await refusal(insert, [herlev, "2030-01-01", null])).toBe(exclusionViolation);
    expect(await refusal(insert, [herlev, "2000-01-01", "2007-01-01"])).toBe("accepted");
    expect(await refusal(insert, [herlev, "2000-01-01", "2000-01-01"])).toBe(checkViolation);
  });

  it("a municipality twice in one culture agreement, but not in two agreements", async () => {
    const ids = await municipalityIdByCode(database.pool);
    const insert = `INSERT INTO culture_agreement_member (culture_agreement_id, municipality_id, valid_from, valid_to)
      SELECT id, $1, $2, $3 FROM culture_agreement WHERE slug = $4`;
    const period = ["2022-01-01", "2023-01-01"];
    expect(await refusal(insert, [ids.get("0163"), ...period, "kulturmetropolen-2021-2024"])).toBe(
      exclusionViolation,
    );
    expect(await refusal(insert, [ids.get("0163"), ...period, "kulturregion-bornholm-2021-2024"])).toBe(
      "accepted",
    );
  });

  it("to lose a municipality that others point to, and a code that is none", async () => {
    expect(await refusal("DELETE FROM municipality WHERE code = $1", ["0163"])).toBe(foreignKeyViolation);
    expect(await refusal("UPDATE municipality SET code = $1 WHERE code = '0163'", ["163"])).toBe(
      checkViolation,
    );
  });
});

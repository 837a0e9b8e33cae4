import "reflect-metadata";
import { freeSlugs } from "../../src/domains/actors/import/actor-import.repository.js";
import { readKind, readLayout } from "../../src/domains/actors/import/import-columns.js";
import {
  type ImportPlaces,
  municipalityOfPoint,
  municipalityOfRow,
  readPoint,
} from "../../src/domains/actors/import/place-of-row.js";
import { quoted, RowRefused } from "../../src/platform/file-import/refusals.js";

/** The code with which reading refuses, or what it read. */
function outcomeOf<Value>(read: () => Value): Value | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof RowRefused) return error.refusal.code;
    throw error;
  }
}

describe("the layout of a file", () => {
  it("is told from headers in Danish and English, whatever their capitals and spaces", () => {
    const layout = readLayout(["Navn", "ART", "Kommune-kode", " Længdegrad ", "About_DA", "farve"]);
    expect(layout.shape).toBe("samspil");
    expect(layout.ignored).toEqual(["farve"]);
    expect(layout.shape === "samspil" && [...layout.headers.keys()]).toEqual([
      "name",
      "kind",
      "municipality_code",
      "longitude",
      "about_da",
    ]);
  });

  it("is OpenStreetMap's when all its columns are there", () => {
    const headers = ["osm_node_id", "lat", "lon", "name", "name_en", "osm_key", "osm_value", "more"];
    expect(readLayout(headers)).toEqual({ shape: "openstreetmap", ignored: ["more"] });
  });

  it.each([
    [["name"], "no column"],
    [["kind"], "no column"],
    [["kind", "name", "CVR-nr.", "cvr"], 'The columns "CVR-nr." and "cvr" mean the same.'],
    [["kind", "name", "lat", "latitude"], 'The columns "lat" and "latitude" mean the same.'],
  ])("is refused: %j", (headers, message) => {
    expect(() => readLayout(headers)).toThrow(message);
  });

  it.each([
    ["Spillested", "VENUE"],
    ["music school", "MUSIC_SCHOOL"],
    ["øvelokaleforening", "REHEARSAL_ASSOCIATION"],
    ["KNOWLEDGE_PARTNER", "KNOWLEDGE_PARTNER"],
    ["cinema", undefined],
  ])("names kinds: %s", (written, kind) => {
    expect(readKind(written)).toBe(kind);
  });
});

describe("where a row is", () => {
  /** Land of 0101 south of 55.7 degrees, of 0147 north of 55.701; water between them and east of 12.6. */
  const places: ImportPlaces = {
    municipalityCodeAt: (latitude, longitude) => {
      if (longitude > 12.6) return null;
      if (latitude <= 55.7) return "0101";
      return latitude >= 55.701 ? "0147" : null;
    },
    municipalityCodeOfPostcode: (postcode) => ({ "2000": "0147", "1000": "0101" })[postcode],
    isMunicipalityCode: (code) => code === "0101" || code === "0147",
    municipalityCodeOfName: (name) => ({ københavn: "0101", randers: "0147" })[name],
  };
  const nowhere = { code: "", name: "", postcode: "", point: null };
  const inSouth = { latitude: 55.6, longitude: 12.5 };

  it.each([
    ["55.68", "12.57", { latitude: 55.68, longitude: 12.57 }],
    ["", "", null],
    ["55.68", "", "HALF_A_POINT"],
    ["55,68", "12.57", "DECIMAL_COMMA"],
    ["1e1", "12.57", "INVALID_COORDINATE"],
    ["Infinity", "12.57", "INVALID_COORDINATE"],
    ["12.57", "55.68", "SWAPPED_COORDINATES"],
    ["-55.68", "12.57", "POINT_ABROAD"],
    ["91", "12.57", "POINT_ABROAD"],
  ])("reads the point %s, %s", (latitude, longitude, expected) => {
    expect(outcomeOf(() => readPoint(latitude, longitude))).toEqual(expected);
  });

  it("takes the nearest municipality within 500 metres of the water", () => {
    expect(municipalityOfPoint(places, { latitude: 55.7003, longitude: 12.5 })).toBe("0101");
    expect(municipalityOfPoint(places, { latitude: 55.7008, longitude: 12.5 })).toBe("0147");
    // A thousandth of a degree of longitude is 62.7 metres here.
    expect(municipalityOfPoint(places, { latitude: 55.6, longitude: 12.607 })).toBe("0101");
    expect(outcomeOf(() => municipalityOfPoint(places, { latitude: 55.6, longitude: 12.609 }))).toBe(
      "POINT_AT_SEA",
    );
  });

  it.each([
    [nowhere, null],
    [{ ...nowhere, code: "0101" }, "0101"],
    [{ ...nowhere, code: "101" }, "0101"],
    [{ ...nowhere, code: "9999" }, "UNKNOWN_MUNICIPALITY"],
    [{ ...nowhere, name: "København" }, "0101"],
    [{ ...nowhere, name: "Københavns Kommune" }, "0101"],
    [{ ...nowhere, name: "Randers Kommune" }, "0147"],
    [{ ...nowhere, name: "Byen" }, "UNKNOWN_MUNICIPALITY"],
    [{ ...nowhere, postcode: "2000" }, "0147"],
    [{ ...nowhere, postcode: "9999" }, "UNKNOWN_POSTCODE"],
    [{ ...nowhere, postcode: "2000", point: inSouth }, "0101"],
    [{ ...nowhere, code: "0147", point: inSouth }, "POINT_ELSEWHERE"],
    [{ ...nowhere, code: "0147", point: { latitude: 55.6995, longitude: 12.5 } }, "0147"],
    [{ ...nowhere, code: "0147", point: { latitude: 55.6, longitude: 13 } }, "POINT_AT_SEA"],
  ])("finds the municipality of %j", (stated, expected) => {
    expect(outcomeOf(() => municipalityOfRow(places, stated))).toBe(expected);
  });
});

describe("free slugs", () => {
  const wanted = (...bases: readonly string[]) => bases.map((base, place) => ({ id: String(place), base }));
  const withTaken =
    (...taken: readonly string[]) =>
    async () =>
      new Set(taken);

  it("are the lowest numbers, each given once", async () => {
    const found = await freeSlugs(wanted("foo", "foo", "foo-2", "bar"), withTaken("bar", "bar-2"));
    expect([...found.values()]).toEqual(["foo", "foo-2", "foo-2-2", "bar-3"]);
  });

  it("are found however many are taken, in few rounds", async () => {
    const taken = new Set(["a", ...Array.from({ length: 1998 }, (_, place) => `a-${place + 2}`)]);
    let rounds = 0;
    const found = await freeSlugs(wanted(...Array.from({ length: 500 }, () => "a")), async () => {
      rounds += 1;
      return taken;
    });
    expect(new Set(found.values()).size).toBe(500);
    expect(found.get("0")).toBe("a-2000");
    expect(found.get("499")).toBe("a-2499");
    expect(rounds).toBeLessThan(8);
  });
});

it("repeats a value of the file cut and without control characters", () => {
  expect(quoted("a\u001b[31m\n")).toBe('"a\\u001b[31m\\n"');
  expect(quoted("x".repeat(100))).toBe(`"${"x".repeat(60)}…"`);
});

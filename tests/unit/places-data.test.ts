import { readFileSync } from "node:fs";
import { municipalityCodeAt } from "../../src/domains/places/municipality-of-point.js";
import { readPlacesData } from "../../src/domains/places/places-data.js";
import { regionMemberships } from "../../src/domains/places/reference-data.js";

const data = readPlacesData();
const memberships = regionMemberships(data.regions, data.municipalities);

function regionsOn(day: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { regionKey, validFrom, validTo } of memberships) {
    if (validFrom <= day && (validTo === null || day < validTo))
      counts[regionKey] = (counts[regionKey] ?? 0) + 1;
  }
  return counts;
}

describe("the places in the data files", () => {
  it("are 98 municipalities, Christiansø, six regions and 1,159 postcodes", () => {
    expect(data.municipalities).toHaveLength(99);
    expect(
      data.municipalities.filter((each) => each.outsideMunicipalDivision).map((each) => each.name),
    ).toEqual(["Christiansø"]);
    expect(data.regions.map((each) => each.code)).toEqual(["1081", "1082", "1083", "1084", "1085", "1086"]);
    expect(data.regions.filter((each) => each.codeIsProvisional).map((each) => each.name)).toEqual([
      "Region Østdanmark",
    ]);
    expect(data.postcodes).toHaveLength(1159);
  });

  it("have four-digit codes, each once", () => {
    for (const list of [data.municipalities, data.postcodes, data.regions]) {
      const codes = list.map((each) => each.code);
      expect(codes.filter((code) => !/^\d{4}$/.test(code))).toEqual([]);
      expect(new Set(codes).size).toBe(codes.length);
    }
    expect(data.municipalities[0]).toEqual({
      code: "0101",
      name: "København",
      regionCode: "1084",
      latitude: 55.704091,
      longitude: 12.493909,
      outsideMunicipalDivision: false,
    });
  });

  it("join: every postcode and every party to a culture agreement is of a municipality", () => {
    const known = new Set(data.municipalities.map((each) => each.code));
    expect(data.postcodes.filter((each) => !known.has(each.municipalityCode))).toEqual([]);
    expect(
      data.cultureAgreements.flatMap((each) => each.memberCodes).filter((code) => !known.has(code)),
    ).toEqual([]);
    expect(data.postcodes.find((each) => each.code === "2730")).toMatchObject({
      placeName: "Herlev",
      municipalityCode: "0163",
    });
  });

  it("put every municipality in one region before and after the merger of 2027", () => {
    const west = { nordjylland: 11, midtjylland: 19, syddanmark: 22 };
    expect(regionsOn("2006-12-31")).toEqual({});
    expect(regionsOn("2007-01-01")).toEqual({ ...west, hovedstaden: 30, sjaelland: 17 });
    expect(regionsOn("2026-12-31")).toEqual({ ...west, hovedstaden: 30, sjaelland: 17 });
    expect(regionsOn("2027-01-01")).toEqual({ ...west, oestdanmark: 47 });
  });

  it("keep a culture agreement's period and parties as its source states them", () => {
    const names = new Map(data.municipalities.map((each) => [each.code, each.name]));
    const kulturmetropolen = data.cultureAgreements.find(
      (each) => each.slug === "kulturmetropolen-2021-2024",
    );
    expect([kulturmetropolen?.validFrom, kulturmetropolen?.validTo]).toEqual(["2021-01-01", "2025-01-01"]);
    expect(kulturmetropolen?.memberCodes.map((code) => names.get(code))).toEqual([
      "Herlev",
      "Albertslund",
      "Rødovre",
      "Ishøj",
      "Furesø",
      "Helsingør",
      "Køge",
      "Halsnæs",
      "Roskilde",
    ]);
    expect(data.cultureAgreements.filter((each) => !each.sourceUrl.startsWith("https://"))).toEqual([]);
  });
});

describe("the municipality of a point", () => {
  it.each([
    ["Københavns Rådhus", 55.6759, 12.5697, "0101"],
    ["Frederiksberg Rådhus, inside København", 55.6786, 12.5322, "0147"],
    ["Herlev Hospital", 55.7317, 12.4436, "0163"],
    ["Gladsaxe, its neighbour", 55.7333, 12.4886, "0159"],
    ["Rønne on Bornholm", 55.1037, 14.7065, "0400"],
    ["Christiansø", 55.3205, 15.1877, "0411"],
    ["Aarhus", 56.1567, 10.2108, "0751"],
    ["Skagen", 57.7209, 10.5839, "0813"],
  ])("knows %s", (_place, latitude, longitude, code) => {
    expect(municipalityCodeAt(latitude, longitude)).toBe(code);
  });

  it.each([
    ["Malmö", 55.6059, 13.0007],
    ["Flensburg", 54.7833, 9.4333],
    ["the Kattegat", 56.5, 11.5],
    ["the middle of Øresund", 55.75, 12.75],
    ["latitude and longitude exchanged", 12.5697, 55.6759],
    ["not a number", Number.NaN, 12.5],
    ["infinite", 55.7, Number.POSITIVE_INFINITY],
  ])("answers null for %s", (_place, latitude, longitude) => {
    expect(municipalityCodeAt(latitude, longitude)).toBeNull();
  });

  it("finds every municipality's own centre in it", () => {
    const elsewhere = data.municipalities.filter(
      (each) => municipalityCodeAt(each.latitude, each.longitude) !== each.code,
    );
    expect(elsewhere).toEqual([]);
  });

  it("costs milliseconds for hundreds of points", () => {
    municipalityCodeAt(55.7, 12.5);
    const points = data.postcodes.filter((each) => each.latitude !== null).slice(0, 383);
    const startedAt = performance.now();
    for (const { latitude, longitude } of points) municipalityCodeAt(latitude ?? 0, longitude ?? 0);
    // About 5 ms when measured; the bound only tells it apart from testing every polygon.
    expect(performance.now() - startedAt).toBeLessThan(200);
  });

  it("keeps the attribution that the licences ask for", () => {
    const notice = readFileSync(new URL("../../NOTICE.md", import.meta.url), "utf8");
    expect(notice).toContain("Indeholder data fra Geodatastyrelsen, DAGI, februar 2014");
    expect(notice).toContain("GeoNames");
    expect(notice).toContain("CC BY 4.0");
  });
});

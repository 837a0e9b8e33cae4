import { readExternalId } from "../../src/domains/actors/external-id.js";

const mbid = "59e7ace7-3233-4f56-af78-4765957402cb";

test.each([
  "13748136",
  "13-74-81-36",
  " 13 74 81 36 ",
  "DK13748136",
  "DK-13748136",
  "CVR: 13748136",
  "CVR-nr. 13 74 81 36",
  "cvr nr.: DK 13748136",
])("reads the CVR number %j", (written) => {
  expect(readExternalId("CVR", written)).toEqual({
    value: "13748136",
    url: "https://datacvr.virk.dk/enhed/virksomhed/13748136",
  });
});

test("reads CVR numbers of real registrations and their pasted addresses", () => {
  for (const cvr of ["22756214", "24256790", "10150825", "36324465"]) {
    const pasted = `https://datacvr.virk.dk/enhed/virksomhed/${cvr}?fritekst=${cvr}&sideIndex=0&size=10`;
    expect([cvr, readExternalId("CVR", pasted)?.value]).toEqual([cvr, cvr]);
  }
});

test.each([
  "",
  "13748137",
  "12345678",
  "00000000",
  "1374813",
  "137481366",
  "0101901234",
  "１３７４８１３６",
  "https://example.org/enhed/virksomhed/13748136",
])("refuses %j as a CVR number", (written) => {
  expect(readExternalId("CVR", written)).toBeNull();
});

test("one wrong digit or two neighbours swapped never pass the check", () => {
  const right = "13748136";
  for (let at = 0; at < 8; at += 1) {
    for (let digit = 0; digit < 10; digit += 1) {
      const wrong = right.slice(0, at) + digit + right.slice(at + 1);
      if (wrong !== right) expect([wrong, readExternalId("CVR", wrong)]).toEqual([wrong, null]);
    }
  }
  for (let at = 1; at < 7; at += 1) {
    const swapped = right.slice(0, at) + right[at + 1] + right[at] + right.slice(at + 2);
    if (swapped !== right) expect([swapped, readExternalId("CVR", swapped)]).toEqual([swapped, null]);
  }
});

test.each([
  ["MUSICBRAINZ", mbid, mbid],
  ["MUSICBRAINZ", mbid.toUpperCase(), mbid],
  ["MUSICBRAINZ", `https://musicbrainz.org/artist/${mbid}`, mbid],
  ["MUSICBRAINZ", `https://musicbrainz.org/release-group/${mbid}/details?x=1#y`, mbid],
  ["WIKIDATA", "Q42", "Q42"],
  ["WIKIDATA", " q42 ", "Q42"],
  ["WIKIDATA", "https://www.wikidata.org/wiki/Q42#sitelinks", "Q42"],
  ["WIKIDATA", "https://m.wikidata.org/wiki/Q42", "Q42"],
  ["WIKIDATA", "http://www.wikidata.org/entity/Q42", "Q42"],
  ["WIKIDATA", "https://www.wikidata.org/wiki/Special:EntityPage/Q42", "Q42"],
  ["OPENSTREETMAP", "node/123", "node/123"],
  ["OPENSTREETMAP", "Way/4567890123", "way/4567890123"],
  ["OPENSTREETMAP", "https://www.openstreetmap.org/relation/42/history#map=17/55.6/12.5", "relation/42"],
  ["OPENSTREETMAP", "openstreetmap.org/node/123", "node/123"],
  ["OPENSTREETMAP", "https://osm.org/node/123", "node/123"],
] as const)("reads the %s id %j", (scheme, written, value) => {
  const read = readExternalId(scheme, written);
  expect(read?.value).toBe(value);
  expect(readExternalId(scheme, read?.url ?? "")).toEqual(read);
});

test.each([
  ["MUSICBRAINZ", mbid.slice(1)],
  ["MUSICBRAINZ", `https://musicbrainz.org.example.org/artist/${mbid}`],
  ["MUSICBRAINZ", `javascript:alert(1)//musicbrainz.org/artist/${mbid}`],
  ["WIKIDATA", "P31"],
  ["WIKIDATA", "Q0"],
  ["WIKIDATA", "Q42x"],
  ["WIKIDATA", "https://da.wikipedia.org/wiki/Q42"],
  ["OPENSTREETMAP", "123"],
  ["OPENSTREETMAP", "node/-1"],
  ["OPENSTREETMAP", "node/0"],
  ["OPENSTREETMAP", "user/123"],
  ["OPENSTREETMAP", `node/${"1".repeat(200)}`],
  ["OPENSTREETMAP", "https://www.openstreetmap.org/#map=1/2/3"],
] as const)("refuses as %s id %j", (scheme, written) => {
  expect(readExternalId(scheme, written)).toBeNull();
});

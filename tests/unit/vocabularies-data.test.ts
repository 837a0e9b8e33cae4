import {
  instrumentFamilies,
  readVocabulariesData,
} from "../../src/domains/vocabularies/vocabularies-data.js";

const { genres, instruments } = readVocabulariesData();

describe.each([
  ["genres", genres],
  ["instruments", instruments],
])("the %s in the data file", (_name, entries) => {
  it("have an ASCII slug and a label in both languages, each once", () => {
    expect(entries.filter(({ slug }) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug))).toEqual([]);
    for (const field of ["slug", "labelDa", "labelEn"] as const) {
      const texts = entries.map((entry) => entry[field].toLowerCase());
      expect(texts.filter((text, index) => text.trim() !== text || texts.indexOf(text) !== index)).toEqual(
        [],
      );
    }
  });
});

describe("the genres", () => {
  it("are a tree of two levels", () => {
    const parents = new Map(genres.map((genre) => [genre.slug, genre.parentSlug]));
    const misplaced = genres.filter(
      ({ parentSlug }) => parentSlug !== null && parents.get(parentSlug) !== null,
    );
    expect(misplaced).toEqual([]);
  });

  it("cover the categories of Danmarks Statistik", () => {
    const top = genres.filter(({ parentSlug }) => parentSlug === null).map(({ labelDa }) => labelDa);
    expect(top).toEqual(
      expect.arrayContaining([
        "Jazz",
        "Rock",
        "Pop",
        "Hiphop",
        "Folkemusik og viser",
        "Dansktop",
        "Børnemusik",
      ]),
    );
    expect(top).toEqual(
      expect.arrayContaining(["Klassisk musik", "Elektronisk musik", "Soul", "R&B", "Blues", "Funk"]),
    );
  });

  it("carry a MusicBrainz id once at most", () => {
    const ids = genres.flatMap(({ musicbrainzId }) => musicbrainzId ?? []);
    expect(ids.filter((id) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(genres.find(({ slug }) => slug === "jazz")?.musicbrainzId).toBe(
      "a715278f-1580-409f-8078-4ffbc800e08b",
    );
  });
});

describe("the instruments", () => {
  it("fill every family", () => {
    expect([...new Set(instruments.map(({ family }) => family))].sort()).toEqual(
      [...instrumentFamilies].sort(),
    );
  });

  it("carry a Wikidata item once at most", () => {
    const items = instruments.flatMap(({ wikidataId }) => wikidataId ?? []);
    expect(items.filter((item) => !/^Q[1-9]\d*$/.test(item))).toEqual([]);
    expect(new Set(items).size).toBe(items.length);
    expect(instruments.find(({ slug }) => slug === "drum-kit")).toEqual({
      slug: "drum-kit",
      labelDa: "Trommesæt",
      labelEn: "Drum kit",
      family: "PERCUSSION",
      wikidataId: "Q128309",
    });
  });
});

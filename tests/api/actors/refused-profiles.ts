const festival = (...editions: readonly (readonly [string, string])[]) => ({
  kind: "FESTIVAL",
  festival: { editions: editions.map(([startsOn, endsOn]) => ({ startsOn, endsOn })) },
});
const link = (url: string) => ({ links: [{ url: "https://samspil.example" }, { url }] });
const id = (scheme: string, value: string) => ({ externalIds: [{ scheme, value }] });
const nameMissing = [
  "Navnet mangler. Skriv mindst ét synligt tegn.",
  "The name is missing. Write at least one visible character.",
] as const;
const webAddress = [
  "Skriv en webadresse, der begynder med https:// eller http://, uden brugernavn og adgangskode. Den må have højst 2000 tegn, når æ, ø, å og andre særlige tegn er kodet.",
  "Write a web address that begins with https:// or http://, without user name and password. It has at most 2000 characters when letters such as æ, ø and å are encoded.",
] as const;
const badId = (danish: string, english: string) =>
  [
    `Id'et kan ikke bruges: ${danish}. Adressen på registrets side om aktøren kan også bruges.`,
    `The id cannot be used: ${english}. The address of the register's page about the actor will do as well.`,
  ] as const;
const badIdOf: Readonly<Record<string, readonly [string, string]>> = {
  CVR: badId(
    "et CVR-nummer er otte cifre, hvoraf det sidste er et kontrolciffer",
    "a CVR number is eight digits, the last of them a check digit",
  ),
  MUSICBRAINZ: badId(
    "et id i MusicBrainz er 32 tal og bogstaver fra a til f i fem grupper (UUID)",
    "an id of MusicBrainz is 32 digits and letters from a to f in five groups (UUID)",
  ),
  WIKIDATA: badId(
    "et id i Wikidata er Q og et tal, for eksempel Q1748",
    "an id of Wikidata is Q and a number, such as Q1748",
  ),
  OPENSTREETMAP: badId(
    "et id i OpenStreetMap er node/, way/ eller relation/ og et tal, for eksempel node/123",
    "an id of OpenStreetMap is node/, way/ or relation/ and a number, such as node/123",
  ),
};
const badEdition = (startsOn: string, endsOn: string, danish: string, english: string) =>
  [
    `Udgaven fra ${startsOn} til ${endsOn} kan ikke bruges: ${danish}.`,
    `The edition from ${startsOn} to ${endsOn} cannot be used: ${english}.`,
  ] as const;

/** Each row: what is wrong, the input beside name and kind, the code, the field and the message in Danish and English. */
export const refusals: readonly (readonly [string, object, string, string, string, string])[] = [
  ["an empty name", { name: "" }, "NAME_MISSING", "name", ...nameMissing],
  ["a name of blanks", { name: " \u00a0\u3000 " }, "NAME_MISSING", "name", ...nameMissing],
  ["an invisible name", { name: "\u200b\u200d" }, "NAME_MISSING", "name", ...nameMissing],
  [
    "an unknown municipality",
    { municipalityCode: "259" },
    "UNKNOWN_MUNICIPALITY",
    "municipalityCode",
    "Ingen kommune har koden 259.",
    "No municipality has the code 259.",
  ],
  [
    "an empty municipality",
    { municipalityCode: "" },
    "UNKNOWN_MUNICIPALITY",
    "municipalityCode",
    "Ingen kommune har koden .",
    "No municipality has the code .",
  ],
  [
    "an unknown genre",
    { genreSlugs: ["jazz", "Jazz"] },
    "UNKNOWN_GENRE",
    "genreSlugs.1",
    "Genren Jazz findes ikke.",
    "There is no genre Jazz.",
  ],
  [
    "an unknown instrument",
    { kind: "MUSIC_SCHOOL", musicSchool: { instrumentSlugs: ["viola", "kazooo"] } },
    "UNKNOWN_INSTRUMENT",
    "musicSchool.instrumentSlugs.1",
    "Instrumentet kazooo findes ikke.",
    "There is no instrument kazooo.",
  ],
  [
    "an unknown instrument in a line-up",
    { kind: "ARTIST", artist: { lineUp: [{ name: "A" }, { name: "B", instrumentSlug: "kazooo" }] } },
    "UNKNOWN_INSTRUMENT",
    "artist.lineUp.1.instrumentSlug",
    "Instrumentet kazooo findes ikke.",
    "There is no instrument kazooo.",
  ],
  [
    "a nameless player",
    { kind: "ARTIST", artist: { lineUp: [{ name: " " }] } },
    "NAME_MISSING",
    "artist.lineUp.0.name",
    ...nameMissing,
  ],
  [
    "an unknown served municipality",
    { kind: "CULTURE_OFFICE", cultureOffice: { servedMunicipalityCodes: ["0101", "0102"] } },
    "UNKNOWN_MUNICIPALITY",
    "cultureOffice.servedMunicipalityCodes.1",
    "Ingen kommune har koden 0102.",
    "No municipality has the code 0102.",
  ],
  [
    "an object of another kind",
    { festival: { editions: [] } },
    "WRONG_KIND",
    "festival",
    "Feltet hører til en anden slags aktør.",
    "The field belongs to another kind of actor.",
  ],
  [
    "an object of its kind and one of another",
    { venue: { capacity: 1 }, artist: {} },
    "WRONG_KIND",
    "artist",
    "Feltet hører til en anden slags aktør.",
    "The field belongs to another kind of actor.",
  ],
  ...[
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://samspil.example",
    "samspil.example",
    "//samspil.example",
    "https://",
    "https://user@samspil.example",
    "https://user:secret@samspil.example",
    "http://a b",
    `https://samspil.example/${"ø".repeat(1000)}`,
    "",
  ].map(
    (url) =>
      [
        `the address ${url.slice(0, 40)}`,
        link(url),
        "INVALID_WEB_ADDRESS",
        "links.1.url",
        ...webAddress,
      ] as const,
  ),
  ...[
    ["CVR", "61056417"],
    ["CVR", "6105641"],
    ["CVR", "00000000"],
    ["CVR", "610564160"],
    ["MUSICBRAINZ", "not-a-uuid"],
    ["WIKIDATA", "P31"],
    ["WIKIDATA", "Q0"],
    ["OPENSTREETMAP", "building/1"],
    ["OPENSTREETMAP", "https://evil.example/node/1"],
    ["WIKIDATA", ""],
  ].map(
    ([scheme = "", value = ""]) =>
      [
        `the ${scheme} id ${value}`,
        id(scheme, value),
        "INVALID_EXTERNAL_ID",
        "externalIds.0.value",
        ...(badIdOf[scheme] ?? badId("", "")),
      ] as const,
  ),
  [
    "an edition that ends before it begins",
    festival(["2026-07-02", "2026-07-01"]),
    "INVALID_EDITION",
    "festival.editions.0",
    ...badEdition("2026-07-02", "2026-07-01", "den slutter, før den begynder", "it ends before it begins"),
  ],
  [
    "an edition longer than a year",
    festival(["2026-01-01", "2027-01-03"]),
    "INVALID_EDITION",
    "festival.editions.0",
    ...badEdition(
      "2026-01-01",
      "2027-01-03",
      "der er mere end 366 dage fra den første dag til den sidste",
      "its last day is more than 366 days after its first",
    ),
  ],
  [
    "an edition before 1900",
    festival(["1899-12-31", "1900-01-01"]),
    "INVALID_EDITION",
    "festival.editions.0",
    ...badEdition(
      "1899-12-31",
      "1900-01-01",
      "den begynder ikke i et af årene 1900 til 2999",
      "it does not begin in one of the years 1900 to 2999",
    ),
  ],
  [
    "editions on the same day",
    festival(["2026-07-01", "2026-07-01"], ["2026-07-01", "2026-07-02"]),
    "INVALID_EDITION",
    "festival.editions.1",
    ...badEdition(
      "2026-07-01",
      "2026-07-02",
      "den deler dage med en anden udgave",
      "it shares days with another edition",
    ),
  ],
  [
    "editions that overlap",
    festival(["2026-07-03", "2026-07-05"], ["2026-08-01", "2026-08-02"], ["2026-07-01", "2026-07-03"]),
    "INVALID_EDITION",
    "festival.editions.2",
    ...badEdition(
      "2026-07-01",
      "2026-07-03",
      "den deler dage med en anden udgave",
      "it shares days with another edition",
    ),
  ],
];

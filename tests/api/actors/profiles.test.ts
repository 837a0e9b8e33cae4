import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  act,
  actorTables,
  addPerson,
  ask,
  createActor,
  everythingStored,
  join,
  mustAct,
  type Person,
  type TestActor,
} from "../../testkit/actors.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";
import { startHub, type TestHub } from "../../testkit/hub.js";

let database: TestDatabase;
let dataDir: string;
let hub: TestHub;
let owner: Person;
beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  dataDir = await mkdtemp(joinPath(tmpdir(), "samspil-profiles-"));
  hub = await startHub({ database, dataDir });
  owner = await addPerson(hub, "Ejer");
});
afterAll(async () => {
  await hub?.stop();
  await database?.drop();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

const wholeProfile = `id kind slug name formerNames aboutDa: about(language: DA) aboutEn: about(language: EN)
  municipality { code name } location { latitude longitude precision } genres { slug } links { url label }
  externalIds { scheme value url } offers seeks
  physicalAccessibility { answer note } economicAccessibility { answer note } digitalAccessibility { answer note }
  claimed isDemo fieldVisibilities { field visibility } memberships { nodes { displayName role endedOn } }
  ... on MusicSchool { instruments { slug } }
  ... on Venue { capacity stage { widthMetres depthMetres } fundingClass }
  ... on Festival { editions { startsOn endsOn } }
  ... on RehearsalAssociation { roomCount members: memberCount }
  ... on Artist { form lineUp { name role instrument { slug } } }
  ... on CultureOffice { servedMunicipalities { name } }
  ... on KnowledgePartner { topics }
  ... on Association { members: memberCount }`;

type Profile = Readonly<Record<string, unknown>> & { readonly id: string; readonly slug: string };
const profileOf = async (actor: Pick<TestActor, "id">, person: Person | null = owner) =>
  (
    await ask<{ actor: Profile }>(hub, person, `query ($id: ID) { actor(id: $id) { ${wholeProfile} } }`, {
      id: actor.id,
    })
  ).actor;

const profileFields =
  `ABOUT ACCESSIBILITY CAPACITY EDITIONS EXTERNAL_IDS FORM FORMER_NAMES FUNDING_CLASS GENRES
  INSTRUMENTS LINE_UP LINKS LOCATION MEMBER_COUNT MUNICIPALITY OFFERS RELATIONSHIPS ROOM_COUNT SEEKS SERVED_MUNICIPALITIES STAGE
  TOPICS`
    .split(/\s+/)
    .sort();
const visibilities = (set: Readonly<Record<string, string>> = {}) =>
  profileFields.map((field) => ({
    field,
    visibility: set[field] ?? (field === "LINE_UP" ? "NETWORK" : "PUBLIC"),
  }));

const emptyProfile = {
  formerNames: [],
  aboutDa: null,
  aboutEn: null,
  municipality: null,
  location: null,
  genres: [],
  links: [],
  externalIds: [],
  offers: [],
  seeks: [],
  physicalAccessibility: { answer: "UNKNOWN", note: null },
  economicAccessibility: { answer: "UNKNOWN", note: null },
  digitalAccessibility: { answer: "UNKNOWN", note: null },
  claimed: true,
  isDemo: false,
  fieldVisibilities: visibilities(),
};
const ownedBy = (name: string) => ({ nodes: [{ displayName: name, role: "OWNER", endedOn: null }] });

/** What is particular to each kind: as it is sent, as it is read, and as it is read when nothing was sent. */
const kinds: Readonly<Record<string, { sent: object; read: object; empty: object }>> = {
  MUSIC_SCHOOL: {
    sent: { musicSchool: { instrumentSlugs: ["violin", "cello", "violin"] } },
    read: { instruments: [{ slug: "cello" }, { slug: "violin" }] },
    empty: { instruments: [] },
  },
  VENUE: {
    sent: {
      venue: { capacity: 500_000, stageWidthMetres: 0.5, stageDepthMetres: 12.345, fundingClass: "REGIONAL" },
    },
    read: { capacity: 500_000, stage: { widthMetres: 0.5, depthMetres: 12.35 }, fundingClass: "REGIONAL" },
    empty: { capacity: null, stage: null, fundingClass: null },
  },
  FESTIVAL: {
    sent: {
      festival: {
        editions: [
          { startsOn: "2025-06-30", endsOn: "2025-07-05" },
          { startsOn: "2026-06-29", endsOn: "2026-06-29" },
          { startsOn: "1900-01-01", endsOn: "1901-01-02" },
        ],
      },
    },
    read: {
      editions: [
        { startsOn: "2026-06-29", endsOn: "2026-06-29" },
        { startsOn: "2025-06-30", endsOn: "2025-07-05" },
        { startsOn: "1900-01-01", endsOn: "1901-01-02" },
      ],
    },
    empty: { editions: [] },
  },
  REHEARSAL_ASSOCIATION: {
    sent: { rehearsalAssociation: { roomCount: 0, memberCount: 1_000_000 } },
    read: { roomCount: 0, members: 1_000_000 },
    empty: { roomCount: null, members: null },
  },
  ARTIST: {
    sent: {
      artist: {
        form: "BAND",
        lineUp: [
          { name: " Åse ", role: "", instrumentSlug: "vocals" },
          { name: "Bo", role: "kapelmester" },
        ],
      },
    },
    read: {
      form: "BAND",
      lineUp: [
        { name: "Åse", role: null, instrument: { slug: "vocals" } },
        { name: "Bo", role: "kapelmester", instrument: null },
      ],
    },
    empty: { form: null, lineUp: [] },
  },
  CULTURE_OFFICE: {
    sent: { cultureOffice: { servedMunicipalityCodes: ["0751", "0259", "0492", "0259"] } },
    read: { servedMunicipalities: [{ name: "Køge" }, { name: "Ærø" }, { name: "Aarhus" }] },
    empty: { servedMunicipalities: [] },
  },
  KNOWLEDGE_PARTNER: {
    sent: { knowledgePartner: { topics: [" Publikumsudvikling ", "", "Talent"] } },
    read: { topics: ["Publikumsudvikling", "Talent"] },
    empty: { topics: [] },
  },
  ASSOCIATION: { sent: { association: { memberCount: 0 } }, read: { members: 0 }, empty: { members: null } },
};

/** All that every kind has. Ids of registers are one actor's own, so they carry a number. */
const everything = (number: number) => ({
  municipalityCode: "0259",
  genreSlugs: ["rock", "jazz", "rock"],
  aboutDa: `Linje et\r\nLinje to\n${"å".repeat(9000)}`,
  aboutEn: " English ",
  location: { latitude: 55.4567891, longitude: 12.1234567, precision: "NEAR" },
  links: [
    { url: "https://samspil.example/æ?a=1#b", label: "Hjemmeside" },
    { url: " http://samspil.example " },
  ],
  externalIds: [
    { scheme: "CVR", value: "DK-61 05 64 16" },
    { scheme: "WIKIDATA", value: `https://www.wikidata.org/wiki/Q${number}` },
    { scheme: "OPENSTREETMAP", value: `way/${number}` },
    { scheme: "MUSICBRAINZ", value: `B10BBBFC-CF9E-42E0-BE17-E2C3E1D2600${number}` },
    { scheme: "CVR", value: "61056416" },
  ],
  offers: ["øvelokale", "øvelokale nr. 2"],
  seeks: ["trommeslager"],
  physicalAccessibility: { answer: "PARTLY", noteDa: "Trin\nved døren", noteEn: "A step" },
  economicAccessibility: { answer: "NO" },
  digitalAccessibility: { answer: "YES", noteDa: "", noteEn: "Captions" },
  fieldVisibilities: [
    { field: "OFFERS", visibility: "MEMBERS" },
    { field: "LINE_UP", visibility: "PUBLIC" },
  ],
});
const everythingRead = (number: number) => ({
  formerNames: [],
  aboutDa: `Linje et\nLinje to\n${"å".repeat(9000)}`,
  aboutEn: "English",
  municipality: { code: "0259", name: "Køge" },
  location: { latitude: 55.45, longitude: 12.135, precision: "NEAR" },
  genres: [{ slug: "jazz" }, { slug: "rock" }],
  links: [
    { url: "https://samspil.example/%C3%A6?a=1#b", label: "Hjemmeside" },
    { url: "http://samspil.example/", label: null },
  ],
  externalIds: [
    { scheme: "CVR", value: "61056416", url: "https://datacvr.virk.dk/enhed/virksomhed/61056416" },
    {
      scheme: "MUSICBRAINZ",
      value: `b10bbbfc-cf9e-42e0-be17-e2c3e1d2600${number}`,
      url: `https://musicbrainz.org/mbid/b10bbbfc-cf9e-42e0-be17-e2c3e1d2600${number}`,
    },
    { scheme: "OPENSTREETMAP", value: `way/${number}`, url: `https://www.openstreetmap.org/way/${number}` },
    { scheme: "WIKIDATA", value: `Q${number}`, url: `https://www.wikidata.org/wiki/Q${number}` },
  ],
  offers: ["øvelokale", "øvelokale nr. 2"],
  seeks: ["trommeslager"],
  physicalAccessibility: { answer: "PARTLY", note: "Trin\nved døren" },
  economicAccessibility: { answer: "NO", note: null },
  digitalAccessibility: { answer: "YES", note: "Captions" },
  claimed: true,
  isDemo: false,
  fieldVisibilities: visibilities({ OFFERS: "MEMBERS", LINE_UP: "PUBLIC" }),
});

describe("createActor", () => {
  test.each(Object.entries(kinds).map((entry, index) => [...entry, index + 1] as const))(
    "%s with everything, read back; then with nothing",
    async (kind, { sent, read, empty }, number) => {
      const name = `  Alt om ${kind.toLowerCase().replaceAll("_", " ")}  `;
      const outcome = await act<Profile>(
        hub,
        owner,
        "createActor",
        { kind, name, ...everything(number), ...sent },
        { select: wholeProfile },
      );
      const slug = `alt-om-${kind.toLowerCase().replaceAll("_", "-")}`;
      const whole = {
        id: expect.stringMatching(/^actor_[0-7][0-9a-hjkmnp-tv-z]{25}$/),
        kind,
        slug,
        name: name.trim(),
        ...everythingRead(number),
        ...read,
        memberships: ownedBy(owner.name),
      };
      expect(outcome).toEqual({ object: whole, userErrors: [], errors: undefined });
      expect(await profileOf(outcome.object ?? { id: "" })).toEqual(whole);

      const minimal = await createActor(hub, owner, { kind, name: "X" });
      expect(await profileOf(minimal)).toEqual({
        id: minimal.id,
        kind,
        slug: minimal.slug,
        name: "X",
        ...emptyProfile,
        ...empty,
        memberships: ownedBy(owner.name),
      });
    },
  );

  test("is for the signed-in only", async () => {
    const before = await everythingStored(hub, ...actorTables);
    const outcome = await act(hub, null, "createActor", { kind: "VENUE", name: "Fremmed" });
    expect([outcome.object, outcome.errors?.[0]?.extensions?.code]).toEqual([null, "UNAUTHENTICATED"]);
    expect(await everythingStored(hub, ...actorTables)).toBe(before);
  });

  test.each([
    ["Ørkenfortet på Ærø i Århus", "oerkenfortet-paa-aeroe-i-aarhus"],
    ["  Café «Ö» & Stræde's  № 5!  ", "cafe-o-straedes-no-5"],
    ["A\u030arhus", "aarhus"],
    ["🎸🎷", "actor"],
    ["Ж", "actor-2"],
    ["Actor", "actor-3"],
    ["---", "actor-4"],
    ["a".repeat(200), "a".repeat(74)],
    [`${"b".repeat(73)} c`, "b".repeat(73)],
    ["\u{1d15e}".repeat(100), "actor-5"],
  ])("makes a slug of %s", async (name, slug) => {
    expect((await createActor(hub, owner, { name })).slug).toBe(slug);
  });

  test("an id of another register is one actor's, a CVR number may stand behind several", async () => {
    const taken = { kind: "VENUE", name: "Dobbelt", externalIds: [{ scheme: "WIKIDATA", value: "q3" }] };
    const before = await everythingStored(hub, ...actorTables);
    const outcome = await act(hub, owner, "createActor", taken);
    expect(outcome.userErrors).toEqual([
      { code: "EXTERNAL_ID_TAKEN", field: ["externalIds"], message: "En anden aktør har det id." },
    ]);
    expect(await everythingStored(hub, ...actorTables)).toBe(before);
    await createActor(hub, owner, { name: "Samme CVR", externalIds: [{ scheme: "CVR", value: "61056416" }] });
  });
});

describe("updateActor", () => {
  const change = (person: Person | null, actor: TestActor, input: object) =>
    act<Profile>(hub, person, "updateActor", { actorId: actor.id, ...input }, { select: wholeProfile });

  test.each(Object.entries(kinds).map((entry, index) => [...entry, index + 11] as const))(
    "of %s: absent keeps, null empties",
    async (kind, { sent, empty }, number) => {
      const input = { ...everything(number), ...sent };
      // The 12th MusicBrainz id would have 37 characters.
      input.externalIds = input.externalIds.filter(({ scheme }) => scheme !== "MUSICBRAINZ");
      const actor = await createActor(hub, owner, { kind, name: `Ændret ${kind}`, ...input });
      const before = await profileOf(actor);
      expect((await change(owner, actor, {})).object).toEqual(before);

      const nulls = Object.fromEntries(Object.keys(input).map((name) => [name, null]));
      expect((await change(owner, actor, { ...nulls, formerNames: null })).object).toEqual({
        ...before,
        ...emptyProfile,
        ...empty,
        // Visibilities are changes, and null names none.
        fieldVisibilities: before.fieldVisibilities,
      });
      const one = { fieldVisibilities: [{ field: "SEEKS", visibility: "NETWORK" }], seeks: ["a"] };
      expect((await change(owner, actor, one)).object).toMatchObject({
        seeks: ["a"],
        fieldVisibilities: visibilities({ OFFERS: "MEMBERS", LINE_UP: "PUBLIC", SEEKS: "NETWORK" }),
      });
    },
  );

  test("owner, editor and administrator change a profile; member, former member, others and strangers do not", async () => {
    const actor = await createActor(hub, owner, { name: "Hvem må" });
    const [editor, member, former, other, administrator] = [
      await addPerson(hub, "Redaktør"),
      await addPerson(hub, "Medlem"),
      await addPerson(hub, "Tidligere"),
      await addPerson(hub, "En anden"),
      await addPerson(hub, "Administrator", { isAdministrator: true }),
    ];
    await join(hub, owner, editor, actor, "EDITOR");
    await join(hub, owner, member, actor, "MEMBER");
    const membershipId = await join(hub, owner, former, actor, "OWNER");
    expect((await change(former, actor, { seeks: ["tidligere"] })).userErrors).toEqual([]);
    await mustAct(hub, owner, "endMembership", { membershipId });

    for (const person of [owner, editor, administrator]) {
      const { object, userErrors } = await change(person, actor, { seeks: [person.name] });
      expect([object?.seeks, userErrors]).toEqual([[person.name], []]);
    }
    const before = await everythingStored(hub, ...actorTables);
    for (const person of [member, former, other]) {
      expect(await change(person, actor, { seeks: [person.name], name: "Kapret", slug: "kapret" })).toEqual({
        object: null,
        userErrors: [{ code: "NOT_ALLOWED", field: ["actorId"], message: "Det har du ikke ret til." }],
        errors: undefined,
      });
    }
    const stranger = await change(null, actor, { name: "Kapret" });
    expect(stranger.errors?.[0]?.extensions?.code).toBe("UNAUTHENTICATED");
    for (const id of [owner.accountId, "actor_00000000000000000000000000", "", "x"]) {
      expect((await change(owner, { id, slug: "" }, { name: "Ingen" })).userErrors).toEqual([
        { code: "NOT_FOUND", field: ["actorId"], message: "Det findes ikke." },
      ]);
    }
    expect(await everythingStored(hub, ...actorTables)).toBe(before);
  });

  test("a former slug and a former name still find the actor, and come back", async () => {
    const actor = await createActor(hub, owner, { name: "Gammelt Navn" });
    const other = await createActor(hub, owner, { name: "Anden aktør" });
    const changed = await change(owner, actor, { name: "Nyt Navn", slug: "nyt-navn" });
    expect(changed.object).toMatchObject({
      name: "Nyt Navn",
      slug: "nyt-navn",
      formerNames: ["Gammelt Navn"],
    });
    const find = async (slug: string) =>
      (
        await ask<{ actor: unknown }>(hub, null, "query ($slug: String) { actor(slug: $slug) { id slug } }", {
          slug,
        })
      ).actor;
    expect(await find("gammelt-navn")).toEqual({ id: actor.id, slug: "nyt-navn" });
    expect(await find("nyt-navn")).toEqual({ id: actor.id, slug: "nyt-navn" });

    for (const slug of ["gammelt-navn", "nyt-navn"]) {
      expect((await change(owner, other, { slug })).userErrors).toEqual([
        { code: "SLUG_TAKEN", field: ["slug"], message: `Kortnavnet ${slug} er optaget.` },
      ]);
    }
    // A new actor of the former name does not take the former slug either.
    expect((await createActor(hub, owner, { name: "Gammelt navn" })).slug).toBe("gammelt-navn-2");
    const back = await change(owner, actor, { name: "Gammelt Navn", slug: "gammelt-navn" });
    expect(back.object).toMatchObject({
      name: "Gammelt Navn",
      slug: "gammelt-navn",
      formerNames: ["Nyt Navn"],
    });
    expect(await find("nyt-navn")).toEqual({ id: actor.id, slug: "gammelt-navn" });
    const list = Array.from({ length: 20 }, (_, index) => `Navn ${index}`);
    const many = await change(owner, actor, { formerNames: list, name: "Endnu et" });
    expect(many.object?.formerNames).toEqual(["Gammelt Navn", ...list.slice(0, 19)]);
    expect((await profileOf(other)).slug).toBe("anden-aktoer");
  });

  test("sets when it was changed, and only that", async () => {
    const actor = await createActor(hub, owner, { name: "Tid" });
    const times = "query ($id: ID) { actor(id: $id) { createdAt updatedAt } }";
    type Times = { actor: { createdAt: string; updatedAt: string } };
    const { actor: made } = await ask<Times>(hub, null, times, { id: actor.id });
    expect(made.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    await change(owner, actor, { seeks: ["tid"] });
    const { actor: changed } = await ask<Times>(hub, null, times, { id: actor.id });
    expect(changed.createdAt).toBe(made.createdAt);
    expect(changed.updatedAt > made.updatedAt).toBe(true);
  });
});

describe("idempotencyKey", () => {
  const input = {
    kind: "FESTIVAL",
    name: "Gentaget",
    municipalityCode: "0259",
    location: { longitude: 12, latitude: 55 },
  };

  test("the same key and input answer the same actor, also in another order and after a restart", async () => {
    const key = "0101901234 is a key, not a person";
    const first = await createActor(hub, owner, { ...input, idempotencyKey: key });
    const reordered = Object.fromEntries(Object.entries({ idempotencyKey: key, ...input }).reverse());
    expect(await createActor(hub, owner, reordered)).toEqual(first);
    await mustAct(hub, owner, "updateActor", { actorId: first.id, name: "Omdøbt" });
    const stored = await everythingStored(hub, ...actorTables);
    expect(await hub.stop()).toBe(0);
    hub = await startHub({ database, dataDir });
    expect(await createActor(hub, owner, { ...input, idempotencyKey: key })).toEqual({
      ...first,
      name: "Omdøbt",
    });

    for (const other of [
      { ...input, name: "Noget andet" },
      { ...input, seeks: [] },
    ]) {
      expect(await act(hub, owner, "createActor", { ...other, idempotencyKey: key })).toEqual({
        object: null,
        userErrors: [
          {
            code: "IDEMPOTENCY_MISMATCH",
            field: ["idempotencyKey"],
            message: "Nøglen er brugt til noget andet.",
          },
        ],
        errors: undefined,
      });
    }
    expect(await everythingStored(hub, ...actorTables)).toBe(stored);
    const someoneElse = await addPerson(hub, "En anden");
    expect((await createActor(hub, someoneElse, { ...input, idempotencyKey: key })).id).not.toBe(first.id);
  });

  test("a refused input does not use the key up", async () => {
    const refused = await act(hub, owner, "createActor", {
      ...input,
      municipalityCode: "9999",
      idempotencyKey: "k",
    });
    expect(refused.userErrors[0]?.code).toBe("UNKNOWN_MUNICIPALITY");
    await createActor(hub, owner, { ...input, idempotencyKey: "k" });
  });
});

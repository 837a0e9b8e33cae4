import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  buildClientSchema,
  type GraphQLInputType,
  type GraphQLSchema,
  getIntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from "graphql";
import {
  act,
  actorTables,
  addPerson,
  codeOf,
  createActor,
  everythingStored,
  type Person,
  type TestActor,
  type UserProblem,
} from "../../testkit/actors.js";
import { runQuery, startHub, type TestHub } from "../../testkit/hub.js";
import { refusals } from "./refused-profiles.js";

let hub: TestHub;
let schema: GraphQLSchema;
let owner: Person;
/** May use every mutation, so that it is the input that is refused. */
let administrator: Person;
let actor: TestActor;
/** What the tables hold before the first refusal; the last test shows that they still do. */
let before: string;
beforeAll(async () => {
  hub = await startHub({ demo: false });
  const { body } = await runQuery<Parameters<typeof buildClientSchema>[0]>(hub, getIntrospectionQuery());
  if (!body.data) throw new Error(`No introspection: ${JSON.stringify(body.errors)}`);
  schema = buildClientSchema(body.data);
  owner = await addPerson(hub, "Ejer");
  administrator = await addPerson(hub, "Administrator", { isAdministrator: true });
  actor = await createActor(hub, owner, { name: "Findes", municipalityCode: "0259" });
  before = await everythingStored(hub, "account", ...actorTables);
});
afterAll(() => hub?.stop());

const inputs = {
  createActor: "CreateActorInput",
  updateActor: "UpdateActorInput",
  claimActor: "ClaimActorInput",
  approveClaim: "ApproveClaimInput",
  rejectClaim: "RejectClaimInput",
  inviteMember: "InviteMemberInput",
  acceptInvitation: "AcceptInvitationInput",
  declineInvitation: "DeclineInvitationInput",
  endMembership: "EndMembershipInput",
  deleteAccount: "DeleteAccountInput",
};

/** Longest texts that are not 200 characters, by the last names of their path. */
const textLimits: Readonly<Record<string, number>> = {
  aboutDa: 10_000,
  aboutEn: 10_000,
  noteDa: 1000,
  noteEn: 1000,
  url: 2000,
  label: 100,
  slug: 80,
  message: 2000,
  email: 254,
};
const multiline = ["aboutDa", "aboutEn", "noteDa", "noteEn", "message"];
/** Digits in these may look like a CPR number and be none: their own format is checked. */
const identifiers = ["idempotencyKey", "value"];
const listLimits: Readonly<Record<string, number>> = {
  genreSlugs: 20,
  links: 20,
  externalIds: 20,
  offers: 20,
  seeks: 20,
  formerNames: 20,
  topics: 20,
  instrumentSlugs: 200,
  servedMunicipalityCodes: 100,
  editions: 200,
  lineUp: 50,
  fieldVisibilities: 50,
};
const numberBounds: Readonly<Record<string, readonly [number, number]>> = {
  latitude: [-90, 90],
  longitude: [-180, 180],
  capacity: [1, 500_000],
  stageWidthMetres: [0.5, 200],
  stageDepthMetres: [0.5, 200],
  roomCount: [0, 1000],
  memberCount: [0, 1_000_000],
};

interface Leaves {
  readonly text: (name: string) => string;
  readonly number: (name: string) => number;
  readonly items: (name: string) => number;
}
const harmless: Leaves = { text: () => "x", number: () => 1, items: () => 1 };

/** An input with every field in it, made from the schema, and the path of each of its leaves and lists. */
function wholeInput(typeName: string, leaves: Leaves) {
  const paths = { texts: [] as string[][], numbers: [] as string[][], lists: [] as string[][] };
  const build = (type: GraphQLInputType, path: string[]): unknown => {
    const name = [...path].reverse().find((part) => !/^\d+$/.test(part)) ?? "";
    if (isNonNullType(type)) return build(type.ofType, path);
    if (isListType(type)) {
      paths.lists.push(path);
      return Array.from({ length: leaves.items(name) }, (_, i) => build(type.ofType, [...path, String(i)]));
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      return Object.fromEntries(
        fields.map((field) => [field.name, build(field.type, [...path, field.name])]),
      );
    }
    if (isEnumType(type)) return type.getValues()[0]?.name;
    if (type.name === "Date") return "2026-07-01";
    if (type.name === "Int" || type.name === "Float") {
      paths.numbers.push(path);
      return leaves.number(name);
    }
    paths.texts.push(path);
    return leaves.text(name);
  };
  const type = schema.getType(typeName);
  if (!isInputObjectType(type)) throw new Error(`${typeName} is no input`);
  return { input: build(type, []) as object, ...paths };
}

const lastName = (path: readonly string[]) => [...path].reverse().find((part) => !/^\d+$/.test(part)) ?? "";
const problems = (userErrors: readonly UserProblem[]) =>
  userErrors.map(({ code, field }) => `${code} ${field?.join(".")}`).sort();
const expected = (code: string, paths: readonly string[][]) =>
  paths.map((path) => `${code} ${path.join(".")}`).sort();

async function refused(mutation: string, input: object): Promise<string[]> {
  const outcome = await act(hub, administrator, mutation, input);
  expect(outcome.errors).toBeUndefined();
  expect(outcome.object).toBeNull();
  return problems(outcome.userErrors);
}

describe.each(Object.entries(inputs))("every field of %s", (mutation, typeName) => {
  test.each([
    ["NUL", "a\0b"],
    ["half a surrogate pair", "a\ud800b"],
    ["the other half", "\udc00"],
    ["a control character", "a\u0007b"],
    ["a bidirectional override", "a\u202eb"],
    ["a noncharacter", "a\uffffb"],
  ])("refuses %s", async (_, text) => {
    const { input, texts } = wholeInput(typeName, { ...harmless, text: () => text });
    expect(texts.length).toBeGreaterThan(0);
    expect(await refused(mutation, input)).toEqual(expected("INVALID_TEXT", texts));
  });

  test("refuses line breaks where there is one line", async () => {
    const { input, texts } = wholeInput(typeName, {
      ...harmless,
      text: (name) => (multiline.includes(name) ? "\0" : "a\nb"),
    });
    expect(await refused(mutation, input)).toEqual(expected("INVALID_TEXT", texts));
  });

  test.each([
    "010190-1234",
    "Mit nummer er 0101901234.",
    "010190 1234",
    "01 01 90 1234",
    "01.01.90-1234",
    "cpr010190–1234",
    "０１０１９０-１２３４",
    "0101\u200b901234",
  ])("refuses the CPR number %s", async (text) => {
    const { input, texts } = wholeInput(typeName, { ...harmless, text: () => text });
    const asking = texts.filter((path) => !identifiers.includes(lastName(path)));
    expect(asking.length).toBeGreaterThan(0);
    expect(await refused(mutation, input)).toEqual(expected("CPR_NUMBER", asking));
  });

  test("refuses a text that is a character too long, counted in characters", async () => {
    const limit = (name: string) => textLimits[name] ?? 200;
    const { input, texts } = wholeInput(typeName, {
      ...harmless,
      text: (name) => "🎵".repeat(limit(name) + 1),
    });
    expect(await refused(mutation, input)).toEqual(expected("TOO_LONG", texts));
    // In its stored form (NFC) a musical note takes three characters.
    const notes = wholeInput(typeName, { ...harmless, text: (name) => "\u{1d160}".repeat(limit(name)) });
    expect(await refused(mutation, notes.input)).toEqual(expected("TOO_LONG", texts));
  });

  test("refuses a list with an item too many and numbers out of bounds", async () => {
    const every = wholeInput(typeName, harmless);
    for (const list of every.lists) expect(Object.keys(listLimits)).toContain(lastName(list));
    for (const number of every.numbers) expect(Object.keys(numberBounds)).toContain(lastName(number));
    if (every.lists.length > 0) {
      const { input } = wholeInput(typeName, { ...harmless, items: (name) => (listLimits[name] ?? 0) + 1 });
      expect(await refused(mutation, input)).toEqual(expected("TOO_LONG", every.lists));
    }
    if (every.numbers.length === 0) return;
    for (const [end, step] of [
      [0, -1],
      [1, 1],
    ] as const) {
      const { input } = wholeInput(typeName, {
        ...harmless,
        number: (name) => (numberBounds[name]?.[end] ?? 0) + step,
      });
      expect(await refused(mutation, input)).toEqual(expected("OUT_OF_RANGE", every.numbers));
    }
  });
});

describe("createActor and updateActor refuse", () => {
  test.each(refusals)("%s", async (_, input, code, field, danish, english) => {
    const whole = { kind: "VENUE", name: "Afvist", ...input };
    for (const [language, message] of [
      ["da", danish],
      ["en", english],
    ] as const) {
      const headers = { "accept-language": language };
      const outcome = await act(hub, owner, "createActor", whole, { headers });
      expect(outcome).toEqual({
        object: null,
        userErrors: [{ code, field: field.split("."), message }],
        errors: undefined,
      });
    }
    if (whole.kind === "VENUE") {
      const { kind: _kind, ...changes } = whole;
      const { object, userErrors } = await act(hub, owner, "updateActor", { actorId: actor.id, ...changes });
      expect(object).toBeNull();
      expect(problems(userErrors)).toEqual([`${code} ${field}`]);
    }
  });

  test.each([
    ["null", null],
    ["upper case", "Findes"],
    ["æøå", "fløjten"],
    ["hyphens at the end", "findes-"],
    ["two hyphens", "a--b"],
    ["nothing", ""],
    ["a path", "a/b"],
  ])("a slug with %s", async (_, slug) => {
    expect(await refused("updateActor", { actorId: actor.id, slug })).toEqual(["INVALID_SLUG slug"]);
    for (const [language, message] of [
      ["da", "Kortnavnet skal bestå af a-z og 0-9 med enkelte bindestreger imellem, 1 til 80 tegn."],
      ["en", "The slug consists of a-z and 0-9 with single hyphens in between, 1 to 80 characters."],
    ] as const) {
      const headers = { "accept-language": language };
      const { userErrors } = await act(hub, owner, "updateActor", { actorId: actor.id, slug }, { headers });
      expect(userErrors[0]?.message).toBe(message);
    }
  });

  test.each([
    ["da", "Højst 100 tegn er tilladt.", "Højst 20 elementer på listen er tilladt."],
    ["en", "At most 100 characters are allowed.", "At most 20 items in the list are allowed."],
  ])("what is too long, and says of what (%s)", async (language, tooLong, tooMany) => {
    const links = [{ url: "https://samspil.example", label: "a".repeat(101) }];
    const input = { kind: "VENUE", name: "Lang", links, offers: Array(21).fill("lån") };
    const headers = { "accept-language": language };
    const { userErrors } = await act(hub, owner, "createActor", input, { headers });
    const byField = Object.fromEntries(userErrors.map(({ field, message }) => [field?.join("."), message]));
    expect(byField).toEqual({ "links.0.label": tooLong, offers: tooMany });
  });

  test("a name of null, since an actor has one", async () => {
    expect(await refused("updateActor", { actorId: actor.id, name: null })).toEqual(["NAME_MISSING name"]);
  });

  test("several mistakes at once are told at once", async () => {
    const outcome = await act(
      hub,
      owner,
      "createActor",
      {
        kind: "VENUE",
        name: "0101901234",
        offers: ["fint", "\0"],
        venue: { capacity: 0 },
        location: { latitude: 90.0001, longitude: 12 },
      },
      { headers: { "accept-language": "en" } },
    );
    expect(outcome.userErrors).toEqual(
      expect.arrayContaining([
        {
          code: "CPR_NUMBER",
          field: ["name"],
          message: "The text looks like a CPR number. CPR numbers are not accepted anywhere in Samspil.",
        },
        {
          code: "INVALID_TEXT",
          field: ["offers", "1"],
          message: "The text contains characters that cannot be stored.",
        },
        {
          code: "OUT_OF_RANGE",
          field: ["venue", "capacity"],
          message: "The number must be from 1 to 500000.",
        },
        {
          code: "OUT_OF_RANGE",
          field: ["location", "latitude"],
          message: "The number must be from -90 to 90.",
        },
      ]),
    );
    expect(outcome.userErrors).toHaveLength(4);
  });

  test("numbers that are none", async () => {
    const create = (input: string) =>
      codeOf(
        hub,
        owner,
        `mutation { createActor(input: { kind: VENUE, name: "Tal", ${input} }) { actor { id } userErrors { code } } }`,
      );
    for (const input of [
      "venue: { capacity: 1.5 }",
      "venue: { capacity: 2147483648 }",
      "venue: { capacity: NaN }",
      'venue: { capacity: "12" }',
      "location: { latitude: Infinity, longitude: 1 }",
    ]) {
      expect([input, await create(input)]).toEqual([input, "GRAPHQL_VALIDATION_FAILED"]);
    }
    const { body } = await runQuery<{ createActor: { userErrors: { code: string }[] } }>(
      hub,
      `mutation { createActor(input: { kind: VENUE, name: "Tal", location: { latitude: 1e999, longitude: -1e999 } }) { actor { id } userErrors { code } } }`,
      {},
      { token: owner.token },
    );
    expect(body.data?.createActor.userErrors).toEqual([{ code: "OUT_OF_RANGE" }, { code: "OUT_OF_RANGE" }]);
  });
});

test("nothing of all that was refused has been written", async () => {
  expect(before).toContain("actor: ");
  expect(await everythingStored(hub, "account", ...actorTables)).toBe(before);
});

import { addPerson, ask as askAs, createActor, type Person, type TestActor } from "../../testkit/actors.js";
import { runQuery, startHub, type TestHub } from "../../testkit/hub.js";

/** What a proposal answers is read behind the statement that makes it: whatever is asked, it has to be the row that was made. */
let hub: TestHub;
let asta: Person;
let band: TestActor;
let venues: readonly TestActor[];

beforeAll(async () => {
  hub = await startHub({ demo: false });
  asta = await addPerson(hub, "Asta");
  const bo = await addPerson(hub, "Bo");
  band = await createActor(hub, asta, { kind: "ARTIST", name: "Bandet" });
  venues = [
    await createActor(hub, bo, { kind: "VENUE", name: "Laden" }),
    await createActor(hub, bo, { kind: "VENUE", name: "Kælderen" }),
    await createActor(hub, bo, { kind: "VENUE", name: "Loftet" }),
  ];
});
afterAll(() => hub?.stop());

const input = (target: TestActor | undefined, kind: string, more: object = {}) => ({
  sourceId: band.id,
  targetId: target?.id,
  kind,
  ...more,
});

const ask = (query: string, variables: Readonly<Record<string, unknown>>) =>
  askAs<Record<string, unknown>>(hub, asta, query, variables);

test("under another name, in fragments, left out and asked with variables", async () => {
  const data = await ask(
    `mutation ($input: ProposeRelationshipInput!, $from: ID!, $not: Boolean!) {
      made: proposeRelationship(input: $input) { ...Payload skipped: relationship @skip(if: true) { id } } }
    fragment Payload on ProposeRelationshipPayload {
      __typename claim: relationship { ...Ends status @skip(if: $not) } userErrors { code }
    }
    fragment Ends on Relationship { __typename phrase(from: $from) target { __typename name } }`,
    { input: input(venues[0], "PLAYS_AT"), from: band.id, not: true },
  );
  expect(data).toEqual({
    made: {
      __typename: "ProposeRelationshipPayload",
      claim: {
        __typename: "Relationship",
        phrase: "spiller på",
        target: { __typename: "Venue", name: "Laden" },
      },
      userErrors: [],
    },
  });
});

test("asked twice in one payload", async () => {
  const data = await ask(
    `mutation ($input: ProposeRelationshipInput!) { proposeRelationship(input: $input) {
      one: relationship { kind } other: relationship { status } } }`,
    { input: input(venues[0], "REHEARSES_AT") },
  );
  expect(data).toEqual({
    proposeRelationship: { one: { kind: "REHEARSES_AT" }, other: { status: "PROPOSED" } },
  });
});

test("two proposals that ask by the same fragment answer each their own row", async () => {
  const query = `mutation ($first: ProposeRelationshipInput!, $second: ProposeRelationshipInput!) {
      first: proposeRelationship(input: $first) { ...Payload } second: proposeRelationship(input: $second) { ...Payload } }
    fragment Payload on ProposeRelationshipPayload { relationship { kind target { name } } userErrors { code } }`;
  const variables = {
    first: input(venues[0], "COLLABORATES_WITH"),
    second: input(venues[1], "COLLABORATES_WITH"),
  };
  const made = (name: string) => ({
    relationship: { kind: "COLLABORATES_WITH", target: { name } },
    userErrors: [],
  });
  const refused = { relationship: null, userErrors: [{ code: "DUPLICATE" }] };
  expect(await ask(query, variables)).toEqual({ first: made("Laden"), second: made("Kælderen") });
  expect(await ask(query, variables)).toEqual({ first: refused, second: refused });
  // The first is refused, the second is not: what the first has left behind is not taken for it.
  const third = { first: variables.first, second: input(venues[1], "REHEARSES_AT") };
  expect(await ask(query, third)).toEqual({
    first: refused,
    second: { relationship: { kind: "REHEARSES_AT", target: { name: "Kælderen" } }, userErrors: [] },
  });
});

test("with an idempotency key the row made under it is answered, the second time too", async () => {
  const query = `mutation ($input: ProposeRelationshipInput!) { proposeRelationship(input: $input) {
    relationship { id target { name } } userErrors { code } } }`;
  const variables = { input: input(venues[1], "PLAYS_AT", { idempotencyKey: "once-and-only-once" }) };
  const first = await ask(query, variables);
  expect(first).toMatchObject({ proposeRelationship: { relationship: { target: { name: "Kælderen" } } } });
  expect(await ask(query, variables)).toEqual(first);
});

test("what cannot be answered is refused, and the proposal stands", async () => {
  const query = `mutation ($input: ProposeRelationshipInput!) { proposeRelationship(input: $input) {
    relationship { target { relationships(first: 1000) { totalCount } } } userErrors { code } } }`;
  const variables = { input: input(venues[2], "PLAYS_AT") };
  const { body } = await runQuery(hub, query, variables, { token: asta.token });
  expect(body.errors).toMatchObject([
    {
      path: ["proposeRelationship", "relationship", "target", "relationships"],
      extensions: { code: "BAD_USER_INPUT" },
    },
  ]);
  expect(await ask(query, variables)).toEqual({
    proposeRelationship: { relationship: null, userErrors: [{ code: "DUPLICATE" }] },
  });
});

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { addPerson, ask, createActor, mustAct, type Person, type TestActor } from "../../testkit/actors.js";
import { runQuery, startHub, type TestHub } from "../../testkit/hub.js";

/** Where an actor is exactly, which the API never tells unless the actor wants. Who sees what is told, tests/api/reads judges. */
let hub: TestHub;
let owner: Person;
let other: Person;
let readers: readonly (Person | null)[];
const exact = { latitude: 54.8765432, longitude: 10.4123456 };

beforeAll(async () => {
  hub = await startHub({ demo: false });
  owner = await addPerson(hub, "Ejer");
  other = await addPerson(hub, "Fremmed");
  readers = [null, other, owner, await addPerson(hub, "Anna", { isAdministrator: true })];
});
afterAll(() => hub?.stop());

const point = /"(?:latitude|longitude)":[\d.]+/g;
const shown = "location { latitude longitude precision }";
const digits = /54\.8765|10\.4123/;

test.each([
  ["NEAR", [54.87, 10.425]],
  ["MUNICIPALITY", [54.855869, 10.399527]],
  ["EXACT", [exact.latitude, exact.longitude]],
] as const)(
  "the exact point at the precision %s leaves only as EXACT, whoever asks and however",
  async (precision, [latitude, longitude]) => {
    const input = {
      kind: "VENUE",
      name: "Punkt",
      municipalityCode: "0492",
      location: { ...exact, precision },
    };
    const created = await runQuery(
      hub,
      `mutation ($input: CreateActorInput!) { createActor(input: $input) { actor { id ${shown} } userErrors { code } } }`,
      { input },
      { token: owner.token },
    );
    const actor = (created.body.data as { createActor: { actor: TestActor } }).createActor.actor;
    const bodies = [JSON.stringify(created.body)];
    for (const reader of readers) {
      const answers = await runQuery(
        hub,
        `query ($id: ID!) { node(id: $id) { ... on Actor { ${shown} } } actor(id: $id) { ${shown} municipality { name } }
        viewer { memberships(first: 100) { nodes { actor { id ${shown} } } } }
        actors(filter: { text: "punkt" }, last: 100) { nodes { ${shown} } edges { cursor } } }`,
        { id: actor.id },
        { token: reader?.token },
      );
      expect(answers.body.errors).toBeUndefined();
      expect(answers.body.data?.actor).toMatchObject({ location: { latitude, longitude, precision } });
      bodies.push(JSON.stringify(answers.body));
    }
    for (const body of bodies) {
      expect(body.match(point)?.length).toBeGreaterThan(1);
      expect(digits.test(body)).toBe(precision === "EXACT");
    }
    await hub.database.query(
      "DELETE FROM membership WHERE actor_id = (SELECT id FROM actor WHERE public_id = $1)",
      [actor.id],
    );
    await hub.database.query("DELETE FROM actor WHERE public_id = $1", [actor.id]);
  },
);

test("the exact point is not found out by moving the cell: all points of a cell show its middle", async () => {
  const actor = await createActor(hub, owner, { name: "Flytter" });
  const points = [
    [55.4201, 12.0001],
    [55.4399, 12.0299],
    [55.43, 12.015],
  ] as const;
  for (const [latitude, longitude] of points) {
    const changed = await mustAct<{ location: unknown }>(
      hub,
      owner,
      "updateActor",
      { actorId: actor.id, location: { latitude, longitude, precision: "NEAR" } },
      shown,
    );
    expect(changed.location).toEqual({ latitude: 55.43, longitude: 12.015, precision: "NEAR" });
  }
  const hidden = { fieldVisibilities: [{ field: "LOCATION", visibility: "MEMBERS" }] };
  await mustAct(hub, owner, "updateActor", { actorId: actor.id, ...hidden });
  const read = `query ($id: ID) { actor(id: $id) { ${shown} } }`;
  expect(await ask(hub, other, read, { id: actor.id })).toEqual({
    actor: { location: null },
  });
});

test("without a municipality there is no centre to show", async () => {
  const actor = await createActor(hub, owner, { name: "Hjemløs", location: exact });
  const read = `query ($id: ID) { actor(id: $id) { ${shown} } }`;
  expect(await ask(hub, owner, read, { id: actor.id })).toEqual({
    actor: { location: null },
  });
});

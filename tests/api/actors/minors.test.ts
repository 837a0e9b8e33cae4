import {
  act,
  addPerson,
  ask,
  createActor,
  join,
  mustAct,
  type Person,
  type TestActor,
  unclaim,
} from "../../testkit/actors.js";
import { startHub, type TestHub } from "../../testkit/hub.js";

let hub: TestHub;
let adult: Person;
let minor: Person;

const place = { latitude: 55.7012345, longitude: 12.5123456 };
const location = (precision: string) => ({ ...place, precision });

beforeAll(async () => {
  hub = await startHub({ demo: false });
  adult = await addPerson(hub, "Voksen", { birthDate: "1980-02-02" });
  minor = await addPerson(hub, "Ung", { birthDate: `${new Date().getFullYear() - 14}-01-01` });
});
afterAll(() => hub?.stop());

const precisionOf = async (actor: TestActor): Promise<string | undefined> => {
  const { rows } = await hub.database.query("SELECT location_precision FROM actor WHERE public_id = $1", [
    actor.id,
  ]);
  return rows[0]?.location_precision;
};

/** What a stranger gets to see of where an actor is, as text. */
const shown = async (actor: TestActor): Promise<string> => {
  const data = await ask(
    hub,
    null,
    `{ actor(id: "${actor.id}") { location { latitude longitude precision } externalIds { value } } }`,
  );
  return JSON.stringify(data);
};

test.each(["ARTIST", "VENUE", "ASSOCIATION"])(
  "a minor shows no more than the municipality of a %s",
  async (kind) => {
    for (const precision of ["EXACT", "NEAR"]) {
      const { object, userErrors } = await act(hub, minor, "createActor", {
        kind,
        name: "Hjemme",
        location: location(precision),
      });
      expect([object, userErrors[0]?.code, userErrors[0]?.field]).toEqual([
        null,
        "EXACT_LOCATION_OF_MINOR",
        ["location", "precision"],
      ]);
    }
    const actor = await createActor(hub, minor, { kind, name: "Hjemme", location: location("MUNICIPALITY") });
    const change = await act(hub, minor, "updateActor", { actorId: actor.id, location: location("NEAR") });
    expect(change.userErrors[0]?.code).toBe("EXACT_LOCATION_OF_MINOR");
    expect(await precisionOf(actor)).toBe("MUNICIPALITY");
  },
);

test("nobody else shows a minor's place either", async () => {
  const actor = await createActor(hub, minor, {
    kind: "ARTIST",
    name: "Ung artist",
    location: location("MUNICIPALITY"),
  });
  await join(hub, minor, adult, actor, "EDITOR");
  const change = await act(hub, adult, "updateActor", { actorId: actor.id, location: location("EXACT") });
  expect(change.userErrors[0]?.code).toBe("EXACT_LOCATION_OF_MINOR");
  expect(await shown(actor)).not.toContain("55.70123");
});

test("an artist that a minor joins shows the municipality from then on; a venue that one helps at stays where it is", async () => {
  const band = await createActor(hub, adult, { kind: "ARTIST", name: "Bandet", location: location("EXACT") });
  const venue = await createActor(hub, adult, { kind: "VENUE", name: "Scenen", location: location("EXACT") });
  expect(await shown(band)).toContain("55.7012345");
  await join(hub, adult, minor, band, "MEMBER");
  await join(hub, adult, minor, venue, "MEMBER");
  expect(await shown(band)).not.toContain("55.70");
  expect(await shown(venue)).toContain("55.7012345");
  const change = await act(hub, adult, "updateActor", { actorId: venue.id, location: location("NEAR") });
  expect(change.userErrors).toEqual([]);
});

test("an approved claim of a minor covers the place too", async () => {
  const venue = await createActor(hub, adult, {
    kind: "VENUE",
    name: "Importeret",
    location: location("EXACT"),
  });
  await unclaim(hub, venue);
  const administrator = await addPerson(hub, "Administrator", { isAdministrator: true });
  const claim = await mustAct(hub, minor, "claimActor", { actorId: venue.id });
  await mustAct(hub, administrator, "approveClaim", { claimId: claim.id });
  expect(await precisionOf(venue)).toBe("MUNICIPALITY");
});

test("an OpenStreetMap id is seen only where the exact point is", async () => {
  const externalIds = [{ scheme: "OPENSTREETMAP", value: "node/4242" }];
  const actor = await createActor(hub, adult, {
    kind: "VENUE",
    name: "På kortet",
    externalIds,
    location: location("NEAR"),
  });
  expect(await shown(actor)).not.toContain("4242");
  const own = await ask(hub, adult, `{ actor(id: "${actor.id}") { externalIds { value } } }`);
  expect(JSON.stringify(own)).toContain("node/4242");
  await mustAct(hub, adult, "updateActor", { actorId: actor.id, location: location("EXACT") });
  expect(await shown(actor)).toContain("node/4242");
  await mustAct(hub, adult, "updateActor", {
    actorId: actor.id,
    fieldVisibilities: [{ field: "LOCATION", visibility: "MEMBERS" }],
  });
  expect(await shown(actor)).not.toContain("4242");
});

test.each(["is no longer an owner", "is suspended"])("an invitation ends when its maker %s", async (how) => {
  const actor = await createActor(hub, adult, { name: "Foreningen" });
  const second = await addPerson(hub, "Anden ejer");
  const puppet = await addPerson(hub, "Dukke");
  const membershipId = await join(hub, adult, second, actor, "OWNER");
  const invitation = await mustAct(hub, second, "inviteMember", {
    actorId: actor.id,
    email: puppet.email,
    role: "OWNER",
  });
  if (how === "is suspended") {
    const administrator = await addPerson(hub, "Administrator", { isAdministrator: true });
    await mustAct(hub, administrator, "suspendAccount", { accountId: second.accountId });
  } else await mustAct(hub, adult, "endMembership", { membershipId });
  const accepted = await act(hub, puppet, "acceptInvitation", { invitationId: invitation.id });
  expect([accepted.object, accepted.userErrors[0]?.code]).toEqual([null, "INVITATION_CLOSED"]);
  // Invited by somebody who may, the same address gets in.
  await join(hub, adult, puppet, actor, "MEMBER");
});

test("an actor has 20 slugs at most, and may go back to one of them", async () => {
  const actor = await createActor(hub, adult, { name: "Nummer nul" });
  const rename = (slug: string) => act(hub, adult, "updateActor", { actorId: actor.id, slug });
  for (let number = 1; number < 20; number += 1)
    expect((await rename(`nummer-${number}`)).userErrors).toEqual([]);
  expect((await rename("nummer-20")).userErrors[0]?.code).toBe("SLUGS_USED_UP");
  expect((await rename("nummer-3")).userErrors).toEqual([]);
});

import {
  act,
  addPerson,
  ask,
  createActor,
  join,
  mustAct,
  type Person,
  type TestActor,
} from "../../testkit/actors.js";
import { campaignSize } from "../../testkit/campaign.js";
import { startHub, type TestHub } from "../../testkit/hub.js";
import { relate, start, trySend } from "../../testkit/messaging/conversations.js";
import { drawWith } from "../../testkit/network/random-network.js";

/**
 * What is unread of notifications after random operations, told by a model that knows only what was done: who wrote as whom, deleted, read,
 * muted, left, came back and joined. Five people read for four actors in three conversations.
 */
let hub: TestHub;
beforeAll(async () => {
  hub = await startHub({ demo: false });
});
afterAll(() => hub?.stop());

interface Written {
  readonly id: string;
  readonly by: number;
  isDeleted: boolean;
}

/** A conversation as the model knows it. */
interface Talk {
  readonly id: string;
  readonly present: Set<number>;
  readonly messages: Written[];
  readonly read: Map<number, number>;
  readonly joined: Map<number, number>;
  readonly began: Map<string, number>;
  readonly muted: Set<number>;
  /** Who has an unread notification of it. */
  readonly notified: Set<number>;
}

const people = 5;
/** Operations of a run, which has people and conversations of its own; ten runs are a campaign. */
const operationsOfRun = 300;
const runs = Array.from({ length: campaignSize(10) }, (_, place) => place + 1);

test.each(runs)("is what was done since, whatever that was, run %i", async (run) => {
  const draw = drawWith(20_261_127 + run);
  const persons: Person[] = [];
  const actors: TestActor[] = [];
  for (let place = 0; place < people; place += 1)
    persons.push(await addPerson(hub, `Person ${place}`, { birthDate: "1990-01-01" }));
  const person = (place: number): Person => persons[place] as Person;
  const actor = (place: number): TestActor => actors[place] as TestActor;
  for (let place = 0; place < 4; place += 1)
    actors.push(await createActor(hub, person(place), { kind: "VENUE", name: `Sted ${place}` }));
  for (const [place, one] of actors.entries())
    for (const other of actors.slice(place + 1)) await relate(hub, one, other);
  const editors = new Map<string, string>(actors.map((_, place) => [`${place} ${place}`, "owner"]));
  const talks: Talk[] = [];
  for (let place = 0; place < 3; place += 1) {
    const id = await start(hub, person(0), actors.slice(1), { asActorId: actor(0).id });
    talks.push({
      id,
      present: new Set([0, 1, 2, 3]),
      messages: [],
      read: new Map(),
      joined: new Map([0, 1, 2, 3].map((each) => [each, 0])),
      began: new Map(),
      muted: new Set(),
      notified: new Set(),
    });
  }
  const everybody = Array.from({ length: people }, (_, place) => place);
  const waysOf = (talk: Talk, place: number) =>
    [...talk.present].filter((each) => editors.has(`${place} ${each}`));
  const readBy = (talk: Talk, place: number) =>
    talk.read.get(place) ??
    (waysOf(talk, place).length === 0
      ? 0
      : Math.min(
          ...waysOf(talk, place).map((each) =>
            Math.max(talk.joined.get(each) ?? 0, talk.began.get(`${place} ${each}`) ?? 0),
          ),
        ));
  /** Whoever has nothing left to read was notified of nothing. */
  const settle = (talk: Talk, place: number) => {
    const isLeft = talk.messages.some(
      (message, index) => index + 1 > readBy(talk, place) && message.by !== place && !message.isDeleted,
    );
    if (!isLeft) talk.notified.delete(place);
  };

  const operations: Readonly<Record<string, (talk: Talk, place: number) => Promise<void>>> = {
    async send(talk, place) {
      const ways = waysOf(talk, place);
      if (ways.length === 0) return;
      const as = draw.from(ways);
      const { object } = await trySend(hub, person(place), talk.id, "Hej", { asActorId: actor(as).id });
      if (!object) throw new Error("A message was not sent");
      talk.messages.push({ id: object.id, by: place, isDeleted: false });
      for (const each of everybody)
        if (
          each !== place &&
          waysOf(talk, each).length > 0 &&
          !editors.has(`${each} ${as}`) &&
          !talk.muted.has(each)
        )
          talk.notified.add(each);
    },
    async remove(talk, place) {
      const own = talk.messages.filter(({ by }) => by === place);
      if (own.length === 0 || waysOf(talk, place).length === 0) return;
      const message = draw.from(own);
      await mustAct(hub, person(place), "deleteMessage", { messageId: message.id });
      if (message.isDeleted) return;
      message.isDeleted = true;
      for (const each of everybody) settle(talk, each);
    },
    async read(talk, place) {
      if (waysOf(talk, place).length === 0) return;
      const upTo = draw.happens(0.5) ? talk.messages.length : draw.below(talk.messages.length + 1);
      await mustAct(hub, person(place), "markConversationRead", {
        conversationId: talk.id,
        upToSequence: upTo,
      });
      talk.read.set(place, Math.max(readBy(talk, place), upTo));
      settle(talk, place);
    },
    async notice(_, place) {
      const unread = await unreadOf(person(place));
      if (unread.length === 0) return;
      const { id, subject } = draw.from(unread);
      await mustAct(hub, person(place), "markNotificationsRead", { notificationIds: [id] });
      for (const talk of talks) if (talk.id === subject.id) talk.notified.delete(place);
    },
    async mute(talk, place) {
      if (waysOf(talk, place).length === 0) return;
      const isMuted = draw.happens(0.4);
      await mustAct(hub, person(place), "updateConversationSettings", { conversationId: talk.id, isMuted });
      if (isMuted) talk.muted.add(place);
      else talk.muted.delete(place);
    },
    async leave(talk) {
      const each = draw.below(4);
      if (talk.present.size < 2 || !talk.present.has(each)) return;
      await act(hub, person(each), "leaveConversation", {
        conversationId: talk.id,
        asActorId: actor(each).id,
      });
      talk.present.delete(each);
    },
    async return(talk, place) {
      const each = draw.below(4);
      if (talk.present.has(each) || !editors.has(`${place} ${draw.from([...talk.present])}`)) return;
      if (waysOf(talk, place).length === 0) return;
      await mustAct(hub, person(place), "addParticipant", {
        conversationId: talk.id,
        actorId: actor(each).id,
      });
      talk.present.add(each);
      talk.joined.set(each, talk.messages.length);
    },
    async editor(_, place) {
      const each = draw.below(4);
      const key = `${place} ${each}`;
      const known = editors.get(key);
      if (known === "owner") return;
      if (known) {
        await mustAct(hub, person(place), "endMembership", { membershipId: known });
        editors.delete(key);
      } else {
        editors.set(key, await join(hub, person(each), person(place), actor(each), "EDITOR"));
        for (const talk of talks) if (!talk.began.has(key)) talk.began.set(key, talk.messages.length);
      }
    },
  };
  const likely = [
    "send",
    "send",
    "send",
    "send",
    "read",
    "read",
    "remove",
    "notice",
    "mute",
    "leave",
    "return",
    "editor",
  ];
  for (let round = 1; round <= operationsOfRun; round += 1) {
    const name = draw.from(likely);
    await operations[name]?.(draw.from(talks), draw.below(people));
    if (round % 10 !== 0) continue;
    for (const place of everybody) {
      const told = (await unreadOf(person(place))).map(({ subject }) => subject.id).sort();
      const expected = talks
        .filter((talk) => waysOf(talk, place).length > 0 && talk.notified.has(place))
        .map(({ id }) => id)
        .sort();
      expect([round, name, place, told]).toEqual([round, name, place, expected]);
    }
  }
});

interface Unread {
  readonly id: string;
  readonly subject: { readonly id: string };
}

/** The unread notifications of messages that somebody sees, which are as many as are counted with those of other kinds. */
async function unreadOf(person: Person): Promise<Unread[]> {
  const { viewer } = await ask<{
    viewer: { unreadNotificationCount: number; notifications: { nodes: (Unread & { kind: string })[] } };
  }>(
    hub,
    person,
    "{ viewer { unreadNotificationCount notifications(unreadOnly: true, first: 100) { nodes { id kind subject { id } } } } }",
  );
  expect(viewer.notifications.nodes).toHaveLength(viewer.unreadNotificationCount);
  return viewer.notifications.nodes.filter(({ kind }) => kind === "MESSAGE_RECEIVED");
}

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
 * Unread counts after random operations, told by a model that knows only what was done: who sent, deleted, read, left, came back
 * and joined. Five people read for four actors in three conversations.
 */
let hub: TestHub;
beforeAll(async () => {
  hub = await startHub({ demo: false });
});
afterAll(() => hub?.stop());

interface Told {
  readonly id: string;
  readonly by: number;
  isDeleted: boolean;
}

/** A conversation as the model knows it. */
interface Talk {
  readonly id: string;
  readonly present: Set<number>;
  readonly messages: Told[];
  /** The last number that each person has read, once they have read or marked anything. */
  readonly read: Map<number, number>;
  /** The last number before each actor joined. */
  readonly joined: Map<number, number>;
  /** The last number before each person began to edit each actor. */
  readonly began: Map<string, number>;
}

/** Operations of a run, which has people and conversations of its own; ten runs are a campaign. */
const operationsOfRun = 500;
const runs = Array.from({ length: campaignSize(10) }, (_, place) => place + 1);

test.each(runs)("are what the log says, whatever was done, run %i", async (run) => {
  const draw = drawWith(20_261_126 + run);
  const people: Person[] = [];
  const actors: TestActor[] = [];
  for (let place = 0; place < 5; place += 1)
    people.push(await addPerson(hub, `Person ${place}`, { birthDate: "1990-01-01" }));
  const person = (place: number): Person => people[place] as Person;
  const actor = (place: number): TestActor => actors[place] as TestActor;
  for (let place = 0; place < 4; place += 1)
    actors.push(await createActor(hub, person(place), { kind: "VENUE", name: `Sted ${place}` }));
  for (const [place, one] of actors.entries())
    for (const other of actors.slice(place + 1)) await relate(hub, one, other);
  /** Memberships by `person actor`; the owners never leave. */
  const editors = new Map<string, string>(
    people.slice(0, 4).map((_, place) => [`${place} ${place}`, "owner"]),
  );
  const talks: Talk[] = [];
  for (let place = 0; place < 3; place += 1) {
    const id = await start(hub, person(0), actors.slice(1), {
      asActorId: actor(0).id,
      subject: `Samtale ${place}`,
    });
    talks.push({
      id,
      present: new Set([0, 1, 2, 3]),
      messages: [],
      read: new Map(),
      joined: new Map([0, 1, 2, 3].map((each) => [each, 0])),
      began: new Map(),
    });
  }
  const last = (talk: Talk) => talk.messages.length;
  const waysOf = (talk: Talk, place: number) =>
    [...talk.present].filter((each) => editors.has(`${place} ${each}`));
  const readBy = (talk: Talk, place: number) =>
    talk.read.get(place) ??
    Math.min(
      ...waysOf(talk, place).map((each) =>
        Math.max(talk.joined.get(each) ?? 0, talk.began.get(`${place} ${each}`) ?? 0),
      ),
    );
  const unread = (talk: Talk, place: number): number | null =>
    waysOf(talk, place).length === 0
      ? null
      : talk.messages.filter(
          (message, index) => index + 1 > readBy(talk, place) && message.by !== place && !message.isDeleted,
        ).length;

  const operations: Readonly<Record<string, (talk: Talk, place: number) => Promise<void>>> = {
    async send(talk, place) {
      const ways = waysOf(talk, place);
      if (ways.length === 0) return;
      const { object } = await trySend(hub, person(place), talk.id, "Hej", {
        asActorId: actor(draw.from(ways)).id,
      });
      if (!object) throw new Error("A message was not sent");
      talk.messages.push({ id: object.id, by: place, isDeleted: false });
    },
    async remove(talk, place) {
      const own = talk.messages.filter(({ by }) => by === place);
      if (own.length === 0 || waysOf(talk, place).length === 0) return;
      const message = draw.from(own);
      await mustAct(hub, person(place), "deleteMessage", { messageId: message.id });
      message.isDeleted = true;
    },
    async read(talk, place) {
      if (waysOf(talk, place).length === 0) return;
      const upTo = draw.below(last(talk) + 1);
      await mustAct(hub, person(place), "markConversationRead", {
        conversationId: talk.id,
        upToSequence: upTo,
      });
      talk.read.set(place, Math.max(readBy(talk, place), upTo));
    },
    async unread(talk, place) {
      const others = talk.messages.flatMap(({ by, isDeleted }, index) =>
        by !== place && !isDeleted ? [index + 1] : [],
      );
      const latest = others.at(-1);
      if (waysOf(talk, place).length === 0) return;
      const from = last(talk) > 0 && draw.happens(0.5) ? 1 + draw.below(last(talk)) : undefined;
      await mustAct(hub, person(place), "markConversationUnread", {
        conversationId: talk.id,
        fromSequence: from,
      });
      const first = from ?? latest;
      if (first !== undefined) talk.read.set(place, Math.min(readBy(talk, place), first - 1));
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
      const adder = draw.from([...talk.present]);
      if (talk.present.has(each) || !editors.has(`${place} ${adder}`)) return;
      await mustAct(hub, person(place), "addParticipant", {
        conversationId: talk.id,
        actorId: actor(each).id,
      });
      talk.present.add(each);
      talk.joined.set(each, last(talk));
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
        // Who has spoken for an actor before goes on where it was.
        for (const talk of talks) if (!talk.began.has(key)) talk.began.set(key, last(talk));
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
    "unread",
    "remove",
    "leave",
    "return",
    "editor",
  ];
  for (let round = 1; round <= operationsOfRun; round += 1) {
    const name = draw.from(likely);
    await operations[name]?.(draw.from(talks), draw.below(5));
    if (round % 10 !== 0) continue;
    for (let place = 0; place < 5; place += 1) {
      const { nodes, viewer } = await ask<{
        nodes: ({ unreadCount: number } | null)[];
        viewer: { unreadConversationCount: number };
      }>(
        hub,
        person(place),
        "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Conversation { unreadCount } } viewer { unreadConversationCount } }",
        { ids: talks.map(({ id }) => id) },
      );
      const expected = talks.map((talk) => unread(talk, place));
      expect([round, name, place, nodes.map((each) => each?.unreadCount ?? null)]).toEqual([
        round,
        name,
        place,
        expected,
      ]);
      expect(viewer.unreadConversationCount).toBe(expected.filter((count) => (count ?? 0) > 0).length);
    }
  }
});

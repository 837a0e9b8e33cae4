import { Pool } from "pg";
import { addPerson, createActor, type Person, type TestActor } from "../../testkit/actors.js";
import type { TestHub } from "../../testkit/hub.js";
import { relate, start } from "../../testkit/messaging/conversations.js";

/** Somebody who reads and writes, for an actor. */
export interface Member {
  readonly person: Person;
  readonly actor: TestActor;
  /** The conversations in which the actor takes part. */
  readonly conversationIds: string[];
}

/** Who takes part in which conversation, by places in the list of members: groups, and three of two. */
const circles: readonly (readonly [number, ...number[]])[] = [
  [0, 1, 2, 3, 4, 5],
  [0, 1, 2],
  [3, 4, 5],
  [0, 3],
  [1, 4],
  [2, 5],
];
const memberCount = 6;

/** Makes people with actors that are related, and conversations between them, in which nothing has been written. */
export async function makeWorld(url: string, databaseUrl: string): Promise<readonly Member[]> {
  const database = new Pool({ connectionString: databaseUrl, max: 2 });
  // As much of a hub as making people and actors needs.
  const hub = { url, database } as TestHub;
  try {
    const members: Member[] = [];
    for (let place = 0; place < memberCount; place += 1) {
      const person = await addPerson(hub, `Person ${place}`, { birthDate: "1990-01-01" });
      const actor = await createActor(hub, person, { kind: "VENUE", name: `Spillested ${place}` });
      for (const other of members) await relate(hub, actor, other.actor);
      members.push({ person, actor, conversationIds: [] });
    }
    for (const [index, places] of circles.entries()) {
      const [first, ...others] = places.map((place) => members[place] as Member);
      if (!first) continue;
      const id = await start(
        hub,
        first.person,
        others.map(({ actor }) => actor),
        { asActorId: first.actor.id, ...(others.length > 1 && { subject: `Samtale ${index}` }) },
      );
      for (const member of [first, ...others]) member.conversationIds.push(id);
    }
    return members;
  } finally {
    await database.end();
  }
}

import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { drawWith } from "../../testkit/network/random-network.js";
import { type Comparison, compare, sumOf } from "./comparison.js";
import { KillableDatabase } from "./database.js";
import { compareWriter, inboxName, readStored, type StoredMessages } from "./due.js";
import { FaultInjector } from "./faults.js";
import type { FaultOptions } from "./options.js";
import { FaultReader, Meetings, type Reading } from "./reader.js";
import { FaultyServer } from "./server.js";
import { type Member, makeWorld } from "./world.js";
import { FaultWriter } from "./writer.js";

/** Milliseconds in which writers get their last answers, and readers what is due, once everything has healed. */
const answersMs = 60_000;
const readersMs = 60_000;
/** Milliseconds after which a reader to whom nothing came will get nothing more: longer than anything gives up after. */
const quietMs = 8_000;
/** Milliseconds for which readers go on once they have what is due: what comes then is too much. */
const surplusMs = 1_500;
/** Milliseconds after which a server's statement is given up; production's 10 s would leave room for few faults. */
const statementMs = 2_000;

/** What a trial came to. */
export interface TrialResult {
  readonly faults: number;
  readonly sum: Comparison;
  /** What is wrong beside what the sum says. */
  readonly complaints: readonly string[];
}

/** A reader and what it is due. */
interface Due {
  readonly reader: FaultReader;
  dueIn(stored: StoredMessages): readonly string[];
}

/** Two servers on one database, writers, readers and faults. */
export class Trial {
  private readonly toStop: (() => Promise<unknown>)[] = [];
  private stopping: Promise<void> | undefined;
  private readonly meetings = new Meetings();
  private readonly complaints: string[] = [];

  /** @param folder for everything that it keeps; the caller removes it */
  constructor(
    private readonly options: FaultOptions,
    private readonly folder: string,
    private readonly say: (line: string) => void,
  ) {}

  /** Ends everything that it started, the last first. */
  stop(): Promise<void> {
    this.stopping ??= (async () => {
      for (const stop of this.toStop.reverse())
        await stop().catch((error: Error) => this.say(`Stopping: ${error.message}`));
    })();
    return this.stopping;
  }

  async run(): Promise<TrialResult> {
    const { options, say } = this;
    const draw = drawWith(options.seed);
    say(`seed ${options.seed}, readers resume: ${options.resume}`);
    const database = await KillableDatabase.start(join(this.folder, "database"));
    this.toStop.push(() => database.stop());
    const secret = randomBytes(32).toString("hex");
    const servers: FaultyServer[] = [];
    for (const name of ["A", "B"]) {
      const server = await FaultyServer.start(name, database.url, {
        DATA_DIR: join(this.folder, name),
        AUTH_SECRET: secret,
        STATEMENT_TIMEOUT_MS: String(statementMs),
        LOG_LEVEL: "warn",
      });
      servers.push(server);
      this.toStop.push(() => server.stop());
    }
    const urls = servers.map(({ url }) => url);
    const members = await makeWorld(urls[0] ?? "", database.url);
    const readers = await this.startReaders(members, urls, drawWith(options.seed + 1));
    const writers = [...members, ...members.slice(0, 2)].map(
      (member, place) =>
        new FaultWriter(`writer${place}`, member, urls, drawWith(options.seed + 100 + place)),
    );
    this.toStop.push(() => Promise.all(writers.map((writer) => writer.stop(0))));

    await this.untilAllHaveHeard(readers);
    const injector = new FaultInjector({ servers, database, draw, say });
    const until = performance.now() + options.seconds * 1_000;
    await injector.run(() =>
      options.faults === null
        ? performance.now() > until && injector.hasAll
        : injector.total >= options.faults,
    );
    say("Everything heals; what is under way is answered and delivered.");
    const answered = await Promise.all(writers.map((writer) => writer.stop(answersMs)));
    if (answered.includes(false)) this.complaints.push("A writer got no answer.");
    await this.untilDelivered(readers, database);
    return this.figures({
      injector,
      servers,
      writers,
      readers,
      stored: await readStored(database),
      database,
    });
  }

  private async startReaders(
    members: readonly Member[],
    urls: readonly string[],
    draw: ReturnType<typeof drawWith>,
  ) {
    const { meetings, options } = this;
    const readers: Due[] = [];
    const add = ({ person }: Member, reading: Reading, dueIn: Due["dueIn"]) => {
      const isSlow = readers.length % 4 === 3;
      const reader = new FaultReader({
        reading,
        token: person.token,
        urls,
        isSlow,
        resume: options.resume,
        draw,
        meetings,
      });
      readers.push({ reader, dueIn });
    };
    for (const member of members) {
      const cursor = await inboxCursor(urls[0] ?? "", member);
      for (let copy = 0; copy < 2; copy += 1)
        add(member, inboxOf(cursor), (stored) => stored.inInbox(member.conversationIds));
      for (const id of member.conversationIds.slice(0, 2))
        add(member, conversationOf(id), (stored) => stored.inConversation(id));
    }
    this.toStop.push(() => Promise.all(readers.map(({ reader }) => reader.stop())));
    return readers;
  }

  /** Waits until everybody has got something: who has nothing yet can neither lose its place nor come back too early. */
  private async untilAllHaveHeard(readers: readonly Due[]): Promise<void> {
    const deadline = performance.now() + readersMs;
    while (readers.some(({ reader }) => reader.got.length === 0)) {
      if (performance.now() > deadline) throw new Error("A reader got nothing before anything was broken.");
      await sleep(100);
    }
  }

  /** Waits until everybody has what is due, or nothing comes any more. */
  private async untilDelivered(readers: readonly Due[], database: KillableDatabase): Promise<void> {
    const stored = await readStored(database);
    const waiting = readers.map(({ reader, dueIn }) => ({ reader, count: dueIn(stored).length }));
    const deadline = performance.now() + readersMs;
    const healedAt = performance.now();
    while (waiting.some(({ reader, count }) => new Set(reader.got).size < count)) {
      const lastAt = Math.max(healedAt, ...readers.map(({ reader }) => reader.heardAt));
      if (performance.now() > deadline || performance.now() - lastAt > quietMs) break;
      await sleep(100);
    }
    await sleep(surplusMs);
    await Promise.all(readers.map(({ reader }) => reader.stop()));
  }

  private async figures(trial: {
    readonly injector: FaultInjector;
    readonly servers: readonly FaultyServer[];
    readonly writers: readonly FaultWriter[];
    readonly readers: readonly Due[];
    readonly stored: StoredMessages;
    readonly database: KillableDatabase;
  }): Promise<TrialResult> {
    const { injector, servers, writers, readers, stored, database } = trial;
    const { say, meetings, complaints } = this;
    const told = (counts: ReadonlyMap<string, number>) =>
      [...counts].map(([name, count]) => `${name} ${count}`).join(", ") || "none";
    const ofReaders = sumOf(readers.map(({ reader, dueIn }) => compare(dueIn(stored), reader.got)));
    const ofWriters = sumOf(await Promise.all(writers.map((writer) => compareWriter(database, writer))));
    const count = (of: (writer: FaultWriter) => number) => writers.reduce((sum, each) => sum + of(each), 0);
    say(`faults            ${told(injector.injected)}`);
    say(`messages          ${stored.count}, of which changed or deleted ${stored.changes}`);
    say(
      `writers           ${writers.length}, answered ${count(({ sent }) => sent.length)}, asked again ${count(({ repetitions }) => repetitions)}; ` +
        `answered and not stored ${ofWriters.lost}, stored twice or never answered ${ofWriters.repeated}, out of order ${ofWriters.outOfOrder}`,
    );
    say(
      `readers           ${readers.length}, connections ${meetings.connections}, closed with ${told(meetings.closes)}`,
    );
    complaints.push(
      ...servers.flatMap(({ ownEnds }) => ownEnds),
      ...writers.flatMap(({ refusals }) => refusals.map((code) => `A writer was refused: ${code}`)),
      ...[...meetings.refusals].map(([code, times]) => `Readers were refused ${times} times: ${code}`),
      ...stored.disordered.map(
        (id) => `The numbers of ${id} are not 1, 2, 3 and so on in the order of the log.`,
      ),
      ...[...injector.injected]
        .filter(([, times]) => times === 0)
        .map(([kind]) => `No fault of the kind: ${kind}`),
    );
    if (ofReaders.due === 0) complaints.push("Nothing was due.");
    return { faults: injector.total, sum: sumOf([ofReaders, { ...ofWriters, due: 0 }]), complaints };
  }
}

const inboxOf = (cursor: string): Reading => ({
  query: `subscription ($cursor: String) { inbox(after: $cursor) { __typename cursor
    ... on MessageReceived { message { id } } ... on MessageChanged { message { id } } } }`,
  variables: {},
  cursorName: "cursor",
  start: cursor,
  eventOf(data) {
    const {
      __typename,
      cursor: next,
      message,
    } = data.inbox as {
      __typename: string;
      cursor: string;
      message?: { id: string };
    };
    // What is notified of follows from the messages.
    return { name: message ? inboxName(__typename, message.id) : null, cursor: next };
  },
});

const conversationOf = (id: string): Reading => ({
  query:
    "subscription ($id: ID!, $cursor: Int) { messageAdded(conversationId: $id, afterSequence: $cursor) { id sequence } }",
  variables: { id },
  cursorName: "cursor",
  start: 0,
  eventOf(data) {
    const { id: name, sequence } = data.messageAdded as { id: string; sequence: number };
    return { name, cursor: sequence };
  },
});

async function inboxCursor(url: string, { person }: Member): Promise<string> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${person.token}` },
    body: JSON.stringify({ query: "{ viewer { inboxCursor } }" }),
  });
  const { data } = (await response.json()) as { data: { viewer: { inboxCursor: string } } };
  return data.viewer.inboxCursor;
}

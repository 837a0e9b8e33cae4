import { createSourceEventStream, type ExecutionResult, execute, parse } from "graphql";
import { Arg, Field, Int, InterfaceType, ObjectType, Resolver, Root } from "type-graphql";
import { hubModules } from "../../src/app/modules.js";
import { entities } from "../../src/app/persistence.js";
import { buildHubSchema } from "../../src/app/schema.js";
import { createAttachmentLinks } from "../../src/domains/attachments/attachment-links.js";
import { notLive } from "../../src/domains/messaging/live/messaging-live.js";
import { MayUse } from "../../src/platform/access/access.js";
import { stranger, type Viewer } from "../../src/platform/auth/viewer.js";
import { createDataSource } from "../../src/platform/database/data-source.js";
import { type EventSources, SubscriptionField } from "../../src/platform/graphql/event-sources.js";
import type { DomainModule } from "../../src/platform/module.js";

@InterfaceType("Beat", { description: "One of many." })
abstract class BeatType {
  @Field(() => Int, { description: "Which it is." })
  number!: number;
}
@ObjectType("LoudBeat", { implements: BeatType, description: "One that is heard." })
class LoudBeatType extends BeatType {}
@ObjectType("SoftBeat", { implements: BeatType, description: "One that is not." })
class SoftBeatType extends BeatType {}

@Resolver()
class BeatResolver {
  @MayUse("SIGNED_IN")
  @SubscriptionField(() => BeatType, { description: "What is played." })
  beat(@Root() number: number, @Arg("tempo", () => String, { description: "How fast." }) _: string): object {
    return { __typename: number % 2 === 0 ? "SoftBeat" : "LoudBeat", number };
  }
}

@Resolver()
class OpenResolver {
  @SubscriptionField(() => Int, { description: "What nobody says who may use." })
  open(): number {
    return 1;
  }
}

const moduleOf = (eventSources: EventSources, resolver: object = new BeatResolver()): DomainModule => ({
  resolvers: [resolver],
  orphanedTypes: [LoudBeatType, SoftBeatType],
  reads: [],
  rootReads: {},
  eventSources,
});

/** type-graphql knows the classes of all domains as soon as they are loaded. */
const domains = hubModules(
  createDataSource({ url: "postgres://unused", statementTimeoutMs: 0 }, entities, []),
  createAttachmentLinks("unused", () => "unused"),
  notLive,
);

/** A source of the numbers up to three. */
const three = (): AsyncIterable<number> => ({
  [Symbol.asyncIterator]() {
    let number = 0;
    return {
      async next() {
        number += 1;
        return number > 3 ? { done: true, value: undefined } : { done: false, value: number };
      },
    };
  },
});
const member: Viewer = { accountId: "00000000-0000-7000-8000-00000000aaaa", isAdministrator: false };
const document = (tempo: string) =>
  parse(`subscription { beat(tempo: ${JSON.stringify(tempo)}) { __typename number } }`);
const codes = ({ errors = [] }: ExecutionResult) =>
  errors.map(
    ({ extensions, originalError }) =>
      extensions.code ??
      (originalError as { extensions?: { code?: unknown } } | undefined)?.extensions?.code ??
      originalError?.message,
  );

async function open(sources: EventSources, viewer: Viewer, tempo = "presto") {
  const { schema } = await buildHubSchema([...domains, moduleOf(sources)]);
  const opened = await createSourceEventStream({
    schema,
    document: document(tempo),
    contextValue: { viewer },
  });
  return { schema, opened };
}

test("a member reads events, whose kind is what they say", async () => {
  const { schema, opened } = await open({ beat: three }, member);
  if (!(Symbol.asyncIterator in opened)) throw new Error(String(opened.errors));
  const results: unknown[] = [];
  for await (const rootValue of opened)
    results.push(
      await execute({ schema, document: document("presto"), rootValue, contextValue: { viewer: member } }),
    );
  expect(results).toEqual(
    ["LoudBeat", "SoftBeat", "LoudBeat"].map((__typename, index) => ({
      data: { beat: { __typename, number: index + 1 } },
    })),
  );
  expect(schema.getSubscriptionType()?.description).toMatch(/WebSocket/);
});

test("a stranger opens no source, and sees no event of one that is open", async () => {
  let opened = 0;
  const source = () => {
    opened += 1;
    return three();
  };
  const { schema, opened: refused } = await open({ beat: source }, stranger);
  expect([codes(refused as ExecutionResult), opened]).toEqual([["UNAUTHENTICATED"], 0]);
  const event = await execute({
    schema,
    document: document("presto"),
    rootValue: 1,
    contextValue: { viewer: stranger },
  });
  expect([codes(event), event.data]).toEqual([["UNAUTHENTICATED"], null]);
});

test("arguments are checked before a source is opened", async () => {
  for (const tempo of ["x".repeat(201), "two\nlines", "\u0000", "010190-1234"]) {
    const source = () => {
      throw new Error("It was opened");
    };
    const { opened } = await open({ beat: source }, member, tempo);
    expect(codes(opened as ExecutionResult)).toEqual(["BAD_USER_INPUT"]);
  }
});

test("an async generator is refused", async () => {
  const { opened } = await open(
    {
      async *beat() {
        yield 1;
      },
    },
    member,
  );
  expect(codes(opened as ExecutionResult)).toEqual(["The source of Subscription.beat is an async generator"]);
});

describe("the start stops", () => {
  test.each<[string, DomainModule[]]>([
    ["No source is given for Subscription.beat", [moduleOf({})]],
    [
      "A source is given for Subscription.song, which the schema does not have",
      [moduleOf({ beat: three, song: three })],
    ],
    [
      "The source of events beat is given twice",
      [moduleOf({ beat: three }), { ...moduleOf({ beat: three }), resolvers: [] }],
    ],
    [
      "Subscription.open does not say who may use it: add @MayUse",
      [moduleOf({ open: three }, new OpenResolver())],
    ],
  ])("%s", async (message, modules) => {
    await expect(buildHubSchema([...domains, ...modules])).rejects.toThrow(message);
  });
});

import type { QuestionName } from "./requests.js";

/** Values without field names: what two servers must agree on. */
export type Value = string | number | boolean | null | readonly Value[];
/** Brings the `data` of an answer to its values, in one order for all servers. */
export type Reduction = (data: Answer) => Value;

/** An answer's parts, by the names that a server gives them. */
export interface Answer {
  readonly [name: string]: unknown;
}

const at = (part: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, name) => (typeof value === "object" && value !== null ? (value as Answer)[name] : null),
    part,
  );
const leaf = (part: unknown, ...path: readonly string[]): Value => {
  const value = at(part, ...path) ?? null;
  if (typeof value === "object" && value !== null) throw new Error(`${path.join(".")} is not a single value`);
  return value as Value;
};
const list = (part: unknown, ...path: readonly string[]): readonly unknown[] => {
  const value = at(part, ...path);
  if (!Array.isArray(value)) throw new Error(`${path.join(".")} is not a list`);
  return value;
};

const summary = (actor: unknown): Value => [
  leaf(actor, "name"),
  leaf(actor, "kind"),
  leaf(actor, "municipality", "name"),
  list(actor, "genres").map((genre) => leaf(genre, "label")),
];
const relationship = (each: unknown): Value => [
  leaf(each, "kind"),
  leaf(each, "phrase"),
  leaf(each, "startedOn"),
  leaf(each, "status"),
  summary(at(each, "source")),
  summary(at(each, "target")),
];
const step = (each: unknown): Value => [leaf(each, "actor", "name"), leaf(each, "phrase")];
const counted = (actor: unknown): Value => [summary(actor), Number(leaf(actor, "relationshipCount"))];
const message = (each: unknown, sender: unknown, actor: unknown): Value => [
  Number(leaf(each, "sequence")),
  leaf(each, "body"),
  // Servers write a moment in several ways.
  Date.parse(String(leaf(each, "sentAt"))),
  leaf(sender, "displayName"),
  leaf(actor, "name"),
];
const posted = (each: unknown, sender: unknown, code: Value): Value => [
  String(leaf(each, "id") ?? "none").startsWith("message_"),
  leaf(each, "sequence"),
  leaf(each, "body"),
  leaf(sender, "displayName"),
  code,
];
const proposed = (each: unknown, code: Value): Value => [
  String(leaf(each, "id") ?? "none").startsWith("relationship_"),
  leaf(each, "kind"),
  leaf(each, "status"),
  leaf(each, "source", "name"),
  leaf(each, "target", "name"),
  code,
];

/** Samspil, Mercurius and the limit name things alike. */
export const hubReductions: Readonly<Record<QuestionName, Reduction>> = {
  Q1: ({ actor }) => [
    summary(actor),
    leaf(actor, "about"),
    list(actor, "relationships", "nodes").map(relationship),
  ],
  Q2: (data) => list(data, "actors", "nodes").map(counted),
  Q4: (data) =>
    list(data, "search", "nodes").map((hit) => [
      leaf(hit, "highlight"),
      leaf(hit, "node", "name"),
      leaf(hit, "node", "kind"),
    ]),
  Q5: (data) =>
    list(data, "conversation", "messages", "nodes").map((each) =>
      message(each, at(each, "sender"), at(each, "sender", "actor")),
    ),
  Q6: (data) => [
    list(data, "actor", "mutualActors", "nodes").map((actor) => leaf(actor, "name")),
    data.networkPath === null
      ? null
      : [Number(leaf(data, "networkPath", "length")), list(data, "networkPath", "steps").map(step)],
  ],
  M1: ({ proposeRelationship: payload }) =>
    proposed(at(payload, "relationship"), leaf(list(payload, "userErrors")[0], "code")),
  M2: ({ sendMessage: payload }) =>
    posted(
      at(payload, "message"),
      at(payload, "message", "sender"),
      leaf(list(payload, "userErrors")[0], "code"),
    ),
};

export const postgraphileReductions: Readonly<Record<QuestionName, Reduction>> = {
  Q1: ({ actorByPublicId: actor }) => [
    summary(actor),
    leaf(actor, "about"),
    list(actor, "relationships").map(relationship),
  ],
  Q2: (data) => list(data, "filteredActorsList").map(counted),
  Q4: (data) =>
    list(data, "searchHitsList").map((hit) => [
      leaf(hit, "highlight"),
      leaf(hit, "actor", "name"),
      leaf(hit, "actor", "kind"),
    ]),
  Q5: (data) =>
    list(data, "conversationByPublicId", "messages")
      .map((each) => message(each, each, at(each, "actor")))
      .reverse(),
  Q6: (data) => {
    const steps = list(data, "networkPathList");
    return [
      list(data, "mutualActorsList").map((actor) => leaf(actor, "name")),
      steps.length === 0 ? null : [steps.length - 1, steps.map(step)],
    ];
  },
  M1: (data) => {
    const result = at(data, "propose", "result");
    const { id, kind, status, sourceName, targetName } = result as Answer;
    const shown = { id, kind, status, source: { name: sourceName }, target: { name: targetName } };
    return proposed(shown, leaf(result, "code"));
  },
  M2: (data) => {
    const result = at(data, "postMessage", "result");
    return posted(result, result, leaf(result, "code"));
  },
};

/** An answer's values in their order, of members those that are wanted. */
export function valuesOf(answer: unknown, isWanted: (name: string, value: unknown) => boolean): Value {
  if (Array.isArray(answer)) return answer.map((each) => valuesOf(each, isWanted));
  if (typeof answer !== "object" || answer === null) return answer as Value;
  return Object.entries(answer)
    .filter(([name, value]) => isWanted(name, value))
    .map(([, value]) => valuesOf(value, isWanted));
}

/** Where two values first differ, as a path of places with what stands there; undefined when they agree. */
export function firstDifference(expected: Value, found: Value, path = "$"): string | undefined {
  if (Array.isArray(expected) && Array.isArray(found)) {
    for (let place = 0; place < Math.max(expected.length, found.length); place += 1) {
      const difference = firstDifference(expected[place] ?? null, found[place] ?? null, `${path}[${place}]`);
      if (difference) return difference;
    }
    return expected.length === found.length
      ? undefined
      : `${path}: ${expected.length} and ${found.length} values`;
  }
  return expected === found ? undefined : `${path}: ${JSON.stringify(expected)} and ${JSON.stringify(found)}`;
}

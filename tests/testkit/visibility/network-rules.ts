import type { RelationshipKind } from "../../../src/domains/network/relationships/relationship-kinds.js";
import {
  betweenness,
  countedActors,
  dayInDenmark,
  type NetworkSummary,
  type SummaryFilter,
  seenMunicipality,
  summaryOf,
} from "../network/network-figures.js";
import {
  type Day,
  isInEffect,
  mutualActors,
  neighbours,
  type PathStep,
  relationshipCount,
  shortestPath,
} from "../network/network-model.js";
import { asStored } from "./actor-rules.js";
import { type Arguments, about, everybody, type Judge, Listing, type Rule, rules } from "./judge.js";
import { inDanishOrder } from "./place-rules.js";
import type { HubActor, HubRelationship, HubRelationshipRule } from "./world.js";

const dayAsked = (judge: Judge, { asOf }: Arguments): Day => String(asOf ?? judge.world.today);

function actorAt(judge: Judge, id: string): HubActor {
  const actor = judge.row<HubActor>(id);
  if (!actor) throw new Error(`The world has no actor ${id}.`);
  return actor;
}

/** Which relationships have a status on a day: those in effect, or over; others whatever their days. */
function hasStatus(relationship: HubRelationship, status: unknown, day: Day): boolean {
  if (status === "PROPOSED" || status === "DECLINED") return relationship.status === status;
  if (relationship.status !== "CONFIRMED") return false;
  if (status === "ENDED") return relationship.endedOn !== null && relationship.endedOn <= day;
  return isInEffect(relationship, day);
}

/** What stands between the two names, read from one end. */
function phraseFrom(relationship: HubRelationship, fromId: string, judge: Judge, language: unknown) {
  const rule = judge.world.relationshipRules.find(({ kind }) => kind === relationship.kind);
  if (!rule) throw new Error(`There is no rule about ${relationship.kind}.`);
  return fromId === relationship.sourceId
    ? judge.localised(rule.phraseDa, rule.phraseEn, language)
    : judge.localised(rule.inversePhraseDa, rule.inversePhraseEn, language);
}

const isParty = ({ sourceId, targetId }: HubRelationship, { own }: Judge): boolean =>
  own.has(sourceId) || own.has(targetId);

const byName = { by: ({ name }: HubActor) => name, isDanish: true };

/** What the network adds to actors. */
export const networkFieldsOfActor: Readonly<Record<string, Rule<HubActor>>> = {
  relationships: ({ id }, judge, args) => {
    const kinds = args.kinds as readonly string[] | undefined | null;
    const day = dayAsked(judge, args);
    return Listing.of(
      judge.world.relationships.filter(
        (each) =>
          [each.sourceId, each.targetId].includes(id) &&
          hasStatus(each, args.status ?? "CONFIRMED", day) &&
          (!kinds || kinds.includes(each.kind)),
      ),
      [{ by: ({ startedOn, createdAt }) => startedOn ?? dayInDenmark(createdAt), descending: true }],
    );
  },
  relationshipCount: ({ id }, judge, args) =>
    relationshipCount(
      judge.world,
      judge.viewer,
      dayAsked(judge, args),
      id,
      (args.kinds ?? undefined) as readonly RelationshipKind[] | undefined,
    ),
  neighbours: ({ id }, judge, args) => {
    const near = neighbours(judge.world, judge.viewer, dayAsked(judge, args), {
      of: id,
      farthest: Number(args.steps ?? 1),
    });
    const distanceOf = (actor: HubActor) => near.get(actor.id) ?? 0;
    return Listing.of(
      [...near.keys()].map((each) => actorAt(judge, each)),
      [{ by: distanceOf }, byName],
      { edge: (actor) => ({ distance: distanceOf(actor) }) },
    );
  },
  mutualActors: ({ id }, judge, args) => {
    const other = judge.actorNamed(args.with);
    const found = other ? mutualActors(judge.world, judge.viewer, dayAsked(judge, args), id, other.id) : [];
    return Listing.of(
      found.map((each) => actorAt(judge, each)),
      [byName],
    );
  },
};

interface Step extends PathStep {
  readonly before: string | null;
}

/** A shortest path over what the viewer sees. */
export const networkPath: Rule<unknown> = (_, judge, args) => {
  const [from, to] = [judge.actorNamed(args.fromId), judge.actorNamed(args.toId)];
  if (!from || !to) return null;
  const steps = shortestPath(judge.world, judge.viewer, dayAsked(judge, args), {
    from: from.id,
    to: to.id,
    longest: Number(args.maxLength ?? 6),
  });
  return (
    steps && {
      length: steps.length - 1,
      steps: steps.map((step, place): Step => ({ ...step, before: steps[place - 1]?.actorId ?? null })),
    }
  );
};

interface Part {
  readonly day: Day;
  readonly actors: readonly HubActor[];
}
/** Four fields ask for the figures of a part. */
const known = new WeakMap<Part, NetworkSummary>();
function figuresOf(part: Part, { world, viewer }: Judge): NetworkSummary {
  const figures = known.get(part) ?? summaryOf(world, viewer, part.day, part.actors);
  known.set(part, figures);
  return figures;
}

function growthSince(part: Part, judge: Judge, since: unknown): NetworkSummary | null {
  if (since === null || since === undefined) return null;
  const now = figuresOf(part, judge);
  const before = figuresOf({ ...part, day: String(since) }, judge);
  const shares = [now.crossMunicipalShare, before.crossMunicipalShare];
  return {
    actorCount: now.actorCount - before.actorCount,
    relationshipCount: now.relationshipCount - before.relationshipCount,
    isolatedActorCount: now.isolatedActorCount - before.isolatedActorCount,
    crossMunicipalShare: shares.includes(null) ? null : Number(shares[0]) - Number(shares[1]),
  };
}

/** The figures of the network on a day, over what the viewer sees. */
export const networkSummary: Rule<unknown> = (_, judge, args): Part => {
  const { municipalityCodes, kinds } = args as { [name in keyof SummaryFilter]: SummaryFilter[name] | null };
  const filter = { ...(municipalityCodes && { municipalityCodes }), ...(kinds && { kinds }) };
  return {
    day: dayAsked(judge, args),
    actors: countedActors(judge.world, judge.viewer, filter) as HubActor[],
  };
};

const figures: Readonly<Record<string, Rule<Part>>> = {
  actorCount: (part, judge) => figuresOf(part, judge).actorCount,
  relationshipCount: (part, judge) => figuresOf(part, judge).relationshipCount,
  isolatedActorCount: (part, judge) => figuresOf(part, judge).isolatedActorCount,
  crossMunicipalShare: (part, judge) => approximately(figuresOf(part, judge).crossMunicipalShare),
};
const approximately = (share: number | null) => (share === null ? null : about(share));

/** A part of a summary, one municipality's or one kind's. */
interface Group extends Part {
  readonly of: unknown;
  readonly since: unknown;
}
const groupFigures: Readonly<Record<string, Rule<Group>>> = {
  ...(figures as Readonly<Record<string, Rule<Group>>>),
  growth: (group, judge) => growthSince(group, judge, group.since),
};

/** How many brokers are listed without `first`. */
const usualBrokers = 10;

/** Relationships, paths, figures and the vocabulary. */
export const networkRules = {
  Relationship: rules<HubRelationship>((relationship, judge) => judge.sees(relationship), {
    id: ({ publicId }) => publicId,
    ...asStored("kind", "startedOn", "endedOn", "createdAt"),
    source: ({ sourceId }, judge) => judge.row(sourceId),
    target: ({ targetId }, judge) => judge.row(targetId),
    status: (relationship, { world }) =>
      hasStatus(relationship, "ENDED", world.today) ? "ENDED" : relationship.status,
    phrase: (relationship, judge, { from, language }) =>
      phraseFrom(relationship, judge.actorNamed(from)?.id ?? "", judge, language),
    proposedBy: (relationship, judge) =>
      isParty(relationship, judge) ? judge.row(relationship.proposedBy) : null,
  }),
  RelationshipRule: rules<HubRelationshipRule>(everybody, {
    ...asStored("kind", "isSymmetric"),
    phrase: ({ phraseDa, phraseEn }, judge, { language }) => judge.localised(phraseDa, phraseEn, language),
    inversePhrase: ({ inversePhraseDa, inversePhraseEn }, judge, { language }) =>
      judge.localised(inversePhraseDa, inversePhraseEn, language),
    pairs: ({ pairs }) => pairs,
  }),
  RelationshipPair: rules(everybody, asStored("sourceKind", "targetKind")),
  NetworkPath: rules(everybody, asStored("length", "steps")),
  NetworkStep: rules<Step>(everybody, {
    actor: ({ actorId }, judge) => judge.row(actorId),
    relationship: ({ relationshipId }, judge) => judge.row(relationshipId),
    phrase: ({ relationshipId, before }, judge, { language }) => {
      const way = judge.row<HubRelationship>(relationshipId);
      return way && before && phraseFrom(way, before, judge, language);
    },
  }),
  NetworkSummary: rules<Part>(everybody, {
    ...figures,
    asOf: ({ day }) => day,
    growth: (part, judge, { since }) => growthSince(part, judge, since),
    brokers: ({ day, actors }, judge, { first }) => {
      const counted = new Set(actors.map(({ id }) => id));
      return [...betweenness(judge.world, judge.viewer, day)]
        .filter(([id, score]) => score > 1e-9 && counted.has(id))
        .sort(([one, score], [other, otherScore]) =>
          // Equal but for how the sum was made.
          Math.abs(score - otherScore) > 1e-9 ? otherScore - score : one < other ? -1 : 1,
        )
        .slice(0, Number(first ?? usualBrokers))
        .map(([id, score]) => ({ actor: judge.row(id), betweenness: about(score) }));
    },
    byKind: ({ day, actors }, _, { since }) =>
      [...new Set(actors.map(({ kind }) => kind))].sort().map(
        (kind): Group => ({
          of: kind,
          day,
          since,
          actors: actors.filter((actor) => actor.kind === kind),
        }),
      ),
    byMunicipality: ({ day, actors }, judge, { since }) => {
      const { world, viewer } = judge;
      const codeOf = (actor: HubActor) => seenMunicipality(world, viewer, actor);
      const codes = new Set(actors.map(codeOf));
      const named = inDanishOrder(world.municipalities.filter(({ code }) => codes.has(code)));
      return [...named, ...(codes.has(null) ? [null] : [])].map(
        (of): Group => ({
          of,
          day,
          since,
          actors: actors.filter((actor) => codeOf(actor) === (of?.code ?? null)),
        }),
      );
    },
  }),
  NetworkMunicipalitySummary: rules<Group>(everybody, { ...groupFigures, municipality: ({ of }) => of }),
  NetworkKindSummary: rules<Group>(everybody, { ...groupFigures, kind: ({ of }) => of }),
  NetworkGrowth: rules<NetworkSummary>(everybody, {
    ...asStored("actorCount", "relationshipCount", "isolatedActorCount"),
    crossMunicipalShare: ({ crossMunicipalShare }) => approximately(crossMunicipalShare),
  }),
  NetworkBroker: rules(everybody, asStored("actor", "betweenness")),
};

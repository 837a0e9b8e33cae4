import type { InBothLanguages } from "../../../platform/errors/user-failure.js";
import type { ActorKind } from "../../actors/profiles/actor.enums.js";

/** The kinds of relationship, as partner apps name them. */
export const relationshipKindNames = [
  "COLLABORATES_WITH",
  "MEMBER_OF",
  "TEACHES_AT",
  "PLAYS_AT",
  "REHEARSES_AT",
  "HOSTS",
  "MENTORS",
  "PARTNER_OF",
  "CO_ORGANISES",
  "GREW_OUT_OF",
  "OUTGROWN_TO",
] as const;
export type RelationshipKind = (typeof relationshipKindNames)[number];

/** What a kind of relationship says, and between which kinds of actor it may stand. */
export interface RelationshipKindRule {
  /** A symmetric kind says the same from both ends and exists once between two actors, whoever is its source. */
  readonly isSymmetric: boolean;
  /** What stands between the source's name and the target's: "A is a member of B". */
  readonly phrase: InBothLanguages;
  /** What stands between the target's name and the source's: "B has as a member A". */
  readonly inversePhrase: InBothLanguages;
  /** The allowed kinds of actor at the target, by that of the source. For a symmetric kind either order is allowed. */
  readonly pairs: Readonly<Partial<Record<ActorKind, readonly ActorKind[]>>>;
}

const organisations = [
  "MUSIC_SCHOOL",
  "VENUE",
  "FESTIVAL",
  "REHEARSAL_ASSOCIATION",
  "CULTURE_OFFICE",
  "KNOWLEDGE_PARTNER",
  "ASSOCIATION",
] as const satisfies readonly ActorKind[];
const everybody = [...organisations, "ARTIST"] as const satisfies readonly ActorKind[];

/** The same targets for several sources. */
const each = (sources: readonly ActorKind[], targets: readonly ActorKind[]): RelationshipKindRule["pairs"] =>
  Object.fromEntries(sources.map((source) => [source, targets]));

/** The closed vocabulary. The database holds it too (`relationship_kind`, `relationship_pair`) and refuses other pairs. */
export const relationshipKinds: Readonly<Record<RelationshipKind, RelationshipKindRule>> = {
  COLLABORATES_WITH: {
    isSymmetric: true,
    phrase: { DA: "samarbejder med", EN: "collaborates with" },
    inversePhrase: { DA: "samarbejder med", EN: "collaborates with" },
    pairs: each(everybody, everybody),
  },
  MEMBER_OF: {
    isSymmetric: false,
    phrase: { DA: "er medlem af", EN: "is a member of" },
    inversePhrase: { DA: "har som medlem", EN: "has as a member" },
    pairs: {
      ...each(organisations, ["ASSOCIATION"]),
      ARTIST: ["ARTIST", "REHEARSAL_ASSOCIATION", "ASSOCIATION"],
    },
  },
  TEACHES_AT: {
    isSymmetric: false,
    phrase: { DA: "underviser på", EN: "teaches at" },
    inversePhrase: { DA: "har som underviser", EN: "has as a teacher" },
    pairs: { ARTIST: ["MUSIC_SCHOOL", "KNOWLEDGE_PARTNER", "REHEARSAL_ASSOCIATION", "ASSOCIATION"] },
  },
  PLAYS_AT: {
    isSymmetric: false,
    phrase: { DA: "spiller på", EN: "plays at" },
    inversePhrase: { DA: "har på scenen", EN: "has on its stage" },
    pairs: {
      ARTIST: ["VENUE", "FESTIVAL", "REHEARSAL_ASSOCIATION", "ASSOCIATION", "MUSIC_SCHOOL"],
      MUSIC_SCHOOL: ["VENUE", "FESTIVAL"],
      ASSOCIATION: ["VENUE", "FESTIVAL"],
    },
  },
  REHEARSES_AT: {
    isSymmetric: false,
    phrase: { DA: "øver hos", EN: "rehearses at" },
    inversePhrase: { DA: "er øvested for", EN: "is the rehearsal place of" },
    pairs: each(["ARTIST", "ASSOCIATION"], ["REHEARSAL_ASSOCIATION", "VENUE", "MUSIC_SCHOOL", "ASSOCIATION"]),
  },
  HOSTS: {
    isSymmetric: false,
    phrase: { DA: "er vært for", EN: "hosts" },
    inversePhrase: { DA: "har som vært", EN: "is hosted by" },
    pairs: each(organisations, [
      "ARTIST",
      "FESTIVAL",
      "MUSIC_SCHOOL",
      "REHEARSAL_ASSOCIATION",
      "KNOWLEDGE_PARTNER",
      "ASSOCIATION",
    ]),
  },
  MENTORS: {
    isSymmetric: false,
    phrase: { DA: "er mentor for", EN: "mentors" },
    inversePhrase: { DA: "har som mentor", EN: "is mentored by" },
    pairs: {
      ...each(everybody, ["ARTIST"]),
      KNOWLEDGE_PARTNER: [
        "ARTIST",
        "MUSIC_SCHOOL",
        "VENUE",
        "FESTIVAL",
        "REHEARSAL_ASSOCIATION",
        "ASSOCIATION",
      ],
    },
  },
  PARTNER_OF: {
    isSymmetric: true,
    phrase: { DA: "er partner med", EN: "is a partner of" },
    inversePhrase: { DA: "er partner med", EN: "is a partner of" },
    pairs: each(organisations, organisations),
  },
  CO_ORGANISES: {
    isSymmetric: true,
    phrase: { DA: "arrangerer sammen med", EN: "organises events with" },
    inversePhrase: { DA: "arrangerer sammen med", EN: "organises events with" },
    pairs: { ...each(organisations, everybody), ARTIST: organisations },
  },
  GREW_OUT_OF: {
    isSymmetric: false,
    phrase: { DA: "er vokset ud af", EN: "grew out of" },
    inversePhrase: { DA: "er ophav til", EN: "is the origin of" },
    pairs: { ...each(organisations, organisations), ARTIST: everybody },
  },
  OUTGROWN_TO: {
    isSymmetric: false,
    phrase: { DA: "er vokset videre til", EN: "has moved on to" },
    inversePhrase: { DA: "har taget imod", EN: "has taken on" },
    pairs: each(
      ["ARTIST", "MUSIC_SCHOOL", "REHEARSAL_ASSOCIATION", "ASSOCIATION"],
      ["MUSIC_SCHOOL", "VENUE", "FESTIVAL", "REHEARSAL_ASSOCIATION", "KNOWLEDGE_PARTNER", "ASSOCIATION"],
    ),
  },
};

/** Every allowed pair of kinds of actor, symmetric ones in both orders. */
export const allowedPairs: readonly {
  readonly kind: RelationshipKind;
  readonly sourceKind: ActorKind;
  readonly targetKind: ActorKind;
}[] = relationshipKindNames.flatMap((kind) =>
  (Object.entries(relationshipKinds[kind].pairs) as [ActorKind, readonly ActorKind[]][]).flatMap(
    ([sourceKind, targets]) => targets.map((targetKind) => ({ kind, sourceKind, targetKind })),
  ),
);

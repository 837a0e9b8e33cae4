import { registerEnumType } from "type-graphql";
import { type RelationshipKind, relationshipKindNames, relationshipKinds } from "./relationship-kinds.js";

/** The kinds of relationship, for the schema. */
export const RelationshipKindEnum = Object.fromEntries(
  relationshipKindNames.map((kind) => [kind, kind]),
) as Readonly<Record<RelationshipKind, RelationshipKind>>;

export const RelationshipStatus = {
  PROPOSED: "PROPOSED",
  CONFIRMED: "CONFIRMED",
  DECLINED: "DECLINED",
  ENDED: "ENDED",
} as const;
export type RelationshipStatus = keyof typeof RelationshipStatus;

registerEnumType(RelationshipKindEnum, {
  name: "RelationshipKind",
  description:
    "What joins two actors (relation). `relationshipRules` tells between which kinds of actor each may stand.",
  valuesConfig: Object.fromEntries(
    relationshipKindNames.map((kind) => {
      const { phrase, isSymmetric } = relationshipKinds[kind];
      const ends = isSymmetric ? "Symmetric: exists once between two actors." : "Directed.";
      return [kind, { description: `The source ${phrase.EN} the target (${phrase.DA}). ${ends}` }];
    }),
  ),
});
registerEnumType(RelationshipStatus, {
  name: "RelationshipStatus",
  description: "How far a relationship has come.",
  valuesConfig: {
    PROPOSED: {
      description: "Claimed by one side and not answered by the other (foreslået). Only the two see it.",
    },
    CONFIRMED: {
      description: "Confirmed by the other side (bekræftet), or imported between actors without an owner.",
    },
    DECLINED: {
      description:
        "Declined by the other side, or taken back by the one that proposed it (afvist). Only the two see it.",
    },
    ENDED: { description: "Confirmed once, and over by now (afsluttet)." },
  },
});

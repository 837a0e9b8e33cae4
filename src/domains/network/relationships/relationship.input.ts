import { Field, ID, InputType } from "type-graphql";
import { DateScalar } from "../../../platform/graphql/scalars.js";
import { RelationshipKindEnum } from "./relationship.enums.js";
import type { RelationshipKind } from "./relationship-kinds.js";

@InputType({ description: "Claims a relationship, for the owners and editors of one of its ends." })
export class ProposeRelationshipInput {
  @Field(() => RelationshipKindEnum, { description: "What joins the two." })
  kind!: RelationshipKind;
  @Field(() => ID, { description: "The actor that does it, such as the one that teaches." })
  sourceId!: string;
  @Field(() => ID, { description: "The actor with or at which, such as the school." })
  targetId!: string;
  @Field(() => DateScalar, {
    nullable: true,
    description:
      "The first day, in the years 1000 to 2999; absent when it is not known, which counts as always.",
  })
  startedOn?: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "The day from which it is over, not before the first; absent while it lasts.",
  })
  endedOn?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      "A key of your own for sending this again safely: the same key and input answer the same relationship for 30 days.",
  })
  idempotencyKey?: string | null;
}

@InputType({
  description:
    "Confirms a proposed relationship, for the owners and editors of the end that did not propose it.",
})
export class ConfirmRelationshipInput {
  @Field(() => ID, { description: "The relationship." })
  relationshipId!: string;
}

@InputType({ description: "Declines a proposed relationship, or takes it back as the end that proposed it." })
export class DeclineRelationshipInput {
  @Field(() => ID, { description: "The relationship." })
  relationshipId!: string;
}

@InputType({ description: "Ends a confirmed relationship, for the owners and editors of either end." })
export class EndRelationshipInput {
  @Field(() => ID, { description: "The relationship." })
  relationshipId!: string;
  @Field(() => DateScalar, {
    nullable: true,
    description:
      "The day from which it is over, also one to come, or at most 366 days back; today in Copenhagen by default.",
  })
  endedOn?: string | null;
}

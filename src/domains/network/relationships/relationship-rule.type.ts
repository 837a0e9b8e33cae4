import { Field, ObjectType } from "type-graphql";
import { Takes } from "../../../platform/graphql/field-decorators.js";
import { LanguageArgs } from "../../../platform/graphql/language.args.js";
import { ActorKind } from "../../actors/profiles/actor.enums.js";
import { RelationshipKindEnum } from "./relationship.enums.js";
import type { RelationshipKind } from "./relationship-kinds.js";

@ObjectType("RelationshipPair", { description: "Two kinds of actor between which a relationship may stand." })
export class RelationshipPairType {
  @Field(() => ActorKind, { description: "The kind of the source." })
  sourceKind!: ActorKind;
  @Field(() => ActorKind, { description: "The kind of the target." })
  targetKind!: ActorKind;
}

@ObjectType("RelationshipRule", {
  description: "What a kind of relationship says, and between which kinds of actor.",
})
export class RelationshipRuleType {
  @Field(() => RelationshipKindEnum, { description: "The kind." })
  kind!: RelationshipKind;
  @Field(() => Boolean, {
    description: "Whether it says the same from both ends and exists once between two actors.",
  })
  isSymmetric!: boolean;
  @Field(() => String, { description: "What stands between the source's name and the target's." })
  @Takes(LanguageArgs)
  phrase!: string;
  @Field(() => String, { description: "What stands between the target's name and the source's." })
  @Takes(LanguageArgs)
  inversePhrase!: string;
  @Field(() => [RelationshipPairType], {
    description: "The pairs it may stand between; symmetric ones in both orders.",
  })
  pairs!: unknown[];
}

import { ArgsType, Field, ID, Int, ObjectType } from "type-graphql";
import { connectionType } from "../../../platform/graphql/connection.type.js";
import { addFields, Takes } from "../../../platform/graphql/field-decorators.js";
import { LanguageArgs } from "../../../platform/graphql/language.args.js";
import { NodeType } from "../../../platform/graphql/node.type.js";
import { PageArgs } from "../../../platform/graphql/page.args.js";
import { DateScalar, DateTimeScalar } from "../../../platform/graphql/scalars.js";
import { ActorType } from "../../actors/profiles/actor.type.js";
import { RelationshipKindEnum, RelationshipStatus } from "./relationship.enums.js";
import type { RelationshipKind } from "./relationship-kinds.js";

@ArgsType()
class PhraseArgs extends LanguageArgs {
  @Field(() => ID, {
    description: "The end that the sentence begins with: the id of the source or of the target.",
  })
  from!: string;
}

@ObjectType("Relationship", {
  implements: NodeType,
  description:
    "What joins two actors (relation), claimed by one and confirmed by the other. A confirmed one is seen where both ends show " +
    "theirs (`ProfileField.RELATIONSHIPS`), and always by who acts for one of them; before that only the two see it.",
})
export class RelationshipType extends NodeType {
  @Field(() => RelationshipKindEnum, { description: "What it says." })
  kind!: RelationshipKind;
  @Field(() => ActorType, {
    description: "Who does it, such as the one that teaches; of a symmetric kind either.",
  })
  source!: unknown;
  @Field(() => ActorType, { description: "Where or with whom, such as the school taught at." })
  target!: unknown;
  @Field(() => RelationshipStatus, { description: "How far it has come, as of today." })
  status!: RelationshipStatus;
  @Field(() => DateScalar, {
    nullable: true,
    description: "The first day; null when it is not known, which counts as always.",
  })
  startedOn!: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "The day from which it is over: the day before is its last. Null while none is known.",
  })
  endedOn!: string | null;
  @Field(() => String, {
    description:
      "What stands between the two names, read from one end, such as `teaches at` or `has as a teacher`; BAD_USER_INPUT for an " +
      "id that is neither end. By default in the reader's language.",
  })
  @Takes(PhraseArgs)
  phrase!: string;
  @Field(() => ActorType, {
    nullable: true,
    description: "The end that claimed it; null when it was imported, and for who acts for neither end.",
  })
  proposedBy!: unknown;
  @Field(() => DateTimeScalar, { description: "When it was entered." })
  createdAt!: string;
}

export const RelationshipConnection = connectionType("Relationship", () => RelationshipType);

/** What every argument `asOf` of a question to the graph says. */
export const asOfDescription = "The day whose relationships are asked about; today in Copenhagen by default.";

@ArgsType()
class RelationshipCountArgs {
  @Field(() => DateScalar, { nullable: true, description: asOfDescription })
  asOf?: string;
  @Field(() => [RelationshipKindEnum], { nullable: true, description: "Only these kinds; all by default." })
  kinds?: RelationshipKind[];
}

@ArgsType()
class RelationshipsArgs extends PageArgs {
  @Field(() => [RelationshipKindEnum], { nullable: true, description: "Only these kinds; all by default." })
  kinds?: RelationshipKind[];
  @Field(() => RelationshipStatus, {
    nullable: true,
    description:
      "Only those with this status on the day asked about; CONFIRMED by default: those in effect then.",
  })
  status?: RelationshipStatus;
  @Field(() => DateScalar, {
    nullable: true,
    description:
      "The day asked about, for confirmed and ended ones; today in Copenhagen by default. Proposals and declined ones are listed whatever their days.",
  })
  asOf?: string;
}

addFields(ActorType, {
  relationships: {
    type: () => RelationshipConnection,
    args: RelationshipsArgs,
    description:
      "Its relationships, at either end, the latest first: by first day or, where that is unknown, day of entry.",
  },
  relationshipCount: {
    type: () => Int,
    args: RelationshipCountArgs,
    description: "How many confirmed relationships in effect on the day the reader sees of it.",
  },
});

import { ArgsType, Field, ID, Int, ObjectType } from "type-graphql";
import { connectionType } from "../../../platform/graphql/connection.type.js";
import { addFields, Takes } from "../../../platform/graphql/field-decorators.js";
import { LanguageArgs } from "../../../platform/graphql/language.args.js";
import { PageArgs } from "../../../platform/graphql/page.args.js";
import { DateScalar } from "../../../platform/graphql/scalars.js";
import { Bounded } from "../../../platform/input/input-rules.js";
import { ActorConnection, ActorType } from "../../actors/profiles/actor.type.js";
import { asOfDescription, RelationshipType } from "../relationships/relationship.type.js";

/** The most relationships a path, or a neighbourhood, is asked over. */
const farthest = 6;

@ObjectType("NetworkStep", { description: "An actor on a path, and how one gets there from the one before." })
export class NetworkStepType {
  @Field(() => ActorType, { description: "The actor." })
  actor!: unknown;
  @Field(() => RelationshipType, {
    nullable: true,
    description: "The relationship with the actor before it; null on the first.",
  })
  relationship!: unknown;
  @Field(() => String, {
    nullable: true,
    description:
      "What stands between the name of the actor before it and its own, such as `teaches at`, by default in the reader's language; null on the first.",
  })
  @Takes(LanguageArgs)
  phrase!: string | null;
}

@ObjectType("NetworkPath", {
  description: "How one actor reaches another over relationships: who can introduce whom.",
})
export class NetworkPathType {
  @Field(() => Int, { description: "How many relationships it runs over; 0 from an actor to itself." })
  length!: number;
  @Field(() => [NetworkStepType], {
    description: "The actors on it, both ends included, from start to goal.",
  })
  steps!: unknown[];
}

@ArgsType()
export class NetworkPathArgs {
  @Field(() => ID, { description: "The actor that the path begins at." })
  fromId!: string;
  @Field(() => ID, { description: "The actor that it leads to." })
  toId!: string;
  @Field(() => Int, {
    defaultValue: farthest,
    description: "The most relationships it may run over, 0 to 6.",
  })
  @Bounded({ min: 0, max: farthest })
  maxLength?: number | null;
  @Field(() => DateScalar, { nullable: true, description: asOfDescription })
  asOf?: string;
}

/** What a neighbourhood costs to find, by its steps: it grows with each, and after three it may be most of a region. */
const reachCosts = [20, 100, 500] as const;
const wholeRegion = 2_000;

/** Actors with how far they are away. */
export const NeighbourConnection = connectionType("Neighbour", () => ActorType, {
  edge: {
    distance: { type: () => Int, description: "How many relationships away at least, 1 to 6." },
  },
});

@ArgsType()
class NeighboursArgs extends PageArgs {
  @Field(() => Int, {
    nullable: true,
    defaultValue: 1,
    description: "How many relationships away they may be, 1 to 6.",
  })
  @Bounded({ min: 1, max: farthest })
  steps?: number | null;
  @Field(() => DateScalar, { nullable: true, description: asOfDescription })
  asOf?: string;
}

@ArgsType()
class MutualActorsArgs extends PageArgs {
  @Field(() => ID, { description: "The other actor." })
  with!: string;
  @Field(() => DateScalar, { nullable: true, description: asOfDescription })
  asOf?: string;
}

addFields(ActorType, {
  neighbours: {
    type: () => NeighbourConnection,
    args: NeighboursArgs,
    extraCost: ({ steps }) => reachCosts[Number(steps ?? 1) - 1] ?? wholeRegion,
    description:
      "The actors within some steps over confirmed relationships in effect on the day that the reader sees, the nearest first, then by " +
      "name in Danish order. Its `totalCount` at one step is the actor's degree.",
  },
  mutualActors: {
    type: () => ActorConnection,
    args: MutualActorsArgs,
    extraCost: () => 20,
    description:
      "The actors that have a confirmed relationship, in effect on the day and seen by the reader, with both this actor and another, by name.",
  },
});

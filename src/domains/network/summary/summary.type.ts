import { ArgsType, Field, Float, Int, ObjectType } from "type-graphql";
import { Takes } from "../../../platform/graphql/field-decorators.js";
import { DateScalar } from "../../../platform/graphql/scalars.js";
import { Bounded } from "../../../platform/input/input-rules.js";
import { Costs } from "../../../platform/limits/operation-cost.js";
import { ActorKind } from "../../actors/profiles/actor.enums.js";
import { ActorType } from "../../actors/profiles/actor.type.js";
import { MunicipalityType } from "../../places/places.type.js";
import { defaultBrokers, exactUpTo, mostBrokers, sampledActors } from "./betweenness.js";

/** What it costs to read the whole network once, in objects. */
export const wholeNetwork = 1_000;

@ArgsType()
class SinceArgs {
  @Field(() => DateScalar, {
    nullable: true,
    description: "The earlier day that `growth` compares with; none by default.",
  })
  since?: string;
}

/** The figures of a part of the network. */
@ObjectType("NetworkFigures", { description: "The figures of a part of the network." })
abstract class NetworkFiguresType {
  @Field(() => Int, { description: "How many of the counted actors had been entered by the day." })
  actorCount!: number;
  @Field(() => Int, {
    description:
      "How many confirmed relationships in effect on the day have at least one end among the counted actors, whenever those were entered.",
  })
  relationshipCount!: number;
  @Field(() => Float, {
    nullable: true,
    description:
      "Of those whose ends both show a municipality, the share that joins two different ones, 0 to 1; null when there is none.",
  })
  crossMunicipalShare!: number | null;
  @Field(() => Int, {
    description: "How many of the actors entered by the day have no relationship in effect at all.",
  })
  isolatedActorCount!: number;
}

@ObjectType("NetworkGrowth", { description: "How the figures changed between two days." })
export class NetworkGrowthType {
  @Field(() => Int, { description: "Counted actors now less those then; negative when they became fewer." })
  actorCount!: number;
  @Field(() => Int, { description: "Relationships in effect now less those then." })
  relationshipCount!: number;
  @Field(() => Float, {
    nullable: true,
    description: "The cross-municipal share now less that then; null when there is none on either day.",
  })
  crossMunicipalShare!: number | null;
  @Field(() => Int, { description: "Isolated actors now less those then." })
  isolatedActorCount!: number;
}

/** The figures of one group of actors. */
@ObjectType("NetworkGroupFigures", { description: "The figures of one group of actors." })
abstract class NetworkGroupType extends NetworkFiguresType {
  @Field(() => NetworkGrowthType, {
    nullable: true,
    description: "What has changed since the day that the list was asked with; null without one.",
  })
  growth!: unknown;
}

@ObjectType("NetworkMunicipalitySummary", { description: "The figures of one municipality's actors." })
export class NetworkMunicipalitySummaryType extends NetworkGroupType {
  @Field(() => MunicipalityType, {
    nullable: true,
    description: "The municipality; null for actors that show none to the reader.",
  })
  municipality!: unknown;
}

@ObjectType("NetworkKindSummary", { description: "The figures of one kind of actor." })
export class NetworkKindSummaryType extends NetworkGroupType {
  @Field(() => ActorKind, { description: "The kind." })
  kind!: ActorKind;
}

@ObjectType("NetworkBroker", { description: "An actor through which others reach each other." })
export class NetworkBrokerType {
  @Field(() => ActorType, { description: "The actor." })
  actor!: unknown;
  @Field(() => Float, {
    description:
      "Betweenness (Freeman 1977): over all pairs of other actors, the sum of the shares of their shortest paths that run through " +
      `this one. Exact up to ${exactUpTo} actors with relationships; above that estimated from the paths of ${sampledActors} of them ` +
      "(Brandes and Pich 2007).",
  })
  betweenness!: number;
}

@ArgsType()
class GrowthArgs {
  @Field(() => DateScalar, { description: "The earlier day." })
  since!: string;
}

@ArgsType()
class BrokersArgs {
  @Field(() => Int, {
    nullable: true,
    defaultValue: defaultBrokers,
    description: `How many at most, 1 to ${mostBrokers}.`,
  })
  @Bounded({ min: 1, max: mostBrokers })
  first?: number | null;
}

@ObjectType("NetworkSummary", {
  description:
    "How the network is (netværkets tilstand) on a day, over what the reader sees. The actors that pass the filter are counted.",
})
export class NetworkSummaryType extends NetworkFiguresType {
  @Field(() => DateScalar, { description: "The day." })
  asOf!: string;
  @Costs(() => wholeNetwork)
  @Field(() => NetworkGrowthType, {
    description: "What has changed since an earlier day, with the same filter.",
  })
  @Takes(GrowthArgs)
  growth!: unknown;
  @Costs(() => 15 * wholeNetwork)
  @Field(() => [NetworkBrokerType], {
    description:
      "The counted actors through which most shortest paths of the whole network run, the greatest first, equal ones by id; without those through which none does.",
  })
  @Takes(BrokersArgs)
  brokers!: unknown[];
  @Costs(() => wholeNetwork)
  @Field(() => [NetworkMunicipalitySummaryType], {
    description:
      "The same figures for each municipality with counted actors, by name; those that show none come last.",
  })
  @Takes(SinceArgs)
  byMunicipality!: unknown[];
  @Costs(() => wholeNetwork)
  @Field(() => [NetworkKindSummaryType], { description: "The same figures for each kind of counted actor." })
  @Takes(SinceArgs)
  byKind!: unknown[];
}

@ArgsType()
export class NetworkSummaryArgs {
  @Field(() => DateScalar, { nullable: true, description: "The day; today in Copenhagen by default." })
  asOf?: string;
  @Field(() => [String], {
    nullable: true,
    description: "Count only actors of these municipalities (four-digit codes), at most 100; all by default.",
  })
  @Bounded({ maxItems: 100, maxLength: 4 })
  municipalityCodes?: string[];
  @Field(() => [ActorKind], {
    nullable: true,
    description: "Count only actors of these kinds; all by default.",
  })
  kinds?: ActorKind[];
}

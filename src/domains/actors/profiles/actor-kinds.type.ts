import { Field, Float, Int, ObjectType } from "type-graphql";
import { DateScalar } from "../../../platform/graphql/scalars.js";
import { MunicipalityType } from "../../places/places.type.js";
import { InstrumentType } from "../../vocabularies/vocabularies.type.js";
import { ArtistForm, VenueFundingClass } from "./actor.enums.js";
import { ActorType } from "./actor.type.js";

@ObjectType("MusicSchool", { implements: ActorType, description: "A music school (musikskole)." })
export class MusicSchoolType extends ActorType {
  @Field(() => [InstrumentType], { description: "What it teaches, by slug; at most 200." })
  instruments!: unknown[];
}

@ObjectType("VenueStage", { description: "A venue's stage (scene)." })
export class VenueStageType {
  @Field(() => Float, { nullable: true, description: "Width in metres, 0.5 to 200." })
  widthMetres!: number | null;
  @Field(() => Float, { nullable: true, description: "Depth in metres, 0.5 to 200." })
  depthMetres!: number | null;
}

@ObjectType("Venue", { implements: ActorType, description: "A venue (spillested)." })
export class VenueType extends ActorType {
  @Field(() => Int, { nullable: true, description: "How many guests it holds, 1 to 500,000." })
  capacity!: number | null;
  @Field(() => VenueStageType, {
    nullable: true,
    description: "Its stage; null when nothing is known of it.",
  })
  stage!: VenueStageType | null;
  @Field(() => VenueFundingClass, {
    nullable: true,
    description: "How the state supports it; null when unknown.",
  })
  fundingClass!: VenueFundingClass | null;
}

@ObjectType("FestivalEdition", { description: "One holding of a festival." })
export class FestivalEditionType {
  @Field(() => DateScalar, { description: "The first day." })
  startsOn!: string;
  @Field(() => DateScalar, { description: "The last day." })
  endsOn!: string;
}

@ObjectType("Festival", { implements: ActorType, description: "A festival." })
export class FestivalType extends ActorType {
  @Field(() => [FestivalEditionType], { description: "Its editions, the latest first; at most 200." })
  editions!: unknown[];
}

@ObjectType("RehearsalAssociation", {
  implements: ActorType,
  description: "A rehearsal association (øvelokaleforening).",
})
export class RehearsalAssociationType extends ActorType {
  @Field(() => Int, {
    nullable: true,
    description: "How many rehearsal rooms (øvelokaler) it has, 0 to 1,000.",
  })
  roomCount!: number | null;
  @Field(() => Int, { nullable: true, description: "How many members it has, 0 to 1,000,000." })
  memberCount!: number | null;
}

@ObjectType("LineUpEntry", { description: "Somebody in an artist's line-up (besætning)." })
export class LineUpEntryType {
  @Field(() => String, { description: "The name they play under, at most 200 characters." })
  name!: string;
  @Field(() => String, { nullable: true, description: "What they do, at most 200 characters." })
  role!: string | null;
  @Field(() => InstrumentType, { nullable: true, description: "What they play." })
  instrument!: unknown;
}

@ObjectType("Artist", { implements: ActorType, description: "An artist: a solo artist, a duo or a band." })
export class ArtistType extends ActorType {
  @Field(() => ArtistForm, { nullable: true, description: "Solo, duo or band; null when unknown." })
  form!: ArtistForm | null;
  @Field(() => [LineUpEntryType], {
    description: "Who plays, in the artist's order; at most 50. For the network by default.",
  })
  lineUp!: unknown[];
}

@ObjectType("CultureOffice", {
  implements: ActorType,
  description: "A municipal culture office (kulturforvaltning).",
})
export class CultureOfficeType extends ActorType {
  @Field(() => [MunicipalityType], {
    description: "The municipalities it works for, in Danish order; at most 100.",
  })
  servedMunicipalities!: unknown[];
}

@ObjectType("KnowledgePartner", { implements: ActorType, description: "A knowledge partner (videnpartner)." })
export class KnowledgePartnerType extends ActorType {
  @Field(() => [String], { description: "What it knows about, at most 20 of 200 characters each." })
  topics!: string[];
}

@ObjectType("Association", {
  implements: ActorType,
  description: "An association (forening) in musical life.",
})
export class AssociationType extends ActorType {
  @Field(() => Int, { nullable: true, description: "How many members it has, 0 to 1,000,000." })
  memberCount!: number | null;
}

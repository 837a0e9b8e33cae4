import { ArgsType, Field, Float, ID, InputType, Int } from "type-graphql";
import { PageArgs } from "../../../platform/graphql/page.args.js";
import { DateScalar } from "../../../platform/graphql/scalars.js";
import { Bounded } from "../../../platform/input/input-rules.js";
import { longestWebAddress } from "../web-address.js";
import {
  AccessibilityAnswer,
  ActorKind,
  ActorOrder,
  ArtistForm,
  ExternalIdScheme,
  LocationPrecision,
  VenueFundingClass,
} from "./actor.enums.js";
import { FieldVisibility, ProfileField } from "./field-visibility.js";
import { longestAbout, mostFormerNames, mostGenres, mostLinks } from "./profile-limits.js";
import { longestSlug } from "./slug.js";

@InputType({
  description: "Which actors a list holds. Conditions on a field match only where the reader sees the field.",
})
export class ActorFilter {
  @Field(() => [ActorKind], {
    nullable: true,
    description: "Any of these kinds, at most 50; all by default.",
  })
  kinds?: ActorKind[];
  @Field(() => [String], {
    nullable: true,
    description: "In any of these municipalities, by four-digit code; at most 100, all by default.",
  })
  @Bounded({ maxItems: 100 })
  municipalityCodes?: string[];
  @Field(() => [String], {
    nullable: true,
    description: "Standing for any of these genres, by slug; at most 50, all by default.",
  })
  genreSlugs?: string[];
  @Field(() => Boolean, {
    nullable: true,
    description: "Only claimed (true) or unclaimed (false) ones; both by default.",
  })
  claimed?: boolean;
  @Field(() => String, {
    nullable: true,
    description:
      "Words of the name or a former name, at most 200 characters: Danish letters may be written æ ø å, ae oe aa or without accents, " +
      "words may be begun only, and each may hold one typing mistake. Empty: no condition.",
  })
  text?: string;
}

@ArgsType()
export class ActorsArgs extends PageArgs {
  @Field(() => ActorFilter, { nullable: true, description: "Which actors; all by default." })
  filter?: ActorFilter;
  @Field(() => ActorOrder, { nullable: true, description: "The order; by name by default." })
  orderBy?: keyof typeof ActorOrder;
}

@ArgsType()
export class ActorArgs {
  @Field(() => ID, { nullable: true, description: "The actor's id. Give exactly one of `id` and `slug`." })
  id?: string;
  @Field(() => String, { nullable: true, description: "The actor's slug, present or former." })
  slug?: string;
}

@InputType({ description: "Where an actor is and how exactly that is shown." })
export class ActorLocationInput {
  @Field(() => Float, { description: "Latitude in degrees (WGS 84), -90 to 90." })
  @Bounded({ min: -90, max: 90 })
  latitude!: number;
  @Field(() => Float, { description: "Longitude in degrees (WGS 84), -180 to 180." })
  @Bounded({ min: -180, max: 180 })
  longitude!: number;
  @Field(() => LocationPrecision, {
    defaultValue: LocationPrecision.MUNICIPALITY,
    description: "How exactly it is shown.",
  })
  precision!: LocationPrecision;
}

@InputType({ description: "How accessible an actor is in one respect." })
export class AccessibilityStatementInput {
  @Field(() => AccessibilityAnswer, { description: "The answer." })
  answer!: AccessibilityAnswer;
  @Field(() => String, { nullable: true, description: "What to know, in Danish; at most 1,000 characters." })
  @Bounded({ maxLength: 1000, multiline: true })
  noteDa?: string | null;
  @Field(() => String, { nullable: true, description: "What to know, in English; at most 1,000 characters." })
  @Bounded({ maxLength: 1000, multiline: true })
  noteEn?: string | null;
}

@InputType({ description: "An address on the web where an actor is found." })
export class ContactLinkInput {
  @Field(() => String, { description: "An http or https address, at most 2,000 characters." })
  @Bounded({ maxLength: longestWebAddress })
  url!: string;
  @Field(() => String, { nullable: true, description: "What it leads to, at most 100 characters." })
  @Bounded({ maxLength: 100 })
  label?: string | null;
}

@InputType({ description: "What an actor is called in a register outside Samspil." })
export class ExternalIdInput {
  @Field(() => ExternalIdScheme, { description: "The register." })
  scheme!: ExternalIdScheme;
  @Field(() => String, {
    description:
      "The id as the register writes it, or the address where the register shows it; at most 200 characters.",
  })
  @Bounded({ maxLength: 200, identifier: true })
  value!: string;
}

@InputType({ description: "Who sees one field of a profile." })
export class ProfileFieldVisibilityInput {
  @Field(() => ProfileField, { description: "The field." })
  field!: ProfileField;
  @Field(() => FieldVisibility, { description: "Who sees it." })
  visibility!: FieldVisibility;
}

@InputType({ description: "What is particular to a music school." })
export class MusicSchoolInput {
  @Field(() => [String], { description: "What it teaches: slugs of instruments, at most 200." })
  @Bounded({ maxItems: 200 })
  instrumentSlugs!: string[];
}

@InputType({ description: "What is particular to a venue." })
export class VenueInput {
  @Field(() => Int, { nullable: true, description: "How many guests it holds, 1 to 500,000." })
  @Bounded({ min: 1, max: 500_000 })
  capacity?: number | null;
  @Field(() => Float, {
    nullable: true,
    description: "Width of the stage in metres, 0.5 to 200; kept to the centimetre.",
  })
  @Bounded({ min: 0.5, max: 200 })
  stageWidthMetres?: number | null;
  @Field(() => Float, {
    nullable: true,
    description: "Depth of the stage in metres, 0.5 to 200; kept to the centimetre.",
  })
  @Bounded({ min: 0.5, max: 200 })
  stageDepthMetres?: number | null;
  @Field(() => VenueFundingClass, { nullable: true, description: "How the state supports it." })
  fundingClass?: VenueFundingClass | null;
}

@InputType({ description: "One holding of a festival." })
export class FestivalEditionInput {
  @Field(() => DateScalar, { description: "The first day, 1900 to 2999." })
  startsOn!: string;
  @Field(() => DateScalar, { description: "The last day, at most 366 days later." })
  endsOn!: string;
}

@InputType({ description: "What is particular to a festival." })
export class FestivalInput {
  @Field(() => [FestivalEditionInput], {
    description: "Its editions, no two sharing a day; at most 200.",
  })
  @Bounded({ maxItems: 200 })
  editions!: FestivalEditionInput[];
}

@InputType({ description: "What is particular to a rehearsal association." })
export class RehearsalAssociationInput {
  @Field(() => Int, { nullable: true, description: "How many rehearsal rooms it has, 0 to 1,000." })
  @Bounded({ min: 0, max: 1000 })
  roomCount?: number | null;
  @Field(() => Int, { nullable: true, description: "How many members it has, 0 to 1,000,000." })
  @Bounded({ min: 0, max: 1_000_000 })
  memberCount?: number | null;
}

@InputType({ description: "Somebody in an artist's line-up." })
export class LineUpEntryInput {
  @Field(() => String, { description: "The name they play under, at most 200 characters." })
  name!: string;
  @Field(() => String, { nullable: true, description: "What they do, at most 200 characters." })
  role?: string | null;
  @Field(() => String, { nullable: true, description: "What they play: the slug of an instrument." })
  instrumentSlug?: string | null;
}

@InputType({ description: "What is particular to an artist." })
export class ArtistInput {
  @Field(() => ArtistForm, { nullable: true, description: "Solo, duo or band." })
  form?: ArtistForm | null;
  @Field(() => [LineUpEntryInput], { nullable: true, description: "Who plays, in order; at most 50." })
  lineUp?: LineUpEntryInput[] | null;
}

@InputType({ description: "What is particular to a culture office." })
export class CultureOfficeInput {
  @Field(() => [String], { description: "The municipalities it works for, by four-digit code; at most 100." })
  @Bounded({ maxItems: 100 })
  servedMunicipalityCodes!: string[];
}

@InputType({ description: "What is particular to a knowledge partner." })
export class KnowledgePartnerInput {
  @Field(() => [String], { description: "What it knows about, at most 20 of 200 characters each." })
  @Bounded({ maxItems: 20 })
  topics!: string[];
}

@InputType({ description: "What is particular to an association." })
export class AssociationInput {
  @Field(() => Int, { nullable: true, description: "How many members it has, 0 to 1,000,000." })
  @Bounded({ min: 0, max: 1_000_000 })
  memberCount?: number | null;
}

/** The parts of a profile that creating and changing an actor share. Absent: untouched; null: emptied. */
@InputType()
export abstract class ProfileInput {
  @Field(() => String, {
    nullable: true,
    description:
      "Four-digit code of the municipality it belongs to. Absent: unchanged, and none for a new actor; null: none.",
  })
  municipalityCode?: string | null;
  @Field(() => [String], { nullable: true, description: "Slugs of the genres it stands for, at most 20." })
  @Bounded({ maxItems: mostGenres })
  genreSlugs?: string[] | null;
  @Field(() => String, { nullable: true, description: "About it, in Danish; at most 10,000 characters." })
  @Bounded({ maxLength: longestAbout, multiline: true })
  aboutDa?: string | null;
  @Field(() => String, { nullable: true, description: "About it, in English; at most 10,000 characters." })
  @Bounded({ maxLength: longestAbout, multiline: true })
  aboutEn?: string | null;
  @Field(() => ActorLocationInput, { nullable: true, description: "Where it is." })
  location?: ActorLocationInput | null;
  @Field(() => [ContactLinkInput], {
    nullable: true,
    description: "Where it is found on the web, in order; at most 20.",
  })
  @Bounded({ maxItems: mostLinks })
  links?: ContactLinkInput[] | null;
  @Field(() => [ExternalIdInput], {
    nullable: true,
    description: "What it is called in other registers; at most 20.",
  })
  @Bounded({ maxItems: 20 })
  externalIds?: ExternalIdInput[] | null;
  @Field(() => [String], {
    nullable: true,
    description: "What it offers others, at most 20 of 200 characters each.",
  })
  @Bounded({ maxItems: 20 })
  offers?: string[] | null;
  @Field(() => [String], {
    nullable: true,
    description: "What it looks for, at most 20 of 200 characters each.",
  })
  @Bounded({ maxItems: 20 })
  seeks?: string[] | null;
  @Field(() => AccessibilityStatementInput, {
    nullable: true,
    description: "Physical accessibility; null: unknown.",
  })
  physicalAccessibility?: AccessibilityStatementInput | null;
  @Field(() => AccessibilityStatementInput, {
    nullable: true,
    description: "Economic accessibility; null: unknown.",
  })
  economicAccessibility?: AccessibilityStatementInput | null;
  @Field(() => AccessibilityStatementInput, {
    nullable: true,
    description: "Digital accessibility; null: unknown.",
  })
  digitalAccessibility?: AccessibilityStatementInput | null;
  @Field(() => [ProfileFieldVisibilityInput], {
    nullable: true,
    description:
      "Fields whose visibility changes, at most 50; the others keep theirs. The last entry of a field counts; null: no change.",
  })
  fieldVisibilities?: ProfileFieldVisibilityInput[] | null;
  @Field(() => MusicSchoolInput, { nullable: true, description: "Only for a music school." })
  musicSchool?: MusicSchoolInput | null;
  @Field(() => VenueInput, { nullable: true, description: "Only for a venue." })
  venue?: VenueInput | null;
  @Field(() => FestivalInput, { nullable: true, description: "Only for a festival." })
  festival?: FestivalInput | null;
  @Field(() => RehearsalAssociationInput, {
    nullable: true,
    description: "Only for a rehearsal association.",
  })
  rehearsalAssociation?: RehearsalAssociationInput | null;
  @Field(() => ArtistInput, { nullable: true, description: "Only for an artist." })
  artist?: ArtistInput | null;
  @Field(() => CultureOfficeInput, { nullable: true, description: "Only for a culture office." })
  cultureOffice?: CultureOfficeInput | null;
  @Field(() => KnowledgePartnerInput, { nullable: true, description: "Only for a knowledge partner." })
  knowledgePartner?: KnowledgePartnerInput | null;
  @Field(() => AssociationInput, { nullable: true, description: "Only for an association." })
  association?: AssociationInput | null;
}

@InputType({ description: "A new actor. Whoever creates it becomes its owner." })
export class CreateActorInput extends ProfileInput {
  @Field(() => ActorKind, { description: "Its kind, for good." })
  kind!: ActorKind;
  @Field(() => String, { description: "Its name, 1 to 200 characters. The slug is made from it." })
  name!: string;
  @Field(() => String, {
    nullable: true,
    description:
      "A key of your own, at most 200 characters: the same key and input answer the same actor, however often it is sent.",
  })
  @Bounded({ identifier: true })
  idempotencyKey?: string | null;
}

@InputType({
  description:
    "Changes to an actor: an absent field stays as it is, null empties it. For owners and editors.",
})
export class UpdateActorInput extends ProfileInput {
  @Field(() => ID, { description: "The actor." })
  actorId!: string;
  @Field(() => String, {
    nullable: true,
    description:
      "A new name, 1 to 200 characters; not null. The old one joins the former names, of which the oldest goes when they are 20 already.",
  })
  name?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      "A new slug of a-z, 0-9 and single hyphens, at most 80 characters; not null. The old one still finds the actor.",
  })
  @Bounded({ maxLength: longestSlug })
  slug?: string | null;
  @Field(() => [String], {
    nullable: true,
    description: "Its former names, the latest first; at most 20. Replaces the list.",
  })
  @Bounded({ maxItems: mostFormerNames })
  formerNames?: string[] | null;
}

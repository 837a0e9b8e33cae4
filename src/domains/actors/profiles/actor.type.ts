import { Field, Float, InterfaceType, ObjectType } from "type-graphql";
import { connectionType } from "../../../platform/graphql/connection.type.js";
import { Takes } from "../../../platform/graphql/field-decorators.js";
import { LanguageArgs } from "../../../platform/graphql/language.args.js";
import { NodeType } from "../../../platform/graphql/node.type.js";
import { DateTimeScalar } from "../../../platform/graphql/scalars.js";
import { MunicipalityType } from "../../places/places.type.js";
import { GenreType } from "../../vocabularies/vocabularies.type.js";
import { AccessibilityAnswer, ActorKind, ExternalIdScheme, LocationPrecision } from "./actor.enums.js";
import { FieldVisibility, ProfileField } from "./field-visibility.js";

@ObjectType("ActorLocation", {
  description: "Where an actor shows that it is, never finer than its precision.",
})
export class ActorLocationType {
  @Field(() => Float, { description: "Latitude in degrees (WGS 84) of the point shown." })
  latitude!: number;
  @Field(() => Float, { description: "Longitude in degrees (WGS 84) of the point shown." })
  longitude!: number;
  @Field(() => LocationPrecision, { description: "How exact the point is." })
  precision!: LocationPrecision;
}

@ObjectType("AccessibilityStatement", {
  description: "How accessible an actor is in one respect (tilgængelighed).",
})
export class AccessibilityStatementType {
  @Field(() => AccessibilityAnswer, {
    description: "UNKNOWN until somebody has said; never to be read as no.",
  })
  answer!: AccessibilityAnswer;
  @Field(() => String, {
    nullable: true,
    description: "What to know, at most 1,000 characters, in the reader's language if written.",
  })
  note!: string | null;
}

@ObjectType("ContactLink", { description: "An address on the web where an actor is found." })
export class ContactLinkType {
  @Field(() => String, { description: "An http or https address, at most 2,000 characters." })
  url!: string;
  @Field(() => String, { nullable: true, description: "What it leads to, at most 100 characters." })
  label!: string | null;
}

@ObjectType("ExternalId", { description: "What an actor is called in a register outside Samspil." })
export class ExternalIdType {
  @Field(() => ExternalIdScheme, { description: "The register." })
  scheme!: ExternalIdScheme;
  @Field(() => String, { description: "The id in its canonical form." })
  value!: string;
  @Field(() => String, { description: "Where the register shows it." })
  url!: string;
}

@ObjectType("ProfileFieldVisibility", { description: "Who sees one field of a profile." })
export class ProfileFieldVisibilityType {
  @Field(() => ProfileField, { description: "The field." })
  field!: ProfileField;
  @Field(() => FieldVisibility, { description: "Who sees it." })
  visibility!: FieldVisibility;
}

/** What every kind of actor has. A field that its actor hides from the reader is null, a list empty. */
@InterfaceType("Actor", {
  implements: NodeType,
  description:
    "A music actor (musikaktør): somebody who makes, teaches, hosts or supports music. Each kind is a type of its own. " +
    "An actor decides field by field who sees its profile; what is hidden from the reader is null, a hidden list is empty.",
})
export abstract class ActorType extends NodeType {
  @Field(() => ActorKind, { description: "The kind of actor; it never changes." })
  kind!: ActorKind;
  @Field(() => String, {
    description:
      "Short ASCII name for addresses, at most 80 characters. A former slug still finds the actor.",
  })
  slug!: string;
  @Field(() => String, { description: "The name, at most 200 characters." })
  name!: string;
  @Field(() => [String], { description: "Names it had before, the latest first." })
  formerNames!: string[];
  @Field(() => String, {
    nullable: true,
    description:
      "About the actor, at most 10,000 characters. With `language` exactly that text; without it the reader's language, else the other.",
  })
  @Takes(LanguageArgs)
  about!: string | null;
  @Field(() => MunicipalityType, { nullable: true, description: "The municipality (kommune) it belongs to." })
  municipality!: unknown;
  @Field(() => ActorLocationType, {
    nullable: true,
    description: "Where it is, as exactly as it wants to show.",
  })
  location!: ActorLocationType | null;
  @Field(() => [GenreType], { description: "The genres it stands for, by slug; at most 20." })
  genres!: unknown[];
  @Field(() => [ContactLinkType], {
    description: "Where it is found on the web, in its own order; at most 20.",
  })
  links!: unknown[];
  @Field(() => [ExternalIdType], { description: "What it is called in other registers; at most 20." })
  externalIds!: unknown[];
  @Field(() => [String], { description: "What it offers others, at most 20 of 200 characters each." })
  offers!: string[];
  @Field(() => [String], { description: "What it looks for, at most 20 of 200 characters each." })
  seeks!: string[];
  @Field(() => AccessibilityStatementType, {
    nullable: true,
    description: "Physical accessibility (fysisk tilgængelighed).",
  })
  physicalAccessibility!: AccessibilityStatementType | null;
  @Field(() => AccessibilityStatementType, {
    nullable: true,
    description: "Economic accessibility (økonomisk tilgængelighed).",
  })
  economicAccessibility!: AccessibilityStatementType | null;
  @Field(() => AccessibilityStatementType, {
    nullable: true,
    description: "Digital accessibility (digital tilgængelighed).",
  })
  digitalAccessibility!: AccessibilityStatementType | null;
  @Field(() => Boolean, {
    description: "Whether somebody acts for it as owner. An unclaimed actor was imported and can be claimed.",
  })
  claimed!: boolean;
  @Field(() => Boolean, { description: "Whether it is fictional and belongs to the demo region." })
  isDemo!: boolean;
  @Field(() => DateTimeScalar, { description: "When it was entered." })
  createdAt!: string;
  @Field(() => DateTimeScalar, { description: "When its profile was last changed." })
  updatedAt!: string;
  @Field(() => [ProfileFieldVisibilityType], {
    description: "The visibility of every field of the profile; empty for who is not a member.",
  })
  fieldVisibilities!: ProfileFieldVisibilityType[];
}

export const ActorConnection = connectionType("Actor", () => ActorType);

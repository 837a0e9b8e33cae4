import { ArgsType, Field, Float, ObjectType } from "type-graphql";
import { connectionType } from "../../platform/graphql/connection.type.js";
import { Takes } from "../../platform/graphql/field-decorators.js";
import { NodeType } from "../../platform/graphql/node.type.js";
import { PageArgs } from "../../platform/graphql/page.args.js";
import { DateScalar } from "../../platform/graphql/scalars.js";

/** The day that a dated question is asked of. */
@ArgsType()
export class AsOfArgs {
  @Field(() => DateScalar, {
    nullable: true,
    description: "The day asked about; today in Copenhagen by default.",
  })
  asOf?: string;
}

@ObjectType("Region", {
  implements: NodeType,
  description: "A Danish region (region). Its municipalities are dated.",
})
export class RegionType extends NodeType {
  @Field(() => String, { description: "Four digits." })
  code!: string;
  @Field(() => Boolean, { description: "Whether the code is ours until the official one is published." })
  codeIsProvisional!: boolean;
  @Field(() => String, { description: "The region's name in Danish." })
  name!: string;
}

@ObjectType("Postcode", { implements: NodeType, description: "A Danish postcode (postnummer)." })
export class PostcodeType extends NodeType {
  @Field(() => String, { description: "Four digits." })
  code!: string;
  @Field(() => String, { description: "The postal town." })
  placeName!: string;
}

export const PostcodeConnection = connectionType("Postcode", () => PostcodeType);

@ObjectType("CultureAgreement", {
  implements: NodeType,
  description: "A culture agreement (kulturaftale) between the state and a group of municipalities.",
})
export class CultureAgreementType extends NodeType {
  @Field(() => String, { description: "The agreement's name." })
  name!: string;
  @Field(() => Boolean, { description: "Whether it is fictional and belongs to the demo region." })
  isDemo!: boolean;
  @Field(() => [MunicipalityType], { description: "The member municipalities on a day, in Danish order." })
  @Takes(AsOfArgs)
  municipalities!: unknown[];
}

@ObjectType("Municipality", {
  implements: NodeType,
  description: "A Danish municipality (kommune), or Christiansø, which is outside the municipal division.",
})
export class MunicipalityType extends NodeType {
  @Field(() => String, { description: "Four digits with the leading zero, such as `0101`." })
  code!: string;
  @Field(() => String, { description: "The municipality's name in Danish, without `Kommune`." })
  name!: string;
  @Field(() => Float, { description: "Latitude of its visual centre, degrees (WGS 84)." })
  latitude!: number;
  @Field(() => Float, { description: "Longitude of its visual centre, degrees (WGS 84)." })
  longitude!: number;
  @Field(() => Boolean, {
    description: "True for Christiansø, which belongs to the state and to no municipality.",
  })
  isOutsideMunicipalDivision!: boolean;
  @Field(() => RegionType, {
    nullable: true,
    description: "The region it belongs to on a day; null before the regions of 2007.",
  })
  @Takes(AsOfArgs)
  region!: RegionType | null;
  @Field(() => PostcodeConnection, { description: "Its postcodes, by number." })
  @Takes(PageArgs)
  postcodes!: unknown;
  @Field(() => [CultureAgreementType], { description: "The culture agreements it takes part in on a day." })
  @Takes(AsOfArgs)
  cultureAgreements!: unknown[];
}

@ArgsType()
export class MunicipalitiesArgs extends AsOfArgs {
  @Field(() => String, {
    nullable: true,
    description: "Only municipalities of the region with this code on that day; all by default.",
  })
  regionCode?: string;
}

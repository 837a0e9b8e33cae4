import { ArgsType, Field, Float, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { connectionType } from "../../platform/graphql/connection.type.js";
import { NodeType } from "../../platform/graphql/node.type.js";
import { PageArgs } from "../../platform/graphql/page.args.js";
import { Bounded } from "../../platform/input/input-rules.js";
import { Costs } from "../../platform/limits/operation-cost.js";
import { mostRanked } from "../../platform/search/searched-documents.js";
import { ActorKind } from "../actors/profiles/actor.enums.js";
import { MunicipalityType } from "../places/places.type.js";
import { GenreType } from "../vocabularies/vocabularies.type.js";

/** What it costs to look for the hits in a text, in objects. */
const highlightCost = 20;

@ObjectType("SearchHit", { description: "Something that a search found." })
export class SearchHitType {
  @Field(() => NodeType, { description: "What was found." })
  node!: unknown;
  @Costs(() => highlightCost)
  @Field(() => String, {
    nullable: true,
    description:
      "Where it meets the query, as HTML: at most about 200 characters of what the reader may see of it, each hit in `<mark>`, " +
      "everything else escaped. Null for a blank query, where the hit stands beyond the first 4,000 characters, or where two words are met that the query writes together.",
  })
  highlight!: string | null;
  @Field(() => Float, {
    nullable: true,
    description:
      "Kilometres from the point of the filter `near` to where it shows that it is; null without the filter, or when it shows no place.",
  })
  distanceKm!: number | null;
}

@ObjectType("ActorKindFacet", { description: "How many of all hits are actors of a kind." })
export class ActorKindFacetType {
  @Field(() => ActorKind, { description: "The kind." })
  kind!: ActorKind;
  @Field(() => Int, { description: "How many." })
  count!: number;
}

@ObjectType("MunicipalityFacet", { description: "How many of all hits belong to a municipality." })
export class MunicipalityFacetType {
  @Field(() => MunicipalityType, { description: "The municipality (kommune)." })
  municipality!: unknown;
  @Field(() => Int, { description: "How many." })
  count!: number;
}

@ObjectType("GenreFacet", { description: "How many of all hits stand for a genre." })
export class GenreFacetType {
  @Field(() => GenreType, { description: "The genre." })
  genre!: unknown;
  @Field(() => Int, { description: "How many." })
  count!: number;
}

@ObjectType("SearchFacets", {
  description: "What all hits of a search are, by what the reader may see of them; the most frequent first.",
})
export class SearchFacetsType {
  @Field(() => [ActorKindFacetType], { description: "By kind of actor." })
  actorKinds!: unknown[];
  @Field(() => [MunicipalityFacetType], { description: "By municipality; hits that show none are in none." })
  municipalities!: unknown[];
  @Field(() => [GenreFacetType], { description: "By genre; a hit may have several, or none." })
  genres!: unknown[];
}

export const SearchConnection = connectionType("SearchHit", () => SearchHitType, {
  name: "Search",
  connection: {
    facets: {
      type: () => SearchFacetsType,
      description: "What all hits are, not only those of the page.",
      extraCost: () => 20,
    },
  },
});

/** The order of hits. */
export const SearchOrder = { RELEVANCE: "RELEVANCE", DISTANCE: "DISTANCE" } as const;
export type SearchOrder = keyof typeof SearchOrder;
registerEnumType(SearchOrder, {
  name: "SearchOrder",
  description: "The order of hits.",
  valuesConfig: {
    RELEVANCE: {
      description:
        "What meets the query best first, then by title in Danish order. The default. Of more than " +
        `${mostRanked.toLocaleString("en")} hits the pages hold so many: those whose title begins with the query, then those with all its words in the title, then others.`,
    },
    DISTANCE: {
      description:
        "The nearest to the point of `near` first, then by title; what shows no place last. BAD_USER_INPUT without `near`.",
    },
  },
});

@InputType("NearFilter", { description: "Around a point." })
export class NearFilter {
  @Field(() => Float, { description: "Latitude in degrees (WGS 84), -90 to 90." })
  @Bounded({ min: -90, max: 90 })
  latitude!: number;
  @Field(() => Float, { description: "Longitude in degrees (WGS 84), -180 to 180." })
  @Bounded({ min: -180, max: 180 })
  longitude!: number;
  @Field(() => Float, {
    nullable: true,
    description:
      "Only what shows that it is within so many kilometres, 0 to 1,000. Absent: everything, with its distance. Distances start " +
      "from the place shown, which may be the middle of a municipality.",
  })
  @Bounded({ min: 0, max: 1000 })
  withinKm?: number | null;
}

@InputType("SearchFilter", { description: "What hits must be; each part that is absent filters nothing." })
export class SearchFilter {
  @Field(() => [ActorKind], { nullable: true, description: "Only actors of these kinds." })
  actorKinds?: ActorKind[] | null;
  @Field(() => [String], {
    nullable: true,
    description:
      "Only what shows to the reader that it belongs to one of these municipalities: four-digit codes, at most 100.",
  })
  @Bounded({ maxItems: 100, maxLength: 4, identifier: true })
  municipalityCodes?: string[] | null;
  @Field(() => [String], {
    nullable: true,
    description: "Only what shows to the reader that it stands for one of these genres: slugs, at most 50.",
  })
  @Bounded({ maxLength: 80, identifier: true })
  genreSlugs?: string[] | null;
  @Field(() => NearFilter, { nullable: true, description: "Around a point." })
  near?: NearFilter | null;
}

@ArgsType()
export class SearchArgs extends PageArgs {
  @Field(() => String, {
    description:
      "What somebody types, at most 200 characters, of which the first 8 words count. Every word must be met, by its stem or the " +
      "beginning of a word, whatever the spelling of æ, ø, å and accents; only if nothing is found that way, words with one typing error " +
      "count too. A blank one finds everything that passes the filter.",
  })
  // What is pasted may hold line breaks, which are spaces to a search.
  @Bounded({ multiline: true })
  query!: string;
  @Field(() => SearchFilter, { nullable: true, description: "What hits must be." })
  filter?: SearchFilter | null;
  @Field(() => SearchOrder, { nullable: true, description: "The order of hits; RELEVANCE by default." })
  orderBy?: SearchOrder;
}

import { Field, ObjectType } from "type-graphql";
import { Takes } from "../../platform/graphql/field-decorators.js";
import { LanguageArgs } from "../../platform/graphql/language.args.js";
import { NodeType } from "../../platform/graphql/node.type.js";

@ObjectType("Genre", {
  implements: NodeType,
  description: "A genre of music (genre) of the closed vocabulary.",
})
export class GenreType extends NodeType {
  @Field(() => String, { description: "Short ASCII name that never changes, such as `dansktop`." })
  slug!: string;
  @Field(() => String, { description: "The genre's name." })
  @Takes(LanguageArgs)
  label!: string;
  @Field(() => String, { nullable: true, description: "Its MusicBrainz id, a UUID; null when it has none." })
  musicbrainzId!: string | null;
  @Field(() => GenreType, { nullable: true, description: "The wider genre it belongs to; null at the top." })
  parent!: GenreType | null;
}

@ObjectType("Instrument", {
  implements: NodeType,
  description: "An instrument, voice or role in producing music (instrument).",
})
export class InstrumentType extends NodeType {
  @Field(() => String, { description: "Short ASCII name that never changes, such as `guitar`." })
  slug!: string;
  @Field(() => String, { description: "The instrument's name." })
  @Takes(LanguageArgs)
  label!: string;
  @Field(() => String, {
    nullable: true,
    description: "Its Wikidata item, such as `Q6607`; null when it has none.",
  })
  wikidataId!: string | null;
}

import { ArgsType, Field } from "type-graphql";
import type { Language } from "../text/language.js";
import { LanguageEnum } from "./scalars.js";

/** The language of a localised text. */
@ArgsType()
export class LanguageArgs {
  @Field(() => LanguageEnum, {
    nullable: true,
    description: "By default the reader's language by `Accept-Language`, else Danish.",
  })
  language?: Language;
}

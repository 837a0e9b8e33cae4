import { Field, ObjectType } from "type-graphql";
import { NodeType } from "../../platform/graphql/node.type.js";
import { DateTimeScalar, LanguageEnum } from "../../platform/graphql/scalars.js";
import type { Language } from "../../platform/text/language.js";

@ObjectType("Account", {
  implements: NodeType,
  description: "Somebody's access to Samspil (konto). Only its holder and administrators of the hub see it.",
})
export class AccountType extends NodeType {
  @Field(() => String, { description: "The e-mail address it signs in with." })
  email!: string;
  @Field(() => String, { description: "The name others see where the account acts, at most 120 characters." })
  displayName!: string;
  @Field(() => LanguageEnum, { description: "The language mails are written in." })
  language!: Language;
  @Field(() => Boolean, { description: "Whether it administers the whole hub." })
  isAdministrator!: boolean;
  @Field(() => Boolean, { description: "Whether it belongs to the demo region." })
  isDemo!: boolean;
  @Field(() => DateTimeScalar, { description: "When it was made." })
  createdAt!: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Since when it is suspended (spærret); null when it is not.",
  })
  suspendedAt!: string | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When its holder deleted it; null while it exists.",
  })
  deletedAt!: string | null;
}

import { ArgsType, Field, Int, ObjectType, registerEnumType } from "type-graphql";
import { connectionType } from "../../../platform/graphql/connection.type.js";
import { NodeType } from "../../../platform/graphql/node.type.js";
import { PageArgs } from "../../../platform/graphql/page.args.js";
import { DateTimeScalar } from "../../../platform/graphql/scalars.js";
import { AccountType } from "../../accounts/account.type.js";
import { AttachmentType } from "../../attachments/attachment.type.js";

export const ReportReason = {
  SPAM: "SPAM",
  HARASSMENT: "HARASSMENT",
  SEXUAL: "SEXUAL",
  VIOLENCE: "VIOLENCE",
  PRIVATE_DATA: "PRIVATE_DATA",
  OTHER: "OTHER",
} as const;
export type ReportReason = keyof typeof ReportReason;
export const ReportStatus = { OPEN: "OPEN", UPHELD: "UPHELD", DISMISSED: "DISMISSED" } as const;
export type ReportStatus = keyof typeof ReportStatus;

registerEnumType(ReportReason, {
  name: "ReportReason",
  description: "Why a message is reported.",
  valuesConfig: {
    SPAM: { description: "Advertising, or the same to many." },
    HARASSMENT: { description: "Insults, threats or pressure (chikane)." },
    SEXUAL: { description: "Sexual content, or an approach to a minor." },
    VIOLENCE: { description: "Violence, or a call to it." },
    PRIVATE_DATA: { description: "Somebody's private data." },
    OTHER: { description: "Something else, which the note says." },
  },
});
registerEnumType(ReportStatus, {
  name: "ReportStatus",
  description: "What became of a report.",
  valuesConfig: {
    OPEN: { description: "Nobody has decided yet." },
    UPHELD: { description: "It is right; the message is deleted." },
    DISMISSED: { description: "It is not." },
  },
});

@ObjectType("ReportedMessage", { description: "A message as it was when it, or a later one, was reported." })
export class ReportedMessageType {
  @Field(() => Int, { description: "Its number in the conversation." })
  sequence!: number;
  @Field(() => String, { description: "Who sent it, by name at that time." })
  senderName!: string;
  @Field(() => String, { nullable: true, description: "Its text then; null if it was deleted already." })
  body!: string | null;
  @Field(() => [AttachmentType], {
    description:
      "The files that came with it, at most 10. When it is deleted they stay for administrators of the hub, as long as the report has evidence; the reporter sees them until then.",
  })
  attachments!: unknown[];
  @Field(() => DateTimeScalar, { description: "When it was sent." })
  sentAt!: string;
}

@ObjectType("MessageReport", {
  implements: NodeType,
  description:
    "A report of a message (anmeldelse). Administrators of the hub see it, but for who wrote the message, and whoever made it; the reported are not told.",
})
export class MessageReportType extends NodeType {
  @Field(() => ReportReason, { description: "Why." })
  reason!: ReportReason;
  @Field(() => String, {
    nullable: true,
    description:
      "What the reporter adds, at most 2,000 characters; null from 6 months after the decision on.",
  })
  note!: string | null;
  @Field(() => ReportStatus, { description: "What became of it." })
  status!: ReportStatus;
  @Field(() => [ReportedMessageType], {
    description:
      "The message, last, and at most 10 before it, as they were when it was reported; none from 6 months after the decision on.",
  })
  evidence!: unknown[];
  @Field(() => AccountType, {
    nullable: true,
    description: "Who made it, for administrators of the hub and the reporter.",
  })
  reporter!: unknown;
  @Field(() => AccountType, {
    nullable: true,
    description: "The account that wrote the message, for administrators of the hub; null for the reporter.",
  })
  writer!: unknown;
  @Field(() => DateTimeScalar, { description: "When it was made." })
  createdAt!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: "When it was decided; null while it is open." })
  decidedAt!: string | null;
}

export const MessageReportConnection = connectionType("MessageReport", () => MessageReportType);

@ArgsType()
export class MessageReportsArgs extends PageArgs {
  @Field(() => ReportStatus, { nullable: true, description: "Only those with this status; all by default." })
  status?: ReportStatus;
}

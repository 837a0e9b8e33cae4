import { Field, ID, InputType } from "type-graphql";
import { Bounded } from "../../../platform/input/input-rules.js";
import { ReportReason } from "./message-report.type.js";

@InputType({ description: "Reports a message to the administrators of the hub. For who reads it." })
export class ReportMessageInput {
  @Field(() => ID, { description: "The message." })
  messageId!: string;
  @Field(() => ReportReason, { description: "Why." })
  reason!: ReportReason;
  @Field(() => String, { nullable: true, description: "What you add, at most 2,000 characters." })
  @Bounded({ maxLength: 2_000, multiline: true })
  note?: string | null;
}

@InputType({ description: "Decides a report. For administrators of the hub." })
export class DecideMessageReportInput {
  @Field(() => ID, { description: "The report." })
  messageReportId!: string;
  @Field(() => Boolean, {
    description:
      "Whether it is right: then the message is deleted. What else follows, such as suspending an account, is done apart.",
  })
  isUpheld!: boolean;
}

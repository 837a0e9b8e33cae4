import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { MayUse } from "../../platform/access/access.js";
import { currentAccount } from "../../platform/graphql/current-account.js";
import { payloadTypes } from "../../platform/graphql/payload.type.js";
import type { RequestContext } from "../../platform/graphql/request-context.js";
import { RowRef } from "../../platform/read/row-ref.js";
import { StartUploadInput } from "./attachment.input.js";
import type { AttachmentService } from "./attachment.service.js";
import { AttachmentType } from "./attachment.type.js";
import { AttachmentsUserErrorType } from "./attachments.errors.js";

const StartUploadPayload = payloadTypes(AttachmentsUserErrorType)(
  "StartUploadPayload",
  "attachment",
  () => AttachmentType,
  "The attachment, whose bytes are awaited at its `uploadUrl`.",
);

@Resolver()
export class AttachmentResolver {
  constructor(private readonly attachments: AttachmentService) {}

  @MayUse("SIGNED_IN")
  @Mutation(() => StartUploadPayload, {
    description:
      "Announces a file and answers where to send its bytes. An account announces at most 500 MB a day and has at most 50 attachments " +
      "that hang on nothing (then THROTTLED).",
  })
  async startUpload(
    @Arg("input", () => StartUploadInput) input: StartUploadInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const key = await this.attachments.start(currentAccount(context), input);
    return { attachment: new RowRef("Attachment", key) };
  }
}

import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Info, Mutation, Resolver } from "type-graphql";
import { MayUse } from "../../../platform/access/access.js";
import { currentAccount } from "../../../platform/graphql/current-account.js";
import type { RequestContext } from "../../../platform/graphql/request-context.js";
import { readBehind } from "../../../platform/read/read-behind.js";
import { RowRef } from "../../../platform/read/row-ref.js";
import { DeleteMessagePayload, EditMessagePayload, SendMessagePayload } from "../payloads.type.js";
import { DeleteMessageInput, EditMessageInput, SendMessageInput } from "./message.input.js";
import type { MessageService } from "./message.service.js";

@Resolver()
export class MessageResolver {
  constructor(private readonly messages: MessageService) {}

  @MayUse("SIGNED_IN")
  @Mutation(() => SendMessagePayload, {
    description:
      "Sends a message. Sent again with the same client's id it answers the first, also after a failure that left open whether it arrived.",
  })
  async sendMessage(
    @Arg("input", () => SendMessageInput) input: SendMessageInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const behind = readBehind(context, info, "message", "Message");
    return message(await this.messages.send(currentAccount(context), input, behind));
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => EditMessagePayload, { description: "Changes the text of a message that one has sent." })
  async editMessage(
    @Arg("input", () => EditMessageInput) input: EditMessageInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return message(await this.messages.edit(currentAccount(context), input));
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => DeleteMessagePayload, {
    description: "Deletes a message: its text is gone, its number stays. Deleting it again changes nothing.",
  })
  async deleteMessage(
    @Arg("input", () => DeleteMessageInput) input: DeleteMessageInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return message(await this.messages.delete(currentAccount(context), input));
  }
}

const message = (key: string) => ({ message: new RowRef("Message", key) });

import { Arg, Ctx, ID, Int, Resolver, Root } from "type-graphql";
import { MayUse } from "../../../platform/access/access.js";
import { forbidden } from "../../../platform/errors/technical-errors.js";
import { currentAccount } from "../../../platform/graphql/current-account.js";
import { SubscriptionField } from "../../../platform/graphql/event-sources.js";
import type { RequestContext } from "../../../platform/graphql/request-context.js";
import { MessageType } from "../messages/message.type.js";
import type { MessageStreams } from "./message-streams.js";
import type { MessageTold } from "./message-told.js";

@Resolver()
export class MessageAddedResolver {
  constructor(private readonly streams: MessageStreams) {}

  @MayUse("SIGNED_IN")
  @SubscriptionField(() => MessageType, {
    description:
      "The messages of a conversation as they are sent, in order: first those after a number, then each new one, none left out and none twice. " +
      "Who does not read the conversation any more gets FORBIDDEN, and the stream ends.",
  })
  async messageAdded(
    @Root() message: MessageTold,
    @Arg("conversationId", () => ID, { description: "The conversation." }) _conversationId: string,
    @Arg("afterSequence", () => Int, {
      nullable: true,
      description: "The number of the last message known; from now on by default.",
    })
    _afterSequence: number | null,
    @Ctx() context: RequestContext,
  ): Promise<unknown> {
    if (!(await this.streams.hears(currentAccount(context), message.conversationId)))
      throw forbidden("You do not take part in this conversation any more.");
    return message.row;
  }
}

import { Arg, Ctx, ID, Int, Resolver, Root } from "type-graphql";
import { MayUse } from "../../../platform/access/access.js";
import { forbidden } from "../../../platform/errors/technical-errors.js";
import { currentAccount } from "../../../platform/graphql/current-account.js";
import { SubscriptionField } from "../../../platform/graphql/event-sources.js";
import type { RequestContext } from "../../../platform/graphql/request-context.js";
import { publicIdOf } from "../../../platform/ids/ids.js";
import { encodeLiveCursor } from "../../../platform/live/live-cursor.js";
import type { LiveEntry } from "../../../platform/live/live-entries.js";
import { RowRef } from "../../../platform/read/row-ref.js";
import { MessageType } from "../messages/message.type.js";
import { InboxEventType } from "./inbox-event.type.js";
import type { MessageStreams, TellMessage } from "./message-streams.js";

@Resolver()
export class InboxResolver {
  constructor(private readonly streams: MessageStreams) {}

  @MayUse("SIGNED_IN")
  @SubscriptionField(() => MessageType, {
    description:
      "The messages of a conversation as they are sent, in order: first those after a number, then each new one, none left out and none twice. " +
      "Who does not read the conversation any more gets FORBIDDEN, and the stream ends.",
  })
  async messageAdded(
    @Root() message: TellMessage,
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
    return new RowRef("Message", message.id);
  }

  @MayUse("SIGNED_IN")
  @SubscriptionField(() => InboxEventType, {
    description:
      "What happens in all conversations of the account, in order: first what came after a cursor, then what comes, none left out and " +
      "none twice. A cursor lasts 90 days.",
  })
  async inbox(
    @Root() entry: LiveEntry,
    @Arg("after", () => String, {
      nullable: true,
      description: "The cursor of the last event known, or `Account.inboxCursor`; from now on by default.",
    })
    _after: string | null,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const account = currentAccount(context);
    const cursor = encodeLiveCursor(entry.position);
    const conversationId = entry.streamId === account ? (entry.subjectId ?? "") : entry.streamId;
    if (!(await this.streams.reads(account, conversationId)))
      return {
        __typename: "ConversationLeft",
        cursor,
        conversationId: publicIdOf("conversation", conversationId),
      };
    const message = new RowRef("Message", entry.subjectId ?? "");
    switch (entry.kind) {
      case "MESSAGE_ADDED":
        return { __typename: "MessageReceived", cursor, message };
      case "MESSAGE_CHANGED":
        return { __typename: "MessageChanged", cursor, message };
      default:
        return {
          __typename: "ConversationChanged",
          cursor,
          conversation: new RowRef("Conversation", conversationId),
        };
    }
  }
}

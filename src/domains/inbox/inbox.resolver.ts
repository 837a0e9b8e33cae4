import { Arg, Ctx, Resolver, Root } from "type-graphql";
import { MayUse } from "../../platform/access/access.js";
import { currentAccount } from "../../platform/graphql/current-account.js";
import { SubscriptionField } from "../../platform/graphql/event-sources.js";
import type { RequestContext } from "../../platform/graphql/request-context.js";
import { encodeLiveCursor } from "../../platform/live/live-cursor.js";
import type { LiveEntry } from "../../platform/live/live-entries.js";
import type { InboxSource } from "./inbox.queries.js";
import { InboxEventType } from "./inbox-event.type.js";

@Resolver()
export class InboxResolver {
  /** @param sources by the kinds of entries that they tell of */
  constructor(private readonly sources: ReadonlyMap<string, InboxSource>) {}

  @MayUse("SIGNED_IN")
  @SubscriptionField(() => InboxEventType, {
    description:
      "What happens in all conversations of the account, and what it is notified of, in order: first what came after a cursor, then what " +
      "comes, none left out and none twice. A cursor lasts 90 days.",
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
    const source = this.sources.get(entry.kind);
    if (!source) throw new Error(`Nobody tells of ${entry.kind}`);
    const event = await source.tell(entry, currentAccount(context));
    return { ...event, cursor: encodeLiveCursor(entry.position) };
  }
}

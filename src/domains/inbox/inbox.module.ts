import { sql } from "../../platform/database/sql.js";
import { currentAccount } from "../../platform/graphql/current-account.js";
import { decodeLiveCursor } from "../../platform/live/live-cursor.js";
import type { LiveLog } from "../../platform/live/live-log.js";
import type { DomainModule } from "../../platform/module.js";
import { expression } from "../../platform/read/declaration.js";
import type { InboxSource } from "./inbox.queries.js";
import { InboxResolver } from "./inbox.resolver.js";
import { inboxAudience } from "./inbox-audience.js";
import { knownEntries } from "./known-entries.js";

/**
 * What an account is told as it happens, of all domains in one order.
 * @param log where it is followed
 * @param sources the domains that tell, each of its own kinds of entries
 */
export function inboxModule(log: Pick<LiveLog, "follow">, sources: readonly InboxSource[]): DomainModule {
  const byKind = new Map(sources.flatMap((source) => source.kinds.map((kind) => [kind, source] as const)));
  if (byKind.size < sources.flatMap(({ kinds }) => kinds).length)
    throw new Error("Two sources tell of the same kind of entry");
  const audience = inboxAudience(sources);
  const kinds = new Set(byKind.keys());
  return {
    resolvers: [new InboxResolver(byKind)],
    reads: [],
    addedReads: { Account: { inboxCursor: expression(() => sql`live_cursor()`) } },
    rootReads: {},
    eventSources: {
      inbox: ({ after }, context) =>
        knownEntries(
          log.follow({
            audience,
            readerId: currentAccount(context),
            ...(after != null && { after: decodeLiveCursor("after", String(after)) }),
          }),
          kinds,
        ),
    },
  };
}

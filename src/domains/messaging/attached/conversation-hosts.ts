import type { EntityManager } from "typeorm";
import { holdActors } from "../../actors/actors.queries.js";

/** A kind of thing that a conversation can be attached to; whoever belongs to the thing takes part. */
export interface ConversationHost {
  /** With what the API ids of such things begin, such as `actor`. */
  readonly idPrefix: string;
  /**
   * The SQL function that answers who belongs to the one with a primary key now: rows of `actor_id` and `account_id`, one of them
   * null. Triggers of whatever says so call `follow_hosts` with it, and `end_attached` when the thing is removed.
   */
  readonly belonging: string;
  /**
   * Finds one by its API id, and holds it until the transaction ends against changes of who belongs to it; before the account, as
   * everybody does. Answers its primary key.
   */
  hold(manager: EntityManager, publicId: string): Promise<string | undefined>;
}

/** What conversations can be attached to, by GraphQL type: of this domain's own and of domains downstream. */
export type ConversationHosts = Readonly<Record<string, ConversationHost>>;

/** An actor's members, each as itself. */
export const actorHost: ConversationHost = {
  idPrefix: "actor",
  belonging: "members_of_actor",
  async hold(manager, publicId) {
    return (await holdActors(manager, [publicId], "share")).get(publicId)?.id;
  },
};

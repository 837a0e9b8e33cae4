import type { DemoName } from "../../domains/accounts/accounts.commands.js";
import type { DemoActor, DemoMembership } from "../../domains/actors/actors.commands.js";
import type { DemoHolder } from "./data/account-holders.js";

/** Somebody who acts for demo actors: one of the seven who can sign in, or a holder without a password. */
export type DemoPerson = DemoName | DemoHolder;

/** A fictional actor as the data files tell it. Its kind is that of its list. */
export interface DemoEntry extends Omit<DemoActor, "kind"> {
  /** Acts as OWNER since the actor joined. Without one the actor is unclaimed. */
  readonly owner?: DemoPerson;
  /** Who else acts for it, with first and, when it is over, last day. */
  readonly others?: readonly (readonly [
    who: DemoPerson,
    role: DemoMembership["role"],
    from: string,
    to?: string,
  ])[];
}

import { unauthenticated } from "../errors/technical-errors.js";
import type { RequestContext } from "./request-context.js";

/** The signed-in account's uuid, for fields that only the signed-in may use. @throws UNAUTHENTICATED for a stranger */
export function currentAccount({ viewer }: RequestContext): string {
  if (viewer.accountId === null) throw unauthenticated();
  return viewer.accountId;
}

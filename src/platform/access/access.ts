import type { GraphQLField, GraphQLFieldExtensions } from "graphql";
import { Extensions } from "type-graphql";
import type { Viewer } from "../auth/viewer.js";
import { forbidden, unauthenticated } from "../errors/technical-errors.js";

/** Who may use a root field at all. What they then see or change is decided on the row. */
export type Access = "ANYONE" | "SIGNED_IN" | "ADMINISTRATOR";

type AccessExtensions = GraphQLFieldExtensions<unknown, unknown> & { readonly access?: Access };

/** Declares who may use a root field. A root field without it stops the start. */
export const MayUse = (access: Access) => Extensions({ access });

/** The declared access of a root field. */
export function accessOf(field: Pick<GraphQLField<unknown, unknown>, "extensions">): Access | undefined {
  return (field.extensions as AccessExtensions).access;
}

/** Whether the viewer is among those who may. */
export function mayUse(access: Access, viewer: Viewer): boolean {
  if (access === "ADMINISTRATOR") return viewer.accountId !== null && viewer.isAdministrator;
  return access === "ANYONE" || viewer.accountId !== null;
}

/** @throws UNAUTHENTICATED or FORBIDDEN when the viewer is not among those who may. */
export function requireAccess(access: Access, viewer: Viewer): void {
  if (!mayUse(access, viewer)) throw viewer.accountId === null ? unauthenticated() : forbidden();
}

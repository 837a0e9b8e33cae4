import type { GraphQLField, GraphQLFieldExtensions, GraphQLSchema } from "graphql";
import { Extensions } from "type-graphql";
import type { Viewer } from "../auth/viewer.js";
import { forbidden, unauthenticated } from "../errors/technical-errors.js";
import type { RequestContext } from "../graphql/request-context.js";

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

/** Puts the declared access in front of every root field's resolver. */
export function installAccess(schema: GraphQLSchema): void {
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(root?.getFields() ?? {}) as GraphQLField<unknown, RequestContext>[]) {
      const access = accessOf(field);
      if (!access) throw new Error(`${root?.name}.${field.name} does not say who may use it: add @MayUse`);
      const { resolve } = field;
      if (!resolve) throw new Error(`${root?.name}.${field.name} has no resolver`);
      field.resolve = (source, args, context, info) => {
        requireAccess(access, context.viewer);
        return resolve(source, args, context, info);
      };
    }
  }
}

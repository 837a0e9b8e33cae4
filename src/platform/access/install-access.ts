import type { GraphQLField, GraphQLSchema } from "graphql";
import type { RequestContext } from "../graphql/request-context.js";
import { accessOf, requireAccess } from "./access.js";

/** Puts the declared access in front of every root field's resolver, and of a subscription's source. */
export function installAccess(schema: GraphQLSchema): void {
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(root?.getFields() ?? {}) as GraphQLField<unknown, RequestContext>[]) {
      const access = accessOf(field);
      if (!access) throw new Error(`${root?.name}.${field.name} does not say who may use it: add @MayUse`);
      const { resolve, subscribe } = field;
      if (!resolve) throw new Error(`${root?.name}.${field.name} has no resolver`);
      if (subscribe) {
        field.subscribe = (source, args, context, info) => {
          requireAccess(access, context.viewer);
          return subscribe(source, args, context, info);
        };
      }
      // Of a subscription, each event.
      field.resolve = (source, args, context, info) => {
        requireAccess(access, context.viewer);
        return resolve(source, args, context, info);
      };
    }
  }
}

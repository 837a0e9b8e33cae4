import type { GraphQLField, GraphQLSchema } from "graphql";
import { Subscription } from "type-graphql";
import { refuseBadArguments } from "../input/input-rules.js";
import type { RequestContext } from "./request-context.js";

/**
 * Opens what a subscription field tells of, for one reader; each of its values is one event, which the field's method gets as `@Root()`.
 * Its iterator's `return` ends it at once, also while it waits, so that it is no async generator. A `TechnicalError` that it throws
 * ends the subscription with its code.
 */
export type EventSource = (
  args: Readonly<Record<string, unknown>>,
  context: RequestContext,
) => AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>;

/** Sources by the names of their subscription fields. */
export type EventSources = Readonly<Record<string, EventSource>>;

/** A subscription field. Where its events come from, its module says (`eventSources`); the method makes an event's value of one. */
export const SubscriptionField = (
  returns: Parameters<typeof Subscription>[0],
  options: { readonly nullable?: boolean; readonly description: string },
): MethodDecorator => Subscription(returns, { ...options, subscribe: notInstalled });

function notInstalled(): never {
  throw new Error("A subscription field was read before its source was installed");
}

/**
 * Gives every subscription field its source, behind the input rules. Stops the start when a field has none, or a source has no
 * field.
 */
export function installEventSources(schema: GraphQLSchema, sources: EventSources): void {
  const fields: Record<string, GraphQLField<unknown, RequestContext>> = schema
    .getSubscriptionType()
    ?.getFields() ?? {};
  for (const name of Object.keys(sources))
    if (!fields[name])
      throw new Error(`A source is given for Subscription.${name}, which the schema does not have`);
  for (const field of Object.values(fields)) {
    const source = sources[field.name];
    if (!source) throw new Error(`No source is given for Subscription.${field.name}`);
    field.subscribe = async (_, args, context) => {
      refuseBadArguments(field, args);
      const events = await source(args, context);
      // What waits in one holds on until the next event, whoever has left.
      if (Object.prototype.toString.call(events) === "[object AsyncGenerator]")
        throw new Error(`The source of Subscription.${field.name} is an async generator`);
      return events;
    };
  }
}

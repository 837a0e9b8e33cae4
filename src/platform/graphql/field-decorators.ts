import { Args, type ClassType, Field } from "type-graphql";
import { Costs, type ExtraCost } from "../limits/operation-cost.js";

/**
 * Gives a field that is read by declaration its arguments. type-graphql takes arguments from a method's parameters;
 * a declared field has no method, so the parameter decorator is put on the property.
 */
export const Takes =
  (args: ClassType): PropertyDecorator =>
  (prototype, property) =>
    Args(() => args)(prototype, property, 0);

/** A field that a domain adds to a type of another domain, from its own folder. */
export interface AddedField {
  readonly type: () => unknown;
  readonly args?: ClassType;
  readonly nullable?: boolean;
  readonly description: string;
  /** What it costs beside what it answers. */
  readonly extraCost?: ExtraCost;
}

/** Adds fields to the GraphQL type of a domain upstream. How they are read stands in the adding domain's module. */
export function addFields(
  type: abstract new () => object,
  fields: Readonly<Record<string, AddedField>>,
): void {
  for (const [name, { type: answers, args, nullable, description, extraCost }] of Object.entries(fields)) {
    Field(answers as () => ClassType, { nullable, description })(type.prototype, name);
    if (args) Takes(args)(type.prototype, name);
    if (extraCost) Costs(extraCost)(type.prototype, name);
  }
}

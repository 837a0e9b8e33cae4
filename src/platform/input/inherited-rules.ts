import { type GraphQLSchema, isInputObjectType } from "graphql";
import { getMetadataStorage } from "type-graphql";

/**
 * Gives inherited input fields the extensions of the class that declares them, and with these the bounds of `Bounded`.
 * type-graphql 2.0.0-rc.4 copies an inherited input field without them (`getFieldMetadataFromInputType`).
 */
export function restoreInheritedRules(schema: GraphQLSchema): void {
  const { inputTypes } = getMetadataStorage();
  const declaredBy = new Map<unknown, (typeof inputTypes)[number]>(
    inputTypes.map((each) => [each.target, each]),
  );
  for (const { name, target } of inputTypes) {
    const type = schema.getType(name);
    if (!isInputObjectType(type)) continue;
    const fields = type.getFields();
    for (
      let ancestor: unknown = Object.getPrototypeOf(target);
      typeof ancestor === "function";
      ancestor = Object.getPrototypeOf(ancestor)
    ) {
      for (const declared of declaredBy.get(ancestor)?.fields ?? []) {
        const field = fields[declared.name];
        if (field) field.extensions = { ...declared.extensions, ...field.extensions };
      }
    }
  }
}

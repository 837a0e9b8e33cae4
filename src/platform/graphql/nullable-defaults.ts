import { type GraphQLSchema, isInterfaceType, isNonNullType, isObjectType } from "graphql";

/**
 * An argument with a default takes null as "the default", as `Int = 6` says. type-graphql makes it `Int! = 6`, which refuses a
 * variable that a client leaves null.
 */
export function letDefaultsBeNull(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    if (type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      for (const argument of field.args) {
        if (argument.defaultValue !== undefined && isNonNullType(argument.type))
          argument.type = argument.type.ofType;
      }
    }
  }
}

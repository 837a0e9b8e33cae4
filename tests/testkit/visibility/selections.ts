import {
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from "graphql";

type Field = GraphQLField<unknown, unknown>;

const fieldsOf = (schema: GraphQLSchema, typeName: string): readonly Field[] => {
  const type = schema.getType(typeName);
  return isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
};
const isNode = (schema: GraphQLSchema, typeName: string): boolean =>
  fieldsOf(schema, typeName).some(({ name }) => name === "id");

/**
 * All fields of a type that need no argument: of rows that it leads to only which they are, of values everything, of lists
 * all that a list tells. Texts in a language of their own are asked for too.
 * @param without fields that another type of the same selection has already
 */
export function everythingOf(
  schema: GraphQLSchema,
  typeName: string,
  without: readonly string[] = [],
): string {
  const selections = fieldsOf(schema, typeName)
    .filter(({ name }) => !without.includes(name))
    .filter((field) => !field.args.some(isRequiredArgument))
    .map((field) => {
      const whole = `${field.name}${briefly(schema, field)}`;
      const isLocalised = field.args.some(({ name }) => name === "language");
      if (!isLocalised) return whole;
      return `${whole} ${field.name}Da: ${field.name}(language: DA) ${field.name}En: ${field.name}(language: EN)`;
    });
  return `__typename ${selections.join(" ")}`;
}

/** Everything of every kind of an interface's rows, each field once. */
export function everythingOfKinds(schema: GraphQLSchema, interfaceName: string): string {
  const type = schema.getType(interfaceName);
  if (!isInterfaceType(type)) throw new Error(`${interfaceName} is no interface.`);
  const shared = Object.keys(type.getFields());
  const own = schema
    .getPossibleTypes(type)
    .map(({ name }) => `... on ${name} { ${everythingOf(schema, name, shared)} }`);
  return `... on ${interfaceName} { ${everythingOf(schema, interfaceName)} } ${own.join(" ")}`;
}

/** What is asked of what a field leads to. */
export function briefly(schema: GraphQLSchema, field: Field): string {
  const type = getNamedType(field.type);
  if (isLeafType(type)) return "";
  if (type.name.endsWith("Connection")) return ` { ${wholeList(schema, type.name)} }`;
  if (isNode(schema, type.name) || type.name === "Node") return " { __typename id }";
  return ` { ${fieldsOf(schema, type.name)
    .filter((each) => !each.args.some(isRequiredArgument))
    .map((each) => `${each.name}${briefly(schema, each)}`)
    .join(" ")} }`;
}

/** All that a list tells, with its facts. */
export function wholeList(schema: GraphQLSchema, connectionName: string): string {
  return fieldsOf(schema, connectionName)
    .map((field) => {
      const type = getNamedType(field.type);
      if (!isCompositeType(type)) return field.name;
      if (field.name === "pageInfo") return "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
      if (field.name !== "edges") return `${field.name}${briefly(schema, field)}`;
      return `edges { ${fieldsOf(schema, type.name)
        .map((each) => `${each.name}${briefly(schema, each)}`)
        .join(" ")} }`;
    })
    .join(" ");
}

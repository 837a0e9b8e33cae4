import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  isUnionType,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from "graphql";

/**
 * Everything that a query can ask: fields of the types that can be reached, such as `Venue.capacity`, their arguments,
 * `Actor.neighbours(steps)`, and the fields of the inputs, `NearFilter.withinKm`.
 */
export function askablePlaces(schema: GraphQLSchema): ReadonlySet<string> {
  const places = new Set<string>();
  const seen = new Set<GraphQLNamedType>();
  const reach = (type: GraphQLNamedType | null | undefined): void => {
    if (!type || seen.has(type)) return;
    seen.add(type);
    if (isInterfaceType(type) || isUnionType(type))
      for (const each of schema.getPossibleTypes(type)) reach(each);
    if (isObjectType(type)) for (const each of type.getInterfaces()) reach(each);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        places.add(`${type.name}.${field.name}`);
        reach(getNamedType(field.type));
      }
    }
    if (!isObjectType(type) && !isInterfaceType(type)) return;
    for (const field of Object.values(type.getFields())) {
      places.add(`${type.name}.${field.name}`);
      reach(getNamedType(field.type));
      for (const argument of field.args) {
        places.add(`${type.name}.${field.name}(${argument.name})`);
        reach(getNamedType(argument.type));
      }
    }
  };
  reach(schema.getQueryType());
  return places;
}

/** Adds the places that an operation asks. */
export function addAskedPlaces(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  asked: Set<string>,
): void {
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field(node) {
        const parent = info.getParentType();
        if (parent) asked.add(`${parent.name}.${node.name.value}`);
      },
      Argument(node) {
        const field = info.getFieldDef();
        const parent = info.getParentType();
        if (parent && field && !info.getDirective())
          asked.add(`${parent.name}.${field.name}(${node.name.value})`);
      },
      ObjectField(node) {
        const parent = getNamedType(info.getParentInputType());
        if (parent) asked.add(`${parent.name}.${node.name.value}`);
      },
      VariableDefinition(node) {
        const type = typeFromAST(schema, node.type) as GraphQLInputType | undefined;
        if (type) addInputPlaces(type, variables[node.variable.name.value], asked);
      },
    }),
  );
}

function addInputPlaces(type: GraphQLInputType, value: unknown, asked: Set<string>): void {
  const nullable = getNullableType(type);
  if (isListType(nullable) && Array.isArray(value)) {
    for (const item of value) addInputPlaces(nullable.ofType, item, asked);
  }
  if (!isInputObjectType(nullable) || typeof value !== "object" || value === null) return;
  for (const [name, each] of Object.entries(value)) {
    const field = nullable.getFields()[name];
    asked.add(`${nullable.name}.${name}`);
    if (field) addInputPlaces(field.type, each, asked);
  }
}

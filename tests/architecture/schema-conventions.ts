import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from "graphql";

type Field = GraphQLField<unknown, unknown>;
type Fields = Readonly<Record<string, Field>>;

const pascalCase = /^[A-Z][A-Za-z0-9]*$/;
const camelCase = /^[a-z][A-Za-z0-9]*$/;
const upperCase = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

/** Mutations whose verb says all, and lists that may hold null. */
const mutationsWithoutNoun = new Set(["enrol", "withdraw"]);
const listsWithNull = new Set(["Query.nodes"]);

/** Ids that are called by what they are there: the two actors of a relationship, the message replied to, what a conversation is attached to. */
const namedByWhatTheyAre = new Set(["sourceId", "targetId", "replyToId", "attachedToId"]);

/** Connections whose edges tell more than the item's own, by what their items are there. */
const itemsByPart: Readonly<Record<string, string>> = { Neighbour: "Actor", Search: "SearchHit" };

/** What every connection field takes. */
const pageArguments = ["after: String", "before: String", "first: Int", "last: Int"];

/** Where a schema breaks the conventions of the hub's API, one line each. */
export function brokenConventions(schema: GraphQLSchema): string[] {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !type.name.startsWith("__") && !isSpecifiedScalarType(type),
  );
  return [
    ...types.flatMap(undescribed),
    ...types.flatMap(misnamed),
    ...types.flatMap(nullableItems),
    ...types.flatMap((type) => unknownIds(schema, type)),
    ...types.flatMap(brokenConnections),
    ...types.flatMap((type) => brokenUserErrors(schema, type)),
    ...Object.values(schema.getQueryType()?.getFields() ?? {})
      .filter(({ name }) => /^(get|list)[A-Z]/.test(name))
      .map(({ name }) => `Query.${name} says get or list`),
    ...Object.values((schema.getMutationType()?.getFields() ?? {}) as Fields).flatMap(brokenMutation),
    ...types
      .filter((type) => isScalarType(type) && !type.specifiedByURL)
      .map(({ name }) => `${name} does not say where it is specified`),
  ];
}

/** The members of a type with their place in the schema: fields, their arguments, input fields, enum values. */
function membersOf(type: GraphQLNamedType): { place: string; name: string; description?: string | null }[] {
  if (isEnumType(type)) {
    return type
      .getValues()
      .map(({ name, description }) => ({ place: `${type.name}.${name}`, name, description }));
  }
  return typedMembersOf(type).map(({ place, member }) => ({ place, ...member, name: member.name }));
}

function typedMembersOf(type: GraphQLNamedType): {
  place: string;
  member: Field | GraphQLArgument | GraphQLInputField;
  type: GraphQLInputType | GraphQLOutputType;
}[] {
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((member) => ({
      place: `${type.name}.${member.name}`,
      member,
      type: member.type,
    }));
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields() as Fields).flatMap((member) => {
    const place = `${type.name}.${member.name}`;
    return [
      { place, member, type: member.type },
      ...member.args.map((argument) => ({
        place: `${place}(${argument.name})`,
        member: argument,
        type: argument.type,
      })),
    ];
  });
}

function undescribed(type: GraphQLNamedType): string[] {
  const isRootInput = (place: string) => /^Mutation\.\w+\(input\)$/.test(place);
  return (
    [{ place: type.name, description: type.description }, ...membersOf(type)]
      // The input type of a mutation says what there is to say of its only argument.
      .filter(({ place, description }) => !description?.trim() && !isRootInput(place))
      .map(({ place }) => `${place} has no description`)
  );
}

function misnamed(type: GraphQLNamedType): string[] {
  const pattern = isEnumType(type) ? upperCase : camelCase;
  return [
    ...(pascalCase.test(type.name) ? [] : [`${type.name} is not in PascalCase`]),
    ...membersOf(type)
      .filter(({ name }) => !pattern.test(name))
      .map(({ place }) => `${place} is not in ${isEnumType(type) ? "UPPER_CASE" : "camelCase"}`),
    ...(isInputObjectType(type) && !/(Input|Filter)$/.test(type.name)
      ? [`${type.name} is an input, but called neither Input nor Filter`]
      : []),
  ];
}

function nullableItems(owner: GraphQLNamedType): string[] {
  const holdsNull = (type: GraphQLType): boolean => {
    if (isNonNullType(type)) return holdsNull(type.ofType);
    return isListType(type) && (!isNonNullType(type.ofType) || holdsNull(type.ofType));
  };
  return typedMembersOf(owner)
    .filter(({ place, type }) => holdsNull(type) && !listsWithNull.has(place))
    .map(({ place }) => `${place} is a list that may hold null`);
}

/** Inputs name objects `<type>Id`, or `<type>Ids`, after a type with an id. */
function unknownIds(schema: GraphQLSchema, owner: GraphQLNamedType): string[] {
  if (!isInputObjectType(owner)) return [];
  const known = Object.values(schema.getTypeMap()).filter(
    (type) =>
      (isObjectType(type) || isInterfaceType(type)) &&
      type.getInterfaces().some(({ name }) => name === "Node"),
  );
  return Object.values(owner.getFields())
    .filter(({ name, type }) => getNamedType(type).name === "ID" && !namedByWhatTheyAre.has(name))
    .filter(({ name }) => {
      const noun = /^([a-z][A-Za-z]*?)Ids?$/.exec(name)?.[1] ?? "";
      const typeName = noun.charAt(0).toUpperCase() + noun.slice(1);
      // `blockedActorId` tells which of two actors is meant.
      return (
        noun === "" || !known.some((type) => type.name.endsWith(typeName) || typeName.endsWith(type.name))
      );
    })
    .map(({ name }) => `${owner.name}.${name} is an id, but not called after a type with an id`);
}

function brokenConnections(type: GraphQLNamedType): string[] {
  const item = /^(\w+)Connection$/.exec(type.name)?.[1];
  if (item && isObjectType(type)) {
    const wanted = [
      `edges: [${item}Edge!]!`,
      `nodes: [${itemsByPart[item] ?? item}!]!`,
      "pageInfo: PageInfo!",
      "totalCount: Int!",
    ];
    const ofEvery = Object.values(type.getFields()).filter(({ name }) =>
      wanted.some((each) => each.startsWith(`${name}:`)),
    );
    return signatures(ofEvery) === wanted.join(", ") ? [] : [`${type.name} is not ${wanted.join(", ")}`];
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields() as Fields)
    .filter((field) => getNamedType(field.type).name.endsWith("Connection"))
    .filter(
      ({ type: answered, args }) =>
        !isNonNullType(answered) ||
        signatures(args.filter(({ name }) => /^(after|before|first|last)$/.test(name))) !==
          pageArguments.join(", "),
    )
    .map(({ name }) => `${type.name}.${name} is no connection that takes ${pageArguments.join(", ")}`);
}

function brokenMutation(field: Field): string[] {
  const { name, type, args } = field;
  const noun = name.charAt(0).toUpperCase() + name.slice(1);
  const problems: string[] = [];
  if (!/^[a-z]+[A-Z]/.test(name) && !mutationsWithoutNoun.has(name)) problems.push("is not called verbNoun");
  if (signatures(args) !== `input: ${noun}Input!`) problems.push(`does not take input: ${noun}Input!`);
  const payload = getNamedType(type);
  if (String(type) !== `${noun}Payload!` || !isObjectType(payload))
    problems.push(`does not answer ${noun}Payload!`);
  else problems.push(...brokenPayload(payload));
  return problems.map((problem) => `Mutation.${name} ${problem}`);
}

/** A payload is the object acted on, under its type's name and nullable, and `userErrors`. */
function brokenPayload(payload: GraphQLObjectType): string[] {
  const { userErrors, ...objects } = payload.getFields() as Fields;
  const [object, another] = Object.values(objects);
  const problems: string[] = [];
  if (!userErrors || !/^\[\w+UserError!\]!$/.test(String(userErrors.type)))
    problems.push("has no userErrors: [<Domain>UserError!]!");
  if (!object || another) problems.push("does not answer one object beside userErrors");
  else if (isNonNullType(object.type)) problems.push(`answers ${object.name}, which cannot be null`);
  else if (!getNamedType(object.type).name.toLowerCase().endsWith(object.name.toLowerCase()))
    problems.push(`answers ${object.name}, which is not called after its type`);
  return problems;
}

function brokenUserErrors(schema: GraphQLSchema, type: GraphQLNamedType): string[] {
  const domain = /^(\w+)UserError$/.exec(type.name)?.[1];
  if (!domain || !isObjectType(type)) return [];
  const code = (type.getFields() as Fields).code;
  const problems: string[] = [];
  if (!type.getInterfaces().some(({ name }) => name === "UserError"))
    problems.push("does not implement UserError");
  if (String(code?.type) !== `${domain}ErrorCode!` || !isEnumType(schema.getType(`${domain}ErrorCode`)))
    problems.push(`has no code: ${domain}ErrorCode!`);
  return problems.map((problem) => `${type.name} ${problem}`);
}

/** Such as `first: Int, last: Int`, by name. */
function signatures(members: readonly { readonly name: string; readonly type: unknown }[]): string {
  return members
    .map(({ name, type }) => `${name}: ${String(type)}`)
    .sort()
    .join(", ");
}

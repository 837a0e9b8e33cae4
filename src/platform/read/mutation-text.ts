import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isNonNullType,
  isObjectType,
  Kind,
} from "graphql";
import { collectFields, collectSubfields } from "graphql/execution/collectFields.js";
import { getArgumentValues } from "graphql/execution/values.js";
import type { RequestContext } from "../graphql/request-context.js";
import type { AdmittedOperation } from "../limits/operation-gate.js";
import { RowRef } from "./row-ref.js";

type MutationField = GraphQLField<unknown, unknown>;

/** Lets a mutation that has been made already (`mutationText`) answer with what it came to, in front of everything else. */
export function installOutcomes(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {}) as GraphQLField<
    unknown,
    RequestContext
  >[]) {
    const { resolve } = field;
    if (!resolve) throw new Error(`Mutation.${field.name} has no resolver`);
    field.resolve = (source, args, context, info) => context.outcome ?? resolve(source, args, context, info);
  }
}

/**
 * Makes the mutation that an operation asks for and answers its data as JSON text, with the rows of its payload as their statements
 * made them. Undefined where graphql-js has to answer: before anything was made (several mutations, refused arguments), or after it
 * (user errors, errors, values that are no rows), when it finds what was made in `context.outcome`.
 * @throws what reading the rows throws
 */
export async function mutationText(
  schema: GraphQLSchema,
  admitted: AdmittedOperation,
  context: RequestContext,
): Promise<string | undefined> {
  const asked = onlyField(schema, admitted);
  if (!asked) return undefined;
  const { field, name, info } = asked;
  context.outcome ??= outcomeOf(field, context, info);
  let payload: unknown;
  try {
    payload = await context.outcome;
  } catch {
    // The resolver fails with it again.
    return undefined;
  }
  const text = await payloadText(payload, context, info);
  return text === undefined ? undefined : `{"${name}":${text}}`;
}

/** The only field that a mutation asks for, with what its resolver is told; undefined if there are several or its type is no object. */
function onlyField(
  schema: GraphQLSchema,
  { document, operation, variables }: AdmittedOperation,
): { readonly field: MutationField; readonly name: string; readonly info: GraphQLResolveInfo } | undefined {
  const parentType = schema.getMutationType();
  if (!parentType) return undefined;
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  const variableValues = variables as Record<string, unknown>;
  const [first, another] = collectFields(
    schema,
    fragments,
    variableValues,
    parentType,
    operation.selectionSet,
  );
  if (!first || another) return undefined;
  const [name, fieldNodes] = first;
  const fieldName = fieldNodes[0]?.name.value ?? "";
  const field = parentType.getFields()[fieldName];
  if (!field) return undefined;
  return {
    field,
    name,
    info: {
      fieldName,
      fieldNodes,
      returnType: field.type,
      parentType,
      path: { prev: undefined, key: name, typename: parentType.name },
      schema,
      fragments,
      rootValue: undefined,
      operation,
      variableValues,
    },
  };
}

/** Makes a mutation; undefined if its arguments are refused. */
function outcomeOf(
  field: MutationField,
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<unknown> | undefined {
  const [node] = info.fieldNodes;
  if (!node) throw new Error(`${info.fieldName} is asked by no field`);
  let args: Record<string, unknown>;
  try {
    args = getArgumentValues(field, node, info.variableValues);
  } catch {
    return undefined;
  }
  context.rowForm = "text";
  return (async () => field.resolve?.(undefined, args, context, info))();
}

/** A payload without user errors whose objects are rows; undefined for any other. */
async function payloadText(
  payload: unknown,
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<string | undefined> {
  const type = getNamedType(info.returnType);
  if (typeof payload !== "object" || payload === null || !isObjectType(type)) return undefined;
  const { schema, fragments, variableValues, fieldNodes } = info;
  const selected = [...collectSubfields(schema, fragments, variableValues, type, fieldNodes)];
  const members = await Promise.all(
    selected.map(async ([name, nodes]) => {
      const value = await memberText(payload, type, nodes, context, info);
      return value === undefined ? undefined : `"${name}":${value}`;
    }),
  );
  return members.includes(undefined) ? undefined : `{${members.join(",")}}`;
}

async function memberText(
  payload: object,
  parentType: GraphQLObjectType,
  fieldNodes: readonly FieldNode[],
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<string | undefined> {
  const fieldName = fieldNodes[0]?.name.value ?? "";
  if (fieldName === "__typename") return `"${parentType.name}"`;
  const definition = parentType.getFields()[fieldName];
  const value: unknown = Reflect.get(payload, fieldName);
  if (Array.isArray(value) && value.length === 0) return "[]";
  if (!definition || !(value instanceof RowRef)) return undefined;
  const asked = { ...info, fieldName, fieldNodes, parentType, returnType: definition.type };
  const answer = await (context.rowsBehind?.answerOf(value, asked, "text") ??
    context.compiled?.row(value, asked, context, "text", (statement) =>
      context.reads.runPrepared(statement),
    ));
  if (!answer || answer.data === undefined) return undefined;
  return answer.data ?? (isNonNullType(definition.type) ? undefined : "null");
}

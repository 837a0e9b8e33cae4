import {
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
} from "graphql";
import { type MessageCatalogue, messageOf, type Problem, UserFailure } from "../errors/user-failure.js";
import { restoreInheritedRules } from "../input/inherited-rules.js";
import { findInputProblems, refuseBadArguments } from "../input/input-rules.js";
import type { Language } from "../text/language.js";
import type { RequestContext } from "./request-context.js";

type Field = GraphQLField<unknown, RequestContext>;
/** Messages by the name of the payload's error type, such as `ActorsUserError`. */
export type ErrorMessages = Readonly<Record<string, MessageCatalogue>>;

/** What the root types say of themselves; type-graphql makes them without a description. */
const rootDescriptions = {
  query:
    "What can be read. Everybody sees of it what is shown to them; what is hidden looks like what is missing.",
  mutation:
    "What can be done. Each mutation is a transaction of its own; failures that the sender can mend stand in `userErrors`.",
  subscription:
    "What is told as it happens, over a WebSocket (graphql-transport-ws at the same address). Each event is read as it stands then, by whoever the reader is then; a reader who may not go on gets an error with its code, and the subscription completes.",
} as const;

/**
 * Describes the root types, puts the input rules in front of every root field, and turns a mutation's failures into its
 * payload's `userErrors`.
 */
export function installRootFields(schema: GraphQLSchema, messages: ErrorMessages): void {
  describeRoot(schema.getQueryType(), rootDescriptions.query);
  describeRoot(schema.getMutationType(), rootDescriptions.mutation);
  describeRoot(schema.getSubscriptionType(), rootDescriptions.subscription);
  restoreInheritedRules(schema);
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {}) as Field[]) guardQuery(field);
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {}) as Field[])
    guardMutation(field, messages);
}

function describeRoot(type: GraphQLObjectType | null | undefined, description: string): void {
  if (type) type.description = description;
}

function guardQuery(field: Field): void {
  const resolve = resolverOf(field);
  field.resolve = (source, args, context, info) => {
    refuseBadArguments(field, args);
    return resolve(source, args, context, info);
  };
}

function guardMutation(field: Field, messages: ErrorMessages): void {
  const resolve = resolverOf(field);
  const payload = getNamedType(field.type);
  if (!isObjectType(payload)) throw new Error(`Mutation.${field.name} does not answer a payload`);
  const { errorType, objects } = shapeOf(field.name, payload);
  const catalogue = messages[errorType];
  if (!catalogue) throw new Error(`No messages for ${errorType}`);
  const failed = (problems: readonly Problem[], language: Language) => ({
    ...Object.fromEntries(objects.map((name) => [name, null])),
    userErrors: problems.map((problem) => ({
      code: problem.code,
      field: problem.field ?? null,
      message: messageOf(catalogue, problem, language),
    })),
  });
  field.resolve = async (source, args, context, info) => {
    // The argument is called `input`; a problem's path starts below it.
    const problems = problemsOf(field, args).map((problem) => ({
      ...problem,
      field: problem.field?.slice(1),
    }));
    if (problems.length > 0) return failed(problems, context.language);
    try {
      const answer = await resolve(source, args, context, info);
      return { ...(answer as object), userErrors: [] };
    } catch (error) {
      if (error instanceof UserFailure) return failed(error.problems, context.language);
      throw error;
    } finally {
      context.reads = context.renewReads();
    }
  };
}

function problemsOf(field: Field, args: Readonly<Record<string, unknown>>): Problem[] {
  return field.args.flatMap((argument) => findInputProblems(argument, args[argument.name], [argument.name]));
}

function shapeOf(mutation: string, payload: GraphQLObjectType): { errorType: string; objects: string[] } {
  const { userErrors, ...objects } = payload.getFields();
  if (!userErrors) throw new Error(`The payload of Mutation.${mutation} has no userErrors`);
  return { errorType: getNamedType(userErrors.type).name, objects: Object.keys(objects) };
}

function resolverOf(field: Field): GraphQLFieldResolver<unknown, RequestContext> {
  if (!field.resolve) throw new Error(`The root field ${field.name} has no resolver`);
  return field.resolve;
}

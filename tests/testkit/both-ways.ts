import { buildSchema, execute, getOperationAST, getVariableValues, parse, validate } from "graphql";
import type { Client } from "pg";
import type { Viewer } from "../../src/platform/auth/viewer.js";
import type { Queryable } from "../../src/platform/database/sql.js";
import type { RequestContext } from "../../src/platform/graphql/request-context.js";
import { CompiledReads } from "../../src/platform/read/compiled/compiled-reads.js";
import type { ReadDeclaration, RootReads } from "../../src/platform/read/declaration.js";
import { ReadEngine } from "../../src/platform/read/engine.js";
import { installReads } from "../../src/platform/read/install.js";
import { mutationText } from "../../src/platform/read/mutation-text.js";
import type { Circles } from "../../src/platform/read/scope.js";

/** A schema that is read by declarations alone, every root field by everybody. */
export interface ReadWorld {
  readonly engine: ReadEngine;
  readonly compiled: CompiledReads;
  readonly schema: ReturnType<typeof buildSchema>;
}

export function readWorld(
  sdl: string,
  reads: readonly ReadDeclaration[],
  roots: RootReads,
  circles?: Circles,
): ReadWorld {
  const schema = buildSchema(sdl);
  const engine = new ReadEngine(reads, [], [roots], circles);
  installReads(schema, engine);
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    field.resolve = (_, args, context: RequestContext, info) => context.reads.root(args, info);
    field.extensions = { access: "ANYONE" };
  }
  return { schema, engine, compiled: new CompiledReads(schema, engine) };
}

/**
 * Asks a query both ways and holds that a compiled answer is the batched one, keys in order. Answers the data and errors, how
 * many statements the batched way took, and why there was no compiled answer, if there was none.
 */
export async function askBothWays(
  { schema, engine, compiled }: ReadWorld,
  client: Client,
  source: string,
  { accountId = null, isAdministrator = false, variables = {} }: AskOptions = {},
) {
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document);
  if (!operation) throw new Error("There is no operation");
  const contextValue = contextOf(engine, client, { accountId, isAdministrator });
  const { viewer, renewReads, count } = contextValue;
  const result = await execute({ schema, document, contextValue, variableValues: variables });
  const { statements } = count;
  const expected = JSON.stringify(result.data);
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (!coerced) throw new Error("The variables are refused");
  let fellBack: string | undefined;
  // Once without and twice with its name, under which PostgreSQL keeps it.
  for (let time = 1; time <= 3; time += 1) {
    const query = { document, operation, variables: coerced, viewer, language: "EN" as const };
    const answer = await compiled.answer(query, (statement) => renewReads().runPrepared(statement));
    fellBack = answer.reason;
    if (typeof answer.data === "string") {
      expect(result.errors).toBeUndefined();
      expect(JSON.stringify(JSON.parse(answer.data))).toBe(expected);
    }
  }
  return { data: JSON.parse(expected), errors: result.errors, statements, fellBack };
}

/**
 * Runs a mutation three times, its payload read by one statement, batched and as text, and holds that all answer the same. Answers
 * how many statements the reads took in each way; `asText` is undefined where the text was not its whole answer.
 */
export async function mutateBothWays(
  { schema, engine, compiled }: ReadWorld,
  client: Client,
  source: string,
  { accountId = null, isAdministrator = false, variables = {} }: AskOptions = {},
  document = parse(source),
) {
  expect(validate(schema, document)).toEqual([]);
  const run = async (ways: Pick<RequestContext, "compiled">) => {
    const contextValue = { ...contextOf(engine, client, { accountId, isAdministrator }), ...ways };
    const result = await execute({ schema, document, contextValue, variableValues: variables });
    return { result: JSON.stringify(result), statements: contextValue.count.statements };
  };
  const ready = await run({ compiled });
  const batched = await run({});
  expect(ready.result).toBe(batched.result);
  const operation = getOperationAST(document);
  const { coerced } = getVariableValues(schema, operation?.variableDefinitions ?? [], variables);
  if (!operation || !coerced) throw new Error("There is no operation, or its variables are refused");
  const contextValue = { ...contextOf(engine, client, { accountId, isAdministrator }), compiled };
  const admitted = { query: "", document, operation, given: variables, variables: coerced };
  const text = await mutationText(schema, admitted, contextValue);
  const { statements } = contextValue.count;
  const whole =
    text === undefined
      ? await execute({ schema, document, contextValue, variableValues: variables })
      : { data: JSON.parse(text) };
  expect(JSON.stringify(whole)).toBe(batched.result);
  const { data, errors } = JSON.parse(ready.result);
  return {
    data,
    errors,
    statements: ready.statements,
    batched: batched.statements,
    asText: text === undefined ? undefined : statements,
  };
}

function contextOf(engine: ReadEngine, client: Client, viewer: Viewer): RequestContext {
  const count = { statements: 0 };
  const open = () => engine.session(client as Queryable, viewer, "EN", count);
  return {
    requestId: "x",
    viewer,
    language: "EN",
    signedInAt: null,
    count,
    reads: open(),
    renewReads: open,
  };
}

export interface AskOptions {
  readonly accountId?: string | null;
  readonly isAdministrator?: boolean;
  readonly variables?: Record<string, unknown>;
}

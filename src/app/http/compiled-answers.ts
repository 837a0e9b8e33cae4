import { execute, type GraphQLSchema } from "graphql";
import type { Config } from "../../platform/config/config.js";
import type { RequestContext } from "../../platform/graphql/request-context.js";
import type { AdmittedOperation } from "../../platform/limits/operation-gate.js";
import type { Log } from "../../platform/log/log.js";
import type { Metrics } from "../../platform/metrics/metrics.js";
import type { CompiledReads } from "../../platform/read/compiled/compiled-reads.js";
import { mutationText } from "../../platform/read/mutation-text.js";

/** The path to where two JSON values first differ, in values or in the order of members. */
function firstDifference(one: unknown, other: unknown): string[] {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return [];
  const [names, others] = [Object.keys(one), Object.keys(other)];
  const place = names.findIndex(
    (name, index) =>
      name !== others[index] ||
      JSON.stringify(Reflect.get(one, name)) !== JSON.stringify(Reflect.get(other, name)),
  );
  const name = names[place];
  if (name === undefined || name !== others[place]) return [];
  return [name, ...firstDifference(Reflect.get(one, name), Reflect.get(other, name))];
}

/** What the answers are made with. */
export interface CompiledAnswersOptions {
  readonly schema: GraphQLSchema;
  readonly compiled: CompiledReads;
  /** READS. */
  readonly way: Config["READS"];
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Answers a query with one statement, or a mutation: its data as JSON text, or undefined where resolvers have to answer. */
export type AnswerAsText = (asked: AdmittedOperation, context: RequestContext) => Promise<string | undefined>;

/** Makes what answers queries with one statement each and mutations as text; what it does not answer is resolved field by field. */
export function compiledAnswers({
  schema,
  compiled,
  way,
  log,
  metrics,
}: CompiledAnswersOptions): AnswerAsText {
  /** How often a difference is looked at again before it counts: between the two ways somebody may have written. */
  const comparisons = 3;

  async function answer(asked: AdmittedOperation, context: RequestContext): Promise<string | undefined> {
    if (asked.operation.operation === "mutation") return mutationText(schema, asked, context);
    const { viewer, language } = context;
    const { data, reason } = await compiled.answer({ ...asked, viewer, language }, (statement) =>
      context.reads.runPrepared(statement),
    );
    metrics.readAnswered(reason === undefined ? "compiled" : "batched", reason);
    return data ?? undefined;
  }

  /** The batched way's data for a query or for what a mutation came to, which has to be the same to the letter once both are parsed. */
  async function batchedData(query: AdmittedOperation, context: RequestContext): Promise<string> {
    const { statements } = context.count;
    context.count.statements = 0;
    const batched = { ...context, compiled: undefined, rowsBehind: undefined, reads: context.renewReads() };
    const result = await execute({
      schema,
      document: query.document,
      operationName: query.operation.name?.value,
      variableValues: query.given,
      contextValue: batched,
    });
    context.count.batchedStatements = context.count.statements;
    context.count.statements = statements;
    return JSON.stringify(result.errors ? result : result.data);
  }

  async function compare(text: string, query: AdmittedOperation, context: RequestContext): Promise<string> {
    for (let comparison = 1; ; comparison += 1) {
      const expected = await batchedData(query, context);
      const data: unknown = JSON.parse(text);
      if (JSON.stringify(data) === expected) return text;
      if (comparison === comparisons) {
        // The place only: what stands there is shown to the reader, not to the log.
        const place = firstDifference(data, JSON.parse(expected)).join(".");
        log.error({ operationName: query.operation.name?.value, place }, "the two ways of reading differ");
        throw new Error("The two ways of reading differ");
      }
      // What was read behind a mutation stays as it was then.
      text = (await answer(query, { ...context, rowsBehind: undefined })) ?? text;
    }
  }

  return async (admitted, context) => {
    if (way === "batched") {
      if (admitted.operation.operation === "query") metrics.readAnswered("batched", "setting");
      return undefined;
    }
    try {
      const text = await answer(admitted, context);
      return text !== undefined && way === "compared" ? await compare(text, admitted, context) : text;
    } catch (error) {
      // Each root field fails with it, as it would have if it had asked by itself.
      context.reads.failWith(error as Error);
      return undefined;
    }
  };
}

import { GraphQLError, type OperationDefinitionNode } from "graphql";
import { NobodyWaits } from "../../platform/database/read-database.js";
import type { Log } from "../../platform/log/log.js";
import { isMasked } from "./public-errors.js";

/** What the log's line about an operation says of it; filled in as it becomes known. */
export interface OperationFacts {
  operationName?: string;
  operationType?: string;
  errorCodes?: readonly string[];
  [described: string]: unknown;
}

/** Notes an operation's kind and name. */
export function noteOperation(facts: OperationFacts, operation: OperationDefinitionNode | undefined): void {
  if (!operation) return;
  facts.operationType = operation.operation;
  facts.operationName = recordableName(operation.name?.value);
}

/** The most characters of an operation name that log and metrics take. */
const MAX_RECORDED_NAME = 64;
/** A name is the client's choice: this many digits, underscores aside, may be a person's number or telephone. */
const numberInName = /\d(?:_*\d){5}/;

/** An operation's name where the log and the metrics may keep it, else undefined. */
function recordableName(name: string | null | undefined): string | undefined {
  if (!name || name.length > MAX_RECORDED_NAME || numberInName.test(name)) return undefined;
  return name;
}

/** Null without a name; names that are not to be kept are counted with the metrics' others. */
export function metricName(operation: OperationDefinitionNode | undefined): string | null {
  if (!operation?.name) return null;
  return recordableName(operation.name.value) ?? "other";
}

/** Writes errors that clients see masked to the log as they are. */
export function logMaskedErrors(
  log: Log,
  requestId: string | undefined,
  operationName: string | null | undefined,
  errors: readonly unknown[],
): void {
  for (const error of errors.filter((each) => isMasked(each) && !isOfWhoLeft(each)))
    log.error({ requestId, operationName: recordableName(operationName), err: error }, "An operation failed");
}

/** A client that does not wait for its answer is no failure of ours. */
function isOfWhoLeft(error: unknown): boolean {
  return (
    error instanceof NobodyWaits ||
    (error instanceof GraphQLError && error.originalError instanceof NobodyWaits)
  );
}

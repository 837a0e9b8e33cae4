import { auditServer } from "graphql-http";

/** How many audits of one strictness passed. */
export interface AuditTally {
  readonly passed: number;
  readonly total: number;
}

/** The verdict of the GraphQL-over-HTTP audit. */
export interface AuditVerdict {
  readonly must: AuditTally;
  readonly should: AuditTally;
  readonly may: AuditTally;
  /** The audits that did not pass, with the reason. */
  readonly failures: readonly string[];
}

/** Runs the audit of the npm package `graphql-http` against a GraphQL endpoint, such as `http://127.0.0.1:4000/graphql`. */
export async function auditGraphqlOverHttp(url: string): Promise<AuditVerdict> {
  const results = await auditServer({ url });
  const tally = (strictness: string): AuditTally => {
    const audits = results.filter(({ name }) => name.startsWith(strictness));
    return { passed: audits.filter(({ status }) => status === "ok").length, total: audits.length };
  };
  return {
    must: tally("MUST"),
    should: tally("SHOULD"),
    may: tally("MAY"),
    failures: results.flatMap((result) =>
      result.status === "ok" ? [] : [`${result.name}: ${result.reason}`],
    ),
  };
}

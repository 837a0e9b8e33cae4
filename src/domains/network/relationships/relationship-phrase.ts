import { type SQL, sql } from "../../../platform/database/sql.js";
import type { ReadScope } from "../../../platform/read/scope.js";

/** A phrase of a row of `relationship_kind` in the language asked for, the reader's by default. */
export function localisedPhrase(
  { args, language }: ReadScope,
  rule: SQL,
  name: "phrase" | "inverse_phrase",
): SQL {
  return sql`CASE coalesce(${args.sql("language", "text")}, ${language}) WHEN 'EN' THEN ${rule}.${sql.identifier(`${name}_en`)}
    ELSE ${rule}.${sql.identifier(`${name}_da`)} END`;
}

/**
 * What a relationship of a kind says between its two ends.
 * @param fromSource whether the sentence begins with the source; NULL answers NULL
 */
export function phraseBetween(scope: ReadScope, kind: SQL, fromSource: SQL): SQL {
  const rule = sql.identifier("rule");
  return sql`(SELECT CASE ${fromSource} WHEN true THEN ${localisedPhrase(scope, rule, "phrase")}
      WHEN false THEN ${localisedPhrase(scope, rule, "inverse_phrase")} END
    FROM relationship_kind AS rule WHERE rule.kind = ${kind})`;
}

import { type Queryable, runSqlForOne, sql } from "../../../platform/database/sql.js";
import { allowedPairs, relationshipKindNames, relationshipKinds } from "./relationship-kinds.js";

/** How many rows a load wrote: created or brought up to date. */
export interface ReferenceDataLoad {
  readonly written: number;
}

/**
 * Brings the kinds of relationship and their allowed pairs up to the vocabulary: creates what is missing, changes what
 * differs, deletes nothing. One statement, hence all or nothing, also on a pool.
 */
export async function loadReferenceData(queryable: Queryable): Promise<ReferenceDataLoad> {
  const kindRows = relationshipKindNames.map((kind) => {
    const { isSymmetric, phrase, inversePhrase } = relationshipKinds[kind];
    return {
      kind,
      is_symmetric: isSymmetric,
      phrase_da: phrase.DA,
      phrase_en: phrase.EN,
      inverse_phrase_da: inversePhrase.DA,
      inverse_phrase_en: inversePhrase.EN,
    };
  });
  const pairRows = allowedPairs.map(({ kind, sourceKind, targetKind }) => ({
    kind,
    source_kind: sourceKind,
    target_kind: targetKind,
  }));
  const written = await runSqlForOne<{ count: number }>(
    queryable,
    sql`
    WITH written_kind AS (
      INSERT INTO relationship_kind AS kept
      SELECT * FROM jsonb_populate_recordset(NULL::relationship_kind, ${sql.value(JSON.stringify(kindRows))}::jsonb)
      ON CONFLICT (kind) DO UPDATE SET is_symmetric = excluded.is_symmetric, phrase_da = excluded.phrase_da,
        phrase_en = excluded.phrase_en, inverse_phrase_da = excluded.inverse_phrase_da,
        inverse_phrase_en = excluded.inverse_phrase_en
      WHERE kept IS DISTINCT FROM excluded
      RETURNING 1
    ), written_pair AS (
      INSERT INTO relationship_pair
      SELECT * FROM jsonb_populate_recordset(NULL::relationship_pair, ${sql.value(JSON.stringify(pairRows))}::jsonb)
      ON CONFLICT (kind, source_kind, target_kind) DO NOTHING
      RETURNING 1
    )
    SELECT ((SELECT count(*) FROM written_kind) + (SELECT count(*) FROM written_pair))::integer AS count`,
  );
  return { written: written?.count ?? 0 };
}

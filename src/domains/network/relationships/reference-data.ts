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
  const kinds = relationshipKindNames.map((kind) => {
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
  const pairs = allowedPairs.map(({ kind, sourceKind, targetKind }) => ({
    kind,
    source_kind: sourceKind,
    target_kind: targetKind,
  }));
  const written = await runSqlForOne<{ count: number }>(
    queryable,
    sql`
    WITH written_kind AS (
      INSERT INTO relationship_kind AS kept
        (kind, is_symmetric, phrase_da, phrase_en, inverse_phrase_da, inverse_phrase_en)
      SELECT * FROM jsonb_to_recordset(${sql.value(JSON.stringify(kinds))}::jsonb) AS given
        (kind text, is_symmetric boolean, phrase_da text, phrase_en text, inverse_phrase_da text, inverse_phrase_en text)
      ON CONFLICT (kind) DO UPDATE SET is_symmetric = excluded.is_symmetric, phrase_da = excluded.phrase_da,
        phrase_en = excluded.phrase_en, inverse_phrase_da = excluded.inverse_phrase_da,
        inverse_phrase_en = excluded.inverse_phrase_en
      WHERE (kept.is_symmetric, kept.phrase_da, kept.phrase_en, kept.inverse_phrase_da, kept.inverse_phrase_en)
        IS DISTINCT FROM (excluded.is_symmetric, excluded.phrase_da, excluded.phrase_en, excluded.inverse_phrase_da,
          excluded.inverse_phrase_en)
      RETURNING 1
    ), written_pair AS (
      INSERT INTO relationship_pair (kind, source_kind, target_kind)
      SELECT * FROM jsonb_to_recordset(${sql.value(JSON.stringify(pairs))}::jsonb) AS given
        (kind text, source_kind text, target_kind text)
      ON CONFLICT (kind, source_kind, target_kind) DO NOTHING
      RETURNING 1
    )
    SELECT ((SELECT count(*) FROM written_kind) + (SELECT count(*) FROM written_pair))::integer AS count`,
  );
  return { written: written?.count ?? 0 };
}

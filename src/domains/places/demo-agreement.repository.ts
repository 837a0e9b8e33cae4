import { type Queryable, runSql, sql } from "../../platform/database/sql.js";
import { stableIds } from "../../platform/ids/ids.js";
import { municipalityIdByCode } from "./places.queries.js";

/** A fictional culture agreement with the time each municipality takes part in it. Periods are half-open: `[from, to)`. */
export interface DemoCultureAgreement {
  readonly slug: string;
  readonly name: string;
  readonly validFrom: string;
  readonly validTo: string;
  /** A municipality that left and came back stands here twice. */
  readonly members: readonly {
    /** Four digits. */
    readonly municipalityCode: string;
    readonly validFrom: string;
    readonly validTo: string;
  }[];
}

/**
 * Makes the demo region's culture agreement, or makes it again what it was, in the caller's transaction.
 * Answers how many rows were written; a second time none.
 */
export async function upsertDemoCultureAgreement(
  on: Queryable,
  agreement: DemoCultureAgreement,
): Promise<number> {
  const { id, publicId } = stableIds("agreement", agreement.slug);
  const { slug, name, validFrom, validTo } = agreement;
  const written = await runSql(
    on,
    sql`INSERT INTO culture_agreement AS kept (id, public_id, slug, name, valid_from, valid_to, is_demo)
      VALUES (${sql.value(id)}, ${sql.value(publicId)}, ${sql.value(slug)}, ${sql.value(name)},
        ${sql.value(validFrom)}, ${sql.value(validTo)}, true)
      ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, name = excluded.name, valid_from = excluded.valid_from,
        valid_to = excluded.valid_to, is_demo = true
      WHERE (kept.slug, kept.name, kept.valid_from, kept.valid_to, kept.is_demo) IS DISTINCT FROM
        (excluded.slug, excluded.name, excluded.valid_from, excluded.valid_to, true)
      RETURNING 1 AS one`,
  );
  const idOfCode = await municipalityIdByCode(on);
  const members = agreement.members.map((member) => ({
    municipality_id: idOfCode.get(member.municipalityCode),
    valid_from: member.validFrom,
    valid_to: member.validTo,
  }));
  const given = sql`jsonb_populate_recordset(NULL::culture_agreement_member, ${sql.value(JSON.stringify(members))}::jsonb) AS given`;
  const removed = await runSql(
    on,
    sql`DELETE FROM culture_agreement_member AS kept WHERE culture_agreement_id = ${sql.value(id)}
      AND (municipality_id, valid_from, valid_to) NOT IN (SELECT municipality_id, valid_from, valid_to FROM ${given})
      RETURNING 1 AS one`,
  );
  const added = await runSql(
    on,
    sql`INSERT INTO culture_agreement_member (culture_agreement_id, municipality_id, valid_from, valid_to)
      SELECT ${sql.value(id)}::uuid, municipality_id, valid_from, valid_to FROM ${given}
      ON CONFLICT (culture_agreement_id, municipality_id, valid_from) DO NOTHING RETURNING 1 AS one`,
  );
  return written.length + removed.length + added.length;
}

/** Removes the demo region's culture agreements with their members. Answers how many there were. */
export async function removeDemoCultureAgreements(on: Queryable): Promise<number> {
  return (await runSql(on, sql`DELETE FROM culture_agreement WHERE is_demo RETURNING id`)).length;
}

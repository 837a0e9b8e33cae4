import { csvRecord, withoutFormula } from "../../../platform/csv/csv-writer.js";
import { type Queryable, runSql, sql } from "../../../platform/database/sql.js";
import { exportColumns } from "./export-columns.js";
import {
  confirmedRelationships,
  type ExportedRelationship,
  exportPage,
} from "./relationship-export.repository.js";

/** Before every primary key. */
const firstKey = "00000000-0000-0000-0000-000000000000";

/**
 * The confirmed relationships as a CSV edge list, the header first: pieces of a thousand lines, in memory that does not
 * grow with their number. All are read as of one moment.
 * @param on a connection of its own, without a transaction
 * @param told the number of relationships behind after each piece
 */
export async function* exportRelationships(
  on: Queryable,
  told: (relationships: number) => void,
): AsyncGenerator<string> {
  yield csvRecord(exportColumns);
  await runSql(on, sql`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`);
  let count = 0;
  let after = firstKey;
  for (;;) {
    const rows = await confirmedRelationships(on, after);
    const last = rows.at(-1);
    if (last) {
      yield rows.map(lineOf).join("");
      after = last.key;
    }
    count += rows.length;
    told(count);
    if (rows.length < exportPage) break;
  }
  await runSql(on, sql`COMMIT`);
}

/** Names are people's own words, and an import does not read them: they are kept from being formulas. */
const names: readonly string[] = ["source_name", "target_name"];

function lineOf(row: ExportedRelationship): string {
  return csvRecord(
    exportColumns.map((column) => {
      const value = row[column];
      return value !== null && names.includes(column) ? withoutFormula(value) : value;
    }),
  );
}

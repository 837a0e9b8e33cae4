/** The columns of the edge list that the export writes, in order. */
export const exportColumns = [
  "id",
  "kind",
  "source",
  "source_name",
  "source_kind",
  "source_municipality_code",
  "target",
  "target_name",
  "target_kind",
  "target_municipality_code",
  "started_on",
  "ended_on",
  "source_visibility",
  "target_visibility",
  "created_on",
] as const;

export type ExportColumn = (typeof exportColumns)[number];

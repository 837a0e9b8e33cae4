import { type Queryable, runSqlForOne, sql } from "../../platform/database/sql.js";
import { stableIds } from "../../platform/ids/ids.js";
import { readVocabulariesData } from "./vocabularies-data.js";

/** How many rows a load wrote: created or brought up to date. */
export interface ReferenceDataLoad {
  readonly written: number;
}

/**
 * Brings genres and instruments up to the data files: creates what is missing, changes what differs, deletes nothing.
 * One statement, hence all or nothing, also on a pool.
 */
export async function loadReferenceData(queryable: Queryable): Promise<ReferenceDataLoad> {
  const { genres, instruments } = readVocabulariesData();
  const genreRows = genres.map((genre) => ({
    ...idColumns("genre", genre.slug),
    slug: genre.slug,
    label_da: genre.labelDa,
    label_en: genre.labelEn,
    parent_id: genre.parentSlug === null ? null : stableIds("genre", genre.parentSlug).id,
    musicbrainz_id: genre.musicbrainzId,
  }));
  const instrumentRows = instruments.map((instrument) => ({
    ...idColumns("instrument", instrument.slug),
    slug: instrument.slug,
    label_da: instrument.labelDa,
    label_en: instrument.labelEn,
    family: instrument.family,
    wikidata_id: instrument.wikidataId,
  }));
  const written = await runSqlForOne<{ count: number }>(
    queryable,
    sql`
    WITH written_genre AS (
      INSERT INTO genre AS kept (id, public_id, slug, label_da, label_en, parent_id, musicbrainz_id)
      SELECT * FROM jsonb_to_recordset(${sql.value(JSON.stringify(genreRows))}::jsonb) AS given
        (id uuid, public_id text, slug text, label_da text, label_en text, parent_id uuid, musicbrainz_id uuid)
      ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, label_da = excluded.label_da, label_en = excluded.label_en,
        parent_id = excluded.parent_id, musicbrainz_id = excluded.musicbrainz_id
      WHERE (kept.slug, kept.label_da, kept.label_en, kept.parent_id, kept.musicbrainz_id) IS DISTINCT FROM
        (excluded.slug, excluded.label_da, excluded.label_en, excluded.parent_id, excluded.musicbrainz_id)
      RETURNING 1
    ), written_instrument AS (
      INSERT INTO instrument AS kept (id, public_id, slug, label_da, label_en, family, wikidata_id)
      SELECT * FROM jsonb_to_recordset(${sql.value(JSON.stringify(instrumentRows))}::jsonb) AS given
        (id uuid, public_id text, slug text, label_da text, label_en text, family text, wikidata_id text)
      ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, label_da = excluded.label_da, label_en = excluded.label_en,
        family = excluded.family, wikidata_id = excluded.wikidata_id
      WHERE (kept.slug, kept.label_da, kept.label_en, kept.family, kept.wikidata_id) IS DISTINCT FROM
        (excluded.slug, excluded.label_da, excluded.label_en, excluded.family, excluded.wikidata_id)
      RETURNING 1
    )
    SELECT ((SELECT count(*) FROM written_genre) + (SELECT count(*) FROM written_instrument))::integer AS count`,
  );
  return { written: written?.count ?? 0 };
}

function idColumns(prefix: string, key: string): { readonly id: string; readonly public_id: string } {
  const { id, publicId } = stableIds(prefix, key);
  return { id, public_id: publicId };
}

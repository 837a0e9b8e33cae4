import type { MigrationInterface, QueryRunner } from "typeorm";

/** All trusted: whoever may create in the database may install them. */
const extensions = ["pg_trgm", "btree_gist"];
/** Told apart from extensions that were there before us, which `down` must leave. */
const installedByUs = "Installed by Samspil";

/**
 * Search that forgives Danish spelling and one typing error: `fold_text` for columns, `search_patterns` for
 * queries. `src/platform/text/text-filter.ts` composes the two.
 */
export class TextSearch1764000000000 implements MigrationInterface {
  name = "TextSearch1764000000000";

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const extension of extensions) {
      await queryRunner.query(`
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = '${extension}') THEN
            CREATE EXTENSION ${extension};
            COMMENT ON EXTENSION ${extension} IS '${installedByUs}';
          END IF;
        END $$`);
    }

    // The ICU collation is named because lower() and [:alnum:] know only ASCII in a database whose locale is C.
    // The extension unaccent is not used: its rules are a file of the server, so that an index over it can go stale.
    // 'oe+' and 'aa+' take every repetition, so that søen, soeen and soen meet in 'son'.
    await queryRunner.query(String.raw`
      CREATE FUNCTION fold_text(original text) RETURNS text
      LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
      RETURN trim(regexp_replace(regexp_replace(regexp_replace(
        translate(replace(replace(replace(
          regexp_replace(
            normalize(replace(lower(normalize(original, NFKC) COLLATE "und-x-icu"), 'ä', 'æ'), NFD),
            '[\u0300-\u036f]+', '', 'g'),
          'æ', 'ae'), 'ß', 'ss'), 'þ', 'th'), 'øđðłı', 'oddli'),
        '[^[:alnum:]]+', ' ', 'g'), 'aa+', 'a', 'g'), 'oe+', 'o', 'g'))`);
    await queryRunner.query(`
      COMMENT ON FUNCTION fold_text(text) IS
      'Lower-case words of letters and digits, one space apart; ø oe ö are o, å aa are a, æ ä are ae, accents are gone.'`);

    // Halving keeps the pattern at length * log(length); one alternative per edit would take its square.
    await queryRunner.query(`
      CREATE FUNCTION one_typo_pattern(word text) RETURNS text
      LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
      DECLARE
        head text := left(word, length(word) / 2);
        tail text := substr(word, length(word) / 2 + 1);
      BEGIN
        IF length(word) < 2 THEN
          RETURN '(?:[^ ]?' || word || '?|' || word || '[^ ])';
        END IF;
        RETURN '(?:' || one_typo_pattern(head) || tail
          || '|' || head || one_typo_pattern(tail)
          || '|' || left(head, -1) || left(tail, 1) || right(head, 1) || substr(tail, 2) || ')';
      END $$`);
    await queryRunner.query(`
      COMMENT ON FUNCTION one_typo_pattern(text) IS
      'Regular expression for a folded word with at most one letter inserted, left out, replaced, or swapped with its neighbour (optimal string alignment distance 0 or 1).'`);

    await queryRunner.query(`
      CREATE FUNCTION search_patterns(query text) RETURNS text[]
      LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT array_agg(
          '(?:^| )' || CASE WHEN length(word) < 4 THEN word ELSE one_typo_pattern(left(word, 64)) END
          ORDER BY length(word) DESC, word)
        FROM (
          SELECT word FROM unnest(string_to_array(fold_text(query), ' ')) WITH ORDINALITY AS words(word, place)
          ORDER BY place LIMIT 8
        ) AS first_words
      $$`);
    await queryRunner.query(`
      COMMENT ON FUNCTION search_patterns(text) IS
      'Regular expressions, longest word first, that a folded text meets all of when each of the query''s first 8 words, cut at 64 letters, begins one of its words with at most one typo (words under 4 letters: none). NULL when the query has no letter or digit.'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("DROP FUNCTION search_patterns(text)");
    await queryRunner.query("DROP FUNCTION one_typo_pattern(text)");
    await queryRunner.query("DROP FUNCTION fold_text(text)");
    for (const extension of extensions.toReversed()) {
      await queryRunner.query(`
        DO $$ BEGIN
          IF EXISTS (
            SELECT FROM pg_extension
            WHERE extname = '${extension}' AND obj_description(oid, 'pg_extension') = '${installedByUs}'
          ) THEN
            DROP EXTENSION ${extension};
          END IF;
        END $$`);
    }
  }
}

import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * What lets a search take the best of many documents first and rank no more than a number of them, and the same highlights
 * in a third of the time: what follows from the query alone is worked out once, and a text is folded in one go.
 */
export class SearchCandidates1764000640000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Documents by the words of their titles, which have weight A.
      CREATE INDEX search_document_by_title_words ON search_document USING gin (ts_filter(terms, '{a}'));
      -- The keys of an index end at some 2,700 bytes.
      CREATE INDEX search_document_by_title ON search_document (left(folded_title, 200) COLLATE "C", id);

      DROP FUNCTION search_rank(tsvector, text, tsvector, tsquery, tsquery, tsquery, text);
      CREATE FUNCTION search_rank(terms tsvector, folded_title text, title_stems tsvector,
        any_term tsquery, all_stems tsquery, folded_query text, least_class integer)
      RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN least(0.99, ts_rank('{0, 0.2, 0.5, 1}', terms, any_term))
        + CASE WHEN folded_title = folded_query THEN 4
            WHEN starts_with(folded_title, folded_query) THEN 3
            WHEN title_stems @@ all_stems THEN 2
            ELSE least_class END;
      COMMENT ON FUNCTION search_rank(tsvector, text, tsvector, tsquery, tsquery, text, integer) IS
      'How well a document meets a query without typos: 4 its title is the query, 3 begins with it, 2 holds its words, least_class is 1 where it holds words that begin so, else 0, and below 1 how weighty the words met are. It depends on this document and the query alone. Given columns it becomes part of the statement; given sub-selects it is called for each row, which takes five times as long.';

      DROP FUNCTION search_rank_with_typo(text, text);
      CREATE FUNCTION search_rank_with_typo(folded_title text, folded_query text, patterns text[]) RETURNS double precision
      LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN (word_similarity(folded_query, folded_title) + similarity(folded_query, folded_title))::double precision / 2
        + CASE WHEN folded_title ~ ALL (patterns) THEN 1 ELSE 0 END;
      COMMENT ON FUNCTION search_rank_with_typo(text, text, text[]) IS
      'How near a document''s title comes to a query with typos, of which search_patterns are given. It depends on the title and the query alone.';
    `);
    await this.addHighlight(queryRunner);
  }

  private async addHighlight(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(String.raw`
      DROP FUNCTION search_highlight(text, text, text);
      DROP FUNCTION mark_hits(text, text);

      CREATE FUNCTION search_pattern(terms tsquery) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
      RETURN '(?:' || translate(terms::text, '&''() :*', '|') || ')';
      COMMENT ON FUNCTION search_pattern(tsquery) IS
      'Regular expression of what folded words begin with that meet search_terms.';

      CREATE FUNCTION search_pattern_with_typo(query text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT '(?:' || string_agg(CASE WHEN length(word) < 4 THEN word ELSE one_typo_pattern(word) END, '|') || ')'
        FROM (SELECT CASE WHEN length(danish_stem_of(each)) < 5 THEN each ELSE danish_stem_of(each) END
          FROM unnest(search_words(query)) AS each) AS stems(word)
      $$;
      COMMENT ON FUNCTION search_pattern_with_typo(text) IS
      'Regular expression of what folded words begin with that a query meets give or take one typo a word. NULL when it has none.';

      CREATE FUNCTION fold_lines(original text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
      DECLARE
        folded text := replace(replace(replace(replace(replace(replace(replace(
          lower(original COLLATE "und-x-icu"), 'æ', 'ae'), 'ø', 'o'), 'å', 'a'), 'é', 'e'), 'ä', 'ae'), 'ö', 'o'), 'ü', 'u');
      BEGIN
        IF folded ~ '[^\u0001-\u007e–—…“”„’‘«»•]' THEN
          RETURN (SELECT string_agg(fold_text(line), E'\n' ORDER BY place)
            FROM unnest(string_to_array(original, E'\n')) WITH ORDINALITY AS lines(line, place));
        END IF;
        RETURN regexp_replace(regexp_replace(regexp_replace(folded,
          ' *[^a-z0-9\n ][^a-z0-9\n]*|  +', ' ', 'g'), 'aa+', 'a', 'g'), 'oe+', 'o', 'g');
      END $$;
      COMMENT ON FUNCTION fold_lines(text) IS
      'The lines of a text as fold_text folds them, but for a space before or after a line. Faster than line by line.';

      CREATE FUNCTION mark_hits(original text, folded text, pattern text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
      DECLARE
        longest CONSTANT integer := 200;
        -- How much stands before the first hit, where enough follows it.
        lead CONSTANT integer := 60;
        -- Stands before a folded word that is a hit, and after each word of the original.
        sign CONSTANT text := E'\u0001';
        words CONSTANT text[] := string_to_array(regexp_replace(folded, '(^| )(' || pattern || ')', '\1' || sign || '\2', 'g'), ' ');
        -- Each word of the original, after what stands before it, and then what follows the last.
        parts CONSTANT text[] := string_to_array(regexp_replace(translate(original, sign, ' ') COLLATE "und-x-icu",
          '(?<=[[:alnum:]\u0300-\u036f])(?![[:alnum:]\u0300-\u036f])', sign, 'g'), sign);
        count CONSTANT integer := cardinality(parts) - 1;
        hits integer[];
        hit integer;
        first integer;
        last integer;
        size integer;
        -- The last word that is shown so far.
        told integer;
        before text;
        shown text;
      BEGIN
        IF cardinality(words) = count THEN
          hits := ARRAY(SELECT place FROM unnest(words) WITH ORDINALITY AS each(word, place) WHERE starts_with(word, sign) ORDER BY place);
        ELSE
          -- Some characters fold into several words or none: then each word is folded by itself, which takes longer.
          hits := ARRAY(SELECT place FROM unnest(parts[:count]) WITH ORDINALITY AS each(part, place)
            WHERE fold_text(part) ~ ('(?:^| )' || pattern) ORDER BY place);
        END IF;
        first := hits[1];
        last := first;
        IF first IS NULL THEN
          RETURN escape_html(left(original, longest)) || CASE WHEN length(original) > longest THEN '…' ELSE '' END;
        END IF;
        size := length(parts[first]);
        WHILE first > 1 AND size + length(parts[first - 1]) <= lead + length(parts[last]) LOOP
          first := first - 1;
          size := size + length(parts[first]);
        END LOOP;
        WHILE last < count AND size + length(parts[last + 1]) <= longest LOOP
          last := last + 1;
          size := size + length(parts[last]);
        END LOOP;
        WHILE first > 1 AND size + length(parts[first - 1]) <= longest LOOP
          first := first - 1;
          size := size + length(parts[first]);
        END LOOP;
        shown := CASE WHEN first > 1 THEN '…' ELSE '' END;
        told := first - 1;
        FOREACH hit IN ARRAY hits LOOP
          EXIT WHEN hit > last;
          before := substring(parts[hit] COLLATE "und-x-icu" FROM '^[^[:alnum:]\u0300-\u036f]*');
          size := length(before);
          before := array_to_string(parts[told + 1:hit - 1], '') || before;
          shown := shown || escape_html(CASE WHEN told < first THEN ltrim(before, E' \n\t') ELSE before END)
            || '<mark>' || escape_html(substr(parts[hit], size + 1)) || '</mark>';
          told := hit;
        END LOOP;
        RETURN shown || escape_html(array_to_string(parts[told + 1:last], ''))
          || CASE WHEN last < count THEN '…' ELSE escape_html(left(parts[count + 1], 10)) END;
      END $$;
      COMMENT ON FUNCTION mark_hits(text, text, text) IS
      'The part of a text, given also as folded, around the first word whose folded form begins as the pattern says: at most about 200 characters, as HTML with every such word in <mark>. The beginning without marks where no word does by itself.';

      CREATE FUNCTION mark_first_hit(original text, pattern text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
      DECLARE
        piece_size CONSTANT integer := 600;
        folded CONSTANT text := fold_lines(original);
        start CONSTANT integer := regexp_instr(folded, '(?:^|[ \n])' || pattern);
        place integer;
        line text;
        piece text;
        folded_piece text;
      BEGIN
        IF start = 0 THEN
          RETURN NULL;
        END IF;
        place := cardinality(string_to_array(left(folded, start), E'\n'));
        line := split_part(original, E'\n', place);
        IF length(line) < piece_size THEN
          RETURN mark_hits(line, trim(split_part(folded, E'\n', place)), pattern);
        END IF;
        -- Of a long line only the piece that holds a hit is taken apart into words.
        FOREACH line IN ARRAY (string_to_array(original, E'\n'))[place:] LOOP
          WHILE line <> '' LOOP
            piece := left(line, piece_size);
            IF length(piece) = piece_size THEN
              -- Cut between words.
              piece := left(piece, greatest(piece_size - strpos(reverse(piece), ' '), 1));
            END IF;
            line := substr(line, length(piece) + 1);
            folded_piece := fold_long_text(piece);
            IF folded_piece ~ ('(?:^| )' || pattern) THEN
              RETURN mark_hits(piece, folded_piece, pattern);
            END IF;
          END LOOP;
        END LOOP;
        RETURN NULL;
      END $$;
      COMMENT ON FUNCTION mark_first_hit(text, text) IS
      'What mark_hits makes of the first line of a text with a hit, of a long one the first 600 characters with one. NULL when there is none.';

      CREATE FUNCTION search_highlight(title text, body text, query text, pattern text, pattern_with_typo text) RETURNS text
      LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
      DECLARE
        -- What is looked through: folding ten times as much would take a hit some 10 ms.
        looked CONSTANT text := left(body, 4000);
      BEGIN
        IF pattern IS NULL THEN
          RETURN NULL;
        END IF;
        RETURN coalesce(mark_first_hit(looked, pattern), mark_first_hit(title, pattern),
          mark_first_hit(looked, coalesce(pattern_with_typo, search_pattern_with_typo(query))),
          mark_first_hit(title, coalesce(pattern_with_typo, search_pattern_with_typo(query))));
      END $$;
      COMMENT ON FUNCTION search_highlight(text, text, text, text, text) IS
      'Where a document meets a query, as HTML, given the search_pattern of its terms and, where documents meet it with typos, search_pattern_with_typo: at most about 200 characters around the first hit of the body, else of the title, each hit in <mark>, everything else escaped. NULL when no word of the query is met.';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(String.raw`
      DROP FUNCTION search_highlight(text, text, text, text, text);
      DROP FUNCTION mark_first_hit(text, text);
      DROP FUNCTION mark_hits(text, text, text);
      DROP FUNCTION fold_lines(text);
      DROP FUNCTION search_pattern_with_typo(text);
      DROP FUNCTION search_pattern(tsquery);
      DROP FUNCTION search_rank_with_typo(text, text, text[]);
      DROP FUNCTION search_rank(tsvector, text, tsvector, tsquery, tsquery, text, integer);
      DROP INDEX search_document_by_title;
      DROP INDEX search_document_by_title_words;

      CREATE FUNCTION search_rank(terms tsvector, folded_title text, title_stems tsvector,
        any_term tsquery, all_in_title tsquery, all_stems tsquery, folded_query text)
      RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN least(0.99, ts_rank('{0, 0.2, 0.5, 1}', terms, any_term))
        + CASE WHEN folded_title = folded_query THEN 4
            WHEN starts_with(folded_title, folded_query) THEN 3
            WHEN title_stems @@ all_stems THEN 2
            WHEN terms @@ all_in_title THEN 1
            ELSE 0 END;
      COMMENT ON FUNCTION search_rank(tsvector, text, tsvector, tsquery, tsquery, tsquery, text) IS
      'How well a document meets a query without typos: 4 its title is the query, 3 begins with it, 2 holds its words, 1 holds words that begin so, and below 1 how weighty the words met are. It depends on this document and the query alone.';

      CREATE FUNCTION search_rank_with_typo(folded_title text, query text) RETURNS double precision
      LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN (word_similarity(fold_text(query), folded_title) + similarity(fold_text(query), folded_title))::double precision / 2
        + CASE WHEN folded_title ~ ALL (search_patterns(query)) THEN 1 ELSE 0 END;
      COMMENT ON FUNCTION search_rank_with_typo(text, text) IS
      'How near a document''s title comes to a query with typos. It depends on the title and the query alone.';

      CREATE FUNCTION mark_hits(original text, pattern text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
      DECLARE
        longest CONSTANT integer := 200;
        -- How much stands before the first hit, where enough follows it.
        lead CONSTANT integer := 60;
        words text[] := string_to_array(fold_text(original), ' ');
        -- Each word of the original, after what stands before it.
        parts text[] := ARRAY(SELECT matched[1] FROM regexp_matches(original COLLATE "und-x-icu",
          '[^[:alnum:]\u0300-\u036f]*[[:alnum:]\u0300-\u036f]+', 'g') AS matched);
        count integer := cardinality(parts);
        hits boolean[] := ARRAY(SELECT word ~ pattern FROM unnest(words) WITH ORDINALITY AS each(word, place) ORDER BY place);
        first integer := array_position(hits, true);
        last integer := first;
        size integer := 0;
        gap text;
        shown text;
      BEGIN
        -- Some characters fold into several words or none: then each word is folded by itself, which takes longer.
        IF cardinality(words) <> count THEN
          hits := ARRAY(SELECT EXISTS (SELECT FROM unnest(string_to_array(fold_text(part), ' ')) AS word WHERE word ~ pattern)
            FROM unnest(parts) WITH ORDINALITY AS each(part, place) ORDER BY place);
          first := array_position(hits, true);
          last := first;
        END IF;
        IF first IS NULL THEN
          RETURN escape_html(left(original, longest)) || CASE WHEN length(original) > longest THEN '…' ELSE '' END;
        END IF;
        size := length(parts[first]);
        WHILE first > 1 AND size + length(parts[first - 1]) <= lead + length(parts[last]) LOOP
          first := first - 1;
          size := size + length(parts[first]);
        END LOOP;
        WHILE last < count AND size + length(parts[last + 1]) <= longest LOOP
          last := last + 1;
          size := size + length(parts[last]);
        END LOOP;
        WHILE first > 1 AND size + length(parts[first - 1]) <= longest LOOP
          first := first - 1;
          size := size + length(parts[first]);
        END LOOP;
        shown := CASE WHEN first > 1 THEN '…' ELSE '' END;
        FOR place IN first..last LOOP
          gap := substring(parts[place] COLLATE "und-x-icu" FROM '^[^[:alnum:]\u0300-\u036f]*');
          shown := shown || escape_html(CASE WHEN place = first THEN ltrim(gap, E' \n\t') ELSE gap END)
            || CASE WHEN hits[place] THEN '<mark>' ELSE '' END || escape_html(substr(parts[place], length(gap) + 1))
            || CASE WHEN hits[place] THEN '</mark>' ELSE '' END;
        END LOOP;
        RETURN shown || CASE WHEN last < count THEN '…'
          ELSE escape_html(left(substr(original, 1 + length(array_to_string(parts, ''))), 10)) END;
      END $$;
      COMMENT ON FUNCTION mark_hits(text, text) IS
      'The part of a text around the first word whose folded form meets the pattern, at most about 200 characters, as HTML with every such word in <mark>. The beginning without marks where no word does by itself.';

      CREATE FUNCTION search_highlight(title text, body text, query text) RETURNS text
      LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
      DECLARE
        piece_size CONSTANT integer := 600;
        -- What is looked through: folding ten times as much would take a hit some 30 ms.
        most CONSTANT integer := 4000;
        words text[] := search_words(query);
        alternatives text[] := ARRAY(SELECT danish_stem_of(word) FROM unnest(words) AS word
          UNION SELECT danish_stem_of(fold_text(words[place] || words[place + 1]))
          FROM generate_series(1, cardinality(words) - 1) AS place);
        pattern text := '(?:' || array_to_string(alternatives, '|') || ')';
        lines text[];
        line text;
        piece text;
        start integer;
        pieces text[] := '{}';
        folded text[] := '{}';
      BEGIN
        IF words IS NULL THEN
          RETURN NULL;
        END IF;
        FOREACH line IN ARRAY string_to_array(left(body, most), E'\n') || title LOOP
          start := 1;
          LOOP
            piece := substr(line, start, piece_size);
            IF length(piece) = piece_size THEN
              -- Cut between words.
              piece := left(piece, greatest(piece_size - strpos(reverse(piece), ' '), 1));
            END IF;
            EXIT WHEN piece = '';
            start := start + length(piece);
            pieces := pieces || piece;
            folded := folded || fold_long_text(piece);
            IF folded[cardinality(folded)] ~ ('(?:^| )' || pattern) THEN
              RETURN mark_hits(piece, '^' || pattern);
            END IF;
          END LOOP;
        END LOOP;
        SELECT '(?:' || string_agg(CASE WHEN length(word) < 4 THEN word ELSE one_typo_pattern(word) END, '|') || ')' INTO pattern
          FROM (SELECT CASE WHEN length(danish_stem_of(each)) < 5 THEN each ELSE danish_stem_of(each) END
            FROM unnest(words) AS each) AS stems(word);
        FOR place IN 1..cardinality(pieces) LOOP
          IF folded[place] ~ ('(?:^| )' || pattern) THEN
            RETURN mark_hits(pieces[place], '^' || pattern);
          END IF;
        END LOOP;
        RETURN NULL;
      END $$;
      COMMENT ON FUNCTION search_highlight(text, text, text) IS
      'Where a document meets a query, as HTML: at most about 200 characters around the first hit of the body, else of the title, each hit in <mark>, everything else escaped. NULL when no word of the query is met.';
    `);
  }
}

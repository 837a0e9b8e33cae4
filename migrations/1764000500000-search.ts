import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * The mechanism of search: documents, the words they hold, and the functions that match, rank and highlight. What a
 * document says and when it is written is up to the domain that owns the row.
 */
export class Search1764000500000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await this.addFolding(queryRunner);
    await this.addTables(queryRunner);
    await this.addMatching(queryRunner);
    await this.addHighlight(queryRunner);
    await queryRunner.query(`
      CREATE FUNCTION distance_km(latitude double precision, longitude double precision,
        other_latitude double precision, other_longitude double precision)
      RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN (SELECT 2 * 6371.0088 * atan2(sqrt(half.chord), sqrt(abs(1 - half.chord)))
        FROM (SELECT sind((other_latitude - latitude) / 2) ^ 2
          + cosd(latitude) * cosd(other_latitude) * sind((other_longitude - longitude) / 2) ^ 2) AS half(chord));
      COMMENT ON FUNCTION distance_km(double precision, double precision, double precision, double precision) IS
      'Kilometres along the great circle between two points in degrees (haversine, mean radius of the Earth); NULL without a point.';
    `);
  }

  private async addFolding(queryRunner: QueryRunner): Promise<void> {
    // Most texts hold nothing but these letters and marks. Folding them with few replacements takes a quarter of the time.
    await queryRunner.query(String.raw`
      CREATE FUNCTION fold_long_text(original text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
      DECLARE
        folded text := replace(replace(replace(replace(replace(replace(replace(
          lower(original COLLATE "und-x-icu"), 'æ', 'ae'), 'ø', 'o'), 'å', 'a'), 'é', 'e'), 'ä', 'ae'), 'ö', 'o'), 'ü', 'u');
      BEGIN
        IF folded ~ '[^\u0001-\u007e–—…“”„’‘«»•]' THEN
          RETURN fold_text(original);
        END IF;
        RETURN trim(regexp_replace(regexp_replace(regexp_replace(folded,
          ' *[^a-z0-9 ][^a-z0-9]*|  +', ' ', 'g'), 'aa+', 'a', 'g'), 'oe+', 'o', 'g'));
      END $$;
      COMMENT ON FUNCTION fold_long_text(text) IS 'The same as fold_text, faster for texts in the usual letters.';
    `);
  }

  private async addTables(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- What an audience may find of a row: the viewers whose level towards the owner is from_level to to_level. Where
      -- everybody sees the same, a row has one document. from_level follows from what its own audience sees, so that
      -- nothing hidden from a viewer changes which document the viewer meets.
      CREATE TABLE search_document (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        node_type text NOT NULL,
        node_id uuid NOT NULL,
        owner_id uuid NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
        from_level smallint NOT NULL CHECK (from_level BETWEEN 0 AND 3),
        to_level smallint NOT NULL CHECK (to_level BETWEEN from_level AND 3),
        title text NOT NULL,
        body text NOT NULL,
        actor_kind text,
        municipality_id uuid,
        genre_ids uuid[] NOT NULL DEFAULT '{}',
        latitude double precision,
        longitude double precision,
        terms tsvector NOT NULL,
        folded_title text NOT NULL GENERATED ALWAYS AS (fold_text(title)) STORED,
        title_stems tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('pg_catalog.danish', fold_text(title))) STORED,
        CONSTRAINT search_document_of_audience UNIQUE (node_type, node_id, from_level),
        CONSTRAINT search_document_has_whole_point CHECK ((latitude IS NULL) = (longitude IS NULL))
      );
      -- Ranking a common word reads the terms of half the documents: they stay in the row, which halves the time.
      ALTER TABLE search_document ALTER COLUMN terms SET STORAGE MAIN;
      CREATE INDEX search_document_by_terms ON search_document USING gin (terms);
      CREATE INDEX search_document_by_point ON search_document (latitude, longitude) WHERE latitude IS NOT NULL;
      CREATE INDEX search_document_by_owner ON search_document (owner_id);

      -- Every word that documents hold or held, where words with a typo look for the right one. It is not unique, since
      -- writers of the same new word would wait for each other; a word that stands twice does no harm.
      CREATE TABLE search_word (word text COLLATE "C" NOT NULL);
      CREATE INDEX search_word_by_word ON search_word (word);
      CREATE INDEX search_word_by_trigrams ON search_word USING gin (word gin_trgm_ops);

      -- Rows whose documents the transaction has to write before it commits. A transaction that writes an actor and then
      -- its genres so makes the document once. Nothing here outlives its transaction.
      CREATE UNLOGGED TABLE search_pending (node_type text NOT NULL, node_ids uuid[] NOT NULL);

      CREATE FUNCTION keep_search_words() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        -- Lets words be pruned only while nobody adds documents.
        LOCK TABLE search_word IN ROW EXCLUSIVE MODE;
        INSERT INTO search_word
          SELECT held.word FROM (
            SELECT DISTINCT unnest(tsvector_to_array(terms)) COLLATE "C" AS word FROM changed
          ) AS held
          WHERE NOT EXISTS (SELECT 1 FROM search_word AS known WHERE known.word = held.word);
        RETURN NULL;
      END $$;
      CREATE TRIGGER search_document_words_of_new AFTER INSERT ON search_document REFERENCING NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION keep_search_words();
      CREATE TRIGGER search_document_words_of_changed AFTER UPDATE ON search_document REFERENCING NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION keep_search_words();

      CREATE FUNCTION prune_search_words() RETURNS integer LANGUAGE plpgsql AS $$
      DECLARE
        pruned integer;
      BEGIN
        LOCK TABLE search_word IN SHARE ROW EXCLUSIVE MODE;
        DELETE FROM search_word
          WHERE word NOT IN (SELECT held.word COLLATE "C" FROM ts_stat('SELECT terms FROM search_document') AS held);
        GET DIAGNOSTICS pruned = ROW_COUNT;
        RETURN pruned;
      END $$;
      COMMENT ON FUNCTION prune_search_words() IS
      'Forgets words that no document holds any more and answers how many. Writers of documents wait meanwhile, searches do not.';
    `);
  }

  private async addMatching(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION search_terms_of(important text, usual text, minor text) RETURNS tsvector
      LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN setweight(to_tsvector('pg_catalog.simple', coalesce(important, '')), 'A')
        || setweight(to_tsvector('pg_catalog.simple', coalesce(usual, '')), 'B')
        || setweight(to_tsvector('pg_catalog.simple', coalesce(minor, '')), 'C');
      COMMENT ON FUNCTION search_terms_of(text, text, text) IS
      'What a document is found by, of three folded texts of falling weight. Words stand in full: prefixes of stems find their inflections and compounds.';

      CREATE FUNCTION danish_stem_of(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN coalesce((SELECT lexeme.stem FROM (SELECT (ts_lexize('pg_catalog.danish_stem', word))[1]) AS lexeme(stem)
        WHERE starts_with(word, lexeme.stem)), word);
      COMMENT ON FUNCTION danish_stem_of(text) IS 'What a folded word shares with its inflections: its beginning, or all of it.';

      CREATE FUNCTION search_words(query text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT coalesce(array_agg(word ORDER BY place) FILTER (WHERE NOT is_stop), array_agg(word ORDER BY place))
        FROM (
          SELECT left(word, 64) AS word, place, ts_lexize('pg_catalog.danish_stem', word) = '{}'
            OR word IN ('pa', 'nar', 'vaere', 'vaeret', 'ogsa', 'sadan') AS is_stop
          FROM unnest(string_to_array(fold_text(query), ' ')) WITH ORDINALITY AS words(word, place)
          ORDER BY place LIMIT 8
        ) AS first_words
      $$;
      COMMENT ON FUNCTION search_words(text) IS
      'The words that count of a query: the first 8, folded, cut at 64 letters, without Danish stop words unless there is nothing else. NULL when it has no letter or digit.';

      CREATE FUNCTION search_alternatives(words text[], place integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT string_agg(DISTINCT quote_literal(danish_stem_of(fold_text(each))) || ':*', ' | ')
        FROM unnest(ARRAY[words[place], words[place - 1] || words[place], words[place] || words[place + 1]]) AS each
        WHERE each IS NOT NULL
      $$;
      COMMENT ON FUNCTION search_alternatives(text[], integer) IS
      'What stands for a query''s word in a tsquery: its stem, or that of it and a neighbour written together, each as the beginning of a word.';

      CREATE FUNCTION search_terms(query text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT string_agg('(' || search_alternatives(asked.words, place) || ')', ' & ' ORDER BY place)::tsquery
        FROM (SELECT search_words(query)) AS asked(words), generate_subscripts(asked.words, 1) AS place
      $$;
      COMMENT ON FUNCTION search_terms(text) IS 'What documents with all words of a query match. NULL when it has none.';

      CREATE FUNCTION words_with_typo(stem text) RETURNS SETOF text LANGUAGE plpgsql STABLE STRICT ROWS 100 AS $$
      BEGIN
        -- Planned each time: only a pattern that is known goes by the index.
        RETURN QUERY EXECUTE 'SELECT word COLLATE "default" FROM search_word WHERE word ~ $1' USING '^' || one_typo_pattern(stem);
      END $$;
      COMMENT ON FUNCTION words_with_typo(text) IS 'The words of documents that begin as the stem does, give or take one typo.';

      CREATE FUNCTION search_terms_with_typo(query text) RETURNS tsquery LANGUAGE sql STABLE STRICT AS $$
        SELECT string_agg('(' || concat_ws(' | ', search_alternatives(asked.words, place), (
            SELECT string_agg(DISTINCT quote_literal(near.word), ' | ') FROM words_with_typo(
              CASE WHEN length(danish_stem_of(asked.words[place])) < 5 THEN asked.words[place]
                ELSE danish_stem_of(asked.words[place]) END) AS near(word)
            -- The others are found by the stem.
            WHERE length(asked.words[place]) >= 4 AND NOT starts_with(near.word, danish_stem_of(asked.words[place]))
          ), (
            SELECT string_agg(DISTINCT '(' || quote_literal(search_word.word) || ' <-> '
                || quote_literal(danish_stem_of(substr(asked.words[place], length(search_word.word) + 1))) || ':*)', ' | ')
            FROM search_word
            WHERE search_word.word = ANY (ARRAY(
              SELECT left(asked.words[place], size) COLLATE "C" FROM generate_series(3, length(asked.words[place]) - 3) AS size))
          )) || ')', ' & ' ORDER BY place)::tsquery
        FROM (SELECT search_words(query)) AS asked(words), generate_subscripts(asked.words, 1) AS place
      $$;
      COMMENT ON FUNCTION search_terms_with_typo(text) IS
      'As search_terms, also for words with one typo (of four letters or more) and for two words that the query writes together. It depends on the words of all documents, but whether a document matches does not.';

      CREATE FUNCTION search_title_stems(query text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT string_agg(quote_literal(danish_stem_of(word)), ' & ')::tsquery FROM unnest(search_words(query)) AS word
      $$;
      COMMENT ON FUNCTION search_title_stems(text) IS 'What a title with all words of a query, also inflected, matches by its title_stems.';

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
    `);
  }

  private async addHighlight(queryRunner: QueryRunner): Promise<void> {
    // A piece of the text at a time is folded until one holds a hit; only that one is taken apart into words.
    await queryRunner.query(String.raw`
      CREATE FUNCTION escape_html(original text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
      RETURN replace(replace(replace(replace(original, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;');

      COMMENT ON FUNCTION escape_html(text) IS 'The text as it stands between tags or in a quoted attribute.';

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

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP FUNCTION distance_km(double precision, double precision, double precision, double precision);
      DROP FUNCTION search_highlight(text, text, text);
      DROP FUNCTION mark_hits(text, text);
      DROP FUNCTION escape_html(text);
      DROP FUNCTION search_rank_with_typo(text, text);
      DROP FUNCTION search_rank(tsvector, text, tsvector, tsquery, tsquery, tsquery, text);
      DROP FUNCTION search_title_stems(text);
      DROP FUNCTION search_terms_with_typo(text);
      DROP FUNCTION words_with_typo(text);
      DROP FUNCTION search_terms(text);
      DROP FUNCTION search_alternatives(text[], integer);
      DROP FUNCTION search_words(text);
      DROP FUNCTION danish_stem_of(text);
      DROP FUNCTION search_terms_of(text, text, text);
      DROP TABLE search_pending, search_word, search_document;
      DROP FUNCTION prune_search_words();
      DROP FUNCTION keep_search_words();
      DROP FUNCTION fold_long_text(text);
    `);
  }
}

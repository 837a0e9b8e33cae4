import type { MigrationInterface, QueryRunner } from "typeorm";

/** Relationships between actors, seen from both ends, blocks, and the questions that are asked of the graph. */
export class Network1764000400000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE relationship_kind (
        kind text PRIMARY KEY,
        is_symmetric boolean NOT NULL,
        phrase_da text NOT NULL CHECK (char_length(phrase_da) BETWEEN 1 AND 100),
        phrase_en text NOT NULL CHECK (char_length(phrase_en) BETWEEN 1 AND 100),
        inverse_phrase_da text NOT NULL CHECK (char_length(inverse_phrase_da) BETWEEN 1 AND 100),
        inverse_phrase_en text NOT NULL CHECK (char_length(inverse_phrase_en) BETWEEN 1 AND 100)
      );
      CREATE TABLE relationship_pair (
        kind text NOT NULL REFERENCES relationship_kind (kind) ON DELETE CASCADE,
        source_kind text NOT NULL,
        target_kind text NOT NULL,
        PRIMARY KEY (kind, source_kind, target_kind)
      );

      -- Lets a relationship name the kind of its ends, which never changes.
      ALTER TABLE actor ADD CONSTRAINT actor_is_of_one_kind UNIQUE (id, kind);

      CREATE FUNCTION relationship_days(started_on date, ended_on date) RETURNS daterange LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN CASE WHEN started_on = ended_on THEN daterange(started_on, ended_on, '[]') ELSE daterange(started_on, ended_on) END;
      COMMENT ON FUNCTION relationship_days(date, date) IS
      'The days that a relationship takes from others of its kind between the same two. One that ended on its first day takes that day, or it could be entered any number of times.';

      -- Periods are half-open: in effect from started_on until the day before ended_on. Without a first day it counts as
      -- having been so always.
      CREATE TABLE relationship (
        id uuid PRIMARY KEY,
        public_id text NOT NULL UNIQUE,
        kind text NOT NULL,
        source_id uuid NOT NULL,
        target_id uuid NOT NULL,
        status text NOT NULL CHECK (status IN ('PROPOSED', 'CONFIRMED', 'DECLINED')),
        proposed_by uuid,
        started_on date CHECK (started_on BETWEEN '1000-01-01' AND '2999-12-31'),
        ended_on date CHECK (ended_on BETWEEN '1000-01-01' AND '2999-12-31'),
        created_at timestamptz NOT NULL DEFAULT now(),
        answered_at timestamptz,
        -- What follows from the ends, set by a trigger.
        source_kind text NOT NULL,
        target_kind text NOT NULL,
        source_level smallint NOT NULL,
        target_level smallint NOT NULL,
        first_id uuid NOT NULL,
        second_id uuid NOT NULL,
        CONSTRAINT relationship_joins_two CHECK (source_id <> target_id),
        CONSTRAINT relationship_ends_after_it_starts CHECK (ended_on >= started_on),
        CONSTRAINT relationship_is_proposed_by_an_end CHECK (proposed_by IN (source_id, target_id)),
        CONSTRAINT relationship_is_answered CHECK ((status = 'PROPOSED') = (answered_at IS NULL)),
        CONSTRAINT relationship_source FOREIGN KEY (source_id, source_kind) REFERENCES actor (id, kind) ON DELETE CASCADE,
        CONSTRAINT relationship_target FOREIGN KEY (target_id, target_kind) REFERENCES actor (id, kind) ON DELETE CASCADE,
        CONSTRAINT relationship_pair_is_allowed FOREIGN KEY (kind, source_kind, target_kind)
          REFERENCES relationship_pair (kind, source_kind, target_kind),
        -- A symmetric kind has its ends in one order here, so that it exists once.
        CONSTRAINT relationship_exists_once EXCLUDE USING gist
          (first_id WITH =, second_id WITH =, kind WITH =, relationship_days(started_on, ended_on) WITH &&) WHERE (status <> 'DECLINED')
      );
      CREATE INDEX relationship_by_source ON relationship (source_id);
      CREATE INDEX relationship_by_target ON relationship (target_id);
      CREATE INDEX relationship_by_proposer ON relationship (proposed_by, created_at);

      -- Each relationship as each of its two ends sees it: a graph question looks in one place, whatever the direction.
      CREATE TABLE relationship_end (
        relationship_id uuid NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
        actor_id uuid NOT NULL,
        other_id uuid NOT NULL,
        kind text NOT NULL,
        status text NOT NULL,
        started_on date,
        ended_on date,
        own_level smallint NOT NULL,
        other_level smallint NOT NULL,
        -- Lists show the latest first: by the first day or, where that is unknown, the day of entry.
        listed_on date NOT NULL,
        PRIMARY KEY (relationship_id, actor_id)
      );
      CREATE INDEX relationship_end_by_actor ON relationship_end (actor_id, listed_on DESC, relationship_id DESC);
      CREATE INDEX relationship_end_by_other ON relationship_end (actor_id, other_id, relationship_id)
        INCLUDE (started_on, ended_on, own_level, other_level) WHERE status = 'CONFIRMED';

      CREATE TABLE actor_block (
        blocker_id uuid NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
        blocked_id uuid NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (blocker_id, blocked_id),
        CONSTRAINT actor_blocks_another CHECK (blocker_id <> blocked_id)
      );
      CREATE INDEX actor_block_by_blocked ON actor_block (blocked_id, blocker_id);
    `);

    await queryRunner.query(`
      CREATE FUNCTION visibility_level(visibility text) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN CASE visibility WHEN 'PUBLIC' THEN 0 WHEN 'SIGNED_IN' THEN 1 WHEN 'NETWORK' THEN 2 ELSE 3 END::smallint;
      COMMENT ON FUNCTION visibility_level(text) IS 'FieldVisibility as a number: 0 everyone, 1 signed in, 2 network, 3 members.';

      CREATE FUNCTION relationships_level(field_visibility jsonb) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN visibility_level(coalesce(field_visibility ->> 'RELATIONSHIPS', 'PUBLIC'));
      COMMENT ON FUNCTION relationships_level(jsonb) IS 'Who sees an actor''s relationships, as a visibility_level.';

      CREATE FUNCTION is_in_effect(started_on date, ended_on date, day date) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN coalesce(started_on, '-infinity') <= day AND coalesce(ended_on, 'infinity') > day;
      COMMENT ON FUNCTION is_in_effect(date, date, date) IS 'Whether a period [started_on, ended_on) holds a day; an unknown bound is open.';

      CREATE FUNCTION today_in_denmark() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
      RETURN (now() AT TIME ZONE 'Europe/Copenhagen')::date;

      CREATE FUNCTION sees_relationship(own_level smallint, other_level smallint, own_id uuid, other_id uuid,
        base smallint, opened uuid[], own uuid[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN greatest(own_level, other_level) <= base
        OR ARRAY[own_id, other_id] && own
        OR (greatest(own_level, other_level) = 2
          AND (CASE WHEN own_level > base THEN ARRAY[own_id] ELSE '{}' END
            || CASE WHEN other_level > base THEN ARRAY[other_id] ELSE '{}' END) <@ opened);
      COMMENT ON FUNCTION sees_relationship(smallint, smallint, uuid, uuid, smallint, uuid[], uuid[]) IS
      'Whether a confirmed relationship is seen by a viewer: when both ends show theirs to the viewer, or the viewer acts for one of them. base: the level that the viewer has everywhere (0 stranger, 1 signed in, 3 administrator); opened: actors in whose network the viewer is; own: actors the viewer acts for. Each list stands here once, so that the planner can put the expression in the call''s place.';
    `);

    await queryRunner.query(`
      CREATE FUNCTION derive_relationship_columns() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        is_symmetric boolean := (SELECT rule.is_symmetric FROM relationship_kind AS rule WHERE rule.kind = NEW.kind);
      BEGIN
        -- The lock makes a change of visibility wait, which would otherwise not find this row.
        SELECT kind, relationships_level(field_visibility) INTO NEW.source_kind, NEW.source_level
          FROM actor WHERE id = NEW.source_id FOR SHARE;
        SELECT kind, relationships_level(field_visibility) INTO NEW.target_kind, NEW.target_level
          FROM actor WHERE id = NEW.target_id FOR SHARE;
        NEW.first_id := CASE WHEN is_symmetric THEN least(NEW.source_id, NEW.target_id) ELSE NEW.source_id END;
        NEW.second_id := CASE WHEN is_symmetric THEN greatest(NEW.source_id, NEW.target_id) ELSE NEW.target_id END;
        RETURN NEW;
      END $$;
      CREATE TRIGGER relationship_derived_columns BEFORE INSERT ON relationship
        FOR EACH ROW EXECUTE FUNCTION derive_relationship_columns();

      -- What was confirmed was confirmed of these two.
      CREATE FUNCTION refuse_other_ends() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the kind and the ends of a relationship never change'
          USING ERRCODE = 'check_violation', CONSTRAINT = 'relationship_keeps_its_ends';
      END $$;
      CREATE TRIGGER relationship_keeps_its_ends BEFORE UPDATE OF kind, source_id, target_id ON relationship
        FOR EACH ROW WHEN ((OLD.kind, OLD.source_id, OLD.target_id) IS DISTINCT FROM (NEW.kind, NEW.source_id, NEW.target_id))
        EXECUTE FUNCTION refuse_other_ends();

      CREATE FUNCTION keep_relationship_ends() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        listed_on date := coalesce(NEW.started_on, (NEW.created_at AT TIME ZONE 'Europe/Copenhagen')::date);
      BEGIN
        INSERT INTO relationship_end AS kept (relationship_id, actor_id, other_id, kind, status, started_on, ended_on,
            own_level, other_level, listed_on)
          VALUES (NEW.id, NEW.source_id, NEW.target_id, NEW.kind, NEW.status, NEW.started_on, NEW.ended_on,
              NEW.source_level, NEW.target_level, listed_on),
            (NEW.id, NEW.target_id, NEW.source_id, NEW.kind, NEW.status, NEW.started_on, NEW.ended_on,
              NEW.target_level, NEW.source_level, listed_on)
          ON CONFLICT (relationship_id, actor_id) DO UPDATE SET status = excluded.status,
            started_on = excluded.started_on, ended_on = excluded.ended_on, listed_on = excluded.listed_on;
        RETURN NULL;
      END $$;
      CREATE TRIGGER relationship_ends AFTER INSERT OR UPDATE OF status, started_on, ended_on, created_at ON relationship
        FOR EACH ROW EXECUTE FUNCTION keep_relationship_ends();

      CREATE FUNCTION keep_relationship_levels() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        level smallint := relationships_level(NEW.field_visibility);
      BEGIN
        -- In one order, since two related actors may change at once.
        PERFORM FROM relationship WHERE NEW.id IN (source_id, target_id) ORDER BY id FOR UPDATE;
        UPDATE relationship SET source_level = CASE source_id WHEN NEW.id THEN level ELSE source_level END,
            target_level = CASE target_id WHEN NEW.id THEN level ELSE target_level END
          WHERE NEW.id IN (source_id, target_id);
        UPDATE relationship_end SET own_level = CASE actor_id WHEN NEW.id THEN level ELSE own_level END,
            other_level = CASE other_id WHEN NEW.id THEN level ELSE other_level END
          WHERE relationship_id IN (SELECT own.relationship_id FROM relationship_end AS own WHERE own.actor_id = NEW.id);
        RETURN NULL;
      END $$;
      CREATE TRIGGER actor_relationship_levels AFTER UPDATE OF field_visibility ON actor FOR EACH ROW
        WHEN (relationships_level(OLD.field_visibility) <> relationships_level(NEW.field_visibility))
        EXECUTE FUNCTION keep_relationship_levels();
    `);

    // Relationships tell where and with whom somebody plays: where a minor is at home they are for the network at most.
    await queryRunner.query(`
      UPDATE actor SET field_visibility = field_visibility || '{"RELATIONSHIPS": "NETWORK"}'
      WHERE coalesce(field_visibility ->> 'RELATIONSHIPS', 'PUBLIC') <> 'MEMBERS' AND EXISTS (
        SELECT FROM membership JOIN account ON account.id = membership.account_id
        WHERE membership.actor_id = actor.id AND membership.ended_on IS NULL
          AND (actor.kind = 'ARTIST' OR membership.role = 'OWNER')
          AND account.birth_date > today_in_denmark() - interval '18 years')
    `);

    // The frontiers of both searches are arrays; the smaller one is expanded. force_generic_plan: planning each of these
    // small statements anew costs as much as running it. enable_sort: the planner expects few rows and would sort them,
    // where hashing takes two thirds of the time as soon as they are many.
    await queryRunner.query(`
      CREATE FUNCTION next_actors(frontier uuid[], visited uuid[], day date, base smallint, opened uuid[], own uuid[])
      RETURNS uuid[] LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan SET enable_sort = off AS $$
        SELECT array_agg(found.id) FROM (
          SELECT step.other_id AS id
          FROM unnest(frontier) AS at(id) JOIN relationship_end AS step ON step.actor_id = at.id
          WHERE step.status = 'CONFIRMED' AND is_in_effect(step.started_on, step.ended_on, day)
            AND sees_relationship(step.own_level, step.other_level, step.actor_id, step.other_id, base, opened, own)
          EXCEPT SELECT unnest(visited)
        ) AS found
      $$;
      COMMENT ON FUNCTION next_actors(uuid[], uuid[], date, smallint, uuid[], uuid[]) IS
      'The actors one step beyond a frontier, over relationships in effect on the day that the viewer sees (as in sees_relationship), without those visited. NULL: none.';

      CREATE FUNCTION actor_distances(from_id uuid, farthest integer, day date, base smallint, opened uuid[], own uuid[])
      RETURNS TABLE (actor_id uuid, distance integer) LANGUAGE plpgsql STABLE ROWS 100
      SET plan_cache_mode = force_generic_plan AS $$
      DECLARE
        frontier uuid[] := ARRAY[from_id];
        visited uuid[] := ARRAY[from_id];
      BEGIN
        FOR step IN 1..farthest LOOP
          frontier := next_actors(frontier, visited, day, base, opened, own);
          EXIT WHEN frontier IS NULL;
          visited := visited || frontier;
          RETURN QUERY SELECT unnest(frontier), step;
        END LOOP;
      END $$;
      COMMENT ON FUNCTION actor_distances(uuid, integer, date, smallint, uuid[], uuid[]) IS
      'The actors within a number of steps of one, without itself, each with its distance.';

      CREATE FUNCTION relationship_path(from_id uuid, to_id uuid, longest integer, day date, base smallint, opened uuid[], own uuid[])
      RETURNS TABLE ("position" integer, actor_id uuid, relationship_id uuid) LANGUAGE plpgsql STABLE ROWS 4
      SET plan_cache_mode = force_generic_plan AS $$
      DECLARE
        -- The actors reached from each end, level by level, and where in the list each level begins.
        reached uuid[] := ARRAY[from_id];
        reached_starts integer[] := ARRAY[1];
        backward uuid[] := ARRAY[to_id];
        backward_starts integer[] := ARRAY[1];
        reached_frontier uuid[] := ARRAY[from_id];
        backward_frontier uuid[] := ARRAY[to_id];
        meeting uuid[];
        -- Levels of the search from the start, cut down to what lies on a shortest path; level n at index n + 1, as text.
        on_path text[];
        level uuid[];
        here uuid := from_id;
        steps integer;
        -- 1 when the frontiers are joined by relationships between them, 0 when they share actors.
        apart integer := 0;
      BEGIN
        IF from_id = to_id THEN
          RETURN QUERY SELECT 0, from_id, NULL::uuid;
          RETURN;
        END IF;
        LOOP
          IF cardinality(reached_starts) + cardinality(backward_starts) - 2 >= longest THEN
            RETURN;
          END IF;
          -- Looking up each pair of a few spares a step through an actor with thousands of relationships.
          IF cardinality(reached_frontier) * cardinality(backward_frontier) <= 1000 THEN
            SELECT array_agg(DISTINCT at.id) INTO meeting
              FROM unnest(reached_frontier) AS at(id) CROSS JOIN unnest(backward_frontier) AS goal(id)
              CROSS JOIN LATERAL (
                SELECT FROM relationship_end AS step
                WHERE step.actor_id = at.id AND step.other_id = goal.id
                  AND step.status = 'CONFIRMED' AND is_in_effect(step.started_on, step.ended_on, day)
                  AND sees_relationship(step.own_level, step.other_level, step.actor_id, step.other_id, base, opened, own)
                LIMIT 1
              ) AS joined;
            IF meeting IS NOT NULL THEN
              apart := 1;
              EXIT;
            ELSIF cardinality(reached_starts) + cardinality(backward_starts) - 1 >= longest THEN
              RETURN;
            END IF;
          END IF;
          IF cardinality(reached_frontier) <= cardinality(backward_frontier) THEN
            reached_frontier := next_actors(reached_frontier, reached, day, base, opened, own);
            IF reached_frontier IS NULL THEN RETURN; END IF;
            reached_starts := reached_starts || cardinality(reached) + 1;
            reached := reached || reached_frontier;
          ELSE
            backward_frontier := next_actors(backward_frontier, backward, day, base, opened, own);
            IF backward_frontier IS NULL THEN RETURN; END IF;
            backward_starts := backward_starts || cardinality(backward) + 1;
            backward := backward || backward_frontier;
          END IF;
          SELECT array_agg(shared.id) INTO meeting
            FROM (SELECT unnest(reached_frontier) INTERSECT SELECT unnest(backward_frontier)) AS shared(id);
          EXIT WHEN meeting IS NOT NULL;
        END LOOP;

        -- Back from where they met to the start, keeping what leads there.
        steps := cardinality(reached_starts) - 1;
        level := meeting;
        FOR depth IN REVERSE steps..1 LOOP
          on_path[depth] := level::text;
          EXIT WHEN depth = 1;
          SELECT array_agg(kept.id) INTO level FROM (
            SELECT unnest(next_actors(level, '{}', day, base, opened, own))
            INTERSECT SELECT unnest(reached[reached_starts[depth] : reached_starts[depth + 1] - 1])
          ) AS kept(id);
        END LOOP;

        -- Forward again. Of several shortest paths the one whose actors come first by id, so that the answer depends on
        -- nothing but what the viewer sees; of several relationships between two actors the one that was entered first.
        RETURN QUERY SELECT 0, from_id, NULL::uuid;
        FOR depth IN 1..steps + cardinality(backward_starts) - 1 + apart LOOP
          IF depth <= steps THEN
            level := on_path[depth]::uuid[];
          ELSE
            level := backward[backward_starts[cardinality(backward_starts) - depth + steps + apart]
              : coalesce(backward_starts[cardinality(backward_starts) - depth + steps + apart + 1] - 1, cardinality(backward))];
          END IF;
          SELECT goal.id, joined.relationship_id INTO here, relationship_id
            FROM unnest(level) AS goal(id)
            CROSS JOIN LATERAL (
              SELECT step.relationship_id FROM relationship_end AS step
              WHERE step.actor_id = here AND step.other_id = goal.id
                AND step.status = 'CONFIRMED' AND is_in_effect(step.started_on, step.ended_on, day)
                AND sees_relationship(step.own_level, step.other_level, step.actor_id, step.other_id, base, opened, own)
              ORDER BY step.relationship_id LIMIT 1
            ) AS joined
            ORDER BY goal.id LIMIT 1;
          "position" := depth;
          actor_id := here;
          RETURN NEXT;
        END LOOP;
      END $$;
      COMMENT ON FUNCTION relationship_path(uuid, uuid, integer, date, smallint, uuid[], uuid[]) IS
      'A shortest path over relationships in effect on the day that the viewer sees (as in sees_relationship): each actor on it with the relationship that leads there, NULL at the start. No row: no path of at most so many relationships.';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP FUNCTION relationship_path(uuid, uuid, integer, date, smallint, uuid[], uuid[]);
      DROP FUNCTION actor_distances(uuid, integer, date, smallint, uuid[], uuid[]);
      DROP FUNCTION next_actors(uuid[], uuid[], date, smallint, uuid[], uuid[]);
      DROP TRIGGER actor_relationship_levels ON actor;
      UPDATE actor SET field_visibility = field_visibility - 'RELATIONSHIPS' WHERE field_visibility ? 'RELATIONSHIPS';
      DROP TABLE actor_block, relationship_end, relationship, relationship_pair, relationship_kind;
      ALTER TABLE actor DROP CONSTRAINT actor_is_of_one_kind;
      DROP FUNCTION keep_relationship_levels();
      DROP FUNCTION keep_relationship_ends();
      DROP FUNCTION refuse_other_ends();
      DROP FUNCTION derive_relationship_columns();
      DROP FUNCTION sees_relationship(smallint, smallint, uuid, uuid, smallint, uuid[], uuid[]);
      DROP FUNCTION relationship_days(date, date);
      DROP FUNCTION today_in_denmark();
      DROP FUNCTION is_in_effect(date, date, date);
      DROP FUNCTION relationships_level(jsonb);
      DROP FUNCTION visibility_level(text);
    `);
  }
}

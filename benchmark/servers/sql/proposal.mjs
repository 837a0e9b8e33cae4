/**
 * Proposing a relationship with the checks, locks and rows of the hub's own `propose_relationship`, whose names it answers too, in one
 * function: each statement in it sees what was committed while it waited for a lock, which one plain statement would not.
 * A pair of kinds that is not allowed and a relationship that exists already break their constraints, as they do there.
 */
export const proposalFunction = `
  CREATE FUNCTION bench.propose_relationship(asking_account uuid, new_id uuid, new_public_id text, relationship_kind text,
    source_public_id text, target_public_id text, first_day date, OUT code text, OUT status text, OUT source_id uuid, OUT target_id uuid,
    OUT source_name text, OUT target_name text)
  LANGUAGE plpgsql AS $$
  DECLARE
    end_row record;
    speaks_for_source boolean;
    speaks_for_target boolean;
    proposer uuid;
    other uuid;
  BEGIN
    IF source_public_id = target_public_id THEN code := 'SAME_ACTOR'; RETURN; END IF;
    FOR end_row IN SELECT id, public_id, name FROM actor WHERE public_id IN (source_public_id, target_public_id) ORDER BY id FOR SHARE LOOP
      IF end_row.public_id = source_public_id THEN
        source_id := end_row.id; source_name := end_row.name;
      ELSE
        target_id := end_row.id; target_name := end_row.name;
      END IF;
    END LOOP;
    IF source_id IS NULL OR target_id IS NULL THEN code := 'NOT_FOUND'; RETURN; END IF;
    PERFORM FROM account WHERE id = asking_account AND deleted_at IS NULL AND suspended_at IS NULL FOR SHARE;
    IF NOT FOUND THEN code := 'UNAUTHENTICATED'; RETURN; END IF;
    SELECT bool_or(mine.actor_id = propose_relationship.source_id), bool_or(mine.actor_id = propose_relationship.target_id)
      INTO speaks_for_source, speaks_for_target
      FROM membership AS mine
      WHERE mine.account_id = asking_account AND mine.actor_id IN (propose_relationship.source_id, propose_relationship.target_id)
        AND mine.ended_on IS NULL AND mine.role IN ('OWNER', 'EDITOR');
    IF speaks_for_source IS NULL THEN code := 'NOT_ALLOWED'; RETURN; END IF;
    proposer := CASE WHEN speaks_for_source THEN source_id ELSE target_id END;
    other := CASE WHEN speaks_for_source THEN target_id ELSE source_id END;
    PERFORM FROM actor_block AS block JOIN membership AS mine ON mine.actor_id = block.blocked_id
      WHERE block.blocker_id = other AND mine.account_id = asking_account AND mine.ended_on IS NULL;
    IF FOUND THEN code := 'NOT_ALLOWED'; RETURN; END IF;
    PERFORM FROM actor_block AS block WHERE block.blocker_id = proposer AND block.blocked_id = other;
    IF FOUND THEN code := 'ACTOR_BLOCKED'; RETURN; END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('proposals of ' || asking_account::text, 0));
    IF (SELECT count(*) FROM relationship AS proposed
        WHERE proposed.proposed_by = ANY (ARRAY(SELECT mine.actor_id FROM membership AS mine
            WHERE mine.account_id = asking_account AND mine.ended_on IS NULL AND mine.role IN ('OWNER', 'EDITOR')))
          AND proposed.created_at > now() - interval '24 hours') >= 100 THEN
      code := 'THROTTLED'; RETURN;
    END IF;
    status := CASE WHEN speaks_for_source AND speaks_for_target THEN 'CONFIRMED' ELSE 'PROPOSED' END;
    INSERT INTO relationship (id, public_id, kind, source_id, target_id, status, proposed_by, started_on, answered_at)
      VALUES (new_id, new_public_id, relationship_kind, propose_relationship.source_id, propose_relationship.target_id,
        propose_relationship.status, proposer, first_day, CASE WHEN propose_relationship.status = 'CONFIRMED' THEN now() END);
  END $$`;

/** The user error of a constraint that a proposal broke; undefined for any other error. */
export function refusalOf(error) {
  if (error.constraint === "relationship_exists_once") return "DUPLICATE";
  if (error.constraint === "relationship_pair_is_allowed") return "DISALLOWED_PAIR";
  return undefined;
}

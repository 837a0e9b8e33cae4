import type { MigrationInterface, QueryRunner } from "typeorm";

/** A relationship is proposed in one round trip: its locks, checks and row, each statement seeing what was committed before it. */
export class ProposeRelationship1764000610000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION propose_relationship(asking uuid, new_id uuid, new_public_id text, relationship_kind text,
        source_named text, target_named text, first_day date, over_from date, at_most integer,
        OUT outcome text, OUT other_is_target boolean) LANGUAGE plpgsql AS $$
      DECLARE
        held record;
        source uuid;
        target uuid;
        speaks_for uuid[];
        proposer uuid;
        other uuid;
      BEGIN
        -- In one order for everybody, so that two who hold the same actors do not wait for each other.
        FOR held IN SELECT actor.id, actor.public_id FROM actor WHERE actor.public_id IN (source_named, target_named)
            ORDER BY actor.id FOR SHARE LOOP
          IF held.public_id = source_named THEN source := held.id; END IF;
          IF held.public_id = target_named THEN target := held.id; END IF;
        END LOOP;
        IF source IS NULL THEN outcome := 'NO_SOURCE'; RETURN; END IF;
        IF target IS NULL THEN outcome := 'NO_TARGET'; RETURN; END IF;
        PERFORM FROM account WHERE account.id = asking AND account.deleted_at IS NULL AND account.suspended_at IS NULL FOR SHARE;
        IF NOT FOUND THEN outcome := 'NO_ACCOUNT'; RETURN; END IF;
        speaks_for := ARRAY(SELECT mine.actor_id FROM membership AS mine
          WHERE mine.account_id = asking AND mine.ended_on IS NULL AND mine.role IN ('OWNER', 'EDITOR'));
        IF NOT speaks_for && ARRAY[source, target] THEN outcome := 'SPEAKS_FOR_NEITHER'; RETURN; END IF;
        other_is_target := source = ANY (speaks_for);
        proposer := CASE WHEN other_is_target THEN source ELSE target END;
        other := CASE WHEN other_is_target THEN target ELSE source END;
        -- Whoever acts for a blocked actor may not, through no other actor either.
        PERFORM FROM actor_block AS block JOIN membership AS mine ON mine.actor_id = block.blocked_id
          WHERE block.blocker_id = other AND mine.account_id = asking AND mine.ended_on IS NULL;
        IF FOUND THEN outcome := 'BLOCKED'; RETURN; END IF;
        PERFORM FROM actor_block AS block WHERE block.blocker_id = proposer AND block.blocked_id = other;
        IF FOUND THEN outcome := 'BLOCKS_OTHER'; RETURN; END IF;
        -- Until the transaction ends the account proposes no others elsewhere.
        PERFORM pg_advisory_xact_lock(hashtextextended('proposals of ' || asking::text, 0));
        IF (SELECT count(*) FROM relationship AS made
            WHERE made.proposed_by = ANY (speaks_for) AND made.created_at > now() - interval '24 hours') >= at_most THEN
          outcome := 'TOO_MANY'; RETURN;
        END IF;
        outcome := CASE WHEN speaks_for @> ARRAY[source, target] THEN 'CONFIRMED' ELSE 'PROPOSED' END;
        INSERT INTO relationship (id, public_id, kind, source_id, target_id, status, proposed_by, started_on, ended_on, answered_at)
          VALUES (new_id, new_public_id, relationship_kind, source, target, outcome, proposer, first_day, over_from,
            CASE WHEN outcome = 'CONFIRMED' THEN now() END);
      END $$;
      COMMENT ON FUNCTION propose_relationship IS
        'Claims a relationship for the end that the asking account speaks for; who speaks for both confirms it with that. outcome: the status it got, or why it was not made (NO_SOURCE, NO_TARGET, NO_ACCOUNT, SPEAKS_FOR_NEITHER, BLOCKED, BLOCKS_OTHER, TOO_MANY: at_most in 24 hours). A pair of kinds that is not allowed and a relationship that exists break their constraints.';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      "DROP FUNCTION propose_relationship(uuid, uuid, text, text, text, text, date, date, integer)",
    );
  }
}

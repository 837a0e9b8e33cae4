import type { MigrationInterface, QueryRunner } from "typeorm";

/** Who speaks for an actor stands in one place; blocks also count for who speaks as itself; who added whom to a group is known. */
export class SpeakingForActors1764000766000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION is_speaking_role(role text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN role IN ('OWNER', 'EDITOR');
      COMMENT ON FUNCTION is_speaking_role(text) IS 'Whether who has this role of an actor reads and writes for it; plain members do not.';

      CREATE VIEW actor_speaker AS SELECT mine.actor_id, mine.account_id, mine.id AS membership_id FROM membership AS mine
        WHERE mine.ended_on IS NULL AND is_speaking_role(mine.role);
      COMMENT ON VIEW actor_speaker IS
      'Who speaks for which actor now: its owners and editors. PostgreSQL puts it into the statements that name it, so that it costs what its conditions cost.';
    `);
    await queryRunner.query(withSpeakers("actor_speaker", "is_speaking_role(mine.role)"));
    await queryRunner.query(proposingWith("actor_speaker"));
    await queryRunner.query(notifyingWith("actor_speaker"));
    await queryRunner.query(`
      CREATE OR REPLACE FUNCTION writing_refusal(writer uuid, writer_actor uuid, to_actors uuid[], to_accounts uuid[]) RETURNS text
      LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT CASE
          WHEN EXISTS (SELECT FROM actor_block AS block JOIN membership AS mine ON mine.actor_id = block.blocked_id
              WHERE block.blocker_id = ANY (to_actors) AND mine.account_id = writer AND mine.ended_on IS NULL)
            OR EXISTS (SELECT FROM actor_speaker AS voice JOIN actor_block AS block ON block.blocker_id = voice.actor_id
              WHERE voice.account_id = ANY (to_accounts) AND block.blocked_id = writer_actor) THEN 'BLOCKED'
          WHEN EXISTS (SELECT FROM actor_block AS block
              WHERE block.blocker_id = writer_actor AND block.blocked_id = ANY (to_actors))
            OR (writer_actor IS NULL AND EXISTS (SELECT FROM actor_speaker AS voice JOIN actor_block AS block ON block.blocker_id = voice.actor_id
              WHERE voice.account_id = writer AND block.blocked_id = ANY (to_actors)))
            OR EXISTS (SELECT FROM membership AS its JOIN actor_block AS block ON block.blocked_id = its.actor_id
              WHERE its.account_id = ANY (to_accounts) AND its.ended_on IS NULL AND block.blocker_id = writer_actor) THEN 'BLOCKS'
          WHEN ${refusedAges} THEN 'AGES'
        END
      $$;
      COMMENT ON FUNCTION writing_refusal(uuid, uuid, uuid[], uuid[]) IS
      'Why an account may not write, as an actor or as itself (null), to these actors and accounts; null when it may. BLOCKED: one of them blocks an actor that it acts for; BLOCKS: the other way round. An account as itself counts as the actors that it speaks for where they block, and as all that it acts for where they are blocked; two accounts as themselves meet in what both belong to, where blocks between other actors do not count. AGES: an adult and somebody under 15 who belong to no organisation together, where an unknown age is an adult''s. Every path that carries text asks it.';

      CREATE OR REPLACE FUNCTION is_closed_by_block(talk uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
      RETURN EXISTS (SELECT FROM conversation AS held
        JOIN conversation_participant AS one ON one.conversation_id = held.id
        JOIN conversation_participant AS other ON other.conversation_id = held.id
        WHERE held.id = talk AND held.form = 'DIRECT' AND (
          EXISTS (SELECT FROM actor_block AS block WHERE block.blocker_id = one.actor_id AND block.blocked_id = other.actor_id)
          OR EXISTS (SELECT FROM actor_speaker AS voice JOIN actor_block AS block ON block.blocker_id = voice.actor_id
            WHERE voice.account_id = one.account_id AND block.blocked_id = other.actor_id)
          OR EXISTS (SELECT FROM membership AS its JOIN actor_block AS block ON block.blocked_id = its.actor_id
            WHERE its.account_id = one.account_id AND its.ended_on IS NULL AND block.blocker_id = other.actor_id)));
      COMMENT ON FUNCTION is_closed_by_block(uuid) IS
      'Whether a conversation is between two of which one blocks the other (an account as itself counts as in writing_refusal): nobody writes in it, and nobody is told of it live.';
    `);
    await queryRunner.query(`
      ALTER TABLE conversation_participant
        ADD COLUMN is_starter boolean NOT NULL DEFAULT false,
        -- The participant through which it was added to a group.
        ADD COLUMN added_by_id uuid REFERENCES conversation_participant (id) ON DELETE SET NULL,
        ADD CONSTRAINT participant_starter_is_not_added CHECK (NOT is_starter OR added_by_id IS NULL);
      CREATE INDEX participant_by_adding ON conversation_participant (added_by_id) WHERE added_by_id IS NOT NULL;
      -- Until now who started a conversation was the first to join it; who added the others was not written down.
      UPDATE conversation_participant AS part SET is_starter = true
        WHERE part.id = (SELECT first.id FROM conversation_participant AS first
          WHERE first.conversation_id = part.conversation_id ORDER BY first.joined_at, first.id LIMIT 1);

      -- Introductions that came to nothing, which tell too: who is refused learns something of whom it wrote to.
      CREATE TABLE refused_introduction (
        account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        refused_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX refused_introduction_by_account ON refused_introduction (account_id, refused_at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE refused_introduction;
      ALTER TABLE conversation_participant DROP COLUMN added_by_id, DROP COLUMN is_starter;
    `);
    const speakers =
      "(SELECT held.actor_id, held.account_id FROM membership AS held WHERE held.ended_on IS NULL AND held.role IN ('OWNER', 'EDITOR'))";
    await queryRunner.query(withSpeakers(speakers, "mine.role IN ('OWNER', 'EDITOR')"));
    await queryRunner.query(proposingWith(speakers));
    await queryRunner.query(notifyingWith(speakers));
    await queryRunner.query(`
      CREATE OR REPLACE FUNCTION writing_refusal(writer uuid, writer_actor uuid, to_actors uuid[], to_accounts uuid[]) RETURNS text
      LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT CASE
          WHEN EXISTS (SELECT FROM actor_block AS block JOIN membership AS mine ON mine.actor_id = block.blocked_id
            WHERE block.blocker_id = ANY (to_actors) AND mine.account_id = writer AND mine.ended_on IS NULL) THEN 'BLOCKED'
          WHEN EXISTS (SELECT FROM actor_block AS block
            WHERE block.blocker_id = writer_actor AND block.blocked_id = ANY (to_actors)) THEN 'BLOCKS'
          WHEN ${refusedAges} THEN 'AGES'
        END
      $$;
      CREATE OR REPLACE FUNCTION is_closed_by_block(talk uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
      RETURN EXISTS (SELECT FROM conversation AS held
        JOIN conversation_participant AS one ON one.conversation_id = held.id
        JOIN conversation_participant AS other ON other.conversation_id = held.id
        JOIN actor_block AS block ON block.blocker_id = one.actor_id AND block.blocked_id = other.actor_id
        WHERE held.id = talk AND held.form = 'DIRECT');
      DROP VIEW actor_speaker;
      DROP FUNCTION is_speaking_role(text);
    `);
  }
}

/** An adult and somebody under 15 who belong to no organisation together. */
const refusedAges = `EXISTS (SELECT FROM account AS one CROSS JOIN inbox_accounts(to_actors, to_accounts) AS reader
              JOIN account AS other ON other.id = reader.account_id
            WHERE one.id = writer AND other.id <> writer
              AND ((is_under_age(one.birth_date, 15) IS TRUE AND is_under_age(other.birth_date, 18) IS NOT TRUE)
                OR (is_under_age(other.birth_date, 15) IS TRUE AND is_under_age(one.birth_date, 18) IS NOT TRUE))
              AND NOT EXISTS (SELECT FROM membership AS own JOIN membership AS its ON its.actor_id = own.actor_id
                JOIN actor AS shared ON shared.id = own.actor_id
                WHERE own.account_id = one.id AND own.ended_on IS NULL AND its.account_id = other.id AND its.ended_on IS NULL
                  AND shared.kind <> 'ARTIST'))`;

/** Who reads what is written to an actor, given the relation of who speaks for which, and the condition on a membership's role. */
const withSpeakers = (speakers: string, isSpeaking: string) => `
      CREATE OR REPLACE FUNCTION reads_conversation(reader uuid, talk uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
      RETURN EXISTS (SELECT FROM conversation_participant AS part WHERE part.conversation_id = talk AND part.left_at IS NULL
        AND (part.account_id = reader
          OR part.actor_id IN (SELECT voice.actor_id FROM ${speakers} AS voice WHERE voice.account_id = reader)));

      CREATE OR REPLACE FUNCTION inbox_accounts(actors uuid[], accounts uuid[]) RETURNS TABLE (account_id uuid) LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT voice.account_id FROM ${speakers} AS voice WHERE voice.actor_id = ANY (actors)
        UNION SELECT unnest(accounts)
      $$;

      CREATE OR REPLACE FUNCTION last_read(reader uuid, talk uuid) RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE
      RETURN coalesce((SELECT known.read_sequence FROM conversation_reader AS known
          WHERE known.conversation_id = talk AND known.account_id = reader),
        (SELECT min(greatest(part.joined_sequence, (SELECT coalesce(max(before.sequence), 0) FROM message AS before
            WHERE before.conversation_id = part.conversation_id AND before.sent_at < (SELECT min(mine.created_at) FROM membership AS mine
              WHERE mine.actor_id = part.actor_id AND mine.account_id = reader AND ${isSpeaking}))))
          FROM conversation_participant AS part
          WHERE part.conversation_id = talk AND part.left_at IS NULL AND (part.account_id = reader
            OR part.actor_id IN (SELECT voice.actor_id FROM ${speakers} AS voice WHERE voice.account_id = reader))), 0);
`;

/** As 1764000610000 has it, given the relation of who speaks for which actor. */
const proposingWith = (speakers: string) => `
      CREATE OR REPLACE FUNCTION propose_relationship(asking uuid, new_id uuid, new_public_id text, relationship_kind text,
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
        speaks_for := ARRAY(SELECT voice.actor_id FROM ${speakers} AS voice WHERE voice.account_id = asking);
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
`;

/** As 1764000761000 has it, given the relation of who speaks for which actor. */
const notifyingWith = (speakers: string) => `
      CREATE OR REPLACE FUNCTION notify_speakers_of(what text, about uuid, by_actor uuid, to_actor uuid) RETURNS void LANGUAGE sql AS $$
        SELECT notify_accounts(what, about, by_actor, NULL, ARRAY(
          SELECT voice.account_id FROM ${speakers} AS voice WHERE voice.actor_id = to_actor
          EXCEPT SELECT voice.account_id FROM ${speakers} AS voice WHERE voice.actor_id = by_actor))
      $$;
`;

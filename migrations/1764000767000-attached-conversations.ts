import type { MigrationInterface, QueryRunner } from "typeorm";

/** Conversations attached to something, in which whoever belongs to that takes part; and who comes and goes is told of it. */
export class AttachedConversations1764000767000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE conversation
        DROP CONSTRAINT conversation_form_check,
        ADD CONSTRAINT conversation_form_check CHECK (form IN ('DIRECT', 'GROUP', 'ATTACHED')),
        -- The GraphQL type and the primary key of what it is attached to, which may be gone.
        ADD COLUMN host_type text CHECK (host_type ~ '^[A-Z][A-Za-z]{0,59}$'),
        ADD COLUMN host_id uuid,
        ADD CONSTRAINT conversation_attached_has_host CHECK ((form = 'ATTACHED') = (host_id IS NOT NULL) AND (host_type IS NULL) = (host_id IS NULL));
      CREATE UNIQUE INDEX conversation_is_attached_once ON conversation (host_type, host_id) WHERE host_id IS NOT NULL;
    `);
    await this.addFollowing(queryRunner);
    await this.addFollowingOfActors(queryRunner);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TRIGGER conversations_follow ON membership;
      DROP TRIGGER attached_conversation_ends ON actor;
      DROP FUNCTION conversations_follow_membership();
      DROP FUNCTION attached_conversation_ends_with_actor();
      DROP FUNCTION members_of_actor(uuid);
      DROP FUNCTION end_attached(text, uuid[]);
      DROP FUNCTION open_attached(text, uuid, regproc, uuid, text, text);
      DROP FUNCTION follow_hosts(text, uuid[], regproc);
      DROP FUNCTION keep_parts(uuid, uuid[], uuid[]);
      DROP FUNCTION turn_of_host(uuid);
      DELETE FROM conversation WHERE form = 'ATTACHED';
      ALTER TABLE conversation DROP COLUMN host_id, DROP COLUMN host_type, DROP CONSTRAINT conversation_form_check,
        ADD CONSTRAINT conversation_form_check CHECK (form IN ('DIRECT', 'GROUP'));
    `);
  }

  private async addFollowing(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION turn_of_host(host uuid) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN hashtext(host::text) & 63;
      COMMENT ON FUNCTION turn_of_host(uuid) IS
      'Which of 64 locks who opens the conversation of something (alone) and who changes who belongs to it (many together) hold until they commit, so that nobody is left out between the two. Few, since many things can be changed at once.';

      CREATE FUNCTION keep_parts(talk uuid, actors uuid[], accounts uuid[]) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        gone_actors uuid[];
        gone_accounts uuid[];
        gone integer;
        come integer;
      BEGIN
        WITH gone AS (
          UPDATE conversation_participant AS part SET left_at = clock_timestamp(), awaits_answer = false
            WHERE part.conversation_id = talk AND part.left_at IS NULL
              AND CASE WHEN part.actor_id IS NULL THEN part.account_id <> ALL (accounts) ELSE part.actor_id <> ALL (actors) END
            RETURNING part.actor_id, part.account_id
        ) SELECT count(*), coalesce(array_agg(gone.actor_id) FILTER (WHERE gone.actor_id IS NOT NULL), '{}'),
            coalesce(array_agg(gone.account_id) FILTER (WHERE gone.account_id IS NOT NULL), '{}')
          INTO gone, gone_actors, gone_accounts FROM gone;
        INSERT INTO conversation_participant (id, public_id, conversation_id, actor_id, account_id, joined_sequence, joined_at)
          SELECT made.id, public_id_of('participant', made.id), talk, made.actor_id, made.account_id, made.last_sequence, clock_timestamp() FROM (
            SELECT new_row_id() AS id, belongs.actor_id, belongs.account_id, held.last_sequence FROM conversation AS held CROSS JOIN (
                SELECT unnest(actors) AS actor_id, NULL::uuid AS account_id UNION SELECT NULL, unnest(accounts)
              ) AS belongs
              WHERE held.id = talk AND NOT EXISTS (SELECT FROM conversation_participant AS part WHERE part.conversation_id = talk
                AND part.left_at IS NULL AND (part.actor_id = belongs.actor_id OR part.account_id = belongs.account_id))
              ORDER BY belongs.actor_id, belongs.account_id
          ) AS made;
        GET DIAGNOSTICS come = ROW_COUNT;
        IF gone + come = 0 THEN RETURN; END IF;
        PERFORM append_live(talk, 'CONVERSATION_CHANGED', talk);
        PERFORM append_live(told.account_id, 'CONVERSATION_LEFT', talk) FROM (
          SELECT reader.account_id FROM inbox_accounts(gone_actors, gone_accounts) AS reader
            JOIN account ON account.id = reader.account_id AND account.deleted_at IS NULL ORDER BY reader.account_id) AS told;
      END $$;
      COMMENT ON FUNCTION keep_parts(uuid, uuid[], uuid[]) IS
      'Lets exactly these actors and accounts take part in a conversation that the caller holds, and tells those who stay, come and go.';

      CREATE FUNCTION follow_hosts(kind text, hosts uuid[], belonging regproc) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        held uuid[];
        talk record;
        actors uuid[];
        accounts uuid[];
      BEGIN
        PERFORM pg_advisory_xact_lock_shared(7266776, turn.number) FROM (
          SELECT DISTINCT turn_of_host(host.id) AS number FROM unnest(hosts) AS host(id) ORDER BY 1) AS turn;
        held := ARRAY(SELECT attached.id FROM conversation AS attached WHERE attached.host_type = kind AND attached.host_id = ANY (hosts)
          ORDER BY attached.id FOR NO KEY UPDATE);
        FOR talk IN SELECT attached.id, attached.host_id FROM conversation AS attached WHERE attached.id = ANY (held) ORDER BY attached.id LOOP
          EXECUTE format($sql$SELECT coalesce(array_agg(part.actor_id) FILTER (WHERE part.actor_id IS NOT NULL), '{}'),
            coalesce(array_agg(part.account_id) FILTER (WHERE part.account_id IS NOT NULL), '{}') FROM %s($1) AS part$sql$, belonging)
            INTO actors, accounts USING talk.host_id;
          PERFORM keep_parts(talk.id, actors, accounts);
        END LOOP;
      END $$;
      COMMENT ON FUNCTION follow_hosts(text, uuid[], regproc) IS
      'Lets those take part in the conversations attached to things of a kind (a GraphQL type) who belong to them now: belonging(host) answers them as rows of actor_id and account_id, one of them null. To be called by a trigger of whatever says who belongs, deferred to the commit; without a conversation it does nothing.';

      CREATE FUNCTION open_attached(kind text, host uuid, belonging regproc, new_id uuid, new_public_id text, new_subject text,
        OUT talk uuid, OUT is_new boolean) LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_advisory_xact_lock(7266776, turn_of_host(host));
        INSERT INTO conversation (id, public_id, form, subject, host_type, host_id)
          VALUES (new_id, new_public_id, 'ATTACHED', new_subject, kind, host)
          ON CONFLICT (host_type, host_id) WHERE host_id IS NOT NULL DO NOTHING RETURNING id INTO talk;
        is_new := FOUND;
        IF is_new THEN PERFORM follow_hosts(kind, ARRAY[host], belonging);
        ELSE SELECT attached.id INTO STRICT talk FROM conversation AS attached WHERE attached.host_type = kind AND attached.host_id = host;
        END IF;
      END $$;
      COMMENT ON FUNCTION open_attached IS
      'Finds or makes the conversation attached to something, in which those take part who belong to it. Who may is the caller''s to ask.';

      CREATE FUNCTION end_attached(kind text, hosts uuid[]) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        held uuid[];
      BEGIN
        held := ARRAY(SELECT attached.id FROM conversation AS attached WHERE attached.host_type = kind AND attached.host_id = ANY (hosts)
          ORDER BY attached.id FOR UPDATE);
        PERFORM keep_parts(talk.id, '{}', '{}') FROM unnest(held) AS talk(id);
        -- Whose messages are reported stays for those who decide, read by nobody.
        DELETE FROM conversation AS attached WHERE attached.id = ANY (held) AND NOT EXISTS (SELECT FROM message AS told
          JOIN message_report AS report ON report.message_id = told.id WHERE told.conversation_id = attached.id);
        DELETE FROM live_stream WHERE id = ANY (held) AND NOT EXISTS (SELECT FROM conversation AS kept WHERE kept.id = live_stream.id);
      END $$;
      COMMENT ON FUNCTION end_attached(text, uuid[]) IS
      'Ends the conversations attached to things that are gone: everybody leaves and is told so, and the messages are removed. To be called by a trigger of the thing, deferred to the commit.';
    `);
  }

  private async addFollowingOfActors(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION members_of_actor(host uuid) RETURNS TABLE (actor_id uuid, account_id uuid) LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT NULL::uuid, mine.account_id FROM membership AS mine WHERE mine.actor_id = host AND mine.ended_on IS NULL
      $$;
      COMMENT ON FUNCTION members_of_actor(uuid) IS
      'Who takes part in the conversation attached to an actor: each of its members as itself, those without a say too.';

      CREATE FUNCTION conversations_follow_membership() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        its membership;
        spoke boolean := false;
        begins boolean := false;
        speaks boolean;
      BEGIN
        IF TG_OP <> 'INSERT' THEN
          its := OLD;
          spoke := OLD.ended_on IS NULL AND is_speaking_role(OLD.role);
        END IF;
        IF TG_OP <> 'DELETE' THEN
          its := NEW;
          begins := NOT spoke AND NEW.ended_on IS NULL AND is_speaking_role(NEW.role);
        END IF;
        PERFORM follow_hosts('Actor', ARRAY[its.actor_id], 'members_of_actor');
        -- As it stands at the commit: who gets another role has one membership end and another begin.
        speaks := EXISTS (SELECT FROM actor_speaker AS voice WHERE voice.actor_id = its.actor_id AND voice.account_id = its.account_id);
        IF (begins AND speaks) OR (spoke AND NOT speaks) THEN
          PERFORM append_live(its.account_id, CASE WHEN speaks THEN 'CONVERSATION_CHANGED' ELSE 'CONVERSATION_LEFT' END, told.conversation_id) FROM (
            SELECT part.conversation_id FROM conversation_participant AS part JOIN account ON account.id = its.account_id
              WHERE part.actor_id = its.actor_id AND part.left_at IS NULL AND account.deleted_at IS NULL
                AND NOT is_closed_by_block(part.conversation_id) ORDER BY part.conversation_id) AS told;
        END IF;
        RETURN NULL;
      END $$;
      COMMENT ON FUNCTION conversations_follow_membership() IS
      'Who joins or leaves an actor joins or leaves its attached conversation, and who comes to speak for it, or no longer does, is told of the conversations in its inbox.';
      CREATE CONSTRAINT TRIGGER conversations_follow AFTER INSERT OR DELETE OR UPDATE OF role, ended_on ON membership
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION conversations_follow_membership();

      CREATE FUNCTION attached_conversation_ends_with_actor() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM end_attached('Actor', ARRAY[OLD.id]);
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER attached_conversation_ends AFTER DELETE ON actor
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION attached_conversation_ends_with_actor();
    `);
  }
}

import "reflect-metadata";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { DataSource } from "typeorm";
import { demoRelationships } from "../../../src/app/demo/demo-network.js";
import { demoActors, demoMemberships } from "../../../src/app/demo/demo-region.js";
import { removeDemo, seedDemo } from "../../../src/app/demo/seed.js";
import { demoActorId } from "../../../src/domains/actors/actors.commands.js";
import {
  allowedPairs,
  relationshipKinds,
} from "../../../src/domains/network/relationships/relationship-kinds.js";
import { createDataSource } from "../../../src/platform/database/data-source.js";
import { createTestDatabase, type TestDatabase } from "../../testkit/database.js";

describe("the network of the demo region", () => {
  /** The last day that the text knows of: nothing but proposals looks beyond it. */
  const lastDay = "2026-10-31";
  const actorOf = new Map(demoActors.map((actor) => [actor.slug, actor]));
  const confirmed = demoRelationships.filter(({ status }) => status === "CONFIRMED");
  const withStatus = (status: string) => demoRelationships.filter((each) => each.status === status);
  const told = ({ kind, source, target }: (typeof demoRelationships)[number]) =>
    `${source} ${kind} ${target}`;

  test("joins two actors of kinds that the vocabulary allows, every kind many times", () => {
    const allowed = new Set(allowedPairs.map((pair) => Object.values(pair).join(" ")));
    const pairOf = ({ kind, source, target }: (typeof demoRelationships)[number]) =>
      [kind, actorOf.get(source)?.kind, actorOf.get(target)?.kind].join(" ");
    expect(demoRelationships.filter((each) => !allowed.has(pairOf(each))).map(told)).toEqual([]);
    expect(demoRelationships.filter(({ source, target }) => source === target).map(told)).toEqual([]);
    const counted: Record<string, number> = {};
    for (const { kind } of confirmed) counted[kind] = (counted[kind] ?? 0) + 1;
    expect(counted).toEqual({
      COLLABORATES_WITH: 56,
      MEMBER_OF: 54,
      TEACHES_AT: 44,
      PLAYS_AT: 127,
      REHEARSES_AT: 54,
      HOSTS: 24,
      MENTORS: 41,
      PARTNER_OF: 71,
      CO_ORGANISES: 52,
      GREW_OUT_OF: 38,
      OUTGROWN_TO: 15,
    });
    expect([confirmed.length, withStatus("PROPOSED").length, withStatus("DECLINED").length]).toEqual([
      576, 20, 2,
    ]);
  });

  test("holds each relationship once at a time, whoever is its source where that says the same", () => {
    const endsOf = ({ kind, source, target }: (typeof demoRelationships)[number]) =>
      (relationshipKinds[kind].isSymmetric ? [source, target].sort() : [source, target]).join(" ");
    const standing = demoRelationships.filter(({ status }) => status !== "DECLINED");
    const doubles = standing.filter((one, place) =>
      standing
        .slice(place + 1)
        .some(
          (other) =>
            one.kind === other.kind &&
            endsOf(one) === endsOf(other) &&
            (one.startedOn ?? "") < (other.endedOn ?? "9") &&
            (other.startedOn ?? "") < (one.endedOn ?? "9"),
        ),
    );
    expect(doubles.map(told)).toEqual([]);
  });

  test("joins municipalities: half of it crosses a border", () => {
    const crossing = confirmed.filter(({ source, target }) => {
      const [here, there] = [actorOf.get(source)?.municipality, actorOf.get(target)?.municipality];
      return here !== undefined && there !== undefined && here !== there;
    });
    expect(crossing).toHaveLength(306);
    expect(crossing.length / confirmed.length).toBeGreaterThan(0.5);
  });

  test("has a few hubs, most actors with 3 to 12 relationships, and three with none", () => {
    const degrees = new Map(demoActors.map(({ slug }) => [slug, 0]));
    for (const slug of confirmed.flatMap(({ source, target }) => [source, target])) {
      degrees.set(slug, (degrees.get(slug) ?? 0) + 1);
    }
    const most = [...degrees].sort(([, one], [, other]) => other - one);
    expect(most.slice(0, 5)).toEqual([
      ["demo-rehearsal", 35],
      ["demo-venue", 27],
      ["demo-office", 25],
      ["demo-artist", 24],
      ["demo-festival", 23],
    ]);
    expect(most.filter(([, degree]) => degree > 12).length).toBeLessThan(20);
    expect(most.filter(([, degree]) => degree >= 3 && degree <= 12).length).toBeGreaterThan(110);
    expect(
      most
        .filter(([, degree]) => degree === 0)
        .map(([slug]) => slug)
        .sort(),
    ).toEqual(["demo-fjordens-harmonikaorkester", "demo-gasmaaleren", "demo-harpe-og-horn"]);
  });

  test("begins before it ends, after those who grew out of something had begun, and in the past", () => {
    const beginnings = new Map(
      confirmed.flatMap(({ kind, source, startedOn }) =>
        kind === "GREW_OUT_OF" && startedOn !== null ? [[source, startedOn] as const] : [],
      ),
    );
    for (const each of demoRelationships) {
      const { source, target, startedOn, endedOn, status, createdOn } = each;
      const begun = [source, target].map((slug) => beginnings.get(slug) ?? "1990-01-01");
      const mistakes = {
        isNoDay: [startedOn, endedOn, createdOn].some(
          (day) => day !== null && new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) !== day,
        ),
        endsFirst: startedOn !== null && endedOn !== null && endedOn <= startedOn,
        beginsTooEarly: startedOn !== null && begun.some((day) => startedOn < day),
        endsTooEarly: endedOn !== null && begun.some((day) => endedOn <= day),
        isAhead: status === "CONFIRMED" && [startedOn, endedOn].some((day) => day !== null && day > lastDay),
        isEnteredTooEarly: [source, target].some((slug) => createdOn < (actorOf.get(slug)?.joined ?? "")),
        isEnteredAhead: createdOn > lastDay,
      };
      expect([told(each), mistakes]).toEqual([
        told(each),
        Object.fromEntries(Object.keys(mistakes).map((mistake) => [mistake, false])),
      ]);
    }
    expect(confirmed.filter(({ endedOn }) => endedOn !== null)).toHaveLength(63);
    expect(confirmed.filter(({ startedOn }) => startedOn === null)).toHaveLength(51);
    expect(withStatus("PROPOSED").filter(({ startedOn }) => (startedOn ?? "") > lastDay)).toHaveLength(6);
  });

  test("is proposed by an end that somebody acts for, and the six have one to answer and one to wait for", () => {
    const claimed = new Set(demoMemberships.map(({ actorSlug }) => actorSlug));
    const strange = demoRelationships.filter(
      ({ proposedBy, source, target }) => ![source, target].includes(proposedBy) || !claimed.has(proposedBy),
    );
    expect(strange.map(told)).toEqual([]);
    const open = withStatus("PROPOSED");
    for (const name of ["school", "venue", "festival", "rehearsal", "artist", "office"]) {
      const own = open.filter(({ source, target }) => [source, target].includes(`demo-${name}`));
      const asked = own.filter(({ proposedBy }) => proposedBy === `demo-${name}`);
      expect([name, own.length - asked.length, asked.length]).toEqual([name, 1, 1]);
    }
  });
});

describe("loading the network again", () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase({ demo: true });
    dataSource = createDataSource({ url: database.url, statementTimeoutMs: 10_000 }, [], []);
    await dataSource.initialize();
    // What stays: what an actor outside the demo region has with demo actors.
    await makeActor(visitor, "ARTIST", "besoegende-band");
    await relate("PLAYS_AT", visitor, venue);
    await block(visitor, rehearsal);
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await database?.drop();
  });

  const [venue, artist, rehearsal] = ["demo-venue", "demo-artist", "demo-rehearsal"].map(demoActorId) as [
    string,
    string,
    string,
  ];
  const visitor = "01990000-0000-7000-8000-000000000001";
  const content = "142 fictional actors, 598 relationships, 7 accounts to sign in with";

  async function run(statement: string, values: unknown[] = []): Promise<number> {
    return (await database.pool.query(statement, values)).rowCount ?? 0;
  }

  /** A confirmed relationship between two actors, by their ids. */
  async function relate(kind: string, source: string, target: string, startedOn: string | null = null) {
    await run(
      `INSERT INTO relationship (id, public_id, kind, source_id, target_id, status, proposed_by, started_on, answered_at)
        SELECT id, id::text, $1, $2, $3, 'CONFIRMED', $2, $4, now() FROM gen_random_uuid() AS made(id)`,
      [kind, source, target, startedOn],
    );
  }

  const block = (blocker: string, blocked: string) =>
    run("INSERT INTO actor_block (blocker_id, blocked_id) VALUES ($1, $2)", [blocker, blocked]);

  /** Every row of the network. */
  async function network() {
    const all = async (table: string) =>
      (await database.pool.query(`SELECT * FROM ${table} ORDER BY ${table}::text`)).rows;
    return {
      relationships: await all("relationship"),
      ends: await all("relationship_end"),
      blocks: await all("actor_block"),
    };
  }

  async function load(): Promise<string[]> {
    const said: string[] = [];
    await seedDemo({ pool: database.pool, dataSource }, (line) => said.push(line));
    return said;
  }

  /** Makes an actor outside the demo region. */
  const makeActor = (id: string, kind: string, slug: string) =>
    run(
      `WITH made AS (INSERT INTO actor (id, public_id, kind, slug, name, about_da)
          VALUES ($1, $3, $2, $3, $3, '') RETURNING id, slug)
        INSERT INTO actor_slug (slug, actor_id) SELECT slug, id FROM made`,
      [id, kind, slug],
    );

  test("writes nothing where nothing changed", async () => {
    const versions = async () =>
      (await database.pool.query("SELECT id, xmin::text FROM relationship ORDER BY id")).rows;
    const before = await versions();
    expect(before).toHaveLength(599);
    expect(await load()).toEqual([`The demo region was there already: ${content}.`]);
    expect(await versions()).toEqual(before);
  });

  test("restores what was ended, moved, answered, deleted, added or blocked, and nothing else", async () => {
    const before = await network();
    expect([before.relationships.length, before.ends.length, before.blocks.length]).toEqual([599, 1198, 1]);
    const between = (kind: string, source: string, target: string) =>
      `kind = '${kind}' AND source_id = '${demoActorId(source)}' AND target_id = '${demoActorId(target)}'`;
    const houseBand = between("PLAYS_AT", "demo-kajens-storband", "demo-vognporten");
    const changes = [
      `UPDATE relationship SET ended_on = '2026-05-01' WHERE ${between("PLAYS_AT", "demo-artist", "demo-venue")}`,
      // The second period moves to where the text has the first.
      `UPDATE relationship SET ended_on = '2024-01-01' WHERE ${houseBand} AND started_on IS NULL`,
      `UPDATE relationship SET started_on = '2025-01-01' WHERE ${houseBand} AND started_on = '2026-03-18'`,
      `UPDATE relationship SET status = 'CONFIRMED', answered_at = now()
        WHERE ${between("REHEARSES_AT", "demo-nordlys", "demo-rehearsal")}`,
      `UPDATE relationship SET status = 'DECLINED', answered_at = now()
        WHERE ${between("COLLABORATES_WITH", "demo-yrsa-kildeaa", "demo-artist")}`,
      `DELETE FROM relationship WHERE ${between("TEACHES_AT", "demo-artist", "demo-school")}`,
      `UPDATE actor SET field_visibility = field_visibility || '{"RELATIONSHIPS": "MEMBERS"}'
        WHERE id = '${venue}'`,
    ];
    for (const change of changes) expect([change, await run(change)]).toEqual([change, 1]);
    await relate("PLAYS_AT", artist, venue, "2026-05-01");
    await relate("COLLABORATES_WITH", artist, venue);
    await block(venue, artist);
    await block(rehearsal, visitor);

    expect(await load()).toEqual([`The demo region is loaded: ${content}.`]);
    expect(await network()).toEqual(before);
    expect(await load()).toEqual([`The demo region was there already: ${content}.`]);
  });

  test("removing the demo region takes the network along, and leaves that of others", async () => {
    const other = "01990000-0000-7000-8000-000000000002";
    await makeActor(other, "VENUE", "et-andet-sted");
    await relate("PLAYS_AT", visitor, other);
    await block(other, visitor);
    await block(artist, visitor);
    await removeDemo({ pool: database.pool, dataSource }, () => undefined);
    const left = await network();
    expect(left.relationships).toMatchObject([{ source_id: visitor, target_id: other }]);
    expect(left.ends).toMatchObject([{ kind: "PLAYS_AT" }, { kind: "PLAYS_AT" }]);
    expect(left.blocks).toMatchObject([{ blocker_id: other, blocked_id: visitor }]);
  });
});

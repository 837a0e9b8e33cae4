import type { Queryable } from "../../../platform/database/sql.js";
import { writeBatch } from "../../../platform/file-import/batch.js";
import type { ReadRow } from "../../../platform/file-import/csv-rows.js";
import { takeImportLock } from "../../../platform/file-import/import-lock.js";
import type { Refusal } from "../../../platform/file-import/refusals.js";
import { noteRefused } from "../../../platform/file-import/refused-rows.js";
import { newIds, type RowIds } from "../../../platform/ids/ids.js";
import { slugFromName } from "../profiles/slug.js";
import { type ActorDraft, identityKeys, slugKey } from "./actor-draft.js";
import {
  actorsByKey,
  freeSlugs,
  insertActors,
  lockActors,
  storedActors,
  takenSlugs,
  updateActors,
  writeLists,
} from "./actor-import.repository.js";
import {
  type ActorChanges,
  changesForNew,
  changesTo,
  type ImportedProfile,
  profileAfter,
  type StoredActor,
  type Vocabulary,
} from "./import-changes.js";
import { type ImportedRow, linesOfKeys, noteImported, refusedActors } from "./import-notes.repository.js";
import { actorRefusals } from "./import-refusals.js";

/** A row of the file as it was read. */
export type ActorRow = ReadRow<ActorDraft>;

/** How many rows came to what. */
export interface ImportCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly skipped: number;
}

export interface BatchOptions {
  readonly vocabulary: Vocabulary;
  /** Decides and notes everything and writes nothing. */
  readonly dryRun: boolean;
  /** Creates who is missing and leaves everybody stored as they are; default false. */
  readonly onlyNew?: boolean;
}

/** What becomes of a row. */
type Decision =
  | { readonly outcome: "skipped"; readonly line: number; readonly refusal: Refusal }
  | (Taken & {
      readonly outcome: "created";
      readonly ids: RowIds;
      readonly givenSlug: string | null;
      readonly changes: ActorChanges;
    })
  | (Taken & { readonly outcome: "updated"; readonly actor: StoredActor; readonly changes: ActorChanges })
  | (Taken & { readonly outcome: "unchanged"; readonly actor: StoredActor });

interface Taken {
  readonly line: number;
  readonly draft: ActorDraft;
  /** As the import leaves it. */
  readonly profile: ImportedProfile;
}

/**
 * Imports rows in one transaction, all or none. What the database refuses although the row was checked refuses that
 * row alone: the batch is halved until it is found.
 * @throws the database's error when it is not about the data
 */
export async function importBatch(
  on: Queryable,
  rows: readonly ActorRow[],
  options: BatchOptions,
): Promise<ImportCounts> {
  return writeBatch(on, rows, {
    dryRun: options.dryRun,
    write: (some) => importRows(on, some, options),
    refused: ({ line, draft }, state) =>
      draft ? { line, refusal: actorRefusals.refusal("REFUSED_BY_DATABASE", { state }) } : null,
    add: addCounts,
  });
}

/** The sum of two counts. */
export function addCounts(one: ImportCounts, other: ImportCounts): ImportCounts {
  return {
    created: one.created + other.created,
    updated: one.updated + other.updated,
    unchanged: one.unchanged + other.unchanged,
    skipped: one.skipped + other.skipped,
  };
}

async function importRows(
  on: Queryable,
  rows: readonly ActorRow[],
  { vocabulary, dryRun, onlyNew = false }: BatchOptions,
): Promise<ImportCounts> {
  await takeImportLock(on, "actors");
  const keys = rows.flatMap(({ draft }) => (draft ? identityKeys(draft) : []));
  const known = await actorsByKey(on, keys);
  const actorIds = [...new Set(known.values())];
  if (!dryRun) await lockActors(on, actorIds);
  const stored = await storedActors(on, actorIds);
  const named = new Map(await linesOfKeys(on, [...keys, ...actorIds.map(actorKey)]));
  const decisions = rows.map((row) => {
    const decision = row.draft
      ? decide(row.line, row.draft, { known, stored, named, vocabulary, onlyNew })
      : skip(row.line, row.refusal);
    if (decision.outcome !== "skipped") for (const key of keysOf(decision)) named.set(key, row.line);
    return decision;
  });
  const slugs = await slugsForNew(on, decisions, named);
  if (!dryRun) await write(on, decisions, slugs);
  await noteImported(
    on,
    decisions.flatMap((decision) => (decision.outcome === "skipped" ? [] : [noteOf(decision, slugs)])),
  );
  await noteRefused(
    on,
    refusedActors,
    decisions.flatMap((decision) =>
      decision.outcome === "skipped"
        ? [
            {
              line: decision.line,
              code: decision.refusal.code,
              message: actorRefusals.messageOf(decision.refusal),
            },
          ]
        : [],
    ),
  );
  const count = (outcome: Decision["outcome"]) =>
    decisions.filter((decision) => decision.outcome === outcome).length;
  return {
    created: count("created"),
    updated: count("updated"),
    unchanged: count("unchanged"),
    skipped: count("skipped"),
  };
}

interface Known {
  /** The actor of each key that is in the hub. */
  readonly known: ReadonlyMap<string, string>;
  readonly stored: ReadonlyMap<string, StoredActor>;
  /** The line of this file that each key belongs to. */
  readonly named: ReadonlyMap<string, number>;
  readonly vocabulary: Vocabulary;
  readonly onlyNew: boolean;
}

function decide(
  line: number,
  draft: ActorDraft,
  { known, stored, named, vocabulary, onlyNew }: Known,
): Decision {
  const keys = identityKeys(draft);
  const repeated = keys.find((key) => named.has(key));
  if (repeated !== undefined) {
    return skip(line, { code: "REPEATED", values: { line: named.get(repeated) ?? 0, key: repeated } });
  }
  const ids = new Set(keys.flatMap((key) => known.get(key) ?? []));
  const [actor, ...others] = [...ids].flatMap((id) => stored.get(id) ?? []);
  if (!actor) {
    const changes = changesForNew(draft, vocabulary);
    return {
      outcome: "created",
      line,
      draft,
      ids: newIds("actor"),
      givenSlug: draft.slug,
      changes,
      profile: changes.profile,
    };
  }
  if (others.length > 0) {
    const slugs = [actor, ...others]
      .map(({ slug }) => slug)
      .sort()
      .join(", ");
    return skip(line, { code: "IDS_DISAGREE", values: { slugs } });
  }
  const { slug } = actor;
  const sameActor = named.get(actorKey(actor.id));
  if (sameActor !== undefined) return skip(line, { code: "SAME_ACTOR", values: { line: sameActor, slug } });
  const changes = onlyNew ? null : changesTo(actor, draft, vocabulary);
  const otherKind = draft.kind !== actor.kind;
  if (actor.claimed && !onlyNew && (changes || otherKind))
    return skip(line, { code: "CLAIMED", values: { slug } });
  if (otherKind) return skip(line, { code: "KIND_DIFFERS", values: { slug, stored: actor.kind } });
  const profile = onlyNew ? actor.profile : profileAfter(actor.profile, draft, vocabulary);
  return changes
    ? { outcome: "updated", line, draft, actor, changes, profile }
    : { outcome: "unchanged", line, draft, actor, profile };
}

function skip(line: number, refusal: Refusal): Decision {
  return { outcome: "skipped", line, refusal };
}

const actorKey = (id: string) => `ACTOR ${id}`;

/** What names the actor of a row that is taken. */
function keysOf(decision: Exclude<Decision, { outcome: "skipped" }>): string[] {
  const own =
    decision.outcome === "created"
      ? [actorKey(decision.ids.id)]
      : [actorKey(decision.actor.id), slugKey(decision.actor.slug)];
  return [...new Set([...own, ...identityKeys(decision.draft)])];
}

/** The slug of every new actor by its id: the row's own, else one made from its name. */
async function slugsForNew(
  on: Queryable,
  decisions: readonly Decision[],
  named: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, string>> {
  const created = decisions.filter((decision) => decision.outcome === "created");
  const wanted = created
    .filter(({ givenSlug }) => givenSlug === null)
    .map(({ ids, draft }) => ({ id: ids.id, base: slugFromName(draft.name) || "actor" }));
  const made = await freeSlugs(wanted, async (slugs) => {
    const inHub = await takenSlugs(on, slugs);
    const inFile = await linesOfKeys(on, slugs.map(slugKey));
    return new Set(
      slugs.filter((slug) => inHub.has(slug) || inFile.has(slugKey(slug)) || named.has(slugKey(slug))),
    );
  });
  const given = created.flatMap(({ ids, givenSlug }) =>
    givenSlug === null ? [] : [[ids.id, givenSlug] as const],
  );
  return new Map([...made, ...given]);
}

async function write(
  on: Queryable,
  decisions: readonly Decision[],
  slugs: ReadonlyMap<string, string>,
): Promise<void> {
  const created = decisions.filter((decision) => decision.outcome === "created");
  const updated = decisions.filter((decision) => decision.outcome === "updated");
  await insertActors(
    on,
    created.map(({ ids, draft, profile }) => ({
      ...ids,
      kind: draft.kind,
      slug: slugOf(slugs, ids.id),
      profile,
    })),
  );
  await updateActors(
    on,
    updated.map(({ actor, profile }) => ({ id: actor.id, profile })),
  );
  await writeLists(on, [
    ...created.map(({ ids, changes }) => ({ id: ids.id, ...changes })),
    ...updated.map(({ actor, changes }) => ({ id: actor.id, ...changes })),
  ]);
}

function noteOf(
  decision: Exclude<Decision, { outcome: "skipped" }>,
  slugs: ReadonlyMap<string, string>,
): ImportedRow {
  const { line, draft, profile } = decision;
  const isNew = decision.outcome === "created";
  const actorId = isNew ? decision.ids.id : decision.actor.id;
  const slug = isNew ? slugOf(slugs, actorId) : decision.actor.slug;
  return {
    line,
    actorId,
    slug,
    name: profile.name,
    municipalityId: profile.municipalityId,
    latitude: profile.latitude,
    longitude: profile.longitude,
    cvr: draft.externalIds.filter(({ scheme }) => scheme === "CVR").map(({ value }) => value),
    keys: [...new Set([...keysOf(decision), slugKey(slug)])],
  };
}

function slugOf(slugs: ReadonlyMap<string, string>, actorId: string): string {
  const slug = slugs.get(actorId);
  if (slug === undefined) throw new Error(`The new actor ${actorId} has no slug`);
  return slug;
}

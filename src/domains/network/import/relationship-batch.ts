import type { Queryable } from "../../../platform/database/sql.js";
import { writeBatch } from "../../../platform/file-import/batch.js";
import { takeImportLock } from "../../../platform/file-import/import-lock.js";
import { noteRefused } from "../../../platform/file-import/refused-rows.js";
import { newIds } from "../../../platform/ids/ids.js";
import { holdActorsByKey } from "../../actors/actors.commands.js";
import { type KnownActor, knownActors } from "../../actors/actors.queries.js";
import { addCounts, countDecisions, type RelationshipCounts } from "./relationship-counts.js";
import { type Decision, decide } from "./relationship-decision.js";
import type { RelationshipRow } from "./relationship-draft.js";
import {
  blocksAmong,
  insertRelationships,
  linesOfStored,
  type StatedRelationship,
} from "./relationship-import.repository.js";
import {
  earlierStatements,
  noteDangling,
  noteStated,
  refusedRelationships,
} from "./relationship-notes.repository.js";
import { relationshipRefusals } from "./relationship-refusals.js";
import { isBackward, stateRelationship } from "./stated-period.js";

export interface BatchOptions {
  /** Decides and notes everything and writes nothing. */
  readonly dryRun: boolean;
  /** The primary keys of the actors that these keys name. */
  actorIdsOf(on: Queryable, keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Actors that the import itself would create, by primary key; in a dry run they are in no table. */
  readonly actorsToCome?: ReadonlyMap<string, KnownActor>;
}

/**
 * Imports rows in one transaction, all or none. What the database refuses although the row was checked refuses that
 * row alone.
 * @throws the database's error when it is not about the data
 */
export async function importBatch(
  on: Queryable,
  rows: readonly RelationshipRow[],
  options: BatchOptions,
): Promise<RelationshipCounts> {
  return writeBatch(on, rows, {
    dryRun: options.dryRun,
    write: (some) => importRows(on, some, options),
    refused({ line, draft }, state) {
      if (!draft || "refusal" in draft) return null;
      const refusal = relationshipRefusals.refusal("REFUSED_BY_DATABASE", { state });
      return { line, draft: { kind: draft.kind, refusal } };
    },
    add: addCounts,
  });
}

async function importRows(
  on: Queryable,
  rows: readonly RelationshipRow[],
  options: BatchOptions,
): Promise<RelationshipCounts> {
  await takeImportLock(on, "relationships");
  const actors = await actorsOfRows(on, rows, options);
  const stated = rows.flatMap(({ line, draft }) => {
    if (!draft || "refusal" in draft || isBackward(draft)) return [];
    const source = actors.get(draft.source.key ?? "");
    const target = actors.get(draft.target.key ?? "");
    return source && target ? [stateRelationship(line, draft, source.id, target.id)] : [];
  });
  const ids = [...new Set(stated.flatMap(({ sourceId, targetId }) => [sourceId, targetId]))];
  const known = {
    actors,
    stated: new Map(stated.map((one) => [one.line, one])),
    stored: await linesOfStored(on, stated),
    blocks: await blocksAmong(on, ids),
    earlier: await earlierStatements(on, stated),
  };
  const decisions = decide(rows, known);
  if (!options.dryRun) {
    await insertRelationships(
      on,
      decisions.flatMap((decision) =>
        decision.outcome === "created" ? [{ ...newIds("relationship"), ...decision }] : [],
      ),
    );
  }
  await note(on, decisions);
  return countDecisions(decisions);
}

/** The actors that the rows name, by the key that names them; nobody claims or deletes them meanwhile. */
async function actorsOfRows(
  on: Queryable,
  rows: readonly RelationshipRow[],
  { dryRun, actorIdsOf, actorsToCome }: BatchOptions,
): Promise<ReadonlyMap<string, KnownActor>> {
  const keys = rows.flatMap(({ draft }) =>
    !draft || "refusal" in draft ? [] : [draft.source.key, draft.target.key].filter((key) => key !== null),
  );
  const idOfKey = await actorIdsOf(on, [...new Set(keys)]);
  const ids = [...new Set(idOfKey.values())];
  if (!dryRun) await holdActorsByKey(on, ids);
  const inHub = await knownActors(on, ids);
  return new Map(
    [...idOfKey].flatMap(([key, id]) => {
      const actor = inHub.get(id) ?? actorsToCome?.get(id);
      return actor ? [[key, actor] as const] : [];
    }),
  );
}

async function note(on: Queryable, decisions: readonly Decision[]): Promise<void> {
  const taken = (decision: Decision): readonly StatedRelationship[] =>
    decision.outcome === "created" || decision.outcome === "unchanged" ? [decision.stated] : [];
  await noteStated(on, decisions.flatMap(taken));
  await noteDangling(
    on,
    decisions.flatMap((decision) => (decision.outcome === "dangling" ? decision.ends : [])),
  );
  await noteRefused(
    on,
    refusedRelationships,
    decisions.flatMap((decision) => {
      if (decision.outcome !== "refused") return [];
      const { line, refusal } = decision;
      return [{ line, code: refusal.code, message: relationshipRefusals.messageOf(refusal) }];
    }),
  );
}

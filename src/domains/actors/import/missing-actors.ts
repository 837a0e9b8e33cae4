import type { Queryable } from "../../../platform/database/sql.js";
import { batchSize } from "../../../platform/file-import/csv-rows.js";
import { quoted, RowRefused } from "../../../platform/file-import/refusals.js";
import { type RefusedRow, refusedRows } from "../../../platform/file-import/refused-rows.js";
import { readExternalId } from "../external-id.js";
import type { ActorKind, ArtistForm } from "../profiles/actor.enums.js";
import { longestSlug, slugFromName } from "../profiles/slug.js";
import { type ActorDraft, type ActorExternalId, identityKeys } from "./actor-draft.js";
import { readName } from "./actor-row.js";
import { type ActorRow, addCounts, type ImportCounts, importBatch } from "./import-batch.js";
import { createNotes, importedActorIds, refusedActors } from "./import-notes.repository.js";
import { refuse } from "./import-refusals.js";

/** An actor as a graph describes it. */
export interface GivenActor {
  /** Which of the file's actors it is, from 1. */
  readonly position: number;
  readonly kind: ActorKind;
  /** Of artists only. */
  readonly artistForm: ArtistForm | null;
  readonly name: string;
  /** Its id in the file, such as `Q95`, from which with the name its slug is made; null when it has no lasting one. */
  readonly ownId: string | null;
  readonly wikidataIds: readonly string[];
}

/** Who of a graph's actors there is now, or would be. */
export interface FoundActors {
  readonly created: number;
  /** Stored already, and left as they are. */
  readonly unchanged: number;
  /** Each with its position as the line. */
  readonly refused: readonly RefusedRow[];
  /** The primary keys by position; in a dry run those of actors to be created are in no table. */
  readonly actorIds: ReadonlyMap<number, string>;
}

/** Longest own id that a slug ends in; a longer one is no short name of anything. */
const longestOwnId = 40;

/**
 * Finds a graph's actors by Wikidata id or by the slug made of name and own id (`big-maybelle-q95`), and creates those
 * who are missing: they belong to nobody. Stored actors stay as they are, whoever owns them.
 * @param on a connection of its own, on which nobody has imported actors before
 */
export async function createMissingActors(
  on: Queryable,
  given: readonly GivenActor[],
  { dryRun }: { readonly dryRun: boolean },
): Promise<FoundActors> {
  await createNotes(on);
  // A graph names neither municipality nor genre.
  const vocabulary = { municipalityIds: new Map(), genreIds: new Map() };
  const rows = given.map(readGiven);
  let counts: ImportCounts = { created: 0, updated: 0, unchanged: 0, skipped: 0 };
  for (let start = 0; start < rows.length; start += batchSize) {
    const batch = rows.slice(start, start + batchSize);
    counts = addCounts(counts, await importBatch(on, batch, { vocabulary, dryRun, onlyNew: true }));
  }
  const refused: RefusedRow[] = [];
  for await (const row of refusedRows(on, refusedActors)) refused.push(row);
  return {
    created: counts.created,
    unchanged: counts.unchanged,
    refused,
    actorIds: await importedActorIds(on),
  };
}

function readGiven(actor: GivenActor): ActorRow {
  try {
    return { line: actor.position, draft: draftOf(actor) };
  } catch (error) {
    if (error instanceof RowRefused) return { line: actor.position, refusal: error.refusal };
    throw error;
  }
}

function draftOf({ kind, artistForm, name: written, ownId, wikidataIds }: GivenActor): ActorDraft {
  const name = readName(written);
  const slug = slugWithOwnId(name, ownId);
  const externalIds = wikidataIds.map(readWikidataId);
  if (identityKeys({ slug, externalIds }).length === 0)
    throw refuse("NOT_RECOGNISABLE", { suggestion: quoted(slugFromName(name) || "actor") });
  return {
    kind,
    name,
    slug,
    artistForm,
    municipalityCode: null,
    point: null,
    aboutDa: null,
    aboutEn: null,
    genreSlugs: [],
    links: [],
    externalIds,
  };
}

function readWikidataId(written: string): ActorExternalId {
  const id = readExternalId("WIKIDATA", written);
  if (!id) throw refuse("INVALID_ID", { value: quoted(written), scheme: "WIKIDATA" });
  return { scheme: "WIKIDATA", ...id };
}

/** `big-maybelle-q95`; null without an own id that a slug can hold. */
function slugWithOwnId(name: string, ownId: string | null): string | null {
  const end = slugFromName(ownId ?? "");
  if (end === "" || end.length > longestOwnId) return null;
  const start = (slugFromName(name) || "actor").slice(0, longestSlug - 1 - end.length).replace(/-+$/, "");
  return `${start}-${end}`;
}

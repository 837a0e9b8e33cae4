import { readPublicId } from "../../../platform/ids/ids.js";
import { readExternalId } from "../external-id.js";
import type { ExternalIdScheme } from "../profiles/actor.enums.js";
import { slugPattern } from "../profiles/slug.js";
import { type IdentityKey, slugKey } from "./actor-draft.js";

/** The registers whose ids may name an actor, by the prefix of such a reference. */
const registers: Readonly<Record<string, ExternalIdScheme>> = {
  wikidata: "WIKIDATA",
  musicbrainz: "MUSICBRAINZ",
  openstreetmap: "OPENSTREETMAP",
};

/**
 * Reads how a file names an actor: by its id (`actor_01h…`), a present or former slug, or an id of a register
 * (`wikidata:Q42`, `musicbrainz:UUID`, `openstreetmap:node/1`). Null when it is none of these, and so names nobody.
 */
export function readActorReference(written: string): IdentityKey | null {
  if (readPublicId(written)?.prefix === "actor") return `ID ${written}`;
  const [, prefix = "", rest = ""] = /^([a-z]+):(.*)$/i.exec(written) ?? [];
  const scheme = registers[prefix.toLowerCase()];
  if (scheme) {
    const id = readExternalId(scheme, rest);
    return id && `${scheme} ${id.value}`;
  }
  return slugPattern.test(written) ? slugKey(written) : null;
}

import type { InBothLanguages } from "../../platform/errors/user-failure.js";
import type { ExternalIdScheme } from "./profiles/actor.enums.js";

/** An id in the form that its register writes, and the address where the register shows what it names. */
export interface ExternalId {
  readonly value: string;
  readonly url: string;
}

/** How the ids of one register are read and shown. */
interface Register {
  /** Hosts whose addresses hold the register's ids; a leading "www." or "m." is set aside. */
  readonly hosts: readonly string[];
  /** Finds the id in the path of an address. */
  readonly inPath: RegExp;
  /** The canonical form of an id as people write it, or null when it is none. */
  readonly canonical: (written: string) => string | null;
  readonly urlOf: (value: string) => string;
  /** What an id looks like, as a part of a sentence. */
  readonly form: InBothLanguages;
}

const registers: Readonly<Record<ExternalIdScheme, Register>> = {
  CVR: {
    hosts: ["datacvr.virk.dk"],
    inPath: /^\/enhed\/virksomhed\/(\d+)(?:\/|$)/,
    canonical: canonicalCvr,
    urlOf: (value) => `https://datacvr.virk.dk/enhed/virksomhed/${value}`,
    form: {
      DA: "et CVR-nummer er otte cifre, hvoraf det sidste er et kontrolciffer",
      EN: "a CVR number is eight digits, the last of them a check digit",
    },
  },
  MUSICBRAINZ: {
    hosts: ["musicbrainz.org", "beta.musicbrainz.org"],
    inPath: /^\/[a-z-]+\/([0-9a-f-]{36})(?:\/|$)/i,
    canonical: (written) => {
      const value = written.toLowerCase();
      return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(value) ? value : null;
    },
    // Leads to the artist, place, event or label that the id names (MusicBrainz MBS-6539).
    urlOf: (value) => `https://musicbrainz.org/mbid/${value}`,
    form: {
      DA: "et id i MusicBrainz er 32 tal og bogstaver fra a til f i fem grupper (UUID)",
      EN: "an id of MusicBrainz is 32 digits and letters from a to f in five groups (UUID)",
    },
  },
  WIKIDATA: {
    hosts: ["wikidata.org"],
    inPath: /^\/(?:wiki|entity)\/(?:Special:EntityPage\/)?(Q\d+)(?:\.[a-z]+)?$/i,
    canonical: (written) => (/^Q[1-9]\d{0,14}$/i.test(written) ? written.toUpperCase() : null),
    urlOf: (value) => `https://www.wikidata.org/wiki/${value}`,
    form: {
      DA: "et id i Wikidata er Q og et tal, for eksempel Q1748",
      EN: "an id of Wikidata is Q and a number, such as Q1748",
    },
  },
  OPENSTREETMAP: {
    hosts: ["openstreetmap.org", "osm.org"],
    inPath: /^\/((?:node|way|relation)\/\d+)(?:\/|$)/i,
    canonical: (written) => {
      const value = written.toLowerCase();
      // An id is a signed 64-bit number; fifteen digits are room for centuries.
      return /^(?:node|way|relation)\/[1-9]\d{0,14}$/.test(value) ? value : null;
    },
    urlOf: (value) => `https://www.openstreetmap.org/${value}`,
    form: {
      DA: "et id i OpenStreetMap er node/, way/ eller relation/ og et tal, for eksempel node/123",
      EN: "an id of OpenStreetMap is node/, way/ or relation/ and a number, such as node/123",
    },
  },
};

/**
 * Reads an id of a register outside Samspil as people write or paste it: the id itself or the address of its page.
 * Null when it is not one of that register.
 */
export function readExternalId(scheme: ExternalIdScheme, written: string): ExternalId | null {
  const register = registers[scheme];
  const text = written.trim();
  const value = register.canonical(idInAddress(register, text) ?? text);
  return value === null ? null : { value, url: register.urlOf(value) };
}

/** What the ids of a register look like, for whoever wrote one that cannot be: "a CVR number is eight digits, …". */
export function formOfExternalId(scheme: ExternalIdScheme): InBothLanguages {
  return registers[scheme].form;
}

function idInAddress({ hosts, inPath }: Register, text: string): string | undefined {
  const mayLackScheme =
    hosts.some((host) => text.toLowerCase().includes(`${host}/`)) && !/^[a-z][a-z0-9+.-]*:/i.test(text);
  const address = mayLackScheme ? `https://${text}` : text;
  if (!/^https?:/i.test(address) || !URL.canParse(address)) return undefined;
  const { hostname, pathname } = new URL(address);
  return hosts.includes(hostname.replace(/^(?:www|m)\./, "")) ? inPath.exec(pathname)?.[1] : undefined;
}

/**
 * A CVR number (Danish business register) is eight digits whose sum, weighted 2 7 6 5 4 3 2 1, eleven divides: the
 * Danish Business Authority's "Modulus 11 kontrol" (https://erhvervsstyrelsen.dk/modulus_11). It may be written
 * in groups and after "CVR", "CVR-nr." or the VAT prefix "DK". None begins with 0.
 */
function canonicalCvr(written: string): string | null {
  const digits = written
    .replace(/^cvr(?:[-\s.]*nr)?[\s.:-]*/i, "")
    .replace(/^dk[\s-]*/i, "")
    .replace(/[\s.-]/g, "");
  if (!/^[1-9]\d{7}$/.test(digits)) return null;
  const weights = [2, 7, 6, 5, 4, 3, 2, 1];
  const sum = weights.reduce((total, weight, place) => total + weight * Number(digits[place]), 0);
  return sum % 11 === 0 ? digits : null;
}

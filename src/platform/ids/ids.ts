import { createHash } from "node:crypto";
import { TypeID, typeid } from "typeid-js";

/** A row's two names: the uuid that joins it inside the database and the typed id the API shows. */
export interface RowIds {
  /** The primary key, a UUID. */
  readonly id: string;
  /** `prefix_` and 26 base32 characters (TypeID 0.3), stored beside the uuid as `public_id`. */
  readonly publicId: string;
}

/** Makes the ids of a new row: UUIDv7, so that rows made later sort later. */
export function newIds(prefix: string): RowIds {
  const made = typeid(prefix);
  return { id: made.toUUID(), publicId: made.toString() };
}

/**
 * The ids of a row that is the same on every machine (reference data, the demo region):
 * a UUIDv8 (RFC 9562, section 5.8) over the SHA-256 of prefix and key.
 */
export function stableIds(prefix: string, key: string): RowIds {
  const bytes = createHash("sha256").update(`samspil:${prefix}:${key}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  return { id, publicId: TypeID.fromUUID(prefix, id).toString() };
}

/** The typed id of a uuid, for a row whose uuid was made elsewhere. */
export function publicIdOf(prefix: string, id: string): string {
  return TypeID.fromUUID(prefix, id).toString();
}

/** Takes an API id apart; null when it is not one. */
export function readPublicId(publicId: string): { readonly prefix: string; readonly id: string } | null {
  if (publicId.length > 63 + 27) return null;
  try {
    const parsed = TypeID.fromString(publicId);
    // TypeID reads some non-canonical spellings; only the exact one names the row.
    return parsed.toString() === publicId ? { prefix: parsed.getType(), id: parsed.toUUID() } : null;
  } catch {
    return null;
  }
}

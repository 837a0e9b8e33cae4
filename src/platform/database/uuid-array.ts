/** The OID of the type uuid (pg_type). */
const uuidOid = 2950;
const headBytes = 20;
const bytesOfEach = 20;

/**
 * Uuids as a parameter of the type `uuid[]` in PostgreSQL's binary form, which `pg` sends as it is. Of thousands, the text of an array takes
 * driver and database several milliseconds, as much as what is asked about them.
 */
export function uuidArray(ids: readonly string[]): Buffer {
  const bytes = Buffer.alloc(headBytes + bytesOfEach * ids.length);
  // One dimension, no NULLs; its length, and that it begins at 1 (array_recv in PostgreSQL's arrayfuncs.c).
  bytes.writeInt32BE(ids.length === 0 ? 0 : 1, 0);
  bytes.writeInt32BE(uuidOid, 8);
  if (ids.length === 0) return bytes.subarray(0, 12);
  bytes.writeInt32BE(ids.length, 12);
  bytes.writeInt32BE(1, 16);
  for (const [place, id] of ids.entries()) {
    const at = headBytes + bytesOfEach * place;
    bytes.writeInt32BE(16, at);
    const written = bytes.write(id.replaceAll("-", ""), at + 4, 16, "hex");
    if (written !== 16) throw new Error(`${id} is no uuid`);
  }
  return bytes;
}

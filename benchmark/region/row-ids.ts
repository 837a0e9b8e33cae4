/** A row's uuid and its API id. */
export interface RowIds {
  readonly id: string;
  readonly publicId: string;
}

/** Crockford's base32 in lower case, as TypeID 0.3 writes it. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * The ids of a row of the region: a UUIDv7 whose time grows with the row's place, as it does with rows that people enter.
 * @param table tells rows of different tables apart, 0 to 4095
 * @param place the row's place in its table, below 2^32
 * @param enteredAt milliseconds since 1970
 */
export function regionIds(prefix: string, table: number, place: number, enteredAt: number): RowIds {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(enteredAt / 4_294_967_296));
  view.setUint32(2, enteredAt >>> 0);
  view.setUint16(6, 0x7000 | table);
  view.setUint32(8, 0x80000000 | (scrambled(place) >>> 2));
  view.setUint32(12, place);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  return { id, publicId: `${prefix}_${base32(bytes)}` };
}

/** 128 bits in 26 letters, after two bits of nothing. */
function base32(bytes: Uint8Array): string {
  let text = "";
  let held = 0;
  let heldBits = 2;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    heldBits += 8;
    while (heldBits >= 5) {
      heldBits -= 5;
      text += alphabet[(held >>> heldBits) & 31];
    }
    held &= (1 << heldBits) - 1;
  }
  return text;
}

/** Spreads neighbouring numbers over 32 bits (the finisher of MurmurHash3). */
function scrambled(place: number): number {
  let mixed = place;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

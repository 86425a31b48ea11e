/** Sections as bytes that say what they are and whether they are whole: eight bytes before them. */
import { crc32 } from 'node:zlib';

const HEAD = 8;

/** `kind` is four letters. */
export function frame(kind: string, packed: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEAD + packed.length);
  bytes.set(Buffer.from(kind, 'latin1'));
  new DataView(bytes.buffer).setUint32(4, crc32(packed), true);
  bytes.set(packed, HEAD);
  return bytes;
}

/** The sections, and the bytes they are views of: at a place in memory that is a multiple of eight, as columns need it. */
export function unframe(kind: string, framed: Uint8Array): { bytes: Uint8Array; packed: Uint8Array } {
  const bytes = framed.byteOffset % 8 === 0 ? framed : new Uint8Array(framed);
  const packed = bytes.subarray(HEAD);
  if (bytes.length < HEAD || Buffer.from(bytes.subarray(0, 4)).toString('latin1') !== kind) throw new Error(`These bytes are not ${kind}`);
  if (crc32(packed) !== checksumOf(bytes)) throw new Error(`The bytes of ${kind} are damaged`);
  return { bytes, packed };
}

export function checksumOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
}

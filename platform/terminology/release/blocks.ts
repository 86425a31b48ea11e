import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Before compression. A statement carries one; several are compressed at once, on other threads. */
const PIECE = 4 * 1024 * 1024;

export interface Piece {
  seq: number;
  /** Before compression. */
  length: number;
  body: Uint8Array;
}

/** A block of bytes as pieces that a statement can carry, one after the other. */
export async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Piece> {
  for (let at = 0, seq = 0; at < bytes.length || seq === 0; at += PIECE, seq++) {
    const part = bytes.subarray(at, at + PIECE);
    yield { seq, length: part.length, body: await compress(part) };
  }
}

/** The block again, in a buffer of its own. `pieces` are in their order; `bodyOf` brings one at a time. */
export async function joinPieces(lengths: readonly number[], bodyOf: (seq: number) => Promise<Uint8Array>): Promise<Uint8Array> {
  const whole = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  let next = lengths.length > 0 ? bodyOf(0) : undefined;
  for (let seq = 0; seq < lengths.length && next !== undefined; seq++) {
    const body = await next;
    next = seq + 1 < lengths.length ? bodyOf(seq + 1) : undefined;
    // Should this piece fail to decompress, the failure to bring the next one is nobody's to hear.
    next?.catch(() => undefined);
    const part = await decompress(body);
    if (part.length !== lengths[seq]) throw new Error('A piece of a terminology release is not as long as it was');
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

import { constants, crc32, deflateRaw } from 'node:zlib';
import { promisify } from 'node:util';

/**
 * One gzip member stitched from deflate segments: the snapshot as stored, then what has been written since.
 * Several members in one body fail in browsers; one member of byte-aligned segments works everywhere (RFC 1951/1952).
 */
const deflate = promisify(deflateRaw);
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** A raw deflate stream that ends on a byte boundary and is not finished, so that more may follow. */
export interface Segment {
  body: Buffer;
  /** Bytes of the text before compression, and its CRC-32. */
  length: number;
  crc: number;
}

/** Level 2: a quarter of the default's time for a third more bytes; a reader may be waiting for it. */
export async function openSegment(text: Buffer): Promise<Segment> {
  const body = await deflate(text, { level: 2, finishFlush: constants.Z_FULL_FLUSH });
  return { body, length: text.length, crc: crc32(text) };
}

/**
 * A tail of this length or less is stored as it is: handing it to the compressor's thread costs 0.27 ms, more than
 * reading the record does, to save a few hundred bytes for each of the handful of entries it holds.
 */
const STORED = 4096;

/** Ends a member: the segment, then `tail` (compressed when it is long), then the checks. */
export async function finishMember(segment: Segment, tail: Buffer): Promise<Buffer[]> {
  const last = tail.length <= STORED ? storedBlock(tail) : await deflate(tail, { level: 2 });
  const trailer = Buffer.allocUnsafe(8);
  trailer.writeUInt32LE(crc32(tail, segment.crc), 0);
  trailer.writeUInt32LE((segment.length + tail.length) >>> 0, 4);
  return [HEADER, segment.body, last, trailer];
}

/** A final deflate block holding bytes as they are (RFC 1951 §3.2.4). */
function storedBlock(bytes: Buffer): Buffer {
  const block = Buffer.allocUnsafe(5 + bytes.length);
  block[0] = 1;
  block.writeUInt16LE(bytes.length, 1);
  block.writeUInt16LE(~bytes.length & 0xffff, 3);
  bytes.copy(block, 5);
  return block;
}

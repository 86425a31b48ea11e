import { isUtf8 } from 'node:buffer';
import { ReleaseFault } from './release-fault.ts';

/** Longer than any line published (the longest are MRCM templates), short enough to hold. */
const LONGEST = 1 << 22;

/** A line: its fields end at `ends[0]` to `ends[count - 1]` in `bytes`, the first begins at `from`. */
export type TakeLine = (bytes: Uint8Array, from: number, ends: Int32Array, count: number, line: number) => void;

/**
 * Hands on each line of a file of tab-separated fields, in blocks of whole lines so that nothing is copied twice.
 * Refuses what is not UTF-8 and a last line that does not end. A line with more fields than `ends` holds counts one more.
 */
export async function eachLine(file: string, chunks: AsyncIterable<Uint8Array>, mostFields: number, take: TakeLine): Promise<void> {
  const ends = new Int32Array(mostFields + 1);
  let rest: Uint8Array = new Uint8Array(0);
  let line = 0;
  for await (const chunk of chunks) {
    const block: Uint8Array = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const whole = block.lastIndexOf(10) + 1;
    if (block.length - whole > LONGEST) throw new ReleaseFault(file, line + 1, 'the line is longer than any of a release');
    if (whole > 0) {
      checkUtf8(file, block.subarray(0, whole), line);
      line = splitBlock(block, whole, ends, line, take);
    }
    // What a stream hands out may be written over afterwards.
    rest = block.slice(whole);
  }
  if (rest.length > 0) throw new ReleaseFault(file, line + 1, 'the file is cut short: its last line does not end');
}

function splitBlock(block: Uint8Array, whole: number, ends: Int32Array, before: number, take: TakeLine): number {
  const last = ends.length - 1;
  let line = before;
  let from = 0;
  let count = 0;
  for (let at = 0; at < whole; at++) {
    const byte = block[at];
    if (byte === 9) {
      ends[count] = at;
      if (count < last) count++;
    } else if (byte === 10) {
      ends[count++] = at > from && block[at - 1] === 13 ? at - 1 : at;
      take(block, from, ends, count, ++line);
      from = at + 1;
      count = 0;
    }
  }
  return line;
}

function checkUtf8(file: string, lines: Uint8Array, before: number): void {
  if (isUtf8(lines)) return;
  let line = before;
  for (let from = 0; from < lines.length; ) {
    const to = lines.indexOf(10, from);
    line++;
    if (!isUtf8(lines.subarray(from, to))) throw new ReleaseFault(file, line, 'the line is not UTF-8');
    from = to + 1;
  }
}

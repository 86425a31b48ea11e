/** Columns of a release: millions of rows without an object each. */
import { codeOfHalves, compareHalves } from './sctid.ts';

/** A column of SCTIDs, in halves (sctid.ts). */
export interface IdColumn {
  readonly hi: Uint32Array;
  readonly lo: Uint32Array;
}

/** A column of texts: row i is bytes `at[i]` to `at[i + 1]`, UTF-8. */
export interface TextColumn {
  readonly at: Uint32Array;
  readonly bytes: Uint8Array;
}

export function codeAt({ hi, lo }: IdColumn, row: number): string {
  return codeOfHalves(hi[row] ?? 0, lo[row] ?? 0);
}

const decoder = new TextDecoder();

export function textAt({ at, bytes }: TextColumn, row: number): string {
  return decoder.decode(bytes.subarray(at[row] ?? 0, at[row + 1] ?? 0));
}

/** The rows of a column in the order of their ids: what `rowOf` looks up in. */
export function sortedRows({ hi, lo }: IdColumn): Uint32Array {
  let sorted = true;
  for (let row = 1; row < hi.length && sorted; row++) sorted = compareHalves(hi[row - 1] ?? 0, lo[row - 1] ?? 0, hi[row] ?? 0, lo[row] ?? 0) <= 0;
  return sorted ? Uint32Array.from(hi.keys()) : orderOf(hi, lo);
}

/**
 * Rows in the order of two columns, the first counting most; rows that are the same stay in the order they came in. A
 * radix sort, sixteen bits at a time: no comparison is called by the million.
 */
export function orderOf(hi: Uint32Array, lo: Uint32Array): Uint32Array {
  let rows: Uint32Array = Uint32Array.from(hi.keys());
  if (rows.length < 4096) return rows.sort((a, b) => compareHalves(hi[a] ?? 0, lo[a] ?? 0, hi[b] ?? 0, lo[b] ?? 0));
  let spare: Uint32Array = new Uint32Array(rows.length);
  for (const [column, shift] of [[lo, 0], [lo, 16], [hi, 0], [hi, 16]] as const) {
    const next = new Uint32Array(65_537);
    for (let row = 0; row < column.length; row++) {
      const after = (((column[row] ?? 0) >>> shift) & 0xffff) + 1;
      next[after] = (next[after] ?? 0) + 1;
    }
    if (next.includes(rows.length)) continue;
    for (let digit = 0; digit < 65_536; digit++) next[digit + 1] = (next[digit + 1] ?? 0) + (next[digit] ?? 0);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] ?? 0;
      const digit = ((column[row] ?? 0) >>> shift) & 0xffff;
      const place = next[digit] ?? 0;
      spare[place] = row;
      next[digit] = place + 1;
    }
    [rows, spare] = [spare, rows];
  }
  return rows;
}

/** The row that holds an id, or -1. `rows` is what `sortedRows` made of the column. */
export function rowOf({ hi, lo }: IdColumn, rows: Uint32Array, wantedHi: number, wantedLo: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle] ?? 0;
    const order = compareHalves(hi[row] ?? 0, lo[row] ?? 0, wantedHi, wantedLo);
    if (order === 0) return row;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Makers of columns of numbers. */
export const u8 = (length: number): Uint8Array => new Uint8Array(length);
export const u16 = (length: number): Uint16Array => new Uint16Array(length);
export const u32 = (length: number): Uint32Array => new Uint32Array(length);
export const i32 = (length: number): Int32Array => new Int32Array(length);
export const f64 = (length: number): Float64Array => new Float64Array(length);

/** A column of numbers that grows as rows are read, and can be read while it does. */
export class GrowingNumbers<T extends Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array> {
  #rows: T;
  #length = 0;
  readonly #make: (length: number) => T;

  constructor(make: (length: number) => T, room = 1024) {
    this.#make = make;
    this.#rows = make(room);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#rows.length) {
      const larger = this.#make(this.#length * 2);
      larger.set(this.#rows);
      this.#rows = larger;
    }
    this.#rows[this.#length++] = value;
  }

  at(row: number): number {
    return this.#rows[row] ?? 0;
  }

  /** The rows so far, without the room left over. */
  done(): T {
    const done = this.#make(this.#length);
    done.set(this.#rows.subarray(0, this.#length));
    return done;
  }
}

export class GrowingIds {
  readonly #hi = new GrowingNumbers(u32);
  readonly #lo = new GrowingNumbers(u32);

  get length(): number {
    return this.#hi.length;
  }

  push(hi: number, lo: number): void {
    this.#hi.push(hi);
    this.#lo.push(lo);
  }

  done(): IdColumn {
    return { hi: this.#hi.done(), lo: this.#lo.done() };
  }
}

export class GrowingTexts {
  readonly #at = new GrowingNumbers(u32);
  #bytes = new Uint8Array(65_536);
  #length = 0;

  constructor() {
    this.#at.push(0);
  }

  /** Takes bytes `from` to `to` over as they are: UTF-8 that somebody has checked. */
  push(bytes: Uint8Array, from = 0, to = bytes.length): void {
    const length = to - from;
    if (this.#length + length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + length));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes.subarray(from, to), this.#length);
    this.#length += length;
    this.#at.push(this.#length);
  }

  pushText(text: string): void {
    this.push(Buffer.from(text));
  }

  done(): TextColumn {
    return { at: this.#at.done(), bytes: this.#bytes.slice(0, this.#length) };
  }
}

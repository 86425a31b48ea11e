import type { IdColumn } from './columns.ts';

/** The rows of a column by their ids, for looking up by the million: a hash table of rows. Ids are unique; 0 is none. */
export class IdIndex {
  readonly #hi: Uint32Array;
  readonly #lo: Uint32Array;
  readonly #slots: Uint32Array;
  readonly #mask: number;

  constructor({ hi, lo }: IdColumn) {
    this.#hi = hi;
    this.#lo = lo;
    const size = 2 ** Math.ceil(Math.log2(Math.max(8, hi.length * 2)));
    this.#mask = size - 1;
    this.#slots = new Uint32Array(size);
    for (let row = 0; row < hi.length; row++) {
      if (hi[row] === 0 && lo[row] === 0) continue;
      let slot = this.#slotOf(hi[row] ?? 0, lo[row] ?? 0);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = row + 1;
    }
  }

  /** The row of an id, or -1. */
  rowOf(hi: number, lo: number): number {
    for (let slot = this.#slotOf(hi, lo); ; slot = (slot + 1) & this.#mask) {
      const row = (this.#slots[slot] ?? 0) - 1;
      if (row < 0 || (this.#lo[row] === lo && this.#hi[row] === hi)) return row;
    }
  }

  #slotOf(hi: number, lo: number): number {
    const mixed = Math.imul(lo ^ Math.imul(hi, 0x9e3779b1), 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & this.#mask;
  }
}

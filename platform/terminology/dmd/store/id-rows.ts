/** Which row an identifier stands in, while a release is read: open addressing over the two halves (sctid.ts). */
export class IdRows {
  #hi = new Uint32Array(1 << 10);
  #lo = new Uint32Array(1 << 10);
  /** Row and 1, so that 0 is a free place. */
  #rows = new Uint32Array(1 << 10);
  #count = 0;

  /** False where the identifier is there already. */
  add(hi: number, lo: number, row: number): boolean {
    if (this.#count * 2 > this.#rows.length) this.#widen();
    const slot = this.#slotOf(hi, lo);
    if (this.#rows[slot] !== 0) return false;
    this.#put(slot, hi, lo, row + 1);
    this.#count++;
    return true;
  }

  /** The row, or -1. */
  get(hi: number, lo: number): number {
    return (this.#rows[this.#slotOf(hi, lo)] ?? 0) - 1;
  }

  #slotOf(hi: number, lo: number): number {
    const last = this.#rows.length - 1;
    let slot = (Math.imul(hi, 0x9e_37_79_b1) ^ Math.imul(lo, 0x85_eb_ca_6b)) >>> 7;
    for (slot &= last; this.#rows[slot] !== 0; slot = (slot + 1) & last) if (this.#hi[slot] === hi && this.#lo[slot] === lo) break;
    return slot;
  }

  #put(slot: number, hi: number, lo: number, mark: number): void {
    this.#hi[slot] = hi;
    this.#lo[slot] = lo;
    this.#rows[slot] = mark;
  }

  #widen(): void {
    const [hi, lo, rows] = [this.#hi, this.#lo, this.#rows];
    this.#hi = new Uint32Array(rows.length * 2);
    this.#lo = new Uint32Array(rows.length * 2);
    this.#rows = new Uint32Array(rows.length * 2);
    for (const [old, mark] of rows.entries()) if (mark !== 0) this.#put(this.#slotOf(hi[old] ?? 0, lo[old] ?? 0), hi[old] ?? 0, lo[old] ?? 0, mark);
  }
}

/** Rows by a key of several 32-bit words, which stand one row after the other in one array. */
export class WordIndex {
  readonly #words: Uint32Array;
  readonly #width: number;
  readonly #slots: Uint32Array;
  readonly #mask: number;

  constructor(words: Uint32Array, width: number) {
    this.#words = words;
    this.#width = width;
    const size = 2 ** Math.ceil(Math.log2(Math.max(8, (words.length / width) * 2)));
    this.#slots = new Uint32Array(size);
    this.#mask = size - 1;
  }

  /** The first row with the key of this one; -1 where this is the first. */
  add(row: number): number {
    let mixed = 0;
    for (let word = row * this.#width; word < (row + 1) * this.#width; word++) mixed = Math.imul(mixed ^ (this.#words[word] ?? 0), 0x85ebca6b) ^ (mixed >>> 13);
    let slot = (mixed ^ (mixed >>> 15)) & this.#mask;
    for (;;) {
      const held = (this.#slots[slot] ?? 0) - 1;
      if (held < 0) {
        this.#slots[slot] = row + 1;
        return -1;
      }
      if (this.#same(held, row)) return held;
      slot = (slot + 1) & this.#mask;
    }
  }

  #same(a: number, b: number): boolean {
    const width = this.#width;
    for (let word = 0; word < width; word++) if (this.#words[a * width + word] !== this.#words[b * width + word]) return false;
    return true;
  }
}

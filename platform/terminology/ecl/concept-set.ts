/**
 * A set of concepts of one edition, a bit for each ordinal: 32 concepts a step when sets are joined, no order to keep,
 * and 120 kB for a million concepts however the set looks.
 */
export class ConceptSet {
  readonly words: Uint32Array;
  /** How many concepts the edition has. */
  readonly of: number;
  #size: number | undefined;

  constructor(of: number, words = new Uint32Array(Math.ceil(of / 32))) {
    this.of = of;
    this.words = words;
  }

  has(concept: number): boolean {
    return (((this.words[concept >>> 5] ?? 0) >>> (concept & 31)) & 1) === 1;
  }

  get size(): number {
    return (this.#size ??= this.#count());
  }

  #count(): number {
    let count = 0;
    for (let word of this.words) {
      word -= (word >>> 1) & 0x55555555;
      word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
      count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
    }
    return count;
  }

  get isEmpty(): boolean {
    return this.#size === undefined ? this.words.every((word) => word === 0) : this.#size === 0;
  }

  /** Calls with each concept in ascending order. */
  each(call: (concept: number) => void): void {
    for (let at = 0; at < this.words.length; at++) {
      let word = this.words[at] ?? 0;
      while (word !== 0) {
        const bit = 31 - Math.clz32(word & -word);
        call(at * 32 + bit);
        word &= word - 1;
      }
    }
  }

  /** In ascending order. */
  *[Symbol.iterator](): Generator<number> {
    for (let at = 0; at < this.words.length; at++) {
      let word = this.words[at] ?? 0;
      while (word !== 0) {
        yield at * 32 + 31 - Math.clz32(word & -word);
        word &= word - 1;
      }
    }
  }

  // Loops, not `map`: a call for each word takes several times as long.
  union(other: ConceptSet): ConceptSet {
    const words = new Uint32Array(this.words);
    for (let at = 0; at < words.length; at++) words[at] = (words[at] ?? 0) | (other.words[at] ?? 0);
    return new ConceptSet(this.of, words);
  }

  intersect(other: ConceptSet): ConceptSet {
    const words = new Uint32Array(this.words);
    for (let at = 0; at < words.length; at++) words[at] = (words[at] ?? 0) & (other.words[at] ?? 0);
    return new ConceptSet(this.of, words);
  }

  minus(other: ConceptSet): ConceptSet {
    const words = new Uint32Array(this.words);
    for (let at = 0; at < words.length; at++) words[at] = (words[at] ?? 0) & ~(other.words[at] ?? 0);
    return new ConceptSet(this.of, words);
  }

  /** Those for which `keep` says so. */
  where(keep: (concept: number) => boolean): ConceptSet {
    const words = new Uint32Array(this.words.length);
    for (let at = 0; at < words.length; at++) {
      let word = this.words[at] ?? 0;
      let kept = 0;
      for (; word !== 0; word &= word - 1) {
        const bit = 31 - Math.clz32(word & -word);
        if (keep(at * 32 + bit)) kept |= 1 << bit;
      }
      words[at] = kept;
    }
    return new ConceptSet(this.of, words);
  }

  /** For whoever makes the set; one that has been handed on is left as it is. */
  add(concept: number): void {
    this.words[concept >>> 5] = (this.words[concept >>> 5] ?? 0) | (1 << (concept & 31));
    this.#size = undefined;
  }

  delete(concept: number): void {
    this.words[concept >>> 5] = (this.words[concept >>> 5] ?? 0) & ~(1 << (concept & 31));
    this.#size = undefined;
  }

  addAll(other: ConceptSet): void {
    this.#size = undefined;
    for (let at = 0; at < this.words.length; at++) this.words[at] = (this.words[at] ?? 0) | (other.words[at] ?? 0);
  }

  /** Adds `from` to `to` − 1. */
  addRun(from: number, to: number): void {
    if (from >= to) return;
    this.#size = undefined;
    const first = from >>> 5;
    const last = (to - 1) >>> 5;
    const head = 0xffffffff << (from & 31);
    const tail = 0xffffffff >>> (31 - ((to - 1) & 31));
    if (first === last) {
      this.words[first] = (this.words[first] ?? 0) | (head & tail);
      return;
    }
    this.words[first] = (this.words[first] ?? 0) | head;
    this.words.fill(0xffffffff, first + 1, last);
    this.words[last] = (this.words[last] ?? 0) | tail;
  }
}

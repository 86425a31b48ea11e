/**
 * sfc32 (Chris Doty-Humphrey, public domain): a small fast generator of repeatable pseudo-random numbers.
 * Each patient, and each household, has its own, seeded by (seed, stream, index), so that patient N
 * is the same person whatever the size of the population.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: number, stream: number, index: number) {
    this.a = mix(seed ^ 0x9e3779b9);
    this.b = mix(stream ^ 0x85ebca6b);
    this.c = mix(index ^ 0xc2b2ae35);
    for (let i = 0; i < 12; i++) this.next();
  }

  /** A fraction, 0 up to but not including 1. */
  next(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Roughly bell-shaped about `mean`, never further than three `spread`s away. */
  bell(mean: number, spread: number): number {
    return mean + spread * 2 * (this.next() + this.next() + this.next() - 1.5);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  /** The index of one weight, chosen in proportion to it. `total` is the sum of the weights. */
  weighted(weights: readonly number[], total: number): number {
    let left = this.next() * total;
    for (let i = 0; i < weights.length; i++) {
      left -= weights[i] ?? 0;
      if (left < 0) return i;
    }
    return weights.length - 1;
  }
}

/** The finaliser of MurmurHash3: spreads neighbouring seeds far apart. */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

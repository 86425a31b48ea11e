/** A key of no term: all others are before it. */
const BEHIND_ALL = 0x7fffffff;
const PLACES = 2 ** 24;

export const keyOf = (tier: number, place: number): number => tier * PLACES + place;
export const tierOf = (key: number): number => Math.floor(key / PLACES);
export const placeOf = (key: number): number => key % PLACES;

/**
 * The best so many terms of what a search comes across, one of each concept, by key (tier, then place): without an
 * object for each. Counts concepts up to a limit; from then on only what is better than the worst kept is of interest.
 */
export class Best {
  #keys = new Int32Array(64);
  #concepts = new Uint32Array(64);
  #kept = 0;
  #room = 0;
  #countTo = 0;
  #count = 0;
  #search = 0;
  /** The search in which a concept was last counted. */
  readonly #counted: Uint32Array;

  constructor(concepts: number) {
    this.#counted = new Uint32Array(concepts);
  }

  begin(room: number, countTo: number): void {
    if (room > this.#keys.length) {
      this.#keys = new Int32Array(room * 2);
      this.#concepts = new Uint32Array(room * 2);
    }
    this.#kept = 0;
    this.#room = room;
    this.#countTo = countTo;
    this.#count = 0;
    this.#search++;
    if (this.#search > 0xffffffff) {
      this.#counted.fill(0);
      this.#search = 1;
    }
  }

  get count(): number {
    return this.#count;
  }

  get countIsFull(): boolean {
    return this.#count >= this.#countTo;
  }

  get kept(): number {
    return this.#kept;
  }

  keyAt(i: number): number {
    return this.#keys[i] ?? 0;
  }

  conceptAt(i: number): number {
    return this.#concepts[i] ?? 0;
  }

  /** Keys from here on change nothing. */
  get limit(): number {
    if (this.#count < this.#countTo || this.#kept < this.#room) return BEHIND_ALL;
    return this.#room === 0 ? 0 : (this.#keys[this.#kept - 1] ?? 0);
  }

  offer(key: number, concept: number): void {
    if (this.#count < this.#countTo && this.#counted[concept] !== this.#search) {
      this.#counted[concept] = this.#search;
      this.#count++;
    }
    const keys = this.#keys;
    const concepts = this.#concepts;
    const isFull = this.#kept === this.#room;
    if (isFull && (this.#room === 0 || key >= (keys[this.#kept - 1] ?? 0))) return;
    let end = this.#kept;
    for (let i = 0; i < this.#kept; i++) {
      if (concepts[i] !== concept) continue;
      if ((keys[i] ?? 0) <= key) return;
      end = i;
      break;
    }
    if (end === this.#kept) {
      if (isFull) end--;
      else this.#kept++;
    }
    while (end > 0 && (keys[end - 1] ?? 0) > key) {
      keys[end] = keys[end - 1] ?? 0;
      concepts[end] = concepts[end - 1] ?? 0;
      end--;
    }
    keys[end] = key;
    concepts[end] = concept;
  }
}

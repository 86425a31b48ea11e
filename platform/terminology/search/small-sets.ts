import type { Edition } from '../edition.ts';
import type { TermList } from './term-list.ts';

/** Of a set of no more concepts each term is looked at, whatever was typed. */
const SMALL = 2_000;

/** Where the terms of some concepts stand in a list. A set is read once, so it must not be changed. */
export class PlacesOfConcepts {
  readonly #edition: Edition;
  readonly #list: TermList;
  #placeOfRow: Uint32Array | undefined;
  readonly #ofSets = new WeakMap<Uint32Array, Uint32Array | 'large'>();

  constructor(edition: Edition, list: TermList) {
    this.#edition = edition;
    this.#list = list;
  }

  of(concept: number): number[] {
    const places = this.#places();
    const found: number[] = [];
    for (let row = this.#edition.descriptionsAt[concept] ?? 0; row < (this.#edition.descriptionsAt[concept + 1] ?? 0); row++) {
      const place = places[row] ?? 0;
      if (this.#list.row[place] === row) found.push(place);
    }
    return found;
  }

  /** The places of all concepts of a set of bits, in ascending order, or undefined where they are many. */
  ofSet(bits: Uint32Array | undefined): Uint32Array | undefined {
    if (bits === undefined) return undefined;
    const held = this.#ofSets.get(bits);
    if (held !== undefined) return held === 'large' ? undefined : held;
    const concepts = conceptsIn(bits);
    this.#ofSets.set(bits, concepts === undefined ? 'large' : Uint32Array.from(concepts.flatMap((concept) => this.of(concept))).sort());
    return this.ofSet(bits);
  }

  /** By description row; 0 also for a row that stands nowhere. */
  #places(): Uint32Array {
    if (this.#placeOfRow !== undefined) return this.#placeOfRow;
    const places = new Uint32Array(this.#edition.descriptionActive.length);
    this.#list.row.forEach((row, place) => (places[row] = place));
    return (this.#placeOfRow = places);
  }
}

function conceptsIn(bits: Uint32Array): number[] | undefined {
  const concepts: number[] = [];
  for (let at = 0; at < bits.length; at++) {
    for (let word = bits[at] ?? 0; word !== 0; word &= word - 1) concepts.push(at * 32 + 31 - Math.clz32(word & -word));
    if (concepts.length > SMALL) return undefined;
  }
  return concepts;
}

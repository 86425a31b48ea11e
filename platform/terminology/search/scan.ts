import { type Best, keyOf } from './best.ts';
import { type Clause, isEmpty } from './clause.ts';
import type { Filter } from './filter.ts';
import { LONGEST, type TermList } from './term-list.ts';

/** Tiers of a term whose words are those typed and no more; whose first word was typed; and of any other. */
export interface Tiers {
  whole: number;
  first: number;
  other: number;
}

/** Beyond so many places of the rarest of the words typed it is cheaper to walk terms in the order of showing until enough are found. */
export interface Many {
  ofOne: number;
  ofSeveral: number;
}

export const MANY: Many = { ofOne: 80_000, ofSeveral: 150_000 };
/** Separators and spelling that a whole match may have besides its letters. */
const SPARE = 3;

/** What is asked of one list of terms, worked out once. */
export class Scan {
  readonly #list: TermList;
  readonly #clauses: readonly Clause[];
  readonly #tiers: Tiers;
  readonly #filter: Filter;
  readonly #many: number;
  readonly #beginnings: number;
  readonly #letters: number;
  /** Whole matches are before this place. */
  readonly #wholeEnd: number;

  constructor(list: TermList, clauses: readonly Clause[], tiers: Tiers, filter: Filter, many: Many) {
    this.#list = list;
    this.#clauses = clauses;
    this.#tiers = tiers;
    this.#filter = filter;
    this.#many = clauses.length === 1 ? many.ofOne : many.ofSeveral;
    this.#beginnings = clauses.reduce((bits, { beginning }) => bits | beginning, 0);
    this.#letters = clauses.reduce((sum, { letters }) => sum + letters, 0);
    const longest = Math.min(this.#letters + clauses.length - 1 + SPARE, LONGEST);
    this.#wholeEnd = clauses.every(({ exact }) => exact >= 0) ? (list.lengthAt[longest + 1] ?? 0) : 0;
  }

  /** Offers every term that matches, or, once what is kept cannot get better, stops. `among`: the only places that may be shown. */
  run(best: Best, among?: Uint32Array): void {
    const list = this.#list;
    const [only] = this.#clauses;
    if (only === undefined || this.#clauses.some(isEmpty)) return;
    let rarest = only;
    for (const clause of this.#clauses) if (sum(clause, list.placesAt) < sum(rarest, list.placesAt)) rarest = clause;
    if (among !== undefined && among.length < sum(rarest, list.placesAt)) {
      for (const place of among) this.#consider(place, best);
      return;
    }
    const many = this.#many;
    if (sum(rarest, list.placesAt) <= many) return this.#along(rarest, list.placesAt, list.places, 1, best);
    const firsts = this.#clauses.reduce((all, clause) => all + sum(clause, list.firstsAt), 0);
    if (firsts <= many) for (const clause of this.#clauses) this.#along(clause, list.firstsAt, list.firsts, 0, best);
    else this.#walk(true, best);
    this.#walk(false, best);
  }

  /** The tier of the term at a place, or -1 where it does not match. */
  tierAt(place: number): number {
    const list = this.#list;
    if (((list.beginnings[place] ?? 0) & this.#beginnings) !== this.#beginnings) return -1;
    const from = list.wordsAt[place] ?? 0;
    const to = list.wordsAt[place + 1] ?? 0;
    const { words } = list;
    let isFirst = 0;
    for (const { ranges } of this.#clauses) {
      let i = from;
      for (; i < to; i++) {
        const word = words[i] ?? 0;
        if (isIn(ranges, word >>> 1)) {
          isFirst |= word & 1;
          break;
        }
      }
      if (i === to) return -1;
    }
    if (isFirst === 0) return this.#tiers.other;
    return place < this.#wholeEnd && this.#isWhole(place, from, to) ? this.#tiers.whole : this.#tiers.first;
  }

  #isWhole(place: number, from: number, to: number): boolean {
    if (this.#list.letters[place] !== this.#letters) return false;
    const { words } = this.#list;
    return this.#clauses.every(({ exact }) => {
      for (let i = from; i < to; i++) if ((words[i] ?? 0) >>> 1 === exact) return true;
      return false;
    });
  }

  /** Through the places of each word of a clause, of each as far as it may matter. */
  #along({ ranges }: Clause, at: Uint32Array, places: Uint32Array, shift: number, best: Best): void {
    const firstKey = keyOf(this.#tiers.first, 0);
    let stop = Math.max(this.#wholeEnd, best.limit - firstKey);
    for (let r = 0; r < ranges.length; r += 2) {
      let end = at[ranges[r] ?? 0] ?? 0;
      for (let word = ranges[r] ?? 0; word < (ranges[r + 1] ?? 0); word++) {
        let p = end;
        end = at[word + 1] ?? 0;
        for (; p < end; p++) {
          const place = (places[p] ?? 0) >>> shift;
          if (place >= stop) break;
          if (this.#consider(place, best)) stop = Math.max(this.#wholeEnd, best.limit - firstKey);
        }
      }
    }
  }

  /** Through the terms in the order of showing: those whose first word was typed, or all. */
  #walk(onlyFirst: boolean, best: Best): void {
    const { size, wordsAt, words, beginnings } = this.#list;
    const key = keyOf(onlyFirst ? this.#tiers.first : this.#tiers.other, 0);
    const wanted = this.#beginnings;
    const [only] = this.#clauses;
    const ranges = this.#clauses.length === 1 ? only?.ranges : undefined;
    let stop = Math.max(onlyFirst ? this.#wholeEnd : 0, best.limit - key);
    for (let place = 0; place < size && place < stop; place++) {
      if (((beginnings[place] ?? 0) & wanted) !== wanted) continue;
      if (onlyFirst && ranges !== undefined) {
        const end = wordsAt[place + 1] ?? 0;
        let found = false;
        for (let i = wordsAt[place] ?? 0; i < end && !found && ((words[i] ?? 0) & 1) === 1; i++) found = isIn(ranges, (words[i] ?? 0) >>> 1);
        if (!found) continue;
      }
      if (this.#consider(place, best)) stop = Math.max(onlyFirst ? this.#wholeEnd : 0, best.limit - key);
    }
  }

  /** Whether it was offered. */
  #consider(place: number, best: Best): boolean {
    const tier = this.tierAt(place);
    if (tier < 0) return false;
    const key = keyOf(tier, place);
    if (key >= best.limit) return false;
    const concept = this.#list.concept[place] ?? 0;
    if (!this.#filter.allows(concept, this.#list.row[place] ?? 0)) return false;
    best.offer(key, concept);
    return true;
  }
}

function isIn(ranges: readonly number[], word: number): boolean {
  for (let r = 0; r < ranges.length; r += 2) if (word >= (ranges[r] ?? 0) && word < (ranges[r + 1] ?? 0)) return true;
  return false;
}

function sum({ ranges }: Clause, at: Uint32Array): number {
  let all = 0;
  for (let r = 0; r < ranges.length; r += 2) all += (at[ranges[r + 1] ?? 0] ?? 0) - (at[ranges[r] ?? 0] ?? 0);
  return all;
}

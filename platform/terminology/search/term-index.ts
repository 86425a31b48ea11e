import type { Edition } from '../edition.ts';
import { unpackSections } from '../sections.ts';
import { Best, keyOf, placeOf, tierOf } from './best.ts';
import { type Clause, clauseOf, clauseOfExpansion } from './clause.ts';
import { Filter, type Within } from './filter.ts';
import { forgivingReadings } from './forgiving.ts';
import { Lexicon } from './lexicon.ts';
import { byRank, type Ranked } from './rank.ts';
import { rewritings } from './rewrite.ts';
import { type Many, MANY, Scan, type Tiers } from './scan.ts';
import { PlacesOfConcepts } from './small-sets.ts';
import { TermList } from './term-list.ts';
import { UsedConcepts } from './used.ts';
import { wordsTyped } from './words.ts';

export interface SearchOptions {
  limit: number;
  offset?: number;
  within?: Within;
  /** Inactive concepts too, after active ones. */
  inactive?: boolean;
  /** What rises because it is chosen often (`TermIndex.used`). */
  used?: UsedConcepts | undefined;
  /** Only terms that one of these language reference sets accepts. */
  dialects?: readonly string[];
}

/** How a term came to match: as typed; by words that mean the same; by its fully specified name; with a slip forgiven. */
export type MatchedBy = 'words' | 'meaning' | 'name' | 'spelling';

export interface Hit {
  /** Ordinal. */
  concept: number;
  /** Description row. */
  description: number;
  term: string;
  /** What the concept is called: shown beside the term where it differs. */
  preferred: string;
  by: MatchedBy;
}

export interface SearchResult {
  /** How many concepts match; at least so many where `more` is set: counting ends at 200, or at the end of the page. */
  total: number;
  more: boolean;
  hits: Hit[];
}

/** Concepts are counted up to here. */
const COUNT_TO = 200;

const WORDS: Tiers = { whole: 0, first: 2, other: 3 };
const MEANING: Tiers = { whole: 1, first: 4, other: 5 };
const NAME: Tiers = { whole: 6, first: 6, other: 7 };
const SPELLING: Tiers = { whole: 8, first: 8, other: 9 };
const INACTIVE: Tiers = { whole: 10, first: 11, other: 12 };
const BY: readonly MatchedBy[] = ['words', 'meaning', 'words', 'words', 'meaning', 'meaning', 'name', 'name', 'spelling', 'spelling', 'words', 'words', 'words'];

/**
 * Type-ahead over the terms of a release. Each word typed is the beginning of a word of the term, in any order; one row
 * for each concept, its best term: first what was typed in whole, then where a first word was, shorter before longer
 * (SNOMED CT Search and Data Entry Guide, 4 "Optimizing Searches"). Nothing is parsed when it is opened. One search
 * runs at a time: it does not wait.
 */
export class TermIndex {
  readonly #edition: Edition;
  readonly #lexicon: Lexicon;
  readonly #active: TermList;
  readonly #inactive: TermList;
  readonly #names: TermList;
  readonly #best: Best;
  readonly #many: Many;
  /** Of active concepts. */
  readonly #places: PlacesOfConcepts;

  constructor(packed: Uint8Array, edition: Edition, many: Many = MANY) {
    const sections = unpackSections(packed);
    this.#edition = edition;
    this.#many = many;
    this.#lexicon = new Lexicon(sections);
    this.#active = new TermList(sections, 'active');
    this.#inactive = new TermList(sections, 'inactive');
    this.#names = new TermList(sections, 'names');
    this.#best = new Best(edition.size);
    this.#places = new PlacesOfConcepts(edition, this.#active);
  }

  /** Concepts, by ordinal, with their boosts (platform/terminology/use): kept by who asks, made anew when they change. */
  used(boosts: Iterable<readonly [concept: number, boost: number]>): UsedConcepts {
    return new UsedConcepts(this.#places, boosts);
  }

  search(text: string, { limit, offset = 0, within, inactive = false, used, dialects }: SearchOptions): SearchResult {
    const typed = wordsTyped(text);
    if (typed.length === 0) return { total: 0, more: false, hits: [] };
    const lexicon = this.#lexicon;
    const best = this.#best;
    const room = offset + limit;
    best.begin(room, Math.max(room, COUNT_TO));
    const filter = new Filter(this.#edition, within, dialects, inactive ? this.#edition.size : this.#edition.active);
    const lifted = new Map<number, Ranked>();
    const ask = (list: TermList, clauses: readonly Clause[], tiers: Tiers): void => {
      const scan = new Scan(list, clauses, tiers, filter, this.#many);
      scan.run(best, list === this.#active ? this.#places.ofSet(filter.bits) : undefined);
      if (used !== undefined && list === this.#active) this.#lift(scan, used, filter, lifted);
    };
    const clauses = typed.map((word) => clauseOf(lexicon, word));
    ask(this.#active, clauses, WORDS);
    for (const reading of rewritings(typed.map(({ whole }) => whole))) ask(this.#active, reading.flatMap((word) => ('word' in word ? [clauseOfExpansion(lexicon, word.word)] : clauses.slice(word.typed, word.typed + 1))), MEANING);
    if (inactive) ask(this.#inactive, clauses, INACTIVE);
    if (best.count === 0) ask(this.#names, clauses, NAME);
    if (best.count === 0) for (const reading of forgivingReadings(lexicon, typed)) ask(this.#active, reading, SPELLING);
    return { total: best.count, more: best.countIsFull, hits: this.#shown(lifted).slice(offset, room).map((ranked) => this.#hit(ranked)) };
  }

  /** Which of what is often chosen matches, whatever its place. */
  #lift(scan: Scan, { places, boosts }: UsedConcepts, filter: Filter, lifted: Map<number, Ranked>): void {
    const { concept: conceptAt, row, length } = this.#active;
    for (let i = 0; i < places.length; i++) {
      const place = places[i] ?? 0;
      const tier = scan.tierAt(place);
      if (tier < 0) continue;
      const concept = conceptAt[place] ?? 0;
      if (!filter.allows(concept, row[place] ?? 0)) continue;
      const key = keyOf(tier, place);
      const held = lifted.get(concept);
      if (held === undefined || key < held.key) lifted.set(concept, { key, concept, length: length[place] ?? 0, boost: boosts[i] ?? 0 });
    }
  }

  #shown(lifted: ReadonlyMap<number, Ranked>): Ranked[] {
    const best = this.#best;
    const shown = [...lifted.values()];
    for (let i = 0; i < best.kept; i++) {
      const [key, concept] = [best.keyAt(i), best.conceptAt(i)];
      if (!lifted.has(concept)) shown.push({ key, concept, length: this.#listOf(tierOf(key)).length[placeOf(key)] ?? 0, boost: 0 });
    }
    return shown.sort(byRank);
  }

  #hit({ key, concept }: Ranked): Hit {
    const description = this.#listOf(tierOf(key)).row[placeOf(key)] ?? 0;
    return { concept, description, term: this.#edition.termAt(description), preferred: this.#edition.preferredTerm(concept), by: BY[tierOf(key)] ?? 'words' };
  }

  #listOf(tier: number): TermList {
    if (tier >= INACTIVE.whole) return this.#inactive;
    return tier === NAME.first || tier === NAME.other ? this.#names : this.#active;
  }
}

/**
 * Which documents hold all that was typed, and which of them come first: more whole words, then what is boosted more,
 * then the order of the index.
 */
import type { DrugIndex } from './drug-index.ts';
import { nearWords, slipsIn } from './near-words.ts';
import type { QueryWord } from './words.ts';

/** The words of the index that answer for one that was typed: first those that are it, whole. */
interface Wanted {
  readonly whole: readonly number[];
  readonly begun: readonly number[];
}

/** What had to be forgiven. Nothing, unless nothing matched without. */
export type Forgiven = 'number begun' | 'spelling' | undefined;

const range = ([from, to]: [number, number]): number[] => Array.from({ length: to - from }, (_, at) => from + at);

function asTyped(index: DrugIndex, { word, number }: QueryWord): Wanted {
  if (number) return { whole: index.withNumber(word), begun: [] };
  const places = range(index.beginningWith(word));
  const whole = places.filter((place) => index.wordLength(place) === word.length);
  return { whole, begun: places.filter((place) => !whole.includes(place)) };
}

/** A number that is still being typed: 2 on the way to 250. */
function numberBegun(index: DrugIndex, word: QueryWord): Wanted {
  return word.number ? { whole: [], begun: range(index.beginningWith(word.word)) } : asTyped(index, word);
}

function misspelt(index: DrugIndex, word: QueryWord, most: number, all: boolean): Wanted {
  const typed = asTyped(index, word);
  const slips = Math.min(most, slipsIn(word.word));
  if (word.number || slips === 0 || (!all && typed.whole.length + typed.begun.length > 0)) return typed;
  return { whole: [], begun: nearWords(index, word.word, slips) };
}

/** The ways to look, each only where none before it found anything. */
function* ways(index: DrugIndex, query: readonly QueryWord[]): Generator<[Wanted[], Forgiven]> {
  yield [query.map((word) => asTyped(index, word)), undefined];
  const parted = query.flatMap((word) => (word.parts.length > 0 ? word.parts.map((part): QueryWord => ({ ...word, word: part, number: /^\d/.test(part), parts: [] })) : [word]));
  if (parted.length > query.length) yield [parted.map((word) => asTyped(index, word)), undefined];
  if (parted.some(({ number }) => number)) yield [parted.map((word) => numberBegun(index, word)), 'number begun'];
  // First the words that are none of the index's, then any; first one slip, then two.
  const unknown = query.some((word) => isUnknown(asTyped(index, word)));
  const two = query.some(({ word }) => slipsIn(word) > 1);
  for (const all of unknown ? [false, true] : [true])
    for (const most of two ? [1, 2] : [1]) yield [query.map((word) => misspelt(index, word, most, all)), 'spelling'];
}

const isUnknown = ({ whole, begun }: Wanted): boolean => whole.length + begun.length === 0;

export interface Ranked {
  readonly document: number;
  /** How many words it holds whole. */
  readonly whole: number;
  readonly boost: number;
}

export interface Matches {
  /** The first so many, in the order in which they are shown. */
  readonly first: readonly Ranked[];
  readonly total: number;
  readonly forgiven: Forgiven;
}

/** The best matches among the documents of the ranges given, which are in the order of equals. */
export function matchDocuments(index: DrugIndex, query: readonly QueryWord[], ranges: readonly (readonly [number, number])[], limit: number, boosts: ReadonlyMap<number, number>): Matches {
  for (const [wanted, forgiven] of query.length === 0 ? [] : ways(index, query)) {
    if (wanted.some(isUnknown)) continue;
    const found: Ranked[] = [];
    let total = 0;
    for (const [from, to] of ranges) total += collect(index, wanted, [from, to], limit, boosts, found);
    if (total === 0) continue;
    found.sort((a, b) => b.whole - a.whole || b.boost - a.boost || a.document - b.document);
    return { first: found.slice(0, limit), total, forgiven };
  }
  return { first: [], total: 0, forgiven: undefined };
}

/** Adds what may be among the first, and says how many match. */
function collect(index: DrugIndex, wanted: readonly Wanted[], [from, to]: readonly [number, number], limit: number, boosts: ReadonlyMap<number, number>, found: Ranked[]): number {
  // How many of the words a document has met, in their order; and how many of them whole.
  const met = new Uint8Array(to - from);
  const whole = new Uint8Array(to - from);
  let total = 0;
  for (const [nth, { whole: wholeWords, begun }] of wanted.entries()) {
    // Those that meet the last word have met all.
    total = 0;
    for (const place of wholeWords) total += meet(index.documentsOf(place, from, to), from, nth, met, whole);
    for (const place of begun) total += meet(index.documentsOf(place, from, to), from, nth, met, undefined);
    if (total === 0) return 0;
  }
  // Documents come in their order, so of each number of whole words the first seen are the first. Once there are enough
  // that hold as many as any can, none after them is better.
  const room = new Uint32Array(wanted.length + 1);
  const most = wanted.filter(({ whole }) => whole.length > 0).length;
  for (let at = met.indexOf(wanted.length); at >= 0 && (room[most] ?? 0) < limit; at = met.indexOf(wanted.length, at + 1)) {
    const words = whole[at] ?? 0;
    if ((room[words] ?? 0) >= limit || boosts.has(from + at)) continue;
    room[words] = (room[words] ?? 0) + 1;
    found.push({ document: from + at, whole: words, boost: 0 });
  }
  for (const [document, boost] of boosts) if (document >= from && document < to && met[document - from] === wanted.length) found.push({ document, whole: whole[document - from] ?? 0, boost });
  return total;
}

/** Marks the documents that have met the words before, and says how many they are. */
function meet(documents: Uint32Array, from: number, nth: number, met: Uint8Array, whole: Uint8Array | undefined): number {
  let count = 0;
  for (let at = 0; at < documents.length; at++) {
    const place = (documents[at] ?? 0) - from;
    if (met[place] !== nth) continue;
    met[place] = nth + 1;
    if (whole !== undefined) whole[place] = (whole[place] ?? 0) + 1;
    count++;
  }
  return count;
}

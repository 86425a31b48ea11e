import { u8, u16, u32 } from '../columns.ts';
import { groupRows, reordered } from '../group-rows.ts';
import type { Edition } from '../edition.ts';
import type { Section } from '../sections.ts';
import type { CollectedTerms } from './collect-terms.ts';
import { LONGEST } from './term-list.ts';

/** The sections of a TermList: the terms in their places, the places of each word. */
export function orderTerms(name: string, edition: Edition, terms: CollectedTerms, numbers: Uint32Array, beginningOf: Uint32Array): Record<string, Section> {
  const order = showingOrder(edition, terms);
  const wordsAt = new Uint32Array(order.length + 1);
  const words = new Uint32Array(terms.words.length);
  const beginnings = new Uint32Array(order.length);
  const placesAt = new Uint32Array(numbers.length + 1);
  const firstsAt = new Uint32Array(numbers.length + 1);
  let at = 0;
  for (const [place, read] of order.entries()) {
    let bits = 0;
    for (let i = terms.wordsAt[read] ?? 0; i < (terms.wordsAt[read + 1] ?? 0); i++) {
      const was = terms.words[i] ?? 0;
      const word = numbers[was >>> 1] ?? 0;
      words[at++] = word * 2 + (was & 1);
      bits |= beginningOf[word] ?? 0;
      placesAt[word + 1] = (placesAt[word + 1] ?? 0) + 1;
      if ((was & 1) === 1) firstsAt[word + 1] = (firstsAt[word + 1] ?? 0) + 1;
    }
    beginnings[place] = bits;
    wordsAt[place + 1] = at;
  }
  const length = reordered(terms.length, order, u16).map((each) => Math.min(each, LONGEST));
  const lengths = groupRows(Uint32Array.from(length), LONGEST + 1).at;
  const { places, firsts } = placesOf(wordsAt, words, placesAt, firstsAt);
  const sections = {
    row: reordered(terms.row, order, u32), concept: reordered(terms.concept, order, u32),
    length: Uint8Array.from(length), letters: reordered(terms.letters, order, u8),
    beginnings, wordsAt, words, placesAt, places, firstsAt, firsts, lengthAt: lengths,
  };
  return Object.fromEntries(Object.entries(sections).map(([section, rows]) => [`${name}.${section}`, rows]));
}

/** Fills in where each word is; counts become beginnings. */
function placesOf(wordsAt: Uint32Array, words: Uint32Array, placesAt: Uint32Array, firstsAt: Uint32Array): { places: Uint32Array; firsts: Uint32Array } {
  for (let word = 1; word < placesAt.length; word++) {
    placesAt[word] = (placesAt[word] ?? 0) + (placesAt[word - 1] ?? 0);
    firstsAt[word] = (firstsAt[word] ?? 0) + (firstsAt[word - 1] ?? 0);
  }
  const [nextPlace, nextFirst] = [placesAt.slice(), firstsAt.slice()];
  const places = new Uint32Array(words.length);
  const firsts = new Uint32Array(firstsAt.at(-1) ?? 0);
  for (let place = 0; place + 1 < wordsAt.length; place++) {
    for (let i = wordsAt[place] ?? 0; i < (wordsAt[place + 1] ?? 0); i++) {
      const word = (words[i] ?? 0) >>> 1;
      const first = (words[i] ?? 0) & 1;
      const at = nextPlace[word] ?? 0;
      places[at] = place * 2 + first;
      nextPlace[word] = at + 1;
      if (first === 0) continue;
      const atFirst = nextFirst[word] ?? 0;
      firsts[atFirst] = place;
      nextFirst[word] = atFirst + 1;
    }
  }
  return { places, firsts };
}

/** Shorter terms first, of one length preferred terms, then by the alphabet; last, by concept, so that the order is one. */
function showingOrder(edition: Edition, terms: CollectedTerms): Uint32Array {
  const rank = terms.length.map((length, i) => Math.min(length, 30_000) * 2 + (edition.preferredRow(terms.concept[i] ?? 0) === terms.row[i] ? 0 : 1));
  const { at, rows } = groupRows(Uint32Array.from(rank), 60_002);
  for (let each = 0; each + 1 < at.length; each++) {
    const alike = rows.subarray(at[each] ?? 0, at[each + 1] ?? 0);
    if (alike.length > 1) alike.sort((a, b) => byAlphabet(edition.termBytes(terms.row[a] ?? 0), edition.termBytes(terms.row[b] ?? 0)) || (terms.row[a] ?? 0) - (terms.row[b] ?? 0));
  }
  return rows;
}

function byAlphabet(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = lower(a[i] ?? 0) - lower(b[i] ?? 0);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

const lower = (byte: number): number => (byte >= 65 && byte <= 90 ? byte + 32 : byte);

import type { Edition } from '../../platform/terminology/edition.ts';
import type { TermIndex } from '../../platform/terminology/search/term-index.ts';

/** What somebody has typed so far, and whether only findings are looked for. */
interface Entry {
  kind: 'one letter' | 'two letters' | 'typing' | 'with a slip';
  text: string;
  restricted: boolean;
}

export interface SearchSample {
  kind: Entry['kind'];
  text: string;
  milliseconds: number;
  found: number;
}

const REPEATS = 3;

/**
 * Type-ahead as it is used: every so many-th term of the release typed key by key from the third letter on, a third
 * with its words in another order, half restricted to `within` (bits by ordinal); some with two letters swapped; and
 * each one- and two-letter beginning. Times are the least of
 * three, which on a busy machine comes nearest to what the processor was needed for.
 */
export function searchSamples(edition: Edition, index: TermIndex, within: Uint32Array, terms = 2_000, limit = 25): SearchSample[] {
  const entries = entriesOf(edition, terms);
  const run = ({ kind, text, restricted }: Entry): SearchSample => {
    let milliseconds = Infinity;
    let found = 0;
    for (let i = 0; i < REPEATS; i++) {
      const from = performance.now();
      found = index.search(text, restricted ? { limit, within } : { limit }).total;
      milliseconds = Math.min(milliseconds, performance.now() - from);
    }
    return { kind, text, milliseconds, found };
  };
  for (const entry of entries.slice(0, 5_000)) run(entry);
  return entries.map(run);
}

/** p50 and p95 of each kind of entry, in milliseconds. */
export function summary(samples: readonly SearchSample[]): { kind: string; count: number; p50: number; p95: number; most: number }[] {
  const kinds = [...new Set(samples.map(({ kind }) => kind))];
  return kinds.map((kind) => {
    const times = samples.filter((sample) => sample.kind === kind).map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
    const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
    return { kind, count: times.length, p50: at(0.5), p95: at(0.95), most: at(1) };
  });
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

function entriesOf(edition: Edition, terms: number): Entry[] {
  const entries: Entry[] = [];
  for (const one of LETTERS) {
    for (const restricted of [false, true]) entries.push({ kind: 'one letter', text: one, restricted });
    for (const two of LETTERS) entries.push({ kind: 'two letters', text: one + two, restricted: two < 'n' });
  }
  const step = Math.max(1, Math.floor(edition.active / terms));
  for (let i = 0, concept = 0; concept < edition.active; i++, concept += step) {
    const term = edition.preferredTerm(concept).slice(0, 40);
    const words = term.split(' ');
    const typed = i % 3 === 0 ? [...words.slice(1), ...words.slice(0, 1)].join(' ') : term;
    for (let length = 3; length <= typed.length; length++) entries.push({ kind: 'typing', text: typed.slice(0, length), restricted: i % 2 === 0 });
    const at = 2 + (i % Math.max(1, typed.length - 3));
    if (i % 8 === 0) entries.push({ kind: 'with a slip', text: typed.slice(0, at) + typed.charAt(at + 1) + typed.charAt(at) + typed.slice(at + 2), restricted: false });
  }
  return entries;
}

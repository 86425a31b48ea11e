import { SAME, SHORT } from './equivalents.ts';
import { oneSpelling } from './spelling.ts';
import { wordsTyped } from './words.ts';

/** So many readings of one entry are looked for. */
const MOST = 6;
const LONGEST_PHRASE = 5;

const wordsOf = (phrase: string): string[] => wordsTyped(phrase).map(({ whole }) => whole);
const keyOf = (words: readonly string[]): string => words.map(oneSpelling).join(' ');
const lines = (table: string): string[] => table.trim().split('\n');

const meanings = (() => {
  const found = new Map<string, string[][]>();
  const add = (phrase: string, meaning: string): void => {
    const key = keyOf(wordsOf(phrase));
    const held = found.get(key);
    if (held === undefined) found.set(key, [wordsOf(meaning)]);
    else held.push(wordsOf(meaning));
  };
  for (const line of lines(SAME)) {
    const members = line.split('|').map((member) => member.trim());
    for (const one of members) for (const other of members) if (one !== other) add(one, other);
  }
  for (const line of lines(SHORT)) {
    const [short = '', long = ''] = line.split('=').map((side) => side.trim());
    for (const meaning of long.split('|')) add(short, meaning.trim());
  }
  return found;
})();

/** A word of another reading: one that was typed, by its index, or one in the place of others. */
export type ReadWord = { typed: number } | { word: string };

/** What was typed (finished words) with equivalents in the place of some of its words; not as it was typed. */
export function rewritings(words: readonly string[]): ReadWord[][] {
  const read: { words: ReadWord[]; changed: boolean }[] = [];
  const extend = (from: number, before: readonly ReadWord[], changed: boolean): void => {
    if (read.length > MOST) return;
    if (from === words.length) {
      read.push({ words: [...before], changed });
      return;
    }
    for (let to = Math.min(words.length, from + LONGEST_PHRASE); to > from; to--) {
      for (const meaning of meanings.get(keyOf(words.slice(from, to))) ?? []) extend(to, [...before, ...meaning.map((word) => ({ word }))], true);
    }
    extend(from + 1, [...before, { typed: from }], changed);
  };
  extend(0, [], false);
  return read.filter(({ changed }) => changed).map(({ words }) => words).slice(0, MOST);
}

import { type Lexicon, NO_WORDS, type WordRange } from './lexicon.ts';
import { oneSpelling } from './spelling.ts';
import { beginningBit } from './term-list.ts';
import type { TypedWord } from './words.ts';

/** What one word typed asks of a term: a word out of these runs. */
export interface Clause {
  /** from, to, from, to … */
  ranges: readonly number[];
  /** The finished word, or -1: whole matches have it. */
  exact: number;
  /** Letters of the finished word in one spelling. */
  letters: number;
  /** The bit that every term with such a word has; 0 where there is none. */
  beginning: number;
}

export const isEmpty = ({ ranges }: Clause): boolean => ranges.length === 0;

export function clauseOf(lexicon: Lexicon, { prefix, whole }: TypedWord): Clause {
  return clauseOfRange(lexicon, prefix, whole, lexicon.beginning(prefix));
}

/** A word of an expansion: short ones are themselves only, long ones may go on (fracture, fractures). */
export function clauseOfExpansion(lexicon: Lexicon, word: string): Clause {
  for (const spelt of [word, oneSpelling(word)]) {
    const exact = lexicon.wordOf(spelt);
    const range: WordRange = spelt.length >= 4 ? lexicon.beginning(spelt) : exact < 0 ? NO_WORDS : [exact, exact + 1];
    if (range[1] > range[0]) return clauseOfRange(lexicon, spelt, spelt, range);
  }
  return clauseOfRange(lexicon, word, word, NO_WORDS);
}

function clauseOfRange(lexicon: Lexicon, prefix: string, whole: string, [from, to]: WordRange): Clause {
  const [first = 0, second] = Buffer.from(prefix.slice(0, 2));
  return { ranges: to > from ? [from, to] : [], exact: lexicon.wordOf(whole), letters: oneSpelling(whole).length, beginning: second === undefined ? 0 : beginningBit(first, second) };
}

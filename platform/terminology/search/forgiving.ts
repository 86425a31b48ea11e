import { type Clause, clauseOf, clauseOfExpansion, isEmpty } from './clause.ts';
import type { Lexicon } from './lexicon.ts';
import { oneSpelling } from './spelling.ts';
import { rangesNear } from './typos.ts';
import type { TypedWord } from './words.ts';

/** What else may have been meant: two words written as one, one written as two, the other spelling, a slip in a word. */
export function forgivingReadings(lexicon: Lexicon, typed: readonly TypedWord[]): Clause[][] {
  const readings: Clause[][] = [];
  const clauses = typed.map((word) => clauseOf(lexicon, word));
  for (let i = 0; i + 1 < typed.length; i++) {
    const joined = (typed[i]?.whole ?? '') + (typed[i + 1]?.prefix ?? '');
    readings.push([...clauses.slice(0, i), clauseOf(lexicon, { prefix: joined, whole: joined }), ...clauses.slice(i + 2)]);
  }
  for (const [i, clause] of clauses.entries()) {
    const prefix = typed[i]?.prefix ?? '';
    for (let at = 1; isEmpty(clause) && at < prefix.length - 2; at++) {
      const [left, right] = [prefix.slice(0, at), prefix.slice(at)];
      if (lexicon.wordOf(left) >= 0) readings.push([...clauses.slice(0, i), clauseOfExact(lexicon, left), clauseOf(lexicon, { prefix: right, whole: right }), ...clauses.slice(i + 1)]);
    }
  }
  readings.push(clauses.map((clause, i) => spelt(lexicon, clause, typed[i]?.prefix ?? '')));
  return readings.filter((reading) => !reading.some(isEmpty));
}

function clauseOfExact(lexicon: Lexicon, word: string): Clause {
  const exact = lexicon.wordOf(word);
  return { ...clauseOfExpansion(lexicon, word), ranges: exact < 0 ? [] : [exact, exact + 1] };
}

function spelt(lexicon: Lexicon, clause: Clause, prefix: string): Clause {
  const other = oneSpelling(prefix);
  const near = [...rangesNear(lexicon, prefix), ...(other === prefix ? [] : lexicon.beginning(other))];
  if (near.length === 0) return clause;
  return { ...clause, ranges: [...clause.ranges, ...near], exact: -1, beginning: 0 };
}

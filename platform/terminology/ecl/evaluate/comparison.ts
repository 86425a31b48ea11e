import type { Comparison, Ids, SearchTerm } from '../ast.ts';
import { plainReference } from '../ast.ts';
import { codeOfHalves, halvesOf } from '../../sctid.ts';
import type { Context } from './context.ts';

export function compares(comparison: Comparison, left: number, right: number): boolean {
  switch (comparison) {
    case '=': return left === right;
    case '!=': return left !== right;
    case '<': return left < right;
    case '<=': return left <= right;
    case '>': return left > right;
    case '>=': return left >= right;
  }
}

/** ECL 6.9: with several times, `!=` is none of them and any other comparison at least one. An empty one is a component that has not been published. */
export function timeTest(comparison: Comparison, times: readonly string[]): (time: number) => boolean {
  const wanted = new Set(times.map((time) => (time === '' ? 0 : Number(time))));
  if (comparison === '=' || comparison === '!=') return (time) => wanted.has(time) === (comparison === '=');
  // To be before any of several is to be before the last of them.
  const bound = [...wanted].reduce((a, b) => (comparison.startsWith('<') ? Math.max(a, b) : Math.min(a, b)));
  return (time) => compares(comparison, time, bound);
}

export type IdTest = (hi: number, lo: number) => boolean;

/** Whether an identifier is one of those meant. References are compared as they are: metadata need not be in the release. */
export function idTest(context: Context, ids: Ids, not = false): IdTest {
  const named = new Map<number, Set<number>>();
  const sets = ids.flatMap((sub) => {
    const reference = plainReference(sub);
    if (reference === undefined) return [context.evaluate(sub)];
    const [hi, lo] = halvesOf(reference.code);
    named.set(hi, (named.get(hi) ?? new Set()).add(lo));
    return [];
  });
  const test: IdTest = (hi, lo) => {
    if (named.get(hi)?.has(lo) === true) return true;
    if (sets.length === 0) return false;
    const concept = context.edition.ordinalOf(codeOfHalves(hi, lo));
    return concept >= 0 && sets.some((set) => set.has(concept));
  };
  return remembering((hi, lo) => test(hi, lo) !== not);
}

/** How much longer a row takes for long lists: what one criterion or attribute lists, in portions. */
export function portions(...lists: readonly (readonly unknown[])[]): number {
  return 1 + (lists.reduce((sum, list) => sum + list.length, 0) >>> 2);
}

/** The words and parts of search terms, one after the other. */
export const piecesOf = (terms: readonly SearchTerm[]): string[] => terms.flatMap((term) => [...(term.how === 'wild' ? term.parts : term.words)]);

/** Neighbouring rows mostly hold the same module. */
function remembering(test: IdTest): IdTest {
  let [lastHi, lastLo, last] = [-1, -1, false];
  return (hi, lo) => {
    if (hi !== lastHi || lo !== lastLo) [lastHi, lastLo, last] = [hi, lo, test(hi, lo)];
    return last;
  };
}

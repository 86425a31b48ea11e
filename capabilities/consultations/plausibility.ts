import type { Limits, Quantified } from './measurements.ts';

const ADULT_YEARS = 18;

export type Verdict = { verdict: 'plausible' } | { verdict: 'confirm'; reason: string } | { verdict: 'impossible'; reason: string };

/**
 * Judges one value by its unit and the patient's age: most harm from wrong numbers comes from a wrong unit.
 * With no known age both the adult's and the child's range are accepted.
 */
export function judge(what: Quantified, value: number, ageYears: number | undefined): Verdict {
  const shown = `${value} ${what.symbol}`;
  if (outside(value, what.possible)) {
    return { verdict: 'impossible', reason: `${what.label} ${shown} is not possible (${range(what.possible, what.symbol)}).` };
  }
  const limits = limitsFor(what, ageYears);
  if (outside(value, limits)) {
    const who = ageYears === undefined ? 'anybody' : ageYears >= ADULT_YEARS ? 'an adult' : 'a child';
    return { verdict: 'confirm', reason: `${what.label} ${shown} is unusual for ${who} (${range(limits, what.symbol)}).` };
  }
  return { verdict: 'plausible' };
}

function limitsFor(what: Quantified, ageYears: number | undefined): Limits {
  if (ageYears === undefined) return [Math.min(what.adult[0], what.child[0]), Math.max(what.adult[1], what.child[1])];
  return ageYears >= ADULT_YEARS ? what.adult : what.child;
}

function outside(value: number, [low, high]: Limits): boolean {
  return value < low || value > high;
}

function range([low, high]: Limits, symbol: string): string {
  return `expected ${low} to ${high} ${symbol}`;
}

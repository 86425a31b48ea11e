import { tierOf } from './best.ts';
import { LONGEST } from './term-list.ts';

/** Tiers up to here are what was typed in whole, and what it means in whole: before all others, however often these are chosen. */
const WHOLE_MEANING = 1;

/** A term that matches, and how far its concept is lifted. */
export interface Ranked {
  key: number;
  concept: number;
  length: number;
  boost: number;
}

/**
 * The order of showing. Terms that match in whole or by their meaning in whole, in that order; then all others by tier
 * and length, taken as one number that a boost makes smaller; then by place. A tier melts faster than a length: what is
 * chosen all day comes first for the beginning of any of its words.
 */
export function byRank(a: Ranked, b: Ranked): number {
  const [tierA, tierB] = [Math.min(tierOf(a.key), WHOLE_MEANING + 1), Math.min(tierOf(b.key), WHOLE_MEANING + 1)];
  return tierA - tierB || weight(a) - weight(b) || a.key - b.key;
}

function weight({ key, length, boost }: Ranked): number {
  const steps = Math.max(0, tierOf(key) - WHOLE_MEANING - 1);
  const left = 1 - boost;
  return Math.floor(steps * (LONGEST + 1) * left ** 4 + length * left);
}

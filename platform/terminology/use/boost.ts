/** How often, and when last, a concept was chosen. */
export interface Uses {
  uses: number;
  /** Milliseconds since 1970. */
  lastUsed: number;
}

const DAY = 86_400_000;
/** After so many days without use a choice counts half. */
const HALF_LIFE = 60;
/** One choice of one's own weighs as much as so many by colleagues. */
const OWN = 8;
/** The weight at which half of the largest boost is reached. */
const HALF = 40;
const LARGEST = 0.9;

/**
 * How far a concept rises in type-ahead: 0 (never chosen) to below 0.9, which no number of choices passes. One's own
 * choices count more than the practice's, recent ones more than old, each further one less than the one before.
 * `practice` is the sum over all of the practice, one's own among them.
 */
export function boostOf(own: Uses | undefined, practice: Uses | undefined, now: number): number {
  const weight = OWN * faded(own, now) + faded(practice, now);
  return (LARGEST * weight) / (weight + HALF);
}

function faded(uses: Uses | undefined, now: number): number {
  if (uses === undefined || !(uses.uses > 0)) return 0;
  return uses.uses * 0.5 ** (Math.max(0, now - uses.lastUsed) / DAY / HALF_LIFE);
}

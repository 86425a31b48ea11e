import { Refused } from './client.ts';

/** Times of many runs of one thing, in milliseconds; what failed is counted by its status and not timed. */
export interface Timing {
  p50: number;
  p95: number;
  perSecond: number;
  failed: Record<string, number>;
}

export interface Plan {
  rounds: number;
  clients: number;
  /** A turn ends after so many runs, or, where milliseconds are given, after so long. */
  count: number;
  milliseconds?: number;
}

export interface Comparison {
  ours: Timing;
  other: Timing;
  /** Rounds measured: fewer than planned where one takes long. */
  rounds: number;
  /** Our median time over the other's: above 1 we are slower. */
  times: number;
  /** Our rate over the other's: above 1 we do more. */
  rates: number;
}

/** A round that takes so many turns' time is long. */
const LONG = 8;

type Work = (i: number) => Promise<unknown>;

/**
 * Two things in turns, A B A B, so that a noisy machine is noisy for both. Each ratio is the median of the rounds'
 * ratios. The first round warms up and is not counted.
 */
export async function compare(plan: Plan, ours: Work, other: Work): Promise<Comparison> {
  const a: Timing[] = [];
  const b: Timing[] = [];
  let rounds = plan.rounds;
  for (let round = -1; round < rounds; round++) {
    const began = performance.now();
    const from = (round + 1) * plan.count;
    const first = await turn(plan, (i) => ours(from + i));
    const second = await turn(plan, (i) => other(from + i));
    if (round < 0) {
      if (plan.milliseconds !== undefined && performance.now() - began > LONG * plan.milliseconds) rounds = Math.min(rounds, 2);
      continue;
    }
    a.push(first);
    b.push(second);
  }
  const ratio = (of: (timing: Timing) => number): number => median(a.map((timing, i) => of(timing) / of(b[i] ?? timing)));
  return { ours: middle(a), other: middle(b), rounds, times: ratio(({ p50 }) => p50), rates: ratio(({ perSecond }) => perSecond) };
}

/** Runs `work` over `clients` at once; each client begins its next when its last has ended. */
async function turn({ clients, count, milliseconds = Number.POSITIVE_INFINITY }: Plan, work: Work): Promise<Timing> {
  const times: number[] = [];
  const failed: Record<string, number> = {};
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < count && performance.now() - began < milliseconds) {
        const i = next++;
        const start = performance.now();
        try {
          await work(i);
          times.push(performance.now() - start);
        } catch (error) {
          const why = whyFailed(error);
          failed[why] = (failed[why] ?? 0) + 1;
        }
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  times.sort((x, y) => x - y);
  return { p50: at(times, 0.5), p95: at(times, 0.95), perSecond: times.length / seconds, failed };
}

/** The status of an answer, or the code of a connection that failed. Anything else is a fault of the bench. */
export function whyFailed(error: unknown): string {
  if (error instanceof Refused) return String(error.status);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}

function middle(timings: readonly Timing[]): Timing {
  const failed: Record<string, number> = {};
  for (const timing of timings) for (const [why, count] of Object.entries(timing.failed)) failed[why] = (failed[why] ?? 0) + count;
  return { p50: median(timings.map(({ p50 }) => p50)), p95: median(timings.map(({ p95 }) => p95)), perSecond: median(timings.map(({ perSecond }) => perSecond)), failed };
}

function median(values: readonly number[]): number {
  return at([...values].sort((x, y) => x - y), 0.5);
}

/** The value below which a share of the sorted values lies. */
export function at(sorted: readonly number[], quantile: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? Number.NaN;
}

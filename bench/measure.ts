/** Times of many runs of one thing, in milliseconds. */
export interface Timing {
  p50: number;
  p95: number;
  perSecond: number;
}

/** Runs `work` `count` times over `clients` at once; each client begins its next when its last has ended. */
async function measure(count: number, clients: number, work: (i: number) => Promise<unknown>): Promise<Timing> {
  const times: number[] = [];
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < count) {
        const i = next++;
        const start = performance.now();
        await work(i);
        times.push(performance.now() - start);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  return { p50: at(times, 0.5), p95: at(times, 0.95), perSecond: count / seconds };
}

/**
 * Two things in turns, A B A B, so that a noisy machine is noisy for both. The ratio is that of the medians over
 * all rounds.
 */
export async function compare(
  rounds: number,
  count: number,
  clients: number,
  ours: (i: number) => Promise<unknown>,
  floor: (i: number) => Promise<unknown>,
): Promise<{ ours: Timing; floor: Timing; ratio: number }> {
  const a: Timing[] = [];
  const b: Timing[] = [];
  for (let round = -1; round < rounds; round++) {
    const first = await measure(count, clients, (i) => ours(round * count + i + count));
    const second = await measure(count, clients, (i) => floor(round * count + i + count));
    if (round < 0) continue; // warm-up
    a.push(first);
    b.push(second);
  }
  const ratios = a.map((timing, i) => timing.p50 / (b[i]?.p50 ?? Number.NaN));
  return { ours: middle(a), floor: middle(b), ratio: median(ratios) };
}

function middle(timings: readonly Timing[]): Timing {
  return { p50: median(timings.map(({ p50 }) => p50)), p95: median(timings.map(({ p95 }) => p95)), perSecond: median(timings.map(({ perSecond }) => perSecond)) };
}

function median(values: readonly number[]): number {
  return at([...values].sort((x, y) => x - y), 0.5);
}

function at(sorted: readonly number[], quantile: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? Number.NaN;
}

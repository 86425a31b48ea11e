import type { ChildProcess } from 'node:child_process';

/** What the server process says of itself once a second. */
export interface Health {
  /** Seconds since the watch began. */
  at: number;
  rssMb: number;
  heapMb: number;
  /** 99th percentile of how late the event loop was within the second, ms. */
  loopDelay: number;
}

/** Collects what the server process says, until asked for it. */
export function watch(server: ChildProcess): () => Health[] {
  const samples: Health[] = [];
  const began = performance.now();
  const hear = (message: unknown): void => {
    if (typeof message !== 'object' || message === null || !('rss' in message) || !('heap' in message) || !('loopDelay' in message)) return;
    samples.push({ at: (performance.now() - began) / 1000, rssMb: Number(message.rss) / 2 ** 20, heapMb: Number(message.heap) / 2 ** 20, loopDelay: Number(message.loopDelay) });
  };
  server.on('message', hear);
  return () => {
    server.off('message', hear);
    return samples;
  };
}

/** Growth of resident memory or heap by least squares, in MB a minute, over the second half: by then the server is warm. */
export function slope(samples: readonly Health[], of: 'rssMb' | 'heapMb'): number {
  const late = samples.slice(Math.floor(samples.length / 2));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(late.map(({ at }) => at));
  const y = mean(late.map((sample) => sample[of]));
  const over = late.reduce((sum, sample) => sum + (sample.at - x) * (sample[of] - y), 0);
  const under = late.reduce((sum, { at }) => sum + (at - x) ** 2, 0);
  return (over / under) * 60;
}

import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Database } from '../../store/database.ts';

export interface Pressure {
  /** Whether the process or its database falls behind at present. */
  readonly strained: boolean;
  close(): void;
}

const EVERY_MS = 500;
/** A loop that is this late keeps every request waiting as long, on top of its own work. */
const LOOP_DELAY_MS = 250;
/** The trivial statement takes well under a millisecond where a connection is free. */
const POOL_WAIT_MS = 1000;

/** Watches how late the event loop is, and how long a statement that costs nothing waits for a connection. */
export function watchPressure(db: Pick<Database, 'query'>): Pressure {
  const loop = monitorEventLoopDelay({ resolution: 20 });
  loop.enable();
  let late = false;
  let asked: number | undefined;
  let slow = false;
  const timer = setInterval(() => {
    late = loop.percentile(90) / 1e6 > LOOP_DELAY_MS;
    loop.reset();
    if (asked !== undefined) {
      slow ||= performance.now() - asked > POOL_WAIT_MS;
      return;
    }
    const from = performance.now();
    asked = from;
    db.query('select 1', [])
      .then(
        () => (slow = performance.now() - from > POOL_WAIT_MS),
        () => (slow = false), // a database that is away answers with an error of its own, at once
      )
      .finally(() => (asked = undefined));
  }, EVERY_MS);
  timer.unref();
  return {
    get strained() {
      return late || slow;
    },
    close() {
      clearInterval(timer);
      loop.disable();
    },
  };
}

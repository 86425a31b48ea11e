import { Problem } from '../../errors.ts';

/** How much of one kind of work is done at once, and how much may wait for its turn. */
export interface LaneLimits {
  running: number;
  waiting: number;
  /** Who has waited this long is told to come back: an answer nobody waits for any more helps nobody. */
  patienceMs: number;
}

export interface Lane {
  /**
   * Takes a place, at once or when its turn comes; call what it answers when the work is done. Throws `throttled`
   * when one client holds more than its share of the waiting places, `unavailable` when there are none left.
   * `strained` leaves a quarter of the waiting places.
   */
  enter(client: string, strained: boolean): Promise<() => void>;
  /** For the metrics. */
  readonly running: number;
  readonly waiting: number;
}

interface Waiter {
  client: string;
  start: () => void;
}

/** One client may hold at most this part of the waiting places, so that it cannot fill them for the others. */
const SHARE = 0.5;

export function openLane(limits: LaneLimits): Lane {
  let running = 0;
  const queue: Waiter[] = [];
  const held = new Map<string, number>();

  function leave(): void {
    running--;
    const next = queue.shift();
    if (next === undefined) return;
    running++;
    next.start();
  }

  function hold(client: string, change: 1 | -1): void {
    const count = (held.get(client) ?? 0) + change;
    if (count === 0) held.delete(client);
    else held.set(client, count);
  }

  function release(): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      leave();
    };
  }

  return {
    get running() {
      return running;
    },
    get waiting() {
      return queue.length;
    },
    async enter(client, strained) {
      if (running < limits.running) {
        running++;
        return release();
      }
      const places = strained ? Math.floor(limits.waiting / 4) : limits.waiting;
      if (queue.length >= places) throw new Problem('unavailable', 'The server is busy: try again shortly', { retryAfter: pause() });
      if ((held.get(client) ?? 0) >= Math.max(1, limits.waiting * SHARE)) {
        throw new Problem('throttled', 'Too many requests at once: wait for answers before asking more', { retryAfter: pause() });
      }
      hold(client, 1);
      try {
        await turn(client);
      } finally {
        hold(client, -1);
      }
      return release();
    },
  };

  function turn(client: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(waiter), 1);
        reject(new Problem('unavailable', 'The server is busy: try again shortly', { retryAfter: pause() }));
      }, limits.patienceMs);
      const waiter: Waiter = {
        client,
        start() {
          clearTimeout(timer);
          resolve();
        },
      };
      queue.push(waiter);
    });
  }
}

/** Whole seconds, not the same for all: who was turned away together should not come back together. */
function pause(): number {
  return 1 + Math.floor(Math.random() * 3);
}

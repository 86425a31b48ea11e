import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../store/database.ts';
import { type OutboxOptions, sendNext } from './outbox/send-next.ts';
import { collectEvents } from './subscriptions/collect.ts';
import { deliverNext, type DeliveryOptions, DUE } from './subscriptions/deliver.ts';

export interface CourierOptions extends Omit<DeliveryOptions, 'base'>, OutboxOptions {
  /** The server's own address. */
  base: () => string;
  pollMs: number;
  /** Notifications under way at once in one practice: that many stalled receivers hold up nobody. */
  atOnce: number;
}

/** What an installation runs with: about a day of trying before a subscription is in error. */
export const COURIER_STANDARD = {
  senders: new Map(), allowLocal: false, firstRetryMs: 2_000, longestRetryMs: 15 * 60_000, maxFailures: 100,
  leaseMs: 45_000, outboxLeaseMs: 5 * 60_000, pollMs: 250, atOnce: 32,
} as const satisfies Partial<CourierOptions>;

export interface Courier {
  /** Says that something was committed here: look now. */
  wake(): void;
  /** Takes on nothing more, and waits for what is under way. */
  close(): Promise<void>;
}

/** Lanes of one outbox that are sent at once. */
const LANES = 4;

/** What is under way in one practice. */
interface Busy {
  notifications: Set<Promise<unknown>>;
  lanes: Set<Promise<unknown>>;
}

/**
 * Finds and sends what is due, in every practice that has anything to send. Any number of processes may do so at
 * once: each subscription and each lane is worked on by one at a time, by row lock and lease.
 */
export function startCourier(db: Database, options: CourierOptions, onError: (error: unknown) => void): Courier {
  const underWay = new Map<string, Busy>();
  const state = { closed: false };
  let woken = Promise.withResolvers<void>();
  const look = (): void => woken.resolve();

  async function round(): Promise<void> {
    const practices = await db.query<{ practice: string }>(`select practice from sending_practice order by practice`, []);
    for (const { practice } of practices) {
      if (state.closed) return;
      await inPractice(practice).catch(onError);
    }
  }

  async function inPractice(practice: string): Promise<void> {
    const busy = underWay.get(practice) ?? { notifications: new Set(), lanes: new Set() };
    underWay.set(practice, busy);
    for (const id of await behind(practice)) while (!state.closed && (await collectEvents(db, practice, id)));
    const { due, waiting } = await dueIn(practice);
    const deliver = { ...options, base: `${options.base()}/${practice}/fhir/r4` };
    for (let i = Math.min(options.atOnce - busy.notifications.size, due); i > 0; i--) start(busy.notifications, () => deliverNext(db, practice, deliver));
    if (waiting && busy.lanes.size < LANES) start(busy.lanes, () => sendNext(db, practice, options));
  }

  /** Where something was sent there may be more: it goes on until nothing is due. */
  function start(among: Set<Promise<unknown>>, work: () => Promise<boolean>): void {
    const going = (async () => {
      while (!state.closed && (await work()));
    })()
      .catch(onError)
      .finally(() => among.delete(going));
    among.add(going);
  }

  async function behind(practice: string): Promise<string[]> {
    const rows = await db.transaction(practice, (tx) =>
      tx.query<{ id: string }>(
        `select s.id from subscription s join feed f on f.practice = s.practice
         where s.practice = $1 and s.status in ('requested', 'active') and s.matched < f.position and coalesce(s.ends > now(), true)`,
        [practice],
      ),
    );
    return rows.map(({ id }) => id);
  }

  async function dueIn(practice: string): Promise<{ due: number; waiting: boolean }> {
    const [row] = await db.transaction(practice, async (tx) => {
      const [, found] = await Promise.all([
        tx.query(`update subscription set status = 'off' where practice = $1 and status in ('requested', 'active') and ends <= now() and delivered = last_event`, [practice]),
        tx.query<{ due: number; waiting: boolean }>(
          `select (select count(*) from subscription d where d.practice = $1 and ${DUE}) as due,
                  exists (select from outbox where practice = $1 and sent is null and not dead) as waiting`,
          [practice],
        ),
      ]);
      return found;
    });
    return row ?? { due: 0, waiting: false };
  }

  const running = (async () => {
    while (!state.closed) {
      woken = Promise.withResolvers<void>();
      await round().catch((error: unknown) => void (state.closed || onError(error)));
      await Promise.race([woken.promise, sleep(options.pollMs, undefined, { ref: false })]);
    }
  })();

  return {
    wake: look,
    async close() {
      state.closed = true;
      look();
      await running;
      await Promise.all([...underWay.values()].flatMap(({ notifications, lanes }) => [...notifications, ...lanes]));
    },
  };
}

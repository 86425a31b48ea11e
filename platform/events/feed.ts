import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../store/database.ts';
import { type ChangeEvent, changesAfter, headOf } from './changes.ts';

export interface Feed {
  /** The last position written in a practice. */
  head(practice: string): Promise<number>;
  /** Up to `limit` changes after a position, in order, without a gap. */
  after(practice: string, position: number, limit: number): Promise<ChangeEvent[]>;
  /**
   * Calls `listener` with every change after `from`, in order. One that answers with a promise is told the next
   * change when that is settled: it goes at its own pace, and neither others nor the memory bear the difference.
   * Returns the way to stop.
   */
  subscribe(practice: string, from: number, listener: (event: ChangeEvent) => unknown): () => void;
  /** Says that something was committed here: look now, not at the next tick. */
  wake(practice: string): void;
  close(): void;
}

/**
 * Writers in other processes are noticed at this interval. Polling one index range is cheap; NOTIFY would take a
 * lock on the whole database at every commit, its flush to disk included.
 */
const POLL_MS = 200;
const PAGE = 500;

interface Listener {
  /** The last position told. */
  last: number;
  tell: (event: ChangeEvent) => unknown;
  open: boolean;
  busy: boolean;
}

/** A practice that somebody here listens to. */
interface Channel {
  listeners: Set<Listener>;
  /** What has been read lately, without a gap, for those who are up to date: read once for all of them. */
  recent: ChangeEvent[];
  /** The position read up to; undefined until the first look. */
  end: number | undefined;
  reading: boolean;
  again: boolean;
}

/** Follows the change feed of the practices that somebody here listens to. */
export function openFeed(db: Database, onError: (error: unknown) => void): Feed {
  const channels = new Map<string, Channel>();
  const state = { closed: false };

  /** Reads what is new and lets everybody go on. */
  async function look(practice: string, channel: Channel): Promise<void> {
    channel.again = true;
    if (channel.reading) return;
    channel.reading = true;
    try {
      while (channel.again && !state.closed) {
        channel.again = false;
        channel.end ??= await headOf(db, practice);
        const events = await changesAfter(db, practice, channel.end, PAGE);
        if (events.length > 0) channel.recent = [...channel.recent, ...events].slice(-PAGE);
        channel.end = events.at(-1)?.position ?? channel.end;
        if (events.length === PAGE) channel.again = true;
        for (const listener of channel.listeners) void advance(practice, channel, listener);
      }
    } catch (error) {
      if (!state.closed) onError(error); // the next tick reads from the same position: nothing is passed over
    } finally {
      channel.reading = false;
    }
  }

  /** Tells one listener all there is, at its own pace; from the database what lies further back than is held. */
  async function advance(practice: string, channel: Channel, listener: Listener): Promise<void> {
    if (listener.busy) return;
    listener.busy = true;
    const going = (): boolean => listener.open && !state.closed;
    while (going() && channel.end !== undefined && listener.last < channel.end) {
      const [oldest] = channel.recent;
      const held = oldest !== undefined && oldest.position <= listener.last + 1;
      try {
        const events = held ? channel.recent.slice(listener.last + 1 - oldest.position) : await changesAfter(db, practice, listener.last, PAGE);
        for (const event of events) {
          if (!going()) return;
          listener.last = event.position;
          await tell(listener, event);
        }
      } catch (error) {
        if (!state.closed) onError(error);
        await sleep(POLL_MS, undefined, { ref: false });
      }
    }
    listener.busy = false;
  }

  /** One who fails holds up nobody else, and is told the next. */
  async function tell(listener: Listener, event: ChangeEvent): Promise<void> {
    try {
      const pace = listener.tell(event);
      if (pace instanceof Promise) await pace;
    } catch (error) {
      onError(error);
    }
  }

  const timer = setInterval(() => {
    for (const [practice, channel] of channels) void look(practice, channel);
  }, POLL_MS);
  timer.unref();

  return {
    head: (practice) => headOf(db, practice),
    after: (practice, position, limit) => changesAfter(db, practice, position, limit),
    subscribe(practice, from, tell) {
      const listener: Listener = { last: from, tell, open: true, busy: false };
      const channel = channels.get(practice) ?? { listeners: new Set(), recent: [], end: undefined, reading: false, again: false };
      channels.set(practice, channel);
      channel.listeners.add(listener);
      void look(practice, channel);
      return () => {
        listener.open = false;
        channel.listeners.delete(listener);
        if (channel.listeners.size === 0 && channels.get(practice) === channel) channels.delete(practice);
      };
    },
    wake(practice) {
      const channel = channels.get(practice);
      if (channel !== undefined) void look(practice, channel);
    },
    close() {
      state.closed = true;
      clearInterval(timer);
    },
  };
}

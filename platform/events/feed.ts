import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../store/database.ts';

/** One position of a practice's change feed. */
export interface ChangeEvent {
  position: number;
  patient: string;
  recordVersion: number;
  /** [type, id, version] of each resource written, version 0 for a deletion; undefined when a whole record arrived. */
  resources: [string, string, number][] | undefined;
}

export interface Feed {
  /** The last position written in a practice. */
  head(practice: string): Promise<number>;
  /** Up to `limit` changes after a position, in order, without a gap. */
  after(practice: string, position: number, limit: number): Promise<ChangeEvent[]>;
  /** Calls `listener` with every change after `from`, in order. Returns the way to stop. */
  subscribe(practice: string, from: number, listener: (event: ChangeEvent) => void): () => void;
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
  tell: (event: ChangeEvent) => void;
  open: boolean;
}

/** Those who are up to date in a practice, and are told of what comes together. */
interface Channel {
  listeners: Set<Listener>;
  reading: boolean;
  again: boolean;
}

/** Follows the change feed of the practices that somebody here listens to. */
export function openFeed(db: Database, onError: (error: unknown) => void): Feed {
  const channels = new Map<string, Channel>();
  let closed = false;

  function deliver(listener: Listener, events: readonly ChangeEvent[]): void {
    for (const event of events) {
      if (!listener.open || closed) return;
      if (event.position <= listener.last) continue;
      listener.last = event.position;
      try {
        listener.tell(event);
      } catch (error) {
        onError(error); // one who fails holds up nobody else
      }
    }
  }

  async function read(practice: string, channel: Channel): Promise<void> {
    if (channel.reading) {
      channel.again = true;
      return;
    }
    channel.reading = true;
    try {
      do {
        channel.again = false;
        if (channel.listeners.size === 0 || closed) break;
        const from = Math.min(...Array.from(channel.listeners, ({ last }) => last));
        const events = await changesAfter(db, practice, from, PAGE);
        // Who has joined during the read from further back would miss what lies between: the next read is theirs.
        for (const listener of channel.listeners) if (listener.last >= from) deliver(listener, events);
        if (events.length === PAGE) channel.again = true;
      } while (channel.again);
    } catch (error) {
      if (!closed) onError(error); // the next tick reads from the same position: nothing is passed over
    } finally {
      channel.reading = false;
    }
  }

  /** Brings a listener up to date on its own, so that none who comes from far back keeps the others waiting. */
  async function join(practice: string, listener: Listener): Promise<void> {
    for (let behind = true; behind; ) {
      try {
        const events = await changesAfter(db, practice, listener.last, PAGE);
        deliver(listener, events);
        behind = events.length === PAGE;
      } catch (error) {
        if (!closed) onError(error);
        await sleep(POLL_MS, undefined, { ref: false });
      }
      if (!listener.open || closed) return;
    }
    const channel = channels.get(practice) ?? { listeners: new Set(), reading: false, again: false };
    channels.set(practice, channel);
    channel.listeners.add(listener);
    await read(practice, channel);
  }

  const timer = setInterval(() => {
    for (const [practice, channel] of channels) void read(practice, channel);
  }, POLL_MS);
  timer.unref();

  return {
    head: (practice) => headOf(db, practice),
    after: (practice, position, limit) => changesAfter(db, practice, position, limit),
    subscribe(practice, from, tell) {
      const listener: Listener = { last: from, tell, open: true };
      void join(practice, listener);
      return () => {
        listener.open = false;
        const channel = channels.get(practice);
        channel?.listeners.delete(listener);
        if (channel?.listeners.size === 0) channels.delete(practice);
      };
    },
    wake(practice) {
      const channel = channels.get(practice);
      if (channel !== undefined) void read(practice, channel);
    },
    close() {
      closed = true;
      clearInterval(timer);
    },
  };
}

async function headOf(db: Database, practice: string): Promise<number> {
  const [row] = await db.transaction(practice, (tx) => tx.query<{ position: number }>(`select position from feed where practice = $1`, [practice]));
  return row?.position ?? 0;
}

async function changesAfter(db: Database, practice: string, position: number, limit: number): Promise<ChangeEvent[]> {
  const rows = await db.transaction(practice, (tx) =>
    tx.query<{ position: number; patient: string; record_version: number; resources: string | null }>(
      `select position, patient, record_version, resources from change where practice = $1 and position > $2 order by position limit $3`,
      [practice, position, limit],
    ),
  );
  return rows.map((row) => ({
    position: row.position,
    patient: row.patient,
    recordVersion: row.record_version,
    resources: row.resources === null ? undefined : readResources(row.resources),
  }));
}

function readResources(text: string): [string, string, number][] {
  return JSON.parse(text) as [string, string, number][];
}

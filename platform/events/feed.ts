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

interface Channel {
  position: number;
  listeners: Set<(event: ChangeEvent) => void>;
  reading: boolean;
  again: boolean;
}

/** Follows the change feed of the practices that somebody here listens to. */
export function openFeed(db: Database, onError: (error: unknown) => void): Feed {
  const channels = new Map<string, Channel>();

  async function read(practice: string, channel: Channel): Promise<void> {
    if (channel.reading) {
      channel.again = true;
      return;
    }
    channel.reading = true;
    try {
      do {
        channel.again = false;
        const events = await changesAfter(db, practice, channel.position, PAGE);
        for (const event of events) {
          channel.position = event.position;
          for (const listener of channel.listeners) listener(event);
        }
        if (events.length === PAGE) channel.again = true;
      } while (channel.again);
    } catch (error) {
      onError(error); // the next tick reads from the same position: nothing is passed over
    } finally {
      channel.reading = false;
    }
  }

  const timer = setInterval(() => {
    for (const [practice, channel] of channels) void read(practice, channel);
  }, POLL_MS);
  timer.unref();

  return {
    head: (practice) => headOf(db, practice),
    after: (practice, position, limit) => changesAfter(db, practice, position, limit),
    subscribe(practice, from, listener) {
      let channel = channels.get(practice);
      if (channel === undefined) {
        channel = { position: from, listeners: new Set(), reading: false, again: false };
        channels.set(practice, channel);
      }
      const own = channel;
      // A listener that starts further back than the shared position is brought up to date on its own first.
      const guarded = catchUp(db, practice, from, own, listener, onError);
      own.listeners.add(guarded);
      return () => {
        own.listeners.delete(guarded);
        if (own.listeners.size === 0) channels.delete(practice);
      };
    },
    wake(practice) {
      const channel = channels.get(practice);
      if (channel !== undefined) void read(practice, channel);
    },
    close: () => clearInterval(timer),
  };
}

/** Holds live events back until the older ones have been delivered, so that each listener sees strict order. */
function catchUp(db: Database, practice: string, from: number, channel: Channel, listener: (event: ChangeEvent) => void, onError: (error: unknown) => void) {
  let last = from;
  let waiting: ChangeEvent[] | undefined = channel.position > from ? [] : undefined;
  const deliver = (event: ChangeEvent): void => {
    if (event.position <= last) return;
    last = event.position;
    listener(event);
  };
  async function replay(): Promise<void> {
    for (;;) {
      const events = await changesAfter(db, practice, last, PAGE);
      events.forEach(deliver);
      if (events.length < PAGE) break;
    }
    waiting?.forEach(deliver);
    waiting = undefined;
  }
  if (waiting !== undefined) replay().catch(onError);
  return (event: ChangeEvent): void => {
    if (waiting === undefined) deliver(event);
    else waiting.push(event);
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

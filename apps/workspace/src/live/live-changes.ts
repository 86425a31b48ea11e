/** One change to the practice's records, as the event stream tells it. */
export interface Change {
  patient: string;
  recordVersion: number;
}

export type LiveState = 'connecting' | 'live' | 'reconnecting';

interface LiveListener {
  onChange(change: Change): void;
  /** The line was down: anything may have changed meanwhile. */
  onGap(): void;
  onState(state: LiveState): void;
}

const BACKOFF = [500, 1_000, 2_000, 5_000, 10_000];
/** The server pings every 15 seconds: three missed pings mean a dead line. */
const SILENCE = 45_000;

/** Listens to the changes of a practice, and reconnects for as long as it is wanted. Returns the way to stop. */
export function listenForChanges(ods: string, listener: LiveListener): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let wasLive = false;
  let stopped = false;

  function connect(): void {
    clearTimeout(timer);
    source?.close();
    const opened = new EventSource(`/${ods}/events`);
    source = opened;
    opened.onopen = () => {
      failures = 0;
      listener.onState('live');
      if (wasLive) listener.onGap();
      wasLive = true;
      watch();
    };
    opened.onerror = () => { reconnect(); };
    opened.addEventListener('ping', watch);
    opened.addEventListener('change', (event) => {
      watch();
      const change = readChange(event.data);
      if (change) listener.onChange(change);
    });
  }

  function watch(): void {
    clearTimeout(timer);
    timer = setTimeout(reconnect, SILENCE);
  }

  function reconnect(): void {
    if (stopped) return;
    source?.close();
    listener.onState(wasLive ? 'reconnecting' : 'connecting');
    clearTimeout(timer);
    timer = setTimeout(connect, BACKOFF[Math.min(failures, BACKOFF.length - 1)]);
    failures += 1;
  }

  connect();
  window.addEventListener('online', connect);
  return () => {
    stopped = true;
    clearTimeout(timer);
    source?.close();
    window.removeEventListener('online', connect);
  };
}

function readChange(data: unknown): Change | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const read: unknown = JSON.parse(data);
    if (typeof read !== 'object' || read === null || !('patient' in read) || typeof read.patient !== 'string') return undefined;
    return { patient: read.patient, recordVersion: 'recordVersion' in read && typeof read.recordVersion === 'number' ? read.recordVersion : 0 };
  } catch {
    return undefined;
  }
}

import { setTimeout as sleep } from 'node:timers/promises';

const TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/** Sends anchors to an address elsewhere. */
export interface AnchorPost {
  /** Takes a practice's newest line. One that has not been sent yet is dropped for it: a head answers for those before. */
  send(practice: string, line: string): void;
  /** Gives what is waiting one last chance, and stops. */
  close(): Promise<void>;
}

/** POSTs each line as JSON and tries again, ever more slowly, until it is answered with 2xx. Holds one line a practice at most. */
export function openAnchorPost(url: string, onFailure: (error: unknown) => void): AnchorPost {
  const waiting = new Map<string, string>();
  const stop = new AbortController();
  let running: Promise<void> | undefined;

  async function drain(): Promise<void> {
    let pause = FIRST_RETRY_MS;
    while (waiting.size > 0) {
      const failed = await sendAll();
      if (!failed) pause = FIRST_RETRY_MS;
      else if (stop.signal.aborted) return;
      else {
        await sleep(pause, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
        pause = Math.min(pause * 2, LAST_RETRY_MS);
      }
    }
  }

  /** Whether one of them failed: then the rest waits too, as the address is the same. */
  async function sendAll(): Promise<boolean> {
    for (const [practice, line] of waiting) {
      try {
        const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: line, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
        await answer.body?.cancel();
        if (!answer.ok) throw Object.assign(new Error('refused'), { code: `HTTP_${answer.status}` });
        if (waiting.get(practice) === line) waiting.delete(practice);
      } catch (error) {
        onFailure(error);
        return true;
      }
    }
    return false;
  }

  return {
    send(practice, line) {
      waiting.set(practice, line);
      running ??= drain().finally(() => (running = undefined));
    },
    async close() {
      stop.abort();
      await running;
    },
  };
}

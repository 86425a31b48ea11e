import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../store/database.ts';
import { anchorOf, writeAnchor } from './anchor.ts';
import { appendAnchor } from './anchor-file.ts';
import { loadAnchorKey } from './anchor-key.ts';
import type { AnchorPlace } from './anchor-place.ts';
import { openAnchorPost } from './anchor-post.ts';
import { type Head, headOf, sealAll } from './seal.ts';
import { oldestUnsettled } from './unsettled.ts';

const SEAL_MS = 1_000;
/** Half of what is promised, so that one that fails can be made good within the minute. */
const ANCHOR_MS = 30_000;
/** Rows that have waited this long wait for a transaction that does not end. */
const UNSETTLED_MS = 60_000;

/** What the audit's keeper has done, for /metrics. */
export interface KeeperStatus {
  /** When all practices were last gone through without a fault, epoch seconds; 0 for never. */
  lastPass: number;
  /** The oldest head that is not anchored, in seconds; 0 where all are. */
  unanchoredSeconds: number;
  /** The oldest row that a long transaction keeps from being sealed, in seconds; 0 for none. */
  unsettledSeconds: number;
  failures: { seal: number; anchor: number; post: number };
}

export interface AuditKeeper {
  status(): KeeperStatus;
  /** Seals and anchors what there is, and stops. */
  close(): Promise<void>;
}

interface Held {
  head: Head;
  /** Since when there is a head that is not anchored; undefined where there is none. */
  since: number | undefined;
  anchoredAt: number;
}

/**
 * Seals every practice's audit about once a second and anchors the heads outside the database every half minute. Any
 * number of servers may do so at once. `onProblem` is told in words without patient data; nothing stops for it: what
 * could not be sealed or anchored is tried again at the next turn. Throws where the anchors' key is lost.
 */
export async function keepAudit(db: Database, place: AnchorPlace, practices: () => Promise<readonly string[]>, onProblem: (message: string) => void): Promise<AuditKeeper> {
  const key = await loadAnchorKey(place);
  const held = new Map<string, Held>();
  const status: KeeperStatus = { lastPass: 0, unanchoredSeconds: 0, unsettledSeconds: 0, failures: { seal: 0, anchor: 0, post: 0 } };
  const stop = new AbortController();
  const failed = (part: 'seal' | 'anchor' | 'post', error: unknown): void => {
    status.failures[part]++;
    onProblem(`The audit could not be ${part === 'seal' ? 'sealed' : part === 'anchor' ? 'anchored in its file' : 'anchored at AUDIT_ANCHOR'}: ${codeOf(error)}`);
  };
  const post = place.url === undefined ? undefined : openAnchorPost(place.url, (error) => failed('post', error));

  async function tend(practice: string, last: boolean): Promise<void> {
    const known = held.get(practice);
    const sealed = await sealAll(db, practice);
    const head = sealed ?? known?.head ?? (await headOf(db, practice));
    if (head === undefined) return;
    // The head found at the start may have been left without an anchor by a crash: it is anchored at once.
    const now: Held = known ?? { head, since: Date.now(), anchoredAt: 0 };
    if (head.seq !== now.head.seq) now.since ??= Date.now();
    now.head = head;
    held.set(practice, now);
    if (now.since === undefined || (!last && Date.now() - now.anchoredAt < ANCHOR_MS)) return;
    const line = writeAnchor(anchorOf(practice, head, new Date()), key);
    post?.send(practice, line);
    try {
      await appendAnchor(place, practice, line);
      now.since = undefined;
      now.anchoredAt = Date.now();
    } catch (error) {
      failed('anchor', error);
    }
  }

  async function pass(last = false): Promise<void> {
    let [faults, unsettled] = [0, 0];
    for (const practice of await practices()) {
      try {
        await tend(practice, last);
        unsettled = Math.max(unsettled, await oldestUnsettled(db, practice));
      } catch (error) {
        faults++;
        failed('seal', error);
      }
    }
    if (unsettled * 1000 > UNSETTLED_MS && status.unsettledSeconds * 1000 <= UNSETTLED_MS) onProblem('Rows of the audit wait to be sealed: a transaction of this PostgreSQL does not end');
    status.unsettledSeconds = unsettled;
    status.unanchoredSeconds = Math.max(0, ...Array.from(held.values(), ({ since }) => (since === undefined ? 0 : (Date.now() - since) / 1000)));
    if (faults === 0) status.lastPass = Date.now() / 1000;
  }

  const running = (async () => {
    while (!stop.signal.aborted) {
      await pass().catch((error: unknown) => failed('seal', error));
      await sleep(SEAL_MS, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
    }
  })();

  return {
    status: () => status,
    async close() {
      stop.abort();
      await running;
      await pass(true).catch((error: unknown) => failed('seal', error));
      await post?.close();
    },
  };
}

/** The code of an error, or its kind: a message could quote a value. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

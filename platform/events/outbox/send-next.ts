import { randomUUID } from 'node:crypto';
import { Problem } from '../../errors.ts';
import type { Database } from '../../store/database.ts';
import { list, listOf } from '../../store/list.ts';

/** Sends one kind of thing; returns once its receiver has it. `id` is the same each time the same thing is sent again. */
export type Sender = (practice: string, id: string, payload: unknown) => Promise<void>;

export interface OutboxOptions {
  senders: ReadonlyMap<string, Sender>;
  firstRetryMs: number;
  longestRetryMs: number;
  maxFailures: number;
  /** Longer than a sender may take: one that was killed holds up its lane no longer than this. */
  outboxLeaseMs: number;
}

interface Waiting {
  id: string;
  kind: string;
  payload: string;
  failures: number;
}

/**
 * Sends the next thing of some lane that is due: at least once, in the order of the lane. What fails keeps its lane
 * waiting until it has been given up on; then it stays, dead, for somebody to see. Answers whether there was any.
 */
export async function sendNext(db: Database, practice: string, { senders, firstRetryMs, longestRetryMs, maxFailures, outboxLeaseMs }: OutboxOptions): Promise<boolean> {
  const lease = randomUUID();
  const [claimed] = await db.transaction(practice, (tx) =>
    tx.query<Waiting>(
      `update outbox set lease = $2, leased_until = now() + $3 * interval '1 millisecond'
       where practice = $1 and sent is null and not dead and leased_until < now() and id = (
         select h.id from (
           select distinct on (o.lane) o.id, o.number, o.next_attempt, o.leased_until from outbox o
           where o.practice = $1 and o.sent is null and not o.dead and o.kind = any(${listOf(4)}) order by o.lane, o.number) h
         where h.next_attempt <= now() and h.leased_until < now() order by h.number limit 1)
       returning id, kind, payload, failures`,
      [practice, lease, outboxLeaseMs, list([...senders.keys()])],
    ),
  );
  if (claimed === undefined) return false;
  const error = await attempt(practice, claimed, senders.get(claimed.kind));
  const failed = error !== '';
  const wait = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(claimed.failures, 30)) * (0.5 + Math.random() / 2);
  await db.transaction(practice, (tx) =>
    tx.query(
      `update outbox set sent = case when $4 then null else $8::timestamptz end, error = $5, failures = failures + case when $4 then 1 else 0 end,
         dead = $4 and failures + 1 >= $6::integer, next_attempt = now() + $7 * interval '1 millisecond', lease = null, leased_until = '-infinity'
       where practice = $1 and id = $2 and lease = $3`,
      [practice, claimed.id, lease, failed, error, maxFailures, Math.round(wait), new Date()],
    ),
  );
  return true;
}

/** '' when it was sent; otherwise a code, never the message: that may quote a value. */
async function attempt(practice: string, { id, payload }: Waiting, send: Sender | undefined): Promise<string> {
  try {
    await send?.(practice, id, JSON.parse(payload));
    return send === undefined ? 'no-sender' : '';
  } catch (error) {
    if (error instanceof Problem) return error.fault;
    return error instanceof Error ? ('code' in error && typeof error.code === 'string' ? error.code : error.name) : 'unknown';
  }
}

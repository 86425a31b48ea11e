import { randomUUID } from 'node:crypto';
import type { Principal } from '../../access/principal.ts';
import { Problem } from '../../errors.ts';
import type { Database, Transaction } from '../../store/database.ts';
import { list, listOf } from '../../store/list.ts';
import { secretOf } from '../../store/secrets/seal.ts';
import { creatorOf } from './creator.ts';
import { eventNotification, type Notification, plainNotification } from './notification.ts';
import { type Outcome, post } from './rest-hook.ts';
import { type BackportSubscription, readWanted, type Wanted } from './wanted.ts';

export interface DeliveryOptions {
  /** The practice's FHIR address. */
  base: string;
  /** Receivers on this machine and in private networks are allowed. */
  allowLocal: boolean;
  /** The wait after the first failure; it doubles with each, up to `longestRetryMs`. */
  firstRetryMs: number;
  longestRetryMs: number;
  /** After so many failures in a row the subscription is in error. */
  maxFailures: number;
  /** Longer than any attempt takes: one that was killed with a lease in hand holds its subscription up no longer than this. */
  leaseMs: number;
}

interface Claimed {
  id: string;
  status: 'requested' | 'active';
  content: string;
  headers: string;
  secret: string;
  last_event: number;
  delivered: number;
  failures: number;
}

/**
 * Sends to one subscription of the practice that is due: a handshake, its next events, or a heartbeat. Who sends
 * holds a lease, so events go out one after another; what was taken is noted after the receiver has said so, so a
 * kill in between sends it again and never loses it. Answers whether any was due.
 */
export async function deliverNext(db: Database, practice: string, options: DeliveryOptions): Promise<boolean> {
  const lease = randomUUID();
  const claimed = await claim(db, practice, lease, options.leaseMs);
  if (claimed === undefined) return false;
  const wanted = readWanted(JSON.parse(claimed.content) as BackportSubscription);
  const prepared = await db.transaction(practice, async (tx) => {
    const creator = await creatorOf(tx, claimed.id);
    const credentials = credentialsOf(tx, claimed);
    if (creator === undefined || credentials === undefined) {
      await giveUp(tx, claimed.id, lease, creator === undefined ? 'creator-gone' : 'secret-lost');
      return undefined;
    }
    return { creator, credentials, notification: await prepare(tx, claimed, wanted, creator, options.base) };
  });
  if (prepared === undefined) return true;
  const { creator, credentials, notification } = prepared;
  const { sent } = notification;
  const outcome = await post(
    {
      endpoint: wanted.endpoint,
      ...credentials,
      id: sent.length === 0 ? lease : `${claimed.id}.${sent[0]?.number ?? 0}-${notification.upTo}`,
      body: notification.body,
      timeoutMs: wanted.timeoutSeconds * 1000,
    },
    options.allowLocal,
  );
  await db.transaction(practice, (tx) => settle(tx, claimed, lease, creator, notification, outcome, options));
  return true;
}

/** What is sealed of a subscription; undefined where its key has been lost. */
function credentialsOf(tx: Transaction, { id, headers, secret }: Claimed): { headers: string[]; secret: string } | undefined {
  try {
    return { headers: JSON.parse(tx.secrets.open(headers, secretOf.headers(tx.practice, id))) as string[], secret: tx.secrets.open(secret, secretOf.webhook(tx.practice, id)) };
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** SQL for a subscription `d` to whose receiver something is to be sent now. */
export const DUE = `d.channel = 'rest-hook' and d.next_attempt <= now() and d.leased_until < now()
  and (d.status = 'requested' or (d.status = 'active' and (d.delivered < d.last_event
    or (d.heartbeat > 0 and d.heard + d.heartbeat * interval '1 second' <= now()))))`;

async function claim(db: Database, practice: string, lease: string, leaseMs: number): Promise<Claimed | undefined> {
  const [row] = await db.transaction(practice, async (tx) => {
    await unhurried(tx);
    return tx.query<Claimed>(
      `update subscription s set lease = $2, leased_until = now() + $3 * interval '1 millisecond'
       where s.practice = $1 and s.id = (
         select d.id from subscription d where d.practice = $1 and ${DUE} order by d.next_attempt, d.id limit 1 for update skip locked)
       returning s.id, s.status, s.content, s.headers, s.secret, s.last_event, s.delivered, s.failures`,
      [practice, lease, leaseMs],
    );
  });
  return row;
}

async function prepare(tx: Transaction, claimed: Claimed, wanted: Wanted, creator: Principal, base: string): Promise<Notification> {
  const told = { id: claimed.id, topicUrl: wanted.topic.url, status: claimed.status, error: '', last_event: claimed.last_event };
  if (claimed.status === 'requested') return { ...plainNotification(base, told, 'handshake'), upTo: claimed.delivered };
  if (claimed.delivered === claimed.last_event) return plainNotification(base, told, 'heartbeat');
  const range = { from: claimed.delivered + 1, to: Math.min(claimed.last_event, claimed.delivered + wanted.maxCount) };
  return eventNotification(tx, base, { ...told, last_event: range.to }, creator, range, wanted.payload, 'event-notification');
}

async function settle(
  tx: Transaction, claimed: Claimed, lease: string, creator: Principal, { sent, upTo }: Notification, outcome: Outcome, options: DeliveryOptions,
): Promise<void> {
  await unhurried(tx);
  const audit = auditSent(tx, claimed.id, creator, sent, outcome);
  if (outcome === 'taken') {
    await tx.query(
      `update subscription set status = 'active', error = '', delivered = $4, failures = 0, heard = now(), next_attempt = now(), lease = null, leased_until = '-infinity'
       where practice = $1 and id = $2 and lease = $3`,
      [tx.practice, claimed.id, lease, upTo],
    );
  } else if (outcome === 'gone' || outcome === 'refused-address' || claimed.failures + 1 >= options.maxFailures) {
    await giveUp(tx, claimed.id, lease, outcome);
  } else {
    const longest = Math.min(options.longestRetryMs, options.firstRetryMs * 2 ** Math.min(claimed.failures, 30));
    await tx.query(
      `update subscription set error = $4, failures = failures + 1, next_attempt = now() + $5 * interval '1 millisecond', lease = null, leased_until = '-infinity'
       where practice = $1 and id = $2 and lease = $3`,
      // Half of the wait is chance, so that receivers that failed together are not tried together again.
      [tx.practice, claimed.id, lease, outcome, Math.round(longest * (0.5 + Math.random() / 2))],
    );
  }
  await audit;
}

/** Not to wait for the disk: should the database fall over right then, cursor and audit go back together, and it is sent again. */
async function unhurried(tx: Transaction): Promise<void> {
  await tx.query(`select set_config('synchronous_commit', 'off', true)`, []);
}

async function giveUp(tx: Transaction, subscription: string, lease: string, why: string): Promise<void> {
  await tx.query(
    `update subscription set status = 'error', error = $4, failures = failures + 1, lease = null, leased_until = '-infinity' where practice = $1 and id = $2 and lease = $3`,
    [tx.practice, subscription, lease, why],
  );
}

/** Each event sent is an audit row of its patient, whether or not it was taken: it may have been read all the same. */
export async function auditSent(tx: Transaction, subscription: string, { account, role }: Principal, sent: Notification['sent'], outcome: Outcome): Promise<void> {
  if (sent.length === 0) return;
  await tx.query(
    `insert into audit (practice, at, actor, role, action, outcome, patient, target, detail)
     select $1, now(), $2, $3, 'notify', $4, k.patient, k.target, $5 || ' event ' || k.number
     from unnest(${listOf(6)}, ${listOf(7)}, ${listOf(8)}) k(patient, target, number)`,
    [
      tx.practice, account, role, outcome === 'taken' ? 'success' : 'failed', `Subscription/${subscription}`,
      list(sent.map(({ patient }) => patient)), list(sent.map(({ target }) => target)), list(sent.map(({ number }) => String(number))),
    ],
  );
}

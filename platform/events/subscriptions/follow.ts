import type { Database } from '../../store/database.ts';
import { creatorOf } from './creator.ts';
import { auditSent } from './deliver.ts';
import { eventNotification, plainNotification } from './notification.ts';
import { type BackportSubscription, readWanted } from './wanted.ts';

/** What a bound websocket has been sent of one subscription. */
export interface Following {
  subscription: string;
  /** The last event sent; undefined before the handshake. */
  last: number | undefined;
  /** When something was sent last. */
  heard: number;
}

interface Row {
  content: string;
  status: string;
  last_event: number;
  heartbeat: number;
}

/**
 * What is to be sent next to who follows a subscription by websocket: the handshake, new events, a heartbeat, or
 * nothing. `end` once there is nothing to follow any more: it has gone, been stopped, or its creator may no longer.
 */
export async function nextToSend(db: Database, practice: string, base: string, following: Following): Promise<{ body: string } | 'end' | undefined> {
  return db.transaction(practice, async (tx) => {
    const [row] = await tx.query<Row>(
      `select content, status, last_event, heartbeat from subscription where practice = $1 and id = $2 and channel = 'websocket' and coalesce(ends > now(), true)`,
      [practice, following.subscription],
    );
    if (row === undefined || row.status !== 'active') return 'end';
    const silent = row.heartbeat > 0 && Date.now() - following.heard >= row.heartbeat * 1000;
    if (following.last !== undefined && row.last_event <= following.last && !silent) return undefined;
    const creator = await creatorOf(tx, following.subscription);
    if (creator === undefined) return 'end';
    const wanted = readWanted(JSON.parse(row.content) as BackportSubscription);
    const told = { id: following.subscription, topicUrl: wanted.topic.url, status: row.status, error: '', last_event: row.last_event };
    following.heard = Date.now();
    if (following.last === undefined) {
      following.last = row.last_event;
      return plainNotification(base, told, 'handshake');
    }
    if (row.last_event <= following.last) return plainNotification(base, told, 'heartbeat');
    const range = { from: following.last + 1, to: Math.min(row.last_event, following.last + wanted.maxCount) };
    const notification = await eventNotification(tx, base, { ...told, last_event: range.to }, creator, range, wanted.payload, 'event-notification');
    await auditSent(tx, following.subscription, creator, notification.sent, 'taken');
    following.last = notification.upTo;
    return notification;
  });
}

import type { Principal } from '../../access/principal.ts';
import type { Transaction } from '../../store/database.ts';
import { notKnown } from './keep.ts';
import type { Told } from './notification.ts';
import { type BackportSubscription, readWanted, type Wanted } from './wanted.ts';

export interface FoundSubscription {
  version: number;
  updated: Date;
  /** As it is shown: with its state, without headers and secret. */
  resource: BackportSubscription & { id: string };
  told: Told;
  wanted: Wanted;
}

interface Row extends Omit<Told, 'topicUrl'> {
  version: number;
  updated: Date;
  content: string;
}

/** The principal's own subscriptions, oldest first; with an id, that one alone. */
export async function findSubscriptions(tx: Transaction, principal: Principal, id: string | null = null): Promise<FoundSubscription[]> {
  const rows = await tx.query<Row>(
    `select id, version, updated, content, status, error, last_event from subscription
     where practice = $1 and creator = $2 and ($3::text is null or id = $3) order by updated, id`,
    [tx.practice, principal.account, id],
  );
  return rows.map((row) => {
    const content = JSON.parse(row.content) as BackportSubscription;
    const wanted = readWanted(content);
    const meta = { versionId: String(row.version), lastUpdated: row.updated.toISOString() };
    // FHIR's own `off`, `error` and so on; the reason in the words of docs/subscriptions.md.
    const status = row.status as BackportSubscription['status'];
    return {
      version: row.version,
      updated: row.updated,
      wanted,
      told: { id: row.id, topicUrl: wanted.topic.url, status: row.status, error: row.error, last_event: row.last_event },
      resource: { ...content, id: row.id, meta, status, ...(row.error === '' ? {} : { error: row.error }) },
    };
  });
}

/** One of the principal's own. Throws `not-found`. */
export async function findSubscription(tx: Transaction, principal: Principal, id: string): Promise<FoundSubscription> {
  const [found] = await findSubscriptions(tx, principal, id);
  if (found === undefined) throw notKnown();
  return found;
}

import type { Database } from '../store/database.ts';

/** A subscription as who looks after the practice's systems sees it. */
export interface Delivery {
  id: string;
  creator: string;
  channel: string;
  /** Where it goes: scheme and host, as the rest of an address can hold a secret. */
  host: string;
  status: string;
  error: string;
  failures: number;
  undelivered: number;
  nextAttempt: Date;
}

/** All subscriptions of the practice, those in trouble first. */
export async function listDeliveries(db: Database, practice: string): Promise<Delivery[]> {
  const rows = await db.transaction(practice, (tx) =>
    tx.query<Omit<Delivery, 'host'> & { endpoint: string | null }>(
      `select id, creator, channel, content::jsonb #>> '{channel,endpoint}' as endpoint, status, error, failures,
         case when channel = 'rest-hook' then last_event - delivered else 0 end as undelivered, next_attempt as "nextAttempt"
       from subscription where practice = $1 order by status = 'error' desc, failures desc, id limit 500`,
      [practice],
    ),
  );
  return rows.map(({ endpoint, ...row }) => ({ ...row, host: endpoint !== null && URL.canParse(endpoint) ? new URL(endpoint).origin : '' }));
}

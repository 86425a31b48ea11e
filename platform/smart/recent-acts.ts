import type { Transaction } from '../store/database.ts';

/** One thing an app did, for the practice's manager: no patient is named, the audit of the record does that. */
export interface Act {
  at: Date;
  action: string;
  outcome: string;
  what: string;
}

/** What an app did last, newest first: what it was let in for, what it did on somebody's behalf, and what a service did by itself. */
export async function recentActs(tx: Transaction, client: string): Promise<Act[]> {
  const rows = await tx.query<{ at: Date; action: string; outcome: string; target: string }>(
    `select at, action, outcome, target from audit
     where practice = $1 and at > now() - interval '90 days' and (actor = $2 or target = $3 or detail = $4)
     order by at desc limit 50`,
    [tx.practice, `client:${client}`, `app/${client}`, `app ${client}`],
  );
  return rows.map(({ at, action, outcome, target }) => ({ at, action, outcome, what: target.split('/')[0] ?? '' }));
}

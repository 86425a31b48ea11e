import { Problem } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { auditAccess } from './audit-access.ts';
import type { Principal } from './principal.ts';

/** The notice: that it happened, and when. Who and whom is asked for by name (`readAlert`), and that asking is audited. */
export interface AlertNotice {
  id: string;
  at: Date;
  kind: string;
  seenAt: Date | null;
}

export interface Alert extends AlertNotice {
  account: string;
  name: string | null;
  patient: string;
  reason: string;
}

/** The alerts of the practice, unseen ones first, newest first; at most 200. */
export function listAlerts(db: Database, practice: string): Promise<AlertNotice[]> {
  return db.transaction(practice, (tx) =>
    tx.query<AlertNotice>(`select id, at, kind, seen_at as "seenAt" from privacy_alert where practice = $1 order by seen_at is not null, at desc limit 200`, [practice]),
  );
}

/** One alert whole, which marks it seen by the principal. Throws `not-found`. */
export async function readAlert(db: Database, principal: Principal, id: string): Promise<Alert> {
  return db.transaction(principal.practice, async (tx) => {
    const [row] = await tx.query<Alert>(
      `update privacy_alert p set seen_by = coalesce(p.seen_by, $3), seen_at = coalesce(p.seen_at, $4)
       from access_grant g left join account a on a.practice = $1 and a.id = g.account
       where p.practice = $1 and p.id::text = $2 and g.practice = $1 and g.id = p.grant_id
       returning p.id, p.at, p.kind, p.seen_at as "seenAt", g.account, a.name, g.patient, g.reason`,
      [tx.practice, id, principal.account, new Date()],
    );
    if (row === undefined) throw new Problem('not-found', 'There is no such alert');
    await auditAccess(tx, principal, 'read-alert', row.patient, `alert/${id}`);
    return row;
  });
}

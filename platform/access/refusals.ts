import type { Database } from '../store/database.ts';
import { auditDetail } from '../store/reader.ts';
import type { Principal } from './principal.ts';

/** Puts a refused request in the audit. `target` is the route as it is written, never the address that was asked for. */
export async function auditRefusal(db: Database, principal: Principal, target: string): Promise<void> {
  await db.transaction(principal.practice, (tx) =>
    tx.query(`insert into audit (practice, at, actor, role, action, outcome, patient, target, detail) values ($1, now(), $2, $3, 'request', 'refused', '', $4, $5)`, [
      principal.practice, principal.account, principal.role, target, auditDetail(principal),
    ]),
  );
}

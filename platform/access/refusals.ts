import type { Database } from '../store/database.ts';
import { list, listOf } from '../store/list.ts';
import { auditDetail } from '../store/reader.ts';
import type { Principal } from './principal.ts';

/**
 * Puts a refused request in the audit: a row for each patient whose record was closed to it, or one where it is not known
 * whose. `target` is the route as it is written, never the address that was asked for.
 */
export async function auditRefusal(db: Database, principal: Principal, target: string, closed: readonly string[] = []): Promise<void> {
  const patients = closed.length === 0 ? [''] : [...new Set(closed)];
  await db.transaction(principal.practice, (tx) =>
    tx.query(
      `insert into audit (practice, at, actor, role, action, outcome, patient, target, detail) select $1, now(), $2, $3, 'request', 'refused', k.patient, $5, $6 from unnest(${listOf(4)}) k(patient)`,
      [principal.practice, principal.account, principal.role, list(patients), target, auditDetail(principal)],
    ),
  );
}

import { randomUUID } from 'node:crypto';
import { Problem } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { auditAccess } from './audit-access.ts';
import type { Principal } from './principal.ts';

const MINUTES = 60;
const SHORTEST_REASON = 10;

/** What somebody who breaks the glass has: the record is open to them until then. */
export interface BrokenGlass {
  patient: string;
  ends: Date;
}

/**
 * Opens one guarded or restricted record to the principal for an hour, for a reason they give. The grant, the alert to
 * the privacy officer and the audit row stand before any of the record is shown (safety I24); the alert itself names
 * neither patient nor user. `who` is a patient's id or NHS number, whole: a guarded patient cannot be searched for.
 * Throws `invalid` without a reason, `not-found`.
 */
export async function breakGlass(db: Database, principal: Principal, who: string, reason: string): Promise<BrokenGlass> {
  if (reason.trim().length < SHORTEST_REASON) throw new Problem('invalid', `Give a reason, of at least ${SHORTEST_REASON} characters`);
  return db.transaction(principal.practice, async (tx) => {
    const [found] = await tx.query<{ patient: string }>(`select patient from patient_index where practice = $1 and (patient = $2 or nhs_number = $2)`, [tx.practice, who]);
    if (found === undefined) throw new Problem('not-found', 'The patient is not known');
    const { patient } = found;
    const id = randomUUID();
    const ends = new Date(Date.now() + MINUTES * 60_000);
    await Promise.all([
      tx.query(
        `insert into access_grant (practice, account, patient, id, kind, reason, given_by, starts, ends) values ($1, $2, $3, $4, 'break-glass', $5, $2, now(), $6)`,
        [tx.practice, principal.account, patient, id, reason.trim(), ends],
      ),
      tx.query(`insert into privacy_alert (practice, id, at, kind, grant_id) values ($1, $2, now(), 'break-glass', $3)`, [tx.practice, randomUUID(), id]),
      auditAccess(tx, principal, 'break-glass', patient, `Patient/${patient}`),
    ]);
    return { patient, ends };
  });
}

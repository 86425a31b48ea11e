import { Problem } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { auditAccess } from './audit-access.ts';
import type { Principal } from './principal.ts';

export const GUARD_KINDS = ['high-profile', 'sealed'] as const;
export type GuardKind = (typeof GUARD_KINDS)[number];

export interface Guard {
  patient: string;
  kind: GuardKind;
  setBy: string;
  setAt: Date;
}

/**
 * Guards a record: of somebody well known or of staff (`high-profile`), or sealed. From the next request on it is open
 * only to those granted it, and not found by anybody else. Setting it again changes nothing. Throws `not-found`.
 */
export async function setGuard(db: Database, principal: Principal, patient: string, kind: GuardKind): Promise<void> {
  await db.transaction(principal.practice, async (tx) => {
    const known = await tx.query(`select 1 from patient_index where practice = $1 and patient = $2`, [tx.practice, patient]);
    if (known.length === 0) throw new Problem('not-found', 'The patient is not known');
    await tx.query(`insert into guard (practice, patient, kind, set_by, set_at) values ($1, $2, $3, $4, now()) on conflict do nothing`, [tx.practice, patient, kind, principal.account]);
    await auditAccess(tx, principal, 'guard', patient, `guard/${kind}`);
  });
}

/** Takes a guard away. Throws `not-found` where there is none. */
export async function liftGuard(db: Database, principal: Principal, patient: string, kind: GuardKind): Promise<void> {
  await db.transaction(principal.practice, async (tx) => {
    const gone = await tx.query(`delete from guard where practice = $1 and patient = $2 and kind = $3 returning 1`, [tx.practice, patient, kind]);
    if (gone.length === 0) throw new Problem('not-found', 'The record is not guarded so');
    await auditAccess(tx, principal, 'lift-guard', patient, `guard/${kind}`);
  });
}

export function listGuards(db: Database, practice: string): Promise<Guard[]> {
  return db.transaction(practice, (tx) => tx.query<Guard>(`select patient, kind, set_by as "setBy", set_at as "setAt" from guard where practice = $1 order by set_at desc`, [practice]));
}

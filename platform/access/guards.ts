import type { Patient } from '@medplum/fhirtypes';
import { Problem } from '../errors.ts';
import { NHS_NUMBER_SYSTEM } from '../fhir/nhs-number.ts';
import type { Database } from '../store/database.ts';
import { auditShown } from '../store/reader.ts';
import { auditAccess } from './audit-access.ts';
import { type Principal, readerOf } from './principal.ts';

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

/** A guard as those see it who keep guards: they have to know whose record it is, and read nothing more of it. */
export interface ListedGuard extends Guard {
  /** Who it is, and no more; null where the Patient has been deleted. */
  who: Patient | null;
}

/** Every guard, newest first, with the name of whom it guards: a read of each, and audited as such. */
export function listGuards(db: Database, principal: Principal): Promise<ListedGuard[]> {
  return db.transaction(principal.practice, async (tx) => {
    const rows = await tx.query<Guard & { content: string | null }>(
      `select g.patient, g.kind, g.set_by as "setBy", g.set_at as "setAt", r.content from guard g
       left join resource r on r.practice = $1 and r.type = 'Patient' and r.id = g.patient
       where g.practice = $1 order by g.set_at desc`,
      [tx.practice],
    );
    await auditShown(tx, readerOf(principal), 'read', rows.flatMap(({ patient, content }) => (content === null ? [] : [patient])), 'guards');
    return rows.map(({ content, ...guard }) => ({ ...guard, who: content === null ? null : identityIn(JSON.parse(content) as Patient) }));
  });
}

function identityIn({ id = '', name = [], birthDate, identifier = [] }: Patient): Patient {
  const number = identifier.filter(({ system }) => system === NHS_NUMBER_SYSTEM);
  return { resourceType: 'Patient', id, name, ...(birthDate === undefined ? {} : { birthDate }), identifier: number };
}

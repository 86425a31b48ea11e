import { randomUUID } from 'node:crypto';
import { Problem } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { auditAccess } from './audit-access.ts';
import type { Principal } from './principal.ts';

/** `care-team`: staff who look after a guarded patient. `proxy`: somebody who acts for the patient in the patient app. */
export const GRANT_KINDS = ['care-team', 'proxy'] as const;

export interface NewGrant {
  username: string;
  patient: string;
  kind: (typeof GRANT_KINDS)[number];
  reason: string;
  ends: Date;
}

export interface Grant {
  id: string;
  account: string;
  name: string | null;
  patient: string;
  kind: string;
  reason: string;
  starts: Date;
  ends: Date;
}

/** Lets one account into one record until a time. Throws `not-found` for an account or patient that is not here, `invalid`. */
export async function giveGrant(db: Database, principal: Principal, { username, patient, kind, reason, ends }: NewGrant): Promise<{ id: string }> {
  if (reason.trim() === '') throw new Problem('invalid', 'Say why');
  if (!(ends.getTime() > Date.now())) throw new Problem('invalid', 'The end must be a time to come');
  return db.transaction(principal.practice, async (tx) => {
    const [account] = await tx.query<{ id: string; role: string }>(
      `select a.id, a.role from account a join patient_index p on p.practice = a.practice and p.patient = $3 where a.practice = $1 and a.username = $2`,
      [tx.practice, username.trim().toLowerCase(), patient],
    );
    if (account === undefined) throw new Problem('not-found', 'There is no such account, or no such patient');
    if ((kind === 'proxy') !== (account.role === 'patient')) throw new Problem('invalid', kind === 'proxy' ? 'Only somebody who signs in as a patient can be a proxy' : 'Only staff can be in a care team');
    const id = randomUUID();
    await tx.query(
      `insert into access_grant (practice, account, patient, id, kind, reason, given_by, starts, ends) values ($1, $2, $3, $4, $5, $6, $7, now(), $8)`,
      [tx.practice, account.id, patient, id, kind, reason.trim(), principal.account, ends],
    );
    await auditAccess(tx, principal, `grant-${kind}`, patient, `grant/${id}`);
    return { id };
  });
}

/** Ends a grant, break-glass included, from the next request on (safety H18). It stays known. Throws `not-found`. */
export async function endGrant(db: Database, principal: Principal, id: string): Promise<void> {
  await db.transaction(principal.practice, async (tx) => {
    const [ended] = await tx.query<{ patient: string }>(`update access_grant set ends = now() where practice = $1 and id::text = $2 and ends > now() returning patient`, [tx.practice, id]);
    if (ended === undefined) throw new Problem('not-found', 'There is no such grant in force');
    await auditAccess(tx, principal, 'end-grant', ended.patient, `grant/${id}`);
  });
}

/** Who has been let into a patient's record, newest first. */
export function listGrants(db: Database, practice: string, patient: string): Promise<Grant[]> {
  return db.transaction(practice, (tx) =>
    tx.query<Grant>(
      `select g.id, g.account, a.name, g.patient, g.kind, g.reason, g.starts, g.ends from access_grant g
       left join account a on a.practice = $1 and a.id = g.account
       where g.practice = $1 and g.patient = $2 order by g.starts desc`,
      [practice, patient],
    ),
  );
}

import { Problem } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { auditAccess } from './audit-access.ts';
import type { Principal } from './principal.ts';

export interface Sharing {
  organisation: string;
  starts: Date;
  ends: Date;
}

/**
 * Lets the staff of another organisation, who have accounts here, read this practice's records until a time: read
 * only, and without sensitive entries. Nobody is shared with by default (safety I17). Agreeing again moves the end.
 */
export async function agreeSharing(db: Database, principal: Principal, organisation: string, ends: Date): Promise<void> {
  if (!/^[A-Z0-9]{3,12}$/.test(organisation) || organisation === principal.practice) throw new Problem('invalid', 'Name another organisation by its ODS code');
  if (!(ends.getTime() > Date.now())) throw new Problem('invalid', 'The end must be a time to come');
  await db.transaction(principal.practice, async (tx) => {
    await tx.query(
      `insert into sharing (practice, organisation, starts, ends) values ($1, $2, now(), $3) on conflict (practice, organisation) do update set ends = excluded.ends`,
      [tx.practice, organisation, ends],
    );
    await auditAccess(tx, principal, 'share', '', `sharing/${organisation}`);
  });
}

/** Ends an agreement from the next request on. Throws `not-found`. */
export async function endSharing(db: Database, principal: Principal, organisation: string): Promise<void> {
  await db.transaction(principal.practice, async (tx) => {
    const ended = await tx.query(`update sharing set ends = now() where practice = $1 and organisation = $2 and ends > now() returning 1`, [tx.practice, organisation]);
    if (ended.length === 0) throw new Problem('not-found', 'There is no such agreement in force');
    await auditAccess(tx, principal, 'end-share', '', `sharing/${organisation}`);
  });
}

export function listSharing(db: Database, practice: string): Promise<Sharing[]> {
  return db.transaction(practice, (tx) => tx.query<Sharing>(`select organisation, starts, ends from sharing where practice = $1 order by organisation`, [practice]));
}

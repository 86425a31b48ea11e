import type { Audience } from '../access/audience.ts';
import type { Transaction } from './database.ts';

/** Who reads, as far as the store needs to know: the decision itself was made in platform/access. */
export interface Reader {
  account: string;
  role: string;
  audience: Audience;
  /** The one record a patient is confined to (besides the practice's directory); null for staff. */
  own: string | null;
}

/** SQL that keeps a reader to what they may see, for a row `r`; `audience` and `own` are parameter numbers. */
export function visibleTo(audience: number, own: number): string {
  return `r.audience & $${audience}::smallint <> 0 and ($${own}::text is null or r.patient in ($${own}::text, ''))`;
}

/** The audit row of a read, in the transaction that reads. Its flush to disk does not hold the reader up. */
export async function auditRead(tx: Transaction, reader: Reader, action: 'read' | 'search', patient: string, target: string, outcome: 'success' | 'failed' = 'success'): Promise<void> {
  await Promise.all([
    tx.query(`select set_config('synchronous_commit', 'off', true)`, []),
    tx.query(
      `insert into audit (practice, at, actor, role, action, outcome, patient, target) values ($1, now(), $2, $3, $4, $7, $5, $6)`,
      [tx.practice, reader.account, reader.role, action, patient, target, outcome],
    ),
  ]);
}

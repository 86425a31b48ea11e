import type { Database, Transaction } from '../store/database.ts';

/** One position of a practice's change feed. */
export interface ChangeEvent {
  position: number;
  patient: string;
  recordVersion: number;
  /** When it was written. */
  at: Date;
  /** [type, id, version] of each resource written, version 0 for a deletion; undefined when a whole record arrived. */
  resources: [string, string, number][] | undefined;
  /** The record is guarded (sealed, or of somebody well known): its changes are told only to those let into it. */
  guarded: boolean;
}

/** The last position written in a practice. */
export async function headOf(db: Database, practice: string): Promise<number> {
  const [row] = await db.transaction(practice, (tx) => tx.query<{ position: number }>(`select position from feed where practice = $1`, [practice]));
  return row?.position ?? 0;
}

/** Up to `limit` changes after a position, in order, without a gap. */
export function changesAfter(db: Database, practice: string, position: number, limit: number): Promise<ChangeEvent[]> {
  return db.transaction(practice, (tx) => readChanges(tx, position, limit));
}

/** As `changesAfter`, in the caller's transaction. */
export async function readChanges(tx: Transaction, position: number, limit: number): Promise<ChangeEvent[]> {
  const rows = await tx.query<{ position: number; patient: string; record_version: number; at: Date; resources: string | null; guarded: boolean }>(
    `select c.position, c.patient, c.record_version, c.at, c.resources,
            exists (select from guard g where g.practice = c.practice and g.patient = c.patient) as guarded
     from change c where c.practice = $1 and c.position > $2 order by c.position limit $3`,
    [tx.practice, position, limit],
  );
  return rows.map((row) => ({
    position: row.position,
    patient: row.patient,
    recordVersion: row.record_version,
    at: row.at,
    resources: row.resources === null ? undefined : readResources(row.resources),
    guarded: row.guarded,
  }));
}

function readResources(text: string): [string, string, number][] {
  return JSON.parse(text) as [string, string, number][];
}

import type { Database } from '../database.ts';

/** The codes of SNOMED CT that a practice's entries carry now, what has just been written included. No patient is read. */
export async function codesInUse(db: Database, practice: string): Promise<string[]> {
  const rows = await db.transaction(practice, (tx) => tx.query<{ code: string }>(`select code from concept where practice = $1 and code like 'sct|%'`, [practice]));
  return rows.map(({ code }) => code.slice('sct|'.length));
}

import type { Database } from '../../platform/store/database.ts';
import type { Reconciliation } from './reconciliation.ts';

/** Notes that an import began. One without an end was cut off. */
export async function startRun(db: Database, practice: string, run: string, account: string, source: string): Promise<void> {
  await db.transaction(practice, (tx) =>
    tx.query(`insert into import_run (practice, id, actor, source, format, started) values ($1, $2, $3, $4, 'by content', now())`, [practice, run, account, source]),
  );
}

/** Keeps the import's reconciliation. */
export async function finishRun(db: Database, practice: string, run: string, total: Reconciliation): Promise<void> {
  await db.transaction(practice, (tx) =>
    tx.query(`update import_run set finished = now(), summary = $3 where practice = $1 and id = $2`, [practice, run, JSON.stringify(total)]),
  );
}

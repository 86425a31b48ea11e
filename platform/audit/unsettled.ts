import type { Database } from '../store/database.ts';
import { GENERATION, oldestRunning } from './seal.ts';

/** How long the oldest row has waited, in seconds, that cannot be sealed yet because an older transaction still runs; 0 for none. */
export async function oldestUnsettled(db: Database, practice: string): Promise<number> {
  const [row] = await db.transaction(practice, async (tx) =>
    tx.query<{ seconds: number }>(
      `select extract(epoch from now() - a.at)::double precision as seconds from audit a
       where a.practice = $1 and a.generation = ${GENERATION} and a.tx >= $2::xid8
       order by a.tx, a.sequence limit 1`,
      [practice, await oldestRunning(tx)],
    ),
  );
  return Math.max(0, row?.seconds ?? 0);
}

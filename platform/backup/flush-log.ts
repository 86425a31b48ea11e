import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../errors.ts';
import { withSuperuser } from './superuser.ts';

const PATIENCE_MS = 60_000;

/**
 * Has the server that runs on the data directory archive its log up to now, so that a restore can reach this moment.
 * False where none runs there.
 */
export async function flushLog(dataDir: string): Promise<boolean> {
  const done = await withSuperuser(dataDir, async (sql) => {
    // A switch right after a switch does nothing, and its segment would never be archived: something must be in it.
    await sql`select pg_create_restore_point('jenner flush')`;
    const [row] = await sql<{ segment: string }[]>`select pg_walfile_name(pg_switch_wal()) as segment`;
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(50)) {
      const [archiver] = await sql<{ last: string | null }[]>`select last_archived_wal as last from pg_stat_archiver`;
      if (row !== undefined && archiver?.last != null && archiver.last >= row.segment) return true;
    }
    throw new Problem('unavailable', 'The server does not archive its log: is JENNER_BACKUP set for it, and is there space?');
  });
  return done ?? false;
}

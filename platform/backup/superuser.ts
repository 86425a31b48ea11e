import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import postgres from 'postgres';
import { layoutOf } from '../store/embedded/layout.ts';
import { readPostmasterFile, servesCluster } from '../store/embedded/postmaster-file.ts';
import { loadSecrets } from '../store/embedded/secrets.ts';

/** One session with the server that runs on the data directory, as its superuser; undefined where none runs. */
export async function withSuperuser<T>(dataDir: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T | undefined> {
  if (!existsSync(dataDir)) return undefined;
  const layout = layoutOf(realpathSync(resolve(dataDir)));
  const file = readPostmasterFile(layout.cluster);
  if (file === undefined || !file.ready || !servesCluster(file.pid, layout.cluster)) return undefined;
  const { superuser } = await loadSecrets(layout);
  const sql = postgres({
    host: file.host, port: file.port, user: 'postgres', password: superuser, database: 'postgres',
    max: 1, idle_timeout: 0, max_lifetime: null, fetch_types: false, onnotice: () => undefined,
    connection: { application_name: 'jenner-backup' },
  });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

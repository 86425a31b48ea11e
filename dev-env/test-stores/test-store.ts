import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions } from '../../platform/store/database.ts';
import { startEmbedded } from '../../platform/store/embedded/start.ts';
import { migrate } from '../../platform/store/migrate.ts';
import { createOnCitus } from './citus.ts';
import { partition } from './partitioned.ts';
import { startPgbouncer } from './pgbouncer.ts';

/** A migrated database of its own, and how both roles reach it. */
export interface TestStore {
  owner: ConnectionOptions;
  app: ConnectionOptions;
  stop(): Promise<void>;
}

/**
 * The database that JENNER_TEST_STORE asks for, so that any test runs on any of them:
 *
 * - not set: the PostgreSQL that comes with Jenner, or the one JENNER_POSTGRES names
 * - `partitioned:4`: the same, its tables in that many hash partitions
 * - `pgbouncer:/usr/sbin/pgbouncer`: the same, the application behind that program in transaction mode
 * - `citus:host:port,host:port,…`: a new database on a running cluster, the coordinator first (docs/running/citus.md)
 */
export async function startTestStore(wanted = process.env['JENNER_TEST_STORE'] ?? ''): Promise<TestStore> {
  const kind = wanted.split(':', 1).join();
  const rest = wanted.slice(wanted.indexOf(':') + 1);
  if (kind === 'citus') {
    const store = await createOnCitus(rest.split(','));
    await migrate(store.owner);
    return store;
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'jenner-test-'));
  const embedded = await startEmbedded({ dataDir });
  await migrate(embedded.owner);
  if (kind === 'partitioned') await partition(embedded.owner, Number(rest));
  const pool = kind === 'pgbouncer' ? await startPgbouncer(rest, embedded.app, dataDir) : undefined;
  return {
    owner: embedded.owner,
    app: pool?.app ?? embedded.app,
    async stop() {
      await pool?.stop();
      await embedded.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

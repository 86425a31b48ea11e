import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type Database } from '../platform/store/database.ts';
import { startEmbedded } from '../platform/store/embedded/start.ts';
import { migrate } from '../platform/store/migrate.ts';
import { addPractice } from '../platform/store/practices.ts';

export interface TestDatabase {
  app: Database;
  owner: Database;
  /** How to reach it again as either role. */
  connections: { app: ConnectionOptions; owner: ConnectionOptions };
  stop(): Promise<void>;
}

/** A real PostgreSQL of its own for one test file, migrated, with the practices named. */
export async function startTestDatabase(practices: readonly string[] = ['A20047']): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'jenner-test-'));
  const embedded = await startEmbedded({ dataDir });
  await migrate(embedded.owner);
  const owner = connect(embedded.owner, { size: 2 });
  const app = connect(embedded.app, { size: 12 });
  for (const ods of practices) await addPractice(owner, { ods, name: `Practice ${ods}`, synthetic: true });
  return {
    app,
    owner,
    connections: { app: embedded.app, owner: embedded.owner },
    async stop() {
      await Promise.all([app.close(), owner.close()]);
      await embedded.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

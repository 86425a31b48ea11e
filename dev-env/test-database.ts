import { connect, type ConnectionOptions, type Database } from '../platform/store/database.ts';
import { addPractice } from '../platform/store/practices.ts';
import { startTestStore } from './test-stores/test-store.ts';

export interface TestDatabase {
  app: Database;
  owner: Database;
  /** How to reach it again as either role. */
  connections: { app: ConnectionOptions; owner: ConnectionOptions };
  stop(): Promise<void>;
}

/** A real PostgreSQL of its own for one test file, migrated, with the practices named. Another kind by JENNER_TEST_STORE. */
export async function startTestDatabase(practices: readonly string[] = ['A20047']): Promise<TestDatabase> {
  const store = await startTestStore();
  const owner = connect(store.owner, { size: 2 });
  const app = connect(store.app, { size: 12 });
  for (const ods of practices) await addPractice(owner, { ods, name: `Practice ${ods}`, synthetic: true });
  return {
    app,
    owner,
    connections: { app: store.app, owner: store.owner },
    async stop() {
      await Promise.all([app.close(), owner.close()]);
      await store.stop();
    },
  };
}

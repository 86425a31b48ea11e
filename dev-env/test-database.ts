import { connect, type ConnectionOptions, type Database } from '../platform/store/database.ts';
import { addPractice } from '../platform/store/practices.ts';
import { secretsUnder } from '../platform/store/secrets/seal.ts';
import { startTestStore } from './test-stores/test-store.ts';

/** The secrets of every test database, and the key they are under. */
export const TEST_SECRETS_KEY = '07'.repeat(32);
export const TEST_SECRETS = secretsUnder(Buffer.from(TEST_SECRETS_KEY, 'hex'));

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
  const app = connect(store.app, { size: 12, secrets: TEST_SECRETS });
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

import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import type { TestStore } from './test-store.ts';

/**
 * A new database on every node of a running Citus cluster, coordinator first, as docs/running/citus.md sets one up.
 * `postgres` must be let in without a password, and the roles be there.
 */
export async function createOnCitus(nodes: readonly string[]): Promise<TestStore> {
  const database = `jenner_${randomBytes(6).toString('hex')}`;
  for (const node of nodes) {
    await on(node, 'postgres', (sql) => sql.unsafe(`create database ${database} owner jenner_owner`));
    await on(node, database, (sql) => sql.unsafe('create extension citus; create extension pg_trgm; create extension btree_gin'));
  }
  const [coordinator = '', ...workers] = nodes;
  await on(coordinator, database, async (sql) => {
    await sql`select citus_set_coordinator_host(${hostOf(coordinator)}, ${portOf(coordinator)})`;
    for (const worker of workers) await sql`select citus_add_node(${hostOf(worker)}, ${portOf(worker)})`;
  });
  const place = { host: hostOf(coordinator), port: portOf(coordinator), database };
  return {
    owner: { ...place, user: 'jenner_owner' },
    app: { ...place, user: 'jenner_app' },
    async stop() {
      for (const node of nodes) await on(node, 'postgres', (sql) => sql.unsafe(`drop database ${database} with (force)`));
    },
  };
}

async function on<T>(node: string, database: string, work: (sql: postgres.Sql) => Promise<T>): Promise<void> {
  const sql = postgres({ host: hostOf(node), port: portOf(node), user: 'postgres', database, max: 1, onnotice: () => undefined });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function hostOf(node: string): string {
  return node.slice(0, node.lastIndexOf(':'));
}

function portOf(node: string): number {
  return Number(node.slice(node.lastIndexOf(':') + 1));
}

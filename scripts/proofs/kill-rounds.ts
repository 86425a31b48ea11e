import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { type EmbeddedDatabase, startEmbedded } from '../../platform/store/embedded/start.ts';

export interface KillTally {
  kills: number;
  /** Transactions whose commit was acknowledged to the client. */
  acknowledged: number;
  /** Acknowledged transactions that were gone after the restart. */
  lost: number;
  /** Transactions of which one half was there and the other not. */
  torn: number;
  slowestRestartMs: number;
}

interface Options {
  kills: number;
  /** `off` is the control: with it PostgreSQL may lose what it acknowledged, so a loss must be seen. */
  synchronousCommit: 'on' | 'off';
  progress?: (message: string) => void;
}

const WRITERS = 4;

/**
 * Kills the database server (SIGKILL) again and again while several clients write transactions of two rows in
 * two tables, restarts it, and looks for every transaction that was acknowledged.
 */
export async function killRounds({
  kills,
  synchronousCommit,
  progress = () => undefined,
}: Options): Promise<KillTally> {
  const dataDir = mkdtempSync(join(tmpdir(), 'jenner-kill-'));
  const tally: KillTally = { kills: 0, acknowledged: 0, lost: 0, torn: 0, slowestRestartMs: 0 };
  let database = await startEmbedded({ dataDir });
  try {
    await withSql(database, async (sql) => {
      await sql`create table first (n bigint primary key)`;
      await sql`create table second (n bigint primary key)`;
    });
    let next = 1;
    while (tally.kills < kills) {
      const acknowledged = await writeUntilKilled(database, dataDir, synchronousCommit, () => next++);
      await database.stop();
      const from = performance.now();
      database = await startEmbedded({ dataDir });
      tally.slowestRestartMs = Math.max(tally.slowestRestartMs, Math.round(performance.now() - from));
      tally.kills++;
      tally.acknowledged += acknowledged.length;
      const { lost, torn } = await inspect(database, acknowledged);
      tally.lost += lost;
      tally.torn += torn;
      progress(
        `${tally.kills} of ${kills} kills, ${tally.acknowledged} acknowledged, ${tally.lost} lost, ${tally.torn} torn`,
      );
    }
  } finally {
    await database.stop();
    rmSync(dataDir, { recursive: true, maxRetries: 5 });
  }
  return tally;
}

async function writeUntilKilled(
  database: EmbeddedDatabase,
  dataDir: string,
  synchronousCommit: string,
  take: () => number,
): Promise<number[]> {
  const sql = postgres({
    ...database.owner,
    max: WRITERS,
    fetch_types: false, // postgres.js leaves the failure of that first query to nobody
    connection: { synchronous_commit: synchronousCommit },
  });
  const acknowledged: number[] = [];
  /** Ends by an error, when the server is gone. */
  const write = async (): Promise<never> => {
    for (;;) {
      const n = take();
      await sql.begin(async (transaction) => {
        await transaction`insert into first values (${n})`;
        await transaction`insert into second values (${n})`;
      });
      acknowledged.push(n);
    }
  };
  const writing = Promise.allSettled(Array.from({ length: WRITERS }, write));
  await sleep(50 + Math.random() * 250);
  process.kill(Number(readFileSync(join(dataDir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
  await sql.end({ timeout: 0 });
  await writing;
  return acknowledged;
}

async function inspect(
  database: EmbeddedDatabase,
  acknowledged: readonly number[],
): Promise<{ lost: number; torn: number }> {
  return await withSql(database, async (sql) => {
    const present = await sql<{ n: number }[]>`select n::int as n from first where n = any(${acknowledged})`;
    const [torn] = await sql<
      { n: number }[]
    >`select count(*)::int as n from first full join second using (n) where first.n is null or second.n is null`;
    return { lost: acknowledged.length - present.length, torn: torn?.n ?? 0 };
  });
}

async function withSql<T>(database: EmbeddedDatabase, use: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres({ ...database.owner, max: 1 });
  try {
    return await use(sql);
  } finally {
    await sql.end();
  }
}

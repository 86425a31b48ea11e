import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../../platform/store/database.ts';
import { startEmbedded } from '../../platform/store/embedded/start.ts';
import { verifyDatabase } from '../../platform/store/verify/verify.ts';

export interface ServerKillTally {
  kills: number;
  acknowledged: number;
  /** Acknowledged transactions of which something is not there. */
  lost: number;
  /** Transactions of which one half is there and the other not. */
  torn: number;
  /** What `verify` found in the end. */
  faults: number;
  slowestReturnMs: number;
}

interface Options {
  kills: number;
  /** `off` is the control, in which a loss must be seen. */
  synchronousCommit: 'on' | 'off';
  progress?: (message: string) => void;
}

const BASE = 'http://127.0.0.1';
const VICTIMS = ['server', 'database', 'both'] as const;

/** One Jenner in a process of its own, and what it has said was written. */
interface Running {
  child: ChildProcess;
  acknowledged: number[];
  /** Resolves with the next transaction that is acknowledged. */
  next(): Promise<void>;
}

/**
 * Kills a Jenner, its PostgreSQL or both (SIGKILL) again and again in the middle of writing, and looks afterwards for
 * everything that was acknowledged.
 */
export async function serverKillRounds({ kills, synchronousCommit, progress = () => undefined }: Options): Promise<ServerKillTally> {
  const dataDir = mkdtempSync(join(tmpdir(), 'jenner-kill-'));
  writeFileSync(join(dataDir, 'postgresql.local.conf'), `synchronous_commit = ${synchronousCommit}\nwal_writer_delay = 10s\n`, { mode: 0o644 });
  const acknowledged: number[] = [];
  let slowest = 0;
  let running = await startServer(dataDir, 1);
  try {
    for (let kill = 0; kill < kills; kill++) {
      await sleep(100 + Math.random() * 400);
      const victim = VICTIMS[kill % VICTIMS.length];
      const from = performance.now();
      if (victim !== 'server') process.kill(Number(readFileSync(join(dataDir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
      if (victim === 'database') {
        await running.next(); // may be one that was on its way: the one after is not
        await running.next();
      } else {
        await end(running);
        acknowledged.push(...running.acknowledged);
        running = await startServer(dataDir, 1 + 1_000_000 * (kill + 1));
      }
      slowest = Math.max(slowest, performance.now() - from);
      progress(`${kill + 1} of ${kills} kills, ${acknowledged.length + running.acknowledged.length} acknowledged`);
    }
    await end(running);
    acknowledged.push(...running.acknowledged);
    return { kills, acknowledged: acknowledged.length, slowestReturnMs: Math.round(slowest), ...(await inspect(dataDir, acknowledged)) };
  } finally {
    await end(running);
    rmSync(dataDir, { recursive: true, maxRetries: 5 });
  }
}

async function startServer(dataDir: string, from: number): Promise<Running> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'server-to-kill.ts'), dataDir, String(from), BASE], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged: number[] = [];
  const lines = createInterface({ input: child.stdout });
  await once(lines, 'line'); // ready
  lines.on('line', (line) => acknowledged.push(Number(line)));
  return { child, acknowledged, next: async () => void (await once(lines, 'line', { signal: AbortSignal.timeout(60_000) })) };
}

async function end({ child }: Running): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed; // and with it everything that it had said before
}

async function inspect(dataDir: string, acknowledged: readonly number[]): Promise<{ lost: number; torn: number; faults: number }> {
  const database = await startEmbedded({ dataDir });
  const owner = connect(database.owner, { size: 1 });
  try {
    const rows = await owner.query<{ n: number; halves: number }>(
      `select value::bigint as n, count(distinct i.id)::int as halves from identifier i join resource r using (practice, type, id) where system = 'urn:jenner:pair' group by 1`,
      [],
    );
    const whole = new Set(rows.filter(({ halves }) => halves === 2).map(({ n }) => n));
    const { faultCount } = await verifyDatabase(database.owner, { base: BASE });
    return { lost: acknowledged.filter((n) => !whole.has(n)).length, torn: rows.length - whole.size, faults: faultCount };
  } finally {
    await owner.close();
    await database.stop();
  }
}

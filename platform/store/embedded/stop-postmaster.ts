import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Programs } from './programs.ts';
import { servesCluster } from './postmaster-file.ts';

/**
 * Ends the server: a fast shutdown, which ends the sessions and writes everything out; after 20 seconds an
 * immediate one, which leaves that to the recovery of the next start; and then by force. Nothing is lost by any.
 */
export async function stopPostmaster(pid: number, cluster: string, programs: Programs): Promise<void> {
  for (const [signal, seconds] of [
    ['INT', 20],
    ['QUIT', 5],
    ['KILL', 5],
  ] as const) {
    send(signal, pid, programs);
    const until = Date.now() + seconds * 1000;
    while (Date.now() < until) {
      if (!servesCluster(pid, cluster)) return;
      await sleep(10);
    }
  }
  throw new Error(`The database server (process ${pid}) cannot be ended.`);
}

function send(signal: 'INT' | 'QUIT' | 'KILL', pid: number, programs: Programs): void {
  try {
    // Windows has no signals; PostgreSQL's own stand-ins go through pg_ctl.
    if (process.platform === 'win32' && signal !== 'KILL') execFileSync(programs.pgCtl, ['kill', signal, String(pid)]);
    else process.kill(pid, `SIG${signal}`);
  } catch {
    // Already gone: the caller looks.
  }
}

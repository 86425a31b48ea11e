import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import type { Account } from './account.ts';

export interface SpawnOptions {
  account: Account | undefined;
  /** Sent to the program by the kernel when this process dies, where `setpriv` is there to ask for it. */
  deathSignal: 'INT' | 'KILL';
  stdio: ('ignore' | 'pipe' | number)[];
}

/**
 * Starts a PostgreSQL program under the server's account, in an environment that does not depend on ours, and
 * in a process group of its own, so that Ctrl-C in a terminal reaches Jenner first.
 */
export function spawnServer(
  program: string,
  args: string[],
  { account, deathSignal, stdio }: SpawnOptions,
): ChildProcess {
  const [command, prefix] = canSendDeathSignal() ? ['setpriv', ['--pdeathsig', deathSignal, program]] : [program, []];
  return spawn(command, [...prefix, ...args], {
    stdio,
    ...account,
    cwd: process.platform === 'win32' ? undefined : '/',
    detached: process.platform !== 'win32',
    windowsHide: true,
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC', ...windowsEnvironment() },
  });
}

function canSendDeathSignal(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    execFileSync('setpriv', ['--pdeathsig', 'KILL', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // not installed, another one than util-linux's, or forbidden
  }
}

function windowsEnvironment(): Record<string, string> {
  const root = process.env['SystemRoot'];
  return root === undefined ? {} : { SystemRoot: root };
}

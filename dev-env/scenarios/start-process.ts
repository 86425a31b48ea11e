import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '..', '..');

/** `npm start` as a process of its own, and what it has printed. */
export interface Started {
  child: ChildProcess;
  output(): string;
  /** Waits for a line; throws when the process ends without it. */
  says(line: RegExp): Promise<RegExpExecArray>;
  ended: Promise<number | null>;
}

export function startJenner(env: Record<string, string>): Started {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'apps/server/cli/main.ts', 'start'], {
    cwd: ROOT, env: { ...process.env, NODE_TEST_CONTEXT: '', ...env }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (data: Buffer) => { text += data.toString(); });
  child.stderr.on('data', (data: Buffer) => { text += data.toString(); });
  const ended = new Promise<number | null>((resolve) => { child.once('exit', (code) => { resolve(code); }); });
  return {
    child,
    ended,
    output: () => text,
    async says(line) {
      for (let waited = 0; waited < 60_000; waited += 25) {
        const match = line.exec(text);
        if (match) return match;
        if (child.exitCode !== null || child.signalCode !== null) break;
        await sleep(25);
      }
      throw new Error(`It did not say ${line.source}, but:\n${text}`);
    },
  };
}

/** Kills a process and all that came from it, at once and without a word (Linux). */
export function killTree(root: number): void {
  const tree = [root, ...descendants(root)];
  for (const pid of tree) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

function descendants(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended while we were looking.
    }
  }
  const found = [root];
  for (const pid of found) for (const [child, parent] of parents) if (parent === pid) found.push(child);
  return found.slice(1);
}

/** Processes that work on this folder. */
export function processesOn(folder: string): string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return false;
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(folder);
    } catch {
      return false;
    }
  });
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = server.address();
  await new Promise((resolve) => { server.close(resolve); });
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

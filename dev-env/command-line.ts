import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ConnectionOptions } from '../platform/store/database.ts';
import type { TestDatabase } from './test-database.ts';

const ROOT = join(import.meta.dirname, '..');

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** Runs Jenner's command line in a process of its own, with nothing else of this one's environment. */
export async function runJenner(args: readonly string[], env: NodeJS.ProcessEnv, runner: readonly string[] = []): Promise<Ran> {
  const child = spawn(process.execPath, [...runner, 'apps/server/cli/main.ts', ...args], { cwd: ROOT, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close') as Promise<[number | null]>]);
  return { code, out, err };
}

/** How the command line is told of a database. */
export function reaching({ connections }: TestDatabase): { DATABASE_URL: string; DATABASE_OWNER_URL: string } {
  return { DATABASE_URL: urlOf(connections.app), DATABASE_OWNER_URL: urlOf(connections.owner) };
}

function urlOf({ host, port, user, password = '', database: name }: ConnectionOptions): string {
  return `postgres://${user}:${encodeURIComponent(password)}@localhost:${port}/${name}?host=${encodeURIComponent(host)}`;
}

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type Database } from '../platform/store/database.ts';
import { startEmbedded } from '../platform/store/embedded/start.ts';
import { installJobs } from '../platform/jobs/install.ts';
import { migrate } from '../platform/store/migrate.ts';

export interface Child {
  process: ChildProcess;
  port: number;
}

/** A database of the bench's own, and server processes on it. */
export interface Environment {
  connections: { owner: ConnectionOptions; app: ConnectionOptions };
  owner: Database;
  app: Database;
  /** Starts a file of this folder as a process on a connection, told by message and not on its command line. */
  start: (file: 'server.ts' | 'floor-server.ts', connection: ConnectionOptions) => Promise<Child>;
}

/** Runs `work` in a new environment, and leaves nothing of it behind. */
export async function inEnvironment<T>(say: (message: string) => void, work: (environment: Environment) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'jenner-bench-'));
  const embedded = await startEmbedded({ dataDir, onProgress: say });
  const children: ChildProcess[] = [];
  const start = async (file: string, connection: ConnectionOptions): Promise<Child> => {
    // Without our own --import: it watches the parent by the channel, and lets go of it.
    const child = fork(join(import.meta.dirname, file), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
    children.push(child);
    await told(child, file);
    child.send(connection);
    return { process: child, port: Number(await told(child, file)) };
  };
  try {
    await migrate(embedded.owner);
    await installJobs(embedded.owner);
    const owner = connect(embedded.owner, { size: 2 });
    const app = connect(embedded.app, { size: 6 });
    const result = await work({ connections: embedded, owner, app, start });
    await Promise.all([owner.close(), app.close()]);
    return result;
  } finally {
    for (const child of children) if (child.exitCode === null && child.kill()) await once(child, 'exit');
    await embedded.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function told(child: ChildProcess, file: string): Promise<unknown> {
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${file} ended early`)));
  const [message] = (await Promise.race([once(child, 'message'), ended])) as [unknown];
  return message;
}

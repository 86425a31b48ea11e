import { type ChildProcess, spawn } from 'node:child_process';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type ConnectionOptions } from '../../platform/store/database.ts';

const NOBODY = 65_534;

export interface Pooled {
  app: ConnectionOptions;
  stop(): Promise<void>;
}

/** Starts pgbouncer in transaction mode in front of a database, with fewer connections to it than its clients have. */
export async function startPgbouncer(program: string, app: ConnectionOptions, folder: string): Promise<Pooled> {
  await setOnRole(app);
  const port = await freePort();
  const own = join(folder, 'pgbouncer');
  await mkdir(own, { recursive: true });
  await writeFile(join(own, 'users.txt'), `"${app.user}" "${app.password ?? ''}"\n`);
  await writeFile(join(own, 'pgbouncer.ini'), settings(app, own, port));
  // It refuses root, as PostgreSQL does.
  const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (identity.uid !== undefined) for (const path of [folder, own, join(own, 'users.txt'), join(own, 'pgbouncer.ini')]) await chown(path, NOBODY, NOBODY);
  const child = spawn(program, [join(own, 'pgbouncer.ini')], { stdio: 'ignore', ...identity });
  const pooled: ConnectionOptions = { host: '127.0.0.1', port, user: app.user, database: app.database, prepare: false };
  await answered(pooled, child);
  return { app: pooled, stop: () => ended(child) };
}

function settings(app: ConnectionOptions, folder: string, port: number): string {
  const password = app.password === undefined ? '' : ` password=${app.password}`;
  return `[databases]
${app.database} = host=${app.host} port=${app.port} dbname=${app.database}${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${join(folder, 'users.txt')}
pool_mode = transaction
default_pool_size = 8
ignore_startup_parameters = options,search_path,statement_timeout,lock_timeout,idle_in_transaction_session_timeout
logfile = ${join(folder, 'log')}
`;
}

/** What pgbouncer does not pass on when a connection starts: docs/running/pgbouncer.md. */
async function setOnRole(app: ConnectionOptions): Promise<void> {
  const db = connect(app, { size: 1 });
  try {
    for (const [name, value] of [['search_path', 'jenner, public'], ['statement_timeout', `'60s'`], ['lock_timeout', `'10s'`], ['idle_in_transaction_session_timeout', `'60s'`]]) {
      await db.query(`alter role current_user set ${name} = ${value}`, []);
    }
  } finally {
    await db.close();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answered(options: ConnectionOptions, child: ChildProcess): Promise<void> {
  const db = connect(options, { size: 1 });
  try {
    for (const until = Date.now() + 15_000; ; await sleep(100)) {
      if (child.exitCode !== null) throw new Error(`pgbouncer ended with ${child.exitCode}`);
      try {
        await db.query('select 1', []);
        return;
      } catch (error) {
        if (Date.now() > until) throw error;
      }
    }
  } finally {
    await db.close();
  }
}

async function ended(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  await gone;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import type { Layout } from './layout.ts';
import type { Postmaster } from './launch.ts';
import { type PostmasterFile, readPostmasterFile, servesCluster } from './postmaster-file.ts';
import type { Programs } from './programs.ts';
import type { Secrets } from './secrets.ts';
import { stopPostmaster } from './stop-postmaster.ts';

interface Options {
  layout: Layout;
  programs: Programs;
  secrets: Secrets;
  settings: string;
  onProgress: (message: string) => void;
}

/** How long a server that outlived its Jenner may take to answer: it may be recovering, or shutting down. */
const PATIENCE_MS = 20_000;

/**
 * Takes over the server that a killed Jenner left running, after ending the sessions that Jenner held. One that
 * is not this version with these settings, or does not answer, is stopped instead. Nothing when none runs.
 */
export async function adoptOrphan({
  layout,
  programs,
  secrets,
  settings,
  onProgress,
}: Options): Promise<Postmaster | undefined> {
  const until = Date.now() + PATIENCE_MS;
  const same = currentSettings(layout) === settings;
  for (;;) {
    const file = readPostmasterFile(layout.cluster);
    if (file === undefined || !servesCluster(file.pid, layout.cluster)) return undefined;
    const version = same && file.ready ? await takeSessions(file, secrets) : undefined;
    if (version === programs.version) {
      onProgress('Took over the database server that was still running.');
      return { pid: file.pid, address: { host: file.host, port: file.port }, ended: undefined };
    }
    if (!same || version !== undefined || Date.now() > until) {
      onProgress('Stopping the database server that was still running…');
      await stopPostmaster(file.pid, layout.cluster, programs);
      return undefined;
    }
    await sleep(50);
  }
}

/** The server's version, with every other session ended; nothing when it does not take our connection. */
async function takeSessions(file: PostmasterFile, secrets: Secrets): Promise<string | undefined> {
  const sql = postgres({
    host: file.host,
    port: file.port,
    user: 'postgres',
    password: secrets.superuser,
    database: 'postgres',
    max: 1,
    connect_timeout: 5,
  });
  try {
    const [row] = await sql<{ version: string }[]>`
      select current_setting('server_version') as version,
             (select count(pg_terminate_backend(pid)) from pg_stat_activity
              where backend_type = 'client backend' and pid <> pg_backend_pid())`;
    return row?.version;
  } catch {
    return undefined;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function currentSettings(layout: Layout): string {
  try {
    return readFileSync(join(layout.cluster, 'postgresql.conf'), 'utf8');
  } catch {
    return '';
  }
}

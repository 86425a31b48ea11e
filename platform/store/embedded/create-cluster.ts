import { existsSync, readFileSync } from 'node:fs';
import { chown, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Account } from './account.ts';
import { diagnose } from './diagnose.ts';
import type { Layout } from './layout.ts';
import type { Programs } from './programs.ts';
import type { Secrets } from './secrets.ts';
import { spawnServer } from './spawn-server.ts';

interface Options {
  layout: Layout;
  programs: Programs;
  account: Account | undefined;
  secrets: Secrets;
  onProgress: (message: string) => void;
}

/**
 * Makes the cluster where there is none. It is made aside and moved into place when it is complete, so that a
 * cluster either exists whole or not at all; what an interrupted attempt left is removed.
 */
export async function ensureCluster({ layout, programs, account, secrets, onProgress }: Options): Promise<void> {
  await removeAttempts(layout);
  if (existsSync(layout.cluster)) return checkVersion(layout, programs);
  onProgress('Creating the database…');
  const attempt = `${layout.cluster}.new-${process.pid}`;
  const passwordFile = `${attempt}.pw`;
  try {
    await mkdir(attempt, { mode: 0o700 });
    await writeFile(passwordFile, secrets.superuser, { mode: 0o600 });
    if (account !== undefined) for (const path of [attempt, passwordFile]) await chown(path, account.uid, account.gid);
    const run = (characterType: string) => initdb(programs, account, attempt, passwordFile, characterType);
    // pg_trgm takes its idea of a letter from LC_CTYPE: under plain C the "â" of Siân would split the name.
    let failure = await run('C.UTF-8');
    if (failure?.includes('invalid locale name')) failure = await run('C');
    if (failure !== undefined) throw diagnose('PostgreSQL could not create its database', layout.dataDir, failure);
    await rename(attempt, layout.cluster);
    await syncDirectory(layout.dataDir);
  } finally {
    await removeAttempts(layout);
  }
}

async function initdb(
  programs: Programs,
  account: Account | undefined,
  cluster: string,
  passwordFile: string,
  characterType: string,
) {
  const child = spawnServer(
    programs.initdb,
    [
      `--pgdata=${cluster}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The built-in provider came with version 17; before, C is the order that does not change with the system.
      ...(Number.parseInt(programs.version, 10) >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : []),
      '--locale=C',
      `--lc-ctype=${characterType}`,
      '--data-checksums',
      '--no-instructions',
    ],
    { account, deathSignal: 'KILL', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (child.stdout === null || child.stderr === null) throw new Error('initdb has no output');
  const [code, out, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return code === 0 ? undefined : out + errors;
}

function checkVersion(layout: Layout, programs: Programs): void {
  const made = readFileSync(join(layout.cluster, 'PG_VERSION'), 'utf8').trim();
  const major = programs.version.split('.')[0];
  if (made !== major) {
    throw new Error(
      `The database in ${layout.dataDir} was made by PostgreSQL ${made}, and this Jenner carries ${major}. Export it with the Jenner that made it.`,
    );
  }
}

async function removeAttempts(layout: Layout): Promise<void> {
  const prefix = `${basename(layout.cluster)}.new-`;
  for (const name of await readdir(layout.dataDir)) {
    // An initdb whose starter was killed may still be writing for a moment.
    if (name.startsWith(prefix))
      await rm(join(layout.dataDir, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  await directory.sync();
  await directory.close();
}

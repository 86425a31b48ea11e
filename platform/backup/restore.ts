import { existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { chown, copyFile, cp, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Problem } from '../errors.ts';
import { type Account, openDataDirTo, serverAccount } from '../store/embedded/account.ts';
import { leaveAddress } from '../store/embedded/address.ts';
import { launch } from '../store/embedded/launch.ts';
import { holdDataDir } from '../store/embedded/hold-data-dir.ts';
import { type Layout, layoutOf } from '../store/embedded/layout.ts';
import { preparePrograms } from '../store/embedded/programs.ts';
import { settingsText } from '../store/embedded/settings.ts';
import { stopPostmaster } from '../store/embedded/stop-postmaster.ts';
import { checkBackup, listBackups, readManifest } from './manifest.ts';
import type { BackupPlace } from './place.ts';

export interface RestoreOptions {
  /** The moment to return to; the end of the archive where it is left out. */
  to?: Date;
  /** A folder that is empty or not there yet: it becomes the data folder of a Jenner. */
  into: string;
  onProgress?: (message: string) => void;
}

export interface RestoreResult {
  backup: string;
  /** False when the archive ends before the moment asked for: then everything in it has been restored. */
  reached: boolean;
}

/**
 * Restores the database as it stood at a moment: the newest base backup that was finished by then, read back first,
 * and the archived log up to it. The archive and the running installation are left as they are.
 */
export async function restore(place: BackupPlace, { to, into, onProgress = () => undefined }: RestoreOptions): Promise<RestoreResult> {
  const name = await chooseBackup(place, to);
  if (existsSync(into) && readdirSync(into).length > 0) throw new Problem('invalid', `${into} is not empty: name a new folder`);
  onProgress(`Reading back the backup ${name}…`);
  await checkBackup(place, name);
  mkdirSync(into, { recursive: true, mode: 0o700 });
  const layout = layoutOf(realpathSync(resolve(into)));
  const account = serverAccount();
  if (account !== undefined) openDataDirTo(account, layout.dataDir);
  const release = await holdDataDir(layout.dataDir);
  try {
    onProgress('Copying…');
    const reached = await recover(place, name, layout, account, to, onProgress);
    return { backup: name, reached };
  } finally {
    release();
  }
}

async function chooseBackup(place: BackupPlace, to: Date | undefined): Promise<string> {
  const names = listBackups(place);
  for (const name of names.toReversed()) {
    if (to === undefined || Date.parse((await readManifest(place, name)).ended) <= to.getTime()) return name;
  }
  throw new Problem('not-found', names.length === 0 ? 'There is no finished backup here' : 'Every backup here is younger than that moment');
}

async function recover(place: BackupPlace, name: string, layout: Layout, account: Account | undefined, to: Date | undefined, onProgress: (message: string) => void): Promise<boolean> {
  // In the data folder from the first, so that the server can read it whoever it runs as; gone when recovery is done.
  const wal = join(layout.dataDir, 'wal');
  const programs = await preparePrograms(account, process.env['JENNER_POSTGRES']);
  for (const target of to === undefined ? [undefined] : [to, undefined]) {
    await rm(layout.cluster, { recursive: true, force: true });
    await cp(join(place.bases, name, 'files'), layout.cluster, { recursive: true });
    await cp(place.wal, wal, { recursive: true });
    await copyFile(join(place.bases, name, 'database-secrets.json'), layout.secrets);
    await writeFile(join(layout.cluster, 'recovery.signal'), '', { mode: 0o600 });
    if (account !== undefined) for (const path of [layout.cluster, wal]) await give(path, account);
    onProgress(target === undefined ? 'Replaying the log to its end…' : `Replaying the log to ${target.toISOString()}…`);
    const settings = `${settingsText(layout)}${recoverySettings(wal, target)}`;
    try {
      const { pid, address } = await launch({ layout, programs, account, settings, onProgress });
      await stopPostmaster(pid, layout.cluster, programs);
      await leaveAddress(address.host);
      await rm(wal, { recursive: true });
      return target === to;
    } catch (error) {
      // Not one commit after the moment is in the archive: then the archive's end is the state at that moment.
      const beyond = error instanceof Error && error.message.includes('recovery ended before configured recovery target was reached');
      if (!beyond || target === undefined) throw error;
    }
  }
  return false;
}

function recoverySettings(wal: string, to: Date | undefined): string {
  const copy = process.platform === 'win32' ? `copy "${wal.replaceAll('/', '\\')}\\%f" "%p"` : `cp "${wal}/%f" "%p"`;
  return [
    'hot_standby = off', // ready is to mean that recovery is done
    `restore_command = '${copy.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`,
    ...(to === undefined ? [] : [`recovery_target_time = '${to.toISOString().replace('Z', '+00')}'`, "recovery_target_action = 'promote'"]),
    '',
  ].join('\n');
}

async function give(path: string, account: Account): Promise<void> {
  for (const entry of await readdir(path, { recursive: true })) await chown(join(path, entry), account.uid, account.gid);
  await chown(path, account.uid, account.gid);
}


import { chmod, readFile, rename } from 'node:fs/promises';
import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Problem } from '../errors.ts';
import { layoutOf } from '../store/embedded/layout.ts';
import { copyFiles, flush, writeFlushed } from './copy-files.ts';
import { checkBackup, type Manifest } from './manifest.ts';
import type { BackupPlace } from './place.ts';
import { withSuperuser } from './superuser.ts';

export interface BackupResult {
  name: string;
  manifest: Manifest;
  bytes: number;
}

/**
 * Takes a base backup of the embedded database while it is in use (PostgreSQL, "Making a base backup using the
 * low-level API"), waits until the log it needs is archived, and reads all of it back. Only then is it a backup:
 * whatever fails before leaves a folder without a manifest, which no restore takes. The server must archive here.
 */
export async function takeBackup(dataDir: string, place: BackupPlace): Promise<BackupResult> {
  const began = new Date().toISOString();
  const name = began.replaceAll(/[-:]/g, '').replace(/\.\d+/, '');
  const home = join(place.bases, name);
  const manifest = await withSuperuser(dataDir, async (sql): Promise<Manifest> => {
    const [settings] = await sql<{ mode: string; folder: string | null; version: string }[]>`
      select current_setting('archive_mode') as mode, current_setting('basic_archive.archive_directory', true) as folder, current_setting('server_version') as version`;
    if (settings?.mode !== 'on' || settings.folder !== place.wal) {
      throw new Problem('unavailable', `The database that runs does not archive its log to ${place.folder}. Start Jenner with JENNER_BACKUP=${place.folder}`);
    }
    // One session from here to the end: a backup belongs to the session that began it.
    const [start] = await sql<{ segment: string }[]>`select pg_walfile_name(pg_backup_start(${`jenner ${name}`}, true)) as segment`;
    const layout = layoutOf(realpathSync(resolve(dataDir)));
    const files = await copyFiles(layout.cluster, join(home, 'files'));
    const [stop] = await sql<{ label: string; map: string; segment: string }[]>`
      select labelfile as label, spcmapfile as map, pg_walfile_name(lsn) as segment from pg_backup_stop(true)`;
    if (start === undefined || stop === undefined) throw new Error('the server did not end the backup');
    if (stop.map !== '') throw new Problem('not-supported', 'The database uses tablespaces, which this backup does not hold: use pgbackrest (docs/running/backups.md)');
    await writeFlushed(join(home, 'files', 'backup_label'), stop.label);
    await writeFlushed(join(home, 'database-secrets.json'), await readFile(layout.secrets, 'utf8'));
    await flush(home);
    return {
      postgres: settings.version.split('.')[0] ?? '', began, ended: new Date().toISOString(),
      firstSegment: start.segment, lastSegment: stop.segment, files,
    };
  });
  if (manifest === undefined) throw new Problem('unavailable', 'No Jenner runs on this data folder');
  await writeFlushed(join(home, 'manifest.json.new'), JSON.stringify(manifest));
  await rename(join(home, 'manifest.json.new'), join(home, 'manifest.json'));
  await chmod(home, 0o700);
  await flush(home);
  await checkBackup(place, name).catch(async (error: unknown) => {
    await rename(join(home, 'manifest.json'), join(home, 'manifest.damaged.json'));
    throw error;
  });
  return { name, manifest, bytes: manifest.files.reduce((sum, { size }) => sum + size, 0) };
}

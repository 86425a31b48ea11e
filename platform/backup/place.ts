import { chownSync, existsSync, mkdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { Problem } from '../errors.ts';
import { canReach, serverAccount } from '../store/embedded/account.ts';

/** What lies in a backup folder, by name. */
export interface BackupPlace {
  folder: string;
  /** Finished segments of the write-ahead log, put there by the server itself. */
  wal: string;
  /** One folder for each base backup, named by the moment it began. */
  bases: string;
}

/** The folder of JENNER_BACKUP, made if it is missing and open to the account PostgreSQL runs as. */
export function openBackupPlace(folder: string): BackupPlace {
  // The path is read by PostgreSQL's settings and, at a restore, by a shell.
  if (!isAbsolute(folder) || !/^[\w./:\\ -]+$/.test(folder)) throw new Problem('invalid', 'JENNER_BACKUP must be a full path of letters, digits, spaces and . _ - only');
  const place = { folder, wal: join(folder, 'wal'), bases: join(folder, 'base') };
  for (const path of [place.folder, place.wal, place.bases]) mkdirSync(path, { recursive: true, mode: path === place.folder ? 0o711 : 0o700 });
  const account = serverAccount();
  if (account !== undefined) {
    chownSync(place.wal, account.uid, account.gid);
    if (!canReach(place.wal, account)) throw new Problem('invalid', `PostgreSQL runs as "nobody", who cannot enter ${folder}: choose a folder that everybody can reach`);
  }
  return place;
}

/** Throws unless the folder holds a backup. */
export function knownBackupPlace(folder: string): BackupPlace {
  if (!existsSync(join(folder, 'base')) || !existsSync(join(folder, 'wal'))) throw new Problem('not-found', `${folder} holds no backup`);
  return { folder, wal: join(folder, 'wal'), bases: join(folder, 'base') };
}

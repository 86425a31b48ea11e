import { type BackupPlace, openBackupPlace } from '../../platform/backup/place.ts';

/** The folder of JENNER_BACKUP, ready for the server to archive into; undefined where none is set. Throws Problem. */
export function backupPlaceOf(env: NodeJS.ProcessEnv): BackupPlace | undefined {
  const folder = env['JENNER_BACKUP'];
  return folder === undefined || folder === '' ? undefined : openBackupPlace(folder);
}

import { takeBackup } from '../../../../platform/backup/backup.ts';
import { Problem } from '../../../../platform/errors.ts';
import { backupPlaceOf } from '../../backup-folder.ts';
import { readSettings } from '../../settings.ts';
import type { Command } from '../command.ts';
import { withOwner } from '../with-owner.ts';

export const command: Command = {
  summary: 'back up the embedded database, while it is in use',
  help: `JENNER_BACKUP=<folder> npm run jenner -- backup

Takes a base backup into the folder and reads all of it back; only then is it reported. Between backups the server
archives its log there, if Jenner is started with the same JENNER_BACKUP: with both, \`restore\` returns to any moment
since. The folder holds patients' records and the database's passwords: keep it as safe as the database, and on
another disk. For a PostgreSQL of your own (DATABASE_URL) use pgbackrest: docs/running/backups.md.`,
  async run(args) {
    if (args.length > 0) throw new Problem('invalid', 'backup takes no arguments. See --help.');
    if (readSettings(process.env).database !== undefined) throw new Problem('not-supported', 'The database in DATABASE_URL is backed up with its own tools, such as pgbackrest: docs/running/backups.md');
    const place = backupPlaceOf(process.env);
    if (place === undefined) throw new Problem('invalid', 'Set JENNER_BACKUP to the folder that backups go to. See --help.');
    return withOwner(async (_owner, { dataDir }) => {
      const from = performance.now();
      const { name, manifest, bytes } = await takeBackup(dataDir, place);
      const seconds = Math.round((performance.now() - from) / 1000);
      console.log(`Backup ${name}: ${manifest.files.length} files, ${Math.round(bytes / 1e6).toLocaleString('en-GB')} MB, written and read back in ${seconds} s.`);
      console.log(`It can be restored to any moment from ${manifest.ended} on: npm run jenner -- restore --to <time> --into <new folder>`);
      return 0;
    });
  },
};

import { parseArgs } from 'node:util';
import { flushLog } from '../../../../platform/backup/flush-log.ts';
import { knownBackupPlace } from '../../../../platform/backup/place.ts';
import { restore } from '../../../../platform/backup/restore.ts';
import { Problem } from '../../../../platform/errors.ts';
import { readSettings } from '../../settings.ts';
import type { Command } from '../command.ts';

export const command: Command = {
  summary: 'restore the embedded database, as it stood at a moment, into a new folder',
  help: `JENNER_BACKUP=<folder> npm run jenner -- restore --into <new folder> [--to <time>]

Restores the newest backup that was finished by then, read back first, and the archived log up to the moment. What
runs, and the backup itself, stay as they are. Then: JENNER_DATA=<new folder> npm start, with another JENNER_BACKUP.

  --to    ISO 8601 with a time zone, such as 2026-11-22T10:15:00Z; to the end of the archive where it is left out
  --into  a folder that is empty or not there yet`,
  async run(args) {
    const { values } = parseArgs({ args, options: { to: { type: 'string' }, into: { type: 'string' } } });
    const { database, dataDir } = readSettings(process.env);
    if (database !== undefined) throw new Problem('not-supported', 'The database in DATABASE_URL is restored with its own tools, such as pgbackrest: docs/running/backups.md');
    const folder = process.env['JENNER_BACKUP'];
    if (folder === undefined || folder === '') throw new Problem('invalid', 'Set JENNER_BACKUP to the folder that holds the backup. See --help.');
    if (values.into === undefined) throw new Problem('invalid', '--into is missing. See --help.');
    const place = knownBackupPlace(folder);
    const to = moment(values.to);
    // Where the installation still runs, its last moments are not in the archive yet. Where its disk is gone, nothing is lost by failing.
    await flushLog(dataDir).catch((error: unknown) => console.error(`The running database did not hand over its last log: ${error instanceof Error ? error.message : String(error)}`));
    const from = performance.now();
    const { backup, reached } = await restore(place, { into: values.into, ...(to === undefined ? {} : { to }), onProgress: (message) => console.error(message) });
    if (!reached) console.log(`The archive holds nothing later than ${to?.toISOString() ?? ''}: its end is the state at that moment, if it is whole.`);
    console.log(`Restored from ${backup} in ${Math.round((performance.now() - from) / 1000)} s. Look at it: JENNER_DATA=${values.into} npm run jenner -- verify`);
    console.log(`Before it is served, bring secrets.key, the audit's anchors and their key along: docs/running/backups.md`);
    return 0;
  },
};

function moment(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  // Without a zone it would be a different moment on another machine.
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new Problem('invalid', '--to must be a moment with its time zone, such as 2026-11-22T10:15:00Z');
  }
  return new Date(text);
}

import type { ConnectionOptions } from '../../../platform/store/database.ts';
import { attachEmbedded } from '../../../platform/store/embedded/attach.ts';
import { startEmbedded } from '../../../platform/store/embedded/start.ts';
import { backupPlaceOf } from '../backup-folder.ts';
import { readSettings, type Settings } from '../settings.ts';

/** As the owner beside a running Jenner, or alone: for commands that change nothing, so nothing is migrated. */
export async function withOwner<T>(work: (owner: ConnectionOptions, settings: Settings) => Promise<T>): Promise<T> {
  const settings = readSettings(process.env);
  if (settings.database !== undefined) return work(settings.database.owner, settings);
  const running = await attachEmbedded(settings.dataDir);
  if (running !== undefined) return work(running.owner, settings);
  const embedded = await startEmbedded({ dataDir: settings.dataDir, archive: backupPlaceOf(process.env)?.wal, onProgress: (message) => console.error(message) });
  try {
    return await work(embedded.owner, settings);
  } finally {
    await embedded.stop();
  }
}

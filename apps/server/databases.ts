import { connect, type ConnectionOptions, type Database } from '../../platform/store/database.ts';
import { attachEmbedded } from '../../platform/store/embedded/attach.ts';
import { startEmbedded } from '../../platform/store/embedded/start.ts';
import { migrate } from '../../platform/store/migrate.ts';
import type { Settings } from './settings.ts';

/** The database as its two roles, open and migrated, and how to let go of it. */
export interface Databases {
  app: Database;
  owner: Database;
  close(): Promise<void>;
}

/** Opens the database that the settings name, starting the embedded one when that is meant. */
export async function openDatabases(settings: Settings, say: (message: string) => void): Promise<Databases> {
  if (settings.database !== undefined) return open(settings.database.owner, settings.database.app, async () => undefined, say);
  const embedded = await startEmbedded({ dataDir: settings.dataDir, onProgress: say });
  return open(embedded.owner, embedded.app, () => embedded.stop(), say);
}

/** As `openDatabases`, but beside a running Jenner it uses that one's database. For commands. */
export async function openDatabasesForCommand(settings: Settings, say: (message: string) => void): Promise<Databases> {
  const running = settings.database === undefined ? await attachEmbedded(settings.dataDir) : undefined;
  if (running !== undefined) return open(running.owner, running.app, async () => undefined, say);
  return openDatabases(settings, say);
}

async function open(ownerOptions: ConnectionOptions, appOptions: ConnectionOptions, stop: () => Promise<void>, say: (message: string) => void): Promise<Databases> {
  try {
    const applied = await migrate(ownerOptions);
    if (applied.length > 0) say(`Brought the database up to date (${applied.length} migrations)`);
  } catch (error) {
    await stop();
    throw error;
  }
  const owner = connect(ownerOptions, { size: 1 });
  const app = connect(appOptions, { size: 12 });
  return {
    app,
    owner,
    async close() {
      await Promise.all([app.close(), owner.close()]);
      await stop();
    },
  };
}

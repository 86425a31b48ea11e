import { settleGeneration } from '../../platform/audit/generation.ts';
import { installJobs } from '../../platform/jobs/install.ts';
import { connect, type ConnectionOptions, type Database } from '../../platform/store/database.ts';
import { attachEmbedded } from '../../platform/store/embedded/attach.ts';
import { startEmbedded } from '../../platform/store/embedded/start.ts';
import { migrate } from '../../platform/store/migrate.ts';
import { type SecretsKey, settleSecrets } from '../../platform/store/secrets/settle-secrets.ts';
import { backupPlaceOf } from './backup-folder.ts';
import { rebuildSearchValues } from '../../platform/store/write/rebuild-search-values.ts';
import type { Settings } from './settings.ts';

/** A statement of the server that takes longer is given up. */
const STATEMENT_MS = 20_000;

/** The database as its two roles, open and migrated, and how to let go of it. */
export interface Databases {
  app: Database;
  owner: Database;
  /** How the application's role is reached, for those who keep connections of their own. */
  connection: ConnectionOptions;
  close(): Promise<void>;
}

/** Opens the database that the settings name, starting the embedded one when that is meant. */
export async function openDatabases(settings: Settings, say: (message: string) => void): Promise<Databases> {
  if (settings.database !== undefined) return open({ owner: settings.database.owner, app: settings.database.app }, settings.secretsKey, async () => undefined, say);
  const embedded = await startEmbedded({ dataDir: settings.dataDir, archive: backupPlaceOf(process.env)?.wal, onProgress: say });
  return open(embedded, settings.secretsKey, () => embedded.stop(), say);
}

/** As `openDatabases`, but beside a running Jenner it uses that one's database. For commands. */
export async function openDatabasesForCommand(settings: Settings, say: (message: string) => void): Promise<Databases> {
  const running = settings.database === undefined ? await attachEmbedded(settings.dataDir) : undefined;
  if (running !== undefined) return open(running, settings.secretsKey, async () => undefined, say);
  return openDatabases(settings, say);
}

interface Roles {
  owner: ConnectionOptions;
  app: ConnectionOptions;
}

async function open(roles: Roles, secretsKey: SecretsKey, stop: () => Promise<void>, say: (message: string) => void): Promise<Databases> {
  const owner = connect(roles.owner, { size: 1 });
  let app: Database | undefined;
  const close = async (): Promise<void> => {
    await Promise.all([app?.close(), owner.close()]);
    await stop();
  };
  try {
    const applied = await migrate(roles.owner);
    await installJobs(roles.owner);
    if (applied.length > 0) say(`Brought the database up to date (${applied.length} migrations)`);
    await settleGeneration(owner);
    app = connect(roles.app, { size: 12, statementMs: STATEMENT_MS, secrets: await settleSecrets(owner, secretsKey) });
    for (const { practice } of await owner.query<{ practice: string }>('select practice from search_rebuild', [])) {
      say(`Making the search index of ${practice} anew…`);
      await rebuildSearchValues(app, practice);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { app, owner, connection: roles.app, close };
}

import { mkdirSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { openDataDirTo, serverAccount } from './account.ts';
import { leaveAddress } from './address.ts';
import { adoptOrphan } from './adopt.ts';
import type { ConnectionOptions } from './connection.ts';
import { ensureCluster } from './create-cluster.ts';
import { diskFull } from './diagnose.ts';
import { holdDataDir } from './hold-data-dir.ts';
import { launch } from './launch.ts';
import { layoutOf } from './layout.ts';
import { prepareDatabase } from './prepare-database.ts';
import { preparePrograms } from './programs.ts';
import { loadSecrets } from './secrets.ts';
import { settingsText } from './settings.ts';
import { stopPostmaster } from './stop-postmaster.ts';
import { supervise } from './supervise.ts';

export interface EmbeddedDatabase {
  /** As jenner_owner, who owns the database `jenner` and makes its tables. */
  owner: ConnectionOptions;
  /** As jenner_app, who owns nothing and is bound by row-level security. */
  app: ConnectionOptions;
  /** Whether a server that outlived a killed Jenner was taken over. */
  adopted: boolean;
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that comes with Jenner on a data directory, which is made when it is missing. One process
 * at a time may hold a data directory. Whatever was killed at whatever moment, the next start needs no help; if
 * this process is killed, the server ends itself (Linux) or is taken over by the next start; if the server alone is
 * killed, it is started again. With `archive`, every finished piece of the write-ahead log is kept in that folder.
 * The variable JENNER_POSTGRES names another PostgreSQL (15 or newer) than the one that comes with Jenner.
 * Throws an error whose message is a sentence for the person at the keyboard.
 */
export async function startEmbedded(options: {
  dataDir: string;
  archive?: string | undefined;
  onProgress?: (message: string) => void;
}): Promise<EmbeddedDatabase> {
  const { onProgress = () => undefined } = options;
  const account = serverAccount();
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const layout = layoutOf(realpathSync(resolve(options.dataDir)));
  if (account !== undefined) openDataDirTo(account, layout.dataDir);
  const release = await holdDataDir(layout.dataDir);
  try {
    const programs = await preparePrograms(account, process.env['JENNER_POSTGRES']);
    const secrets = await loadSecrets(layout);
    await ensureCluster({ layout, programs, account, secrets, onProgress });
    const settings = settingsText(layout, { archive: options.archive });
    const orphan = await adoptOrphan({ layout, programs, secrets, settings, onProgress });
    const postmaster = orphan ?? (await launch({ layout, programs, account, settings, onProgress }));
    const watch = supervise(postmaster, {
      cluster: layout.cluster,
      relaunch: (address) => launch({ layout, programs, account, settings, address, onProgress }),
      onProgress,
    });
    const stop = async () => {
      const { pid, address } = await watch.stop();
      await stopPostmaster(pid, layout.cluster, programs);
      await leaveAddress(address.host);
    };
    await prepareDatabase(postmaster.address, secrets).catch(async (error: unknown) => {
      await stop();
      throw error;
    });
    const connection = (user: string, password: string) => ({
      ...postmaster.address,
      user,
      password,
      database: 'jenner',
    });
    return {
      owner: connection('jenner_owner', secrets.owner),
      app: connection('jenner_app', secrets.app),
      adopted: orphan !== undefined,
      stop: () => stop().finally(release),
    };
  } catch (error) {
    release();
    // 53100 is PostgreSQL's own code for it.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw code === 'ENOSPC' || code === '53100' ? diskFull(layout.dataDir) : error;
  }
}

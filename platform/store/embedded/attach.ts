import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConnectionOptions } from './connection.ts';
import { layoutOf } from './layout.ts';
import { readPostmasterFile, servesCluster } from './postmaster-file.ts';
import { loadSecrets } from './secrets.ts';

/**
 * How to reach the server that another Jenner process runs on this data directory, for a command beside it.
 * Undefined when none runs there.
 */
export async function attachEmbedded(
  dataDir: string,
): Promise<{ owner: ConnectionOptions; app: ConnectionOptions } | undefined> {
  if (!existsSync(dataDir)) return undefined;
  const layout = layoutOf(realpathSync(resolve(dataDir)));
  const file = readPostmasterFile(layout.cluster);
  if (file === undefined || !file.ready || !servesCluster(file.pid, layout.cluster)) return undefined;
  const secrets = await loadSecrets(layout);
  const connection = (user: string, password: string) => ({
    host: file.host,
    port: file.port,
    user,
    password,
    database: 'jenner',
  });
  return { owner: connection('jenner_owner', secrets.owner), app: connection('jenner_app', secrets.app) };
}

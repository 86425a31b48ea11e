import { join } from 'node:path';

/** What lies in the data directory, by name. */
export interface Layout {
  dataDir: string;
  /** The PostgreSQL cluster itself; readable by the server's account only. */
  cluster: string;
  /** Passwords of the three roles, readable by the account that starts Jenner only. */
  secrets: string;
  log: string;
  /** An operator's own settings, read after Jenner's; never written here. */
  localSettings: string;
}

export function layoutOf(dataDir: string): Layout {
  return {
    dataDir,
    cluster: join(dataDir, 'pg'),
    secrets: join(dataDir, 'database-secrets.json'),
    log: join(dataDir, 'postgres.log'),
    localSettings: join(dataDir, 'postgresql.local.conf'),
  };
}

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import type { Layout } from './layout.ts';

/** One random password for each role of the cluster. */
export interface Secrets {
  superuser: string;
  owner: string;
  app: string;
}

/** Reads the passwords, or makes them: before the cluster, so that a cluster never exists without them. */
export async function loadSecrets(layout: Layout): Promise<Secrets> {
  if (existsSync(layout.secrets)) return parse(await readFile(layout.secrets, 'utf8'), layout);
  if (existsSync(layout.cluster)) {
    throw new Error(
      `The database in ${layout.dataDir} cannot be opened without its file ${layout.secrets}. Put it back from a backup.`,
    );
  }
  const password = () => randomBytes(24).toString('base64url');
  const secrets = { superuser: password(), owner: password(), app: password() };
  const draft = `${layout.secrets}.${process.pid}`;
  const file = await open(draft, 'w', 0o600);
  await file.writeFile(JSON.stringify(secrets));
  await file.sync();
  await file.close();
  await rename(draft, layout.secrets);
  return secrets;
}

function parse(text: string, layout: Layout): Secrets {
  const { superuser, owner, app } = JSON.parse(text) as Partial<Secrets>;
  if (!superuser || !owner || !app)
    throw new Error(`${layout.secrets} does not hold the three passwords. Put it back from a backup.`);
  return { superuser, owner, app };
}

import { randomBytes, randomUUID } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';

/** A key of 32 bytes in a file outside the database, for nobody else's eyes. Undefined where there is none. `what` is for the error alone. */
export async function readKeyFile(path: string, what: string): Promise<Buffer | undefined> {
  try {
    const key = Buffer.from((await readFile(path, 'utf8')).trim(), 'hex');
    if (key.length !== 32) throw new Error(`${path} does not hold the key of ${what}. Put it back from a backup.`);
    return key;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes the key. Of two processes that do at once, the first one's stands. */
export async function makeKeyFile(path: string, what: string): Promise<Buffer> {
  const draft = `${path}.${randomUUID()}`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(randomBytes(32).toString('hex'));
    await file.sync();
  } finally {
    await file.close();
  }
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft, { force: true });
  const key = await readKeyFile(path, what);
  if (key === undefined) throw new Error(`${path} could not be made`);
  return key;
}

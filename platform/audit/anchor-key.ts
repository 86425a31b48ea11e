import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { anchoredPractices } from './anchor-file.ts';
import type { AnchorPlace } from './anchor-place.ts';

/** The key that anchors are signed with: kept in a file outside the database, for nobody else's eyes. Undefined where there is none. */
export async function readAnchorKey(path: string): Promise<Buffer | undefined> {
  try {
    const key = Buffer.from((await readFile(path, 'utf8')).trim(), 'hex');
    if (key.length !== 32) throw new Error(`${path} does not hold the key of the audit's anchors. Put it back from a backup.`);
    return key;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The key, made the first time. Refuses to make another where there are anchors already: they would all be false. */
export async function loadAnchorKey(place: AnchorPlace): Promise<Buffer> {
  const key = await readAnchorKey(place.keyFile);
  if (key !== undefined) return key;
  if ((await anchoredPractices(place)).length > 0) {
    throw new Error(`The audit's anchors in ${place.folder} cannot be gone on with without their key ${place.keyFile}. Put it back from a backup.`);
  }
  await mkdir(dirname(place.keyFile), { recursive: true });
  return makeAnchorKey(place.keyFile);
}

/** Makes the key. Of two processes that do at once, the first one's stands. */
async function makeAnchorKey(path: string): Promise<Buffer> {
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
  const key = await readAnchorKey(path);
  if (key === undefined) throw new Error(`${path} could not be made`);
  return key;
}

import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeKeyFile, readKeyFile } from '../store/secrets/key-file.ts';
import { anchoredPractices } from './anchor-file.ts';
import type { AnchorPlace } from './anchor-place.ts';

const WHAT = "the audit's anchors";

/** The key that anchors are signed with: kept in a file outside the database, for nobody else's eyes. Undefined where there is none. */
export function readAnchorKey(path: string): Promise<Buffer | undefined> {
  return readKeyFile(path, WHAT);
}

/** The key, made the first time. Refuses to make another where there are anchors already: they would all be false. */
export async function loadAnchorKey(place: AnchorPlace): Promise<Buffer> {
  const key = await readAnchorKey(place.keyFile);
  if (key !== undefined) return key;
  if ((await anchoredPractices(place)).length > 0) {
    throw new Error(`The audit's anchors in ${place.folder} cannot be gone on with without their key ${place.keyFile}. Put it back from a backup.`);
  }
  await mkdir(dirname(place.keyFile), { recursive: true });
  return makeKeyFile(place.keyFile, WHAT);
}

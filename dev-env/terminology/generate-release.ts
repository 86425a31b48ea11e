/**
 * A made-up release of SNOMED CT in RF2, as large as a real one, the same for the same seed: what reading, building and
 * searching are measured and tested with. Identifiers are in a namespace that nobody has, but for those of the format
 * itself.
 *
 *   node dev-env/terminology/generate-release.ts <folder or file.zip> [concepts = 10000] [kind = Snapshot] [seed = 1] [extension = 0]
 */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { type Kind, type MadeFile, releaseFiles } from './release-files.ts';
import { makeWorld } from './world.ts';

const RELEASES = [20251001, 20260401, 20261001];
const NOON = new Date(Date.UTC(2026, 0, 1, 12));

export interface ReleaseOptions {
  concepts: number;
  kind?: Kind;
  seed?: number;
  /** 20251001, 20260401 or 20261001. */
  date?: number;
  /** Share of the concepts that stand in an extension, a package of its own. */
  extension?: number;
}

export function madeRelease({ concepts, kind = 'Snapshot', seed = 1, date = 20261001, extension = 0 }: ReleaseOptions): MadeFile[] {
  return releaseFiles(makeWorld({ seed, size: concepts, releases: RELEASES, extension }), kind, date);
}

export async function writeFolder(files: readonly MadeFile[], folder: string): Promise<void> {
  for (const { path, content } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await pipeline(Readable.from(content()), createWriteStream(join(folder, path)));
  }
}

export async function writeZip(files: readonly MadeFile[], path: string): Promise<void> {
  const zip = new ZipFile();
  // One file at a time: each is made while it is written.
  for (const file of files) zip.addReadStreamLazy(file.path, { mtime: NOON, compressionLevel: 6 }, (take) => take(null, Readable.from(file.content(), { objectMode: false })));
  zip.end();
  await pipeline(Readable.from(zip.outputStream), createWriteStream(path));
}

if (import.meta.main) {
  const [target = '', concepts = '10000', kind = 'Snapshot', seed = '1', extension = '0'] = process.argv.slice(2);
  if (target === '' || (kind !== 'Full' && kind !== 'Snapshot' && kind !== 'Delta')) throw new Error('generate-release.ts <folder or file.zip> [concepts] [Full|Snapshot|Delta] [seed] [extension]');
  const files = madeRelease({ concepts: Number(concepts), kind, seed: Number(seed), extension: Number(extension) });
  await (target.endsWith('.zip') ? writeZip(files, target) : writeFolder(files, target));
}

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { ReleaseFault } from '../release-fault.ts';
import { bytesOf, hashOf } from './hash-file.ts';
import { openZip } from './open-zip.ts';
import type { Source } from './release-file.ts';

/** A folder or a zip of a release. `sha256` is what the publisher says a zip's digest is. */
export async function openSource(path: string, sha256?: string): Promise<Source> {
  const about = await stat(path).catch(() => undefined);
  if (about === undefined) throw new ReleaseFault(path, 0, 'there is no such file or folder');
  if (about.isDirectory()) {
    if (sha256 !== undefined) throw new ReleaseFault(path, 0, 'a checksum was given, but a folder has none to compare it with');
    return openFolder(path);
  }
  const digest = await hashOf(bytesOf(path));
  await compareSibling(path);
  if (sha256 !== undefined && digest !== sha256.toLowerCase()) throw new ReleaseFault(basename(path), 0, `its SHA-256 is ${digest}, not ${sha256.toLowerCase()}: it is damaged or another file`);
  return openZip(path, digest);
}

/** Publishers put the checksum of a zip beside it: `<name>.zip.sha256` and the like. */
async function compareSibling(path: string): Promise<void> {
  for (const algorithm of ['sha512', 'sha256', 'sha1', 'md5']) {
    const written = await readFile(`${path}.${algorithm}`, 'utf8').catch(() => undefined);
    const given = written?.trim().split(/\s+/)[0]?.toLowerCase();
    if (given !== undefined && given !== await hashOf(bytesOf(path), algorithm)) throw new ReleaseFault(basename(path), 0, `its checksum is not the one in ${basename(path)}.${algorithm}: it is damaged or another file`);
  }
}

async function openFolder(folder: string): Promise<Source> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  // A link may lead out of the folder: only what lies in it is read.
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
  const files = await Promise.all(paths.map(async (path) => ({
    source: folder, path: relative(folder, path).split(sep).join('/'), size: (await stat(path)).size,
    digest: async () => hashOf(bytesOf(path)), read: () => bytesOf(path),
  })));
  return { files, close: () => Promise.resolve() };
}

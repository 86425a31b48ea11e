import { text } from 'node:stream/consumers';
import type { Package } from './find-packages.ts';
import { ReleaseFault } from './release-fault.ts';
import { hashOf } from './sources/hash-file.ts';
import { baseName, type ReleaseFile } from './sources/release-file.ts';

const MOST = 1 << 22;
const ALGORITHMS: Record<number, string> = { 32: 'md5', 40: 'sha1', 64: 'sha256', 128: 'sha512' };
const CHECKSUMS = /(?:\.(?:md5|sha1|sha256|sha512)|^(?:md5|sha1|sha256|sha512)sums?(?:\.txt)?)$/i;
const INFORMATION = 'release_package_information.json';

/** Compares a package with what lies beside its files: lists of checksums, as `sha256sum` and the like write them. */
export async function checkChecksums({ files, others }: Package): Promise<void> {
  for (const list of others.filter(({ path }) => CHECKSUMS.test(baseName(path)))) {
    const lines = (await read(list)).split(/\r?\n/);
    for (const [i, line] of lines.entries()) {
      if (line.trim() === '' || line.startsWith('#')) continue;
      const match = /^([0-9a-f]+)(?:\s+\*?(.+?))?\s*$/i.exec(line);
      const [, digest = '', name = baseName(list.path).replace(/\.[^.]*$/, '')] = match ?? [];
      const algorithm = ALGORITHMS[digest.length];
      if (algorithm === undefined) throw new ReleaseFault(list.path, i + 1, 'it is no line of a list of checksums');
      const named = [...files.map(({ file }) => file), ...others].find(({ path }) => baseName(path) === baseName(name));
      // Other forms of the same release are on the list too, and need not be given.
      if (named === undefined) continue;
      if (await hashOf(named.read(), algorithm) !== digest.toLowerCase()) throw new ReleaseFault(named.path, 0, `its checksum is not the one in ${baseName(list.path)}: it is damaged or was changed`);
    }
  }
}

interface Information {
  effectiveTime?: unknown;
  deltaFromDate?: unknown;
  previousPublishedPackage?: unknown;
}

/** The date of the release that the package says came before it; 0 where it says nothing. Its own date has to agree with its files. */
export async function previousRelease({ date, others }: Package): Promise<number> {
  const file = others.find(({ path }) => baseName(path) === INFORMATION);
  if (file === undefined) return 0;
  const information = parsed(file, await read(file));
  const { effectiveTime, deltaFromDate, previousPublishedPackage } = information;
  if (effectiveTime !== undefined && effectiveTime !== String(date) && effectiveTime !== date) throw new ReleaseFault(file.path, 0, `it says that the release is of ${JSON.stringify(effectiveTime)}, while the files are of ${date}`);
  const named = typeof deltaFromDate === 'string' && /^\d{8}$/.test(deltaFromDate) ? deltaFromDate : typeof previousPublishedPackage === 'string' ? /_(\d{8})/.exec(previousPublishedPackage)?.[1] : undefined;
  return Number(named ?? 0);
}

function parsed(file: ReleaseFile, written: string): Information {
  try {
    const value: unknown = JSON.parse(written);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Refused below, with what is not an object.
  }
  throw new ReleaseFault(file.path, 0, 'it is not JSON as such a file is');
}

async function read(file: ReleaseFile): Promise<string> {
  if (file.size > MOST) throw new ReleaseFault(file.path, 0, 'it is too large for what its name says');
  return text(file.read());
}

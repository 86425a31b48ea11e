import { createHash } from 'node:crypto';
import type { PartKeeper } from '../release/keeper.ts';
import { assembleRelease, undatedName } from './assemble-release.ts';
import { checkChecksums, previousRelease } from './check-notes.ts';
import type { ReleaseKind } from './file-name.ts';
import { findPackages, type NamedFile, type Package } from './find-packages.ts';
import type { LoadedRelease, Release } from './loaded-release.ts';
import type { Part } from './merge-tables.ts';
import { packTable, unpackTable } from './pack-table.ts';
import { readTable } from './read-table.ts';
import { ReleaseFault } from './release-fault.ts';
import { openSource } from './sources/open-source.ts';
import type { Source } from './sources/release-file.ts';
import type { Table } from './table.ts';

export interface ReadOptions {
  /** What a Delta is laid upon. */
  base?: LoadedRelease;
  /** The form to read where a package has several. */
  kind?: ReleaseKind;
  /** An extract, which may name concepts and descriptions that it leaves out. */
  isExtract?: boolean;
  /** Keeps what was read of each file, so that a run that was broken off goes on where it stopped. */
  keep?: PartKeeper;
  /** SHA-256 of the zip, as its publisher gives it; of several sources, in their order. */
  sha256?: string | readonly (string | undefined)[];
  onProgress?: (message: string, fraction: number) => void;
}

/** Raised whenever what is kept of a file changes its form. */
const KEPT_FORM = 'rf2-1';

/**
 * Reads a release of SNOMED CT in RF2 from a folder or zip, or an edition from those of its packages, and answers the
 * state of every component as of it. All of it or nothing: throws ReleaseFault for the first thing that is wrong.
 */
export async function readRelease(source: string | readonly string[], options: ReadOptions = {}): Promise<LoadedRelease> {
  const opened: Source[] = [];
  try {
    const sums = typeof options.sha256 === 'string' ? [options.sha256] : (options.sha256 ?? []);
    for (const [at, path] of (typeof source === 'string' ? [source] : source).entries()) opened.push(await openSource(path, sums[at]));
    const { kind, packages } = findPackages(opened.flatMap(({ files }) => files), options.kind);
    const base = kind === 'Delta' ? options.base : undefined;
    await checkPackages(kind, packages, base?.release);
    const parts = await readParts(packages, options);
    return assembleRelease(parts, kind, packages, base, { isExtract: options.isExtract === true, onProgress: (message, fraction) => options.onProgress?.(message, 0.8 + fraction * 0.2) });
  } finally {
    for (const each of opened) await each.close();
  }
}

async function checkPackages(kind: ReleaseKind, packages: readonly Package[], base: Release | undefined): Promise<void> {
  for (const each of packages) {
    const previous = await previousRelease(each);
    await checkChecksums(each);
    if (kind !== 'Delta') continue;
    if (base === undefined) throw new ReleaseFault(each.name, 0, 'it is a Delta, and there is no release loaded before to lay it upon');
    const before = base.packages.find(({ name }) => undatedName(name) === undatedName(each.name))?.effectiveTime ?? base.effectiveTime;
    if (before >= each.date) throw new ReleaseFault(each.name, 0, `it is a Delta of ${each.date}, and the release loaded before is of ${before}`);
    if (before < previous) throw new ReleaseFault(each.name, 0, `it is a Delta on the release of ${previous}, and the one loaded before is of ${before}: one between them is missing`);
  }
}

async function readParts(packages: readonly Package[], { keep, onProgress }: ReadOptions): Promise<Map<string, Part[]>> {
  const parts = new Map<string, Part[]>();
  const files = packages.flatMap(({ files }, number) => files.filter(({ name }) => name.content !== 'Identifier').map((file) => ({ ...file, package: number })));
  const total = files.reduce((sum, { file }) => sum + file.size, 1);
  let done = 0;
  for (const named of files) {
    const { path, size } = named.file;
    const before = done;
    const { key, table } = await keptOrRead(named, keep, (bytes) => {
      done += bytes;
      onProgress?.(`Reading ${path}`, Math.min(1, done / total) * 0.8);
    });
    done = before + size;
    if (key === undefined) continue;
    const own = parts.get(key) ?? [];
    parts.set(key, own);
    own.push({ file: path, package: named.package, table });
  }
  return parts;
}

async function keptOrRead(named: NamedFile, keep: PartKeeper | undefined, onBytes: (bytes: number) => void): Promise<{ key: string | undefined; table: Table }> {
  const { file, name } = named;
  if (keep === undefined) return readTable(file, name, onBytes);
  const digest = createHash('sha256').update(`${KEPT_FORM} ${file.path} ${await file.digest()}`).digest('hex');
  const kept = await keep.get(file.path, digest);
  if (kept !== undefined) {
    const { about, table } = unpackTable(kept);
    return { key: about === '' ? undefined : about, table };
  }
  const read = await readTable(file, name, onBytes);
  await keep.put(file.path, digest, packTable(read.key ?? '', read.table));
  return read;
}

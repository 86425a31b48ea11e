import { createHash } from 'node:crypto';
import { mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Manifest } from './manifest.ts';

/** Folders of a cluster whose content a restored server makes anew (PostgreSQL, "Making a base backup"). */
const EMPTY = new Set(['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans']);
const LEFT_OUT = /^(?:postmaster\.(?:pid|opts)|.*\.pid|pg_internal\.init.*|pgsql_tmp.*|postgresql\.conf\.new)$/;
const CHUNK = 2 ** 20;

/**
 * Copies a cluster that may be in use, file by file, each flushed to disk, with its size and digest. Files that
 * change meanwhile come out torn, and are mended by the log at a restore; those that go meanwhile are left out.
 */
export async function copyFiles(cluster: string, into: string): Promise<Manifest['files']> {
  const files: Manifest['files'] = [];
  const walk = async (folder: string): Promise<void> => {
    await mkdir(join(into, folder), { recursive: true, mode: 0o700 });
    for (const entry of await readdir(join(cluster, folder), { withFileTypes: true }).catch(ignoreGone)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (LEFT_OUT.test(entry.name)) continue;
      if (entry.isDirectory()) {
        if (folder === '' && EMPTY.has(entry.name)) await mkdir(join(into, path), { mode: 0o700 });
        else await walk(path);
      } else if (entry.isFile()) {
        const copied = await copyFile(join(cluster, path), join(into, path));
        if (copied !== undefined) files.push({ path, ...copied });
      }
    }
    await flush(join(into, folder));
  };
  await walk('');
  return files;
}

/** Writes a small file of the backup, flushed. */
export async function writeFlushed(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the names in a folder durable. Windows has no such thing, and needs none. */
export async function flush(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(folder, 'r');
  await directory.sync();
  await directory.close();
}

async function copyFile(from: string, to: string): Promise<{ size: number; sha256: string } | undefined> {
  const source = await open(from, 'r').catch(ignoreGone);
  if (Array.isArray(source)) return undefined;
  const target = await open(to, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(CHUNK);
    let size = 0;
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, CHUNK, size);
      if (bytesRead === 0) break;
      const piece = buffer.subarray(0, bytesRead);
      hash.update(piece);
      await target.appendFile(piece);
      size += bytesRead;
    }
    await target.sync();
    return { size, sha256: hash.digest('hex') };
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}

function ignoreGone(error: unknown): never[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}

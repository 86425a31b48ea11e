import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { textAt, codeAt } from '../../columns.ts';
import type { Components } from '../../components.ts';
import { toTables } from '../to-components.ts';

/** A made release in memory and as a folder, so that a test may damage a file and put it back. */
export type Contents = ReadonlyMap<string, Buffer>;

export function contentsOf(files: readonly { path: string; content: () => Iterable<string> }[]): Contents {
  return new Map(files.map(({ path, content }) => [path, Buffer.from([...content()].join(''))]));
}

export async function toFolder(contents: Contents): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jenner-rf2-test-'));
  for (const [path, bytes] of contents) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}

export async function inFolder<T>(contents: Contents, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await toFolder(contents);
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** All that components say, whatever the order of their rows. */
export function saidBy(components: Components): Record<string, string[]> {
  return Object.fromEntries([...toTables(components)].map(([key, { count, columns }]) => [key, Array.from({ length: count }, (_, row) => [...columns].map(([name, column]) => {
    switch (column.kind) {
      case 'ids': return `${name}=${codeAt(column.rows, row)}`;
      case 'texts': return `${name}=${textAt(column.rows, row)}`;
      case 'uuids': return `${name}=${Buffer.from(column.rows.subarray(row * 16, row * 16 + 16)).toString('hex')}`;
      default: return `${name}=${column.rows[row] ?? ''}`;
    }
  }).sort().join(' ')).sort()]));
}

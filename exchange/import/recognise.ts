import { open, stat } from 'node:fs/promises';
import { SourceError } from './contract.ts';

/** A whole JSON document is held in memory; a bulk NDJSON file is not. */
const MAX_DOCUMENT = 256 * 1024 * 1024;
const HEAD = 4 * 1024 * 1024;

/** Whether a file is NDJSON or one JSON document, by its first line; the name does not matter. */
export async function recogniseFile(path: string): Promise<'ndjson' | 'document'> {
  const { size } = await stat(path);
  if (size === 0) throw new SourceError('file', 'is empty');
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size, HEAD)), 0, Math.min(size, HEAD), 0);
    const head = buffer.subarray(0, bytesRead);
    if (isNdjson(head, size)) return 'ndjson';
  } finally {
    await handle.close();
  }
  if (size > MAX_DOCUMENT) throw new SourceError('file', `is larger than ${MAX_DOCUMENT / 1024 / 1024} MB: one JSON document of that size cannot be taken; send NDJSON`);
  return 'document';
}

/** NDJSON: the first line is by itself a resource that is not a Bundle. */
function isNdjson(head: Buffer, size: number): boolean {
  const end = head.indexOf(10);
  const line = end >= 0 ? head.subarray(0, end) : size === head.length ? head : undefined;
  if (line === undefined || line.length > HEAD) return false;
  try {
    const first: unknown = JSON.parse(line.toString('utf8'));
    return typeof first === 'object' && first !== null && 'resourceType' in first && first.resourceType !== 'Bundle';
  } catch {
    return false;
  }
}

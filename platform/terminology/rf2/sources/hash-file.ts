import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** A digest of bytes as they come; hex. */
export async function hashOf(bytes: AsyncIterable<Uint8Array>, algorithm = 'sha256'): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of bytes) hash.update(chunk);
  return hash.digest('hex');
}

export async function* bytesOf(path: string): AsyncIterable<Uint8Array> {
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) if (chunk instanceof Uint8Array) yield chunk;
}

import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { ReleaseFault } from '../release-fault.ts';
import type { ReleaseFile, Source } from './release-file.ts';

/** Many times what all forms of a whole edition take, and far more than text shrinks. */
const MOST_BYTES = 128 * 2 ** 30;
const MOST_TIMES_SMALLER = 200;
const MOST_ENTRIES = 10_000;

/**
 * A zip of a release, read as a stream and never unpacked. A zip in it, as distributors ship, is copied out as it is, to
 * be read at any place, and removed on closing; a zip in that one is not looked into. No name from a zip names a file
 * that is written.
 */
export async function openZip(path: string, digest: string): Promise<Source> {
  const opened: ZipFile[] = [];
  let room: string | undefined;
  const close = async (): Promise<void> => {
    for (const zip of opened) zip.close();
    if (room !== undefined) await rm(room, { recursive: true, force: true });
  };
  try {
    const outer = await filesOf(path, path, '', digest, opened);
    const files: ReleaseFile[] = [];
    for (const [at, file] of outer.entries()) {
      if (!file.path.toLowerCase().endsWith('.zip')) {
        files.push(file);
        continue;
      }
      room ??= await mkdtemp(join(tmpdir(), 'jenner-release-'));
      const copy = join(room, `${at}.zip`);
      await pipeline(file.read(), createWriteStream(copy, { mode: 0o600 }));
      files.push(...await filesOf(copy, path, `${file.path.slice(0, -4)}/`, await file.digest(), opened));
    }
    return { files, close };
  } catch (error) {
    await close();
    throw error instanceof ReleaseFault ? error : new ReleaseFault(basename(path), 0, `the zip cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
}

async function filesOf(path: string, source: string, under: string, digest: string, opened: ZipFile[]): Promise<ReleaseFile[]> {
  const zip = await openPromise(path, { autoClose: false });
  opened.push(zip);
  const files: ReleaseFile[] = [];
  let bytes = 0;
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const own = `${under}${entry.fileName}`;
    bytes += entry.uncompressedSize;
    const swells = entry.uncompressedSize > 2 ** 20 && entry.uncompressedSize > entry.compressedSize * MOST_TIMES_SMALLER;
    if (swells || bytes > MOST_BYTES || files.length >= MOST_ENTRIES) throw new ReleaseFault(own, 0, 'the zip would unpack to far more than a release is');
    // A zip says names twice. What tells one file from another is in them, and no checksum is over them.
    const { fileName } = await zip.readLocalFileHeaderPromise(entry);
    if (!fileName.equals(entry.fileNameRaw)) throw new ReleaseFault(own, 0, 'the zip is damaged here: it gives the file two names');
    if (entry.isEncrypted()) throw new ReleaseFault(own, 0, 'it is encrypted');
    files.push({
      source, path: own, size: entry.uncompressedSize,
      // Of the whole zip and the place in it: to know it, nothing has to be inflated.
      digest: () => Promise.resolve(createHash('sha256').update(`${digest} ${own}`).digest('hex')),
      read: () => checked(zip, entry, own),
    });
  }
  return files;
}

async function* checked(zip: ZipFile, entry: Entry, path: string): AsyncIterable<Uint8Array> {
  let sum = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      if (!(chunk instanceof Uint8Array)) continue;
      sum = crc32(chunk, sum);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof ReleaseFault ? error : new ReleaseFault(path, 0, `the zip is damaged here (${error instanceof Error ? error.message : String(error)})`);
  }
  if (sum !== entry.crc32) throw new ReleaseFault(path, 0, 'the zip is damaged here: the checksum of the file does not agree');
}

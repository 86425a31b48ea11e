import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../errors.ts';
import type { BackupPlace } from './place.ts';

/** What a base backup says about itself. Written last: a backup without it was cut short. */
export interface Manifest {
  /** The server's major version: no other can read the files. */
  postgres: string;
  /** ISO instants. The backup can be restored to any moment from `ended` on. */
  began: string;
  ended: string;
  /** The first and the last segment of the log without which it cannot be restored. */
  firstSegment: string;
  lastSegment: string;
  files: { path: string; size: number; sha256: string }[];
}

/** The size of a segment, which initdb gives unless told otherwise. */
const SEGMENT = 16 * 2 ** 20;

/** Reads back a whole backup and its log, and throws a sentence that says what is not as it was written. */
export async function checkBackup(place: BackupPlace, name: string): Promise<Manifest> {
  const manifest = await readManifest(place, name);
  for (const { path, size, sha256 } of manifest.files) {
    const file = join(place.bases, name, 'files', path);
    if (!existsSync(file)) throw new Problem('unavailable', `The backup ${name} is not whole: ${path} is missing`);
    if (statSync(file).size !== size || (await digestOf(file)) !== sha256) throw new Problem('unavailable', `The backup ${name} is damaged: ${path} is not as it was written`);
  }
  for (const segment of segmentsBetween(manifest.firstSegment, manifest.lastSegment)) {
    const file = join(place.wal, segment);
    if (!existsSync(file) || statSync(file).size !== SEGMENT) throw new Problem('unavailable', `The backup ${name} is not whole: the log ${segment} is missing`);
    await digestOf(file);
  }
  return manifest;
}

/** The names of the backups that were finished, oldest first. */
export function listBackups(place: BackupPlace): string[] {
  return readdirSync(place.bases).filter((name) => existsSync(join(place.bases, name, 'manifest.json'))).sort();
}

export async function readManifest(place: BackupPlace, name: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(place.bases, name, 'manifest.json'), 'utf8')) as Manifest;
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Segment names are a timeline and a number of 64 bits whose lower half runs to FF (256 segments of 16 MB). */
function segmentsBetween(first: string, last: string): string[] {
  const timeline = first.slice(0, 8);
  const number = (segment: string) => Number.parseInt(segment.slice(8, 16), 16) * 256 + Number.parseInt(segment.slice(16), 16);
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, '0');
  const found: string[] = [];
  for (let n = number(first); n <= number(last); n++) found.push(`${timeline}${hex(Math.floor(n / 256))}${hex(n % 256)}`);
  return found;
}

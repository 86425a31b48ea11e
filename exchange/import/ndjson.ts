import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { patientOf } from '../../platform/fhir/compartment.ts';
import { SourceError } from './contract.ts';
import { parseJson } from './parse-json.ts';
import { acceptR4, type R4Entry } from './read-r4.ts';

type Validate = Parameters<typeof acceptR4>[2];

/** Where one line lies: file (by number), line number, and bytes. */
interface Line {
  file: number;
  line: number;
  offset: number;
  length: number;
}

/** One patient's lines, or ('') those of the practice. */
export interface LineGroup {
  patient: string;
  lines: Line[];
}

const MAX_LINE = 64 * 1024 * 1024;

/**
 * Reads NDJSON files once to learn which lines belong to which patient, wherever they lie: bulk exports keep one
 * type a file. Only places are held in memory. The practice's own lines come first.
 */
export async function groupLines(files: readonly string[], names: readonly string[], validate: Validate): Promise<{ groups: LineGroup[]; known: Set<string> }> {
  const known = new Set<string>();
  const groups = new Map<string, LineGroup>([['', { patient: '', lines: [] }]]);
  for (const [file, path] of files.entries()) {
    for await (const { bytes, ...place } of linesOf(path)) {
      const name = `${names[file] ?? ''} line ${place.line}`;
      const resource = acceptR4(parseJson(bytes, name), name, validate);
      const patient = patientOf(resource);
      known.add(`${resource.resourceType}/${resource.id}`);
      const group = groups.get(patient) ?? { patient, lines: [] };
      group.lines.push({ file, ...place });
      groups.set(patient, group);
    }
  }
  return { groups: [...groups.values()], known };
}

/** Reads one group's lines again, in order. */
export async function readLines(files: readonly string[], names: readonly string[], { lines }: LineGroup): Promise<R4Entry[]> {
  const entries: R4Entry[] = [];
  for (const [file, path] of files.entries()) {
    const own = lines.filter((line) => line.file === file);
    if (own.length === 0) continue;
    const handle = await open(path, 'r');
    try {
      for (const { line, offset, length } of own) {
        const { buffer } = await handle.read(Buffer.allocUnsafe(length), 0, length, offset);
        const place = `${names[file] ?? ''} line ${line}`;
        entries.push({ place, resource: parseJson(buffer, place) });
      }
    } finally {
      await handle.close();
    }
  }
  return entries;
}

async function* linesOf(path: string): AsyncGenerator<{ line: number; offset: number; length: number; bytes: Buffer }> {
  let rest = Buffer.alloc(0);
  let offset = 0;
  let line = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    let start = 0;
    for (let end = rest.indexOf(10, start); end >= 0; end = rest.indexOf(10, start)) {
      line++;
      const bytes = rest.subarray(start, end);
      if (bytes.some((byte) => byte > 0x20)) yield { line, offset: offset + start, length: bytes.length, bytes };
      start = end + 1;
    }
    offset += start;
    rest = rest.subarray(start);
    if (rest.length > MAX_LINE) throw new SourceError(`line ${line + 1}`, 'is longer than 64 MB');
  }
  if (rest.some((byte) => byte > 0x20)) yield { line: line + 1, offset, length: rest.length, bytes: rest };
}

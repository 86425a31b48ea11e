import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AnchorPlace } from './anchor-place.ts';

/** Adds a line to a practice's anchor file; on disk when this returns. A line that a crash cut short before it spoils none but itself. */
export async function appendAnchor({ folder }: AnchorPlace, practice: string, line: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await open(fileOf(folder, practice), 'a', 0o600);
  try {
    await file.appendFile(`\n${line}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The lines of a practice's anchor file, one after the other; none where there is no file. */
export async function* anchorLines({ folder }: AnchorPlace, practice: string): AsyncGenerator<string> {
  const path = fileOf(folder, practice);
  if (!existsSync(path)) return;
  for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity })) if (line !== '') yield line;
}

/** The practices that have an anchor file. */
export async function anchoredPractices({ folder }: AnchorPlace): Promise<string[]> {
  if (!existsSync(folder)) return [];
  return (await readdir(folder)).flatMap((name) => /^([A-Z0-9]{3,12})\.jsonl$/.exec(name)?.[1] ?? []).sort();
}

function fileOf(folder: string, practice: string): string {
  return join(folder, `${practice}.jsonl`);
}

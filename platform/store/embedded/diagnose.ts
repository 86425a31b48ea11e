import { readFileSync, statfsSync } from 'node:fs';

/** One segment of PostgreSQL's write-ahead log. On a full disk the log that would say so may be cut short as well. */
const NEARLY_FULL = 16 * 2 ** 20;

/** Turns what PostgreSQL left behind into one sentence for a person, with the last lines where nothing is known. */
export function diagnose(what: string, dataDir: string, output: string): Error {
  if (output.includes('No space left on device') || freeSpace(dataDir) < NEARLY_FULL) return diskFull(dataDir);
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return new Error([`${what}. Its last words were:`, ...lines.slice(-8)].join('\n  '));
}

export function diskFull(dataDir: string): Error {
  return new Error(
    `The disk that holds ${dataDir} is full. Free some space and start again; nothing that was saved is lost.`,
  );
}

function freeSpace(dataDir: string): number {
  const { bavail, bsize } = statfsSync(dataDir);
  return bavail * bsize;
}

export function readLog(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(-20_000);
  } catch {
    return '';
  }
}

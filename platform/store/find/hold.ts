import type { Database } from '../database.ts';

const REFRESH_AFTER_MS = 60_000;

/** Keeps what `load` reads for each practice of each database for a minute. A failed load is not kept. */
export function holdPerPractice<T>(load: (db: Database, practice: string) => Promise<T>): (db: Database, practice: string) => Promise<T> {
  const held = new WeakMap<Database, Map<string, { at: number; value: Promise<T> }>>();
  return (db, practice) => {
    const practices = held.get(db) ?? new Map<string, { at: number; value: Promise<T> }>();
    held.set(db, practices);
    const standing = practices.get(practice);
    if (standing !== undefined && Date.now() - standing.at < REFRESH_AFTER_MS) return standing.value;
    const value = load(db, practice);
    practices.set(practice, { at: Date.now(), value });
    value.catch(() => practices.delete(practice));
    return value;
  };
}

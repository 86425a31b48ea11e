import type { Database } from '../database.ts';
import { fromCodeKey } from '../rows/code-key.ts';
import { nameWords } from '../rows/name-words.ts';

export interface FoundTerm {
  system: string;
  code: string;
  display: string;
}

const REFRESH_AFTER_MS = 60_000;
const terms = new Map<string, { at: number; load: Promise<IndexedTerm[]> }>();

interface IndexedTerm {
  term: FoundTerm;
  words: string[];
}

/**
 * Type-ahead over the SNOMED CT terms that this practice's records use: every word typed begins a word of the
 * term, in any order; shortest first. No patient is read. The list is held in memory and renewed by the minute.
 */
export async function findTerms(db: Database, practice: string, filter: string, count: number): Promise<FoundTerm[]> {
  const wanted = nameWords(filter);
  if (wanted.length === 0) return [];
  const all = await loaded(db, practice);
  return all
    .filter(({ words }) => wanted.every((word) => words.some((own) => own.startsWith(word))))
    .slice(0, count)
    .map(({ term }) => term);
}

async function loaded(db: Database, practice: string): Promise<IndexedTerm[]> {
  const held = terms.get(practice);
  if (held !== undefined && Date.now() - held.at < REFRESH_AFTER_MS) return held.load;
  const load = loadTerms(db, practice);
  terms.set(practice, { at: Date.now(), load });
  load.catch(() => terms.delete(practice));
  return load;
}

async function loadTerms(db: Database, practice: string): Promise<IndexedTerm[]> {
  const rows = await db.transaction(practice, (tx) =>
    tx.query<{ code: string; display: string }>(`select code, display from concept where practice = $1 and code like 'sct|%'`, [practice]),
  );
  return rows
    .map(({ code, display }) => ({ term: { ...fromCodeKey(code), display }, words: nameWords(display) }))
    .sort((a, b) => a.term.display.length - b.term.display.length || (a.term.display < b.term.display ? -1 : 1));
}

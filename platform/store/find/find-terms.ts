import type { Database } from '../database.ts';
import { fromCodeKey } from '../rows/code-key.ts';
import { nameWords } from '../rows/name-words.ts';
import { holdPerPractice } from './hold.ts';

export interface FoundTerm {
  system: string;
  code: string;
  display: string;
}

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
  const all = await termsOf(db, practice);
  return all
    .filter(({ words }) => wanted.every((word) => words.some((own) => own.startsWith(word))))
    .slice(0, count)
    .map(({ term }) => term);
}

const termsOf = holdPerPractice(async (db, practice): Promise<IndexedTerm[]> => {
  const rows = await db.transaction(practice, (tx) =>
    tx.query<{ code: string; display: string }>(`select code, display from concept where practice = $1 and code like 'sct|%' and display <> ''`, [practice]),
  );
  return rows
    .map(({ code, display }) => ({ term: { ...fromCodeKey(code), display }, words: nameWords(display) }))
    .sort((a, b) => a.term.display.length - b.term.display.length || (a.term.display < b.term.display ? -1 : 1));
});

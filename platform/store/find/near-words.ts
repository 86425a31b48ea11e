import type { Database } from '../database.ts';
import { holdPerPractice } from './hold.ts';
import { nearness } from './slip-score.ts';

/** Corrections considered for one word typed. */
const MOST = 40;

/**
 * The words in this practice's patients' names that a word typed may have been meant for, nearest first. The
 * words are a few thousand, whatever the number of patients; they are held in memory and renewed by the minute,
 * so a name registered within the last minute is found as it is spelt, and its misspellings a little later.
 */
export async function nearWords(db: Database, practice: string, typed: string): Promise<string[]> {
  const words = await wordsOf(db, practice);
  return words
    .filter((word) => mayBe(typed, word))
    .map((word) => ({ word, score: nearness(typed, word) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.word.length - b.word.length)
    .slice(0, MOST)
    .map(({ word }) => word);
}

/** A cheap first look: hardly anybody gets both of the first two letters wrong. */
function mayBe(typed: string, word: string): boolean {
  if (word.length < typed.length - 2) return false;
  return word[0] === typed[0] || word[0] === typed[1] || word[1] === typed[0] || word[1] === typed[1];
}

const wordsOf = holdPerPractice(async (db, practice) => {
  const rows = await db.transaction(practice, (tx) => tx.query<{ word: string }>(`select distinct word from patient_name where practice = $1`, [practice]));
  return rows.map(({ word }) => word);
});

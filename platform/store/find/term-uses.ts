import type { Database } from '../database.ts';
import { holdPerPractice } from './hold.ts';

export interface TermUse {
  uses: number;
  /** Milliseconds since 1970. */
  last: number;
}

export interface TermUses {
  practice: ReadonlyMap<string, TermUse>;
  account: ReadonlyMap<string, TermUse>;
}

const NONE: ReadonlyMap<string, TermUse> = new Map();

/** How often a practice and one of its accounts have chosen each code (as in coded_entry); at most a minute old. No patient is read. */
export async function termUsesOf(db: Database, practice: string, account: string): Promise<TermUses> {
  const held = await usesOf(db, practice);
  return { practice: held.practice, account: held.accounts.get(account) ?? NONE };
}

const usesOf = holdPerPractice(async (db, practice) => {
  const rows = await db.transaction(practice, (tx) => tx.query<{ account: string; code: string; uses: number; last: Date }>(`select account, code, uses, last from term_use where practice = $1`, [practice]));
  const all = new Map<string, TermUse>();
  const accounts = new Map<string, Map<string, TermUse>>();
  for (const { account, code, uses, last } of rows) {
    const own = accounts.get(account) ?? new Map<string, TermUse>();
    accounts.set(account, own);
    own.set(code, { uses, last: last.getTime() });
    const sum = all.get(code);
    all.set(code, { uses: uses + (sum?.uses ?? 0), last: Math.max(last.getTime(), sum?.last ?? 0) });
  }
  return { practice: all, accounts };
});

import type { Database } from '../database.ts';
import { holdPerPractice } from './hold.ts';

export interface TermUse {
  uses: number;
  /** Milliseconds since 1970. */
  lastUsed: number;
}

export interface TermUses {
  practice: ReadonlyMap<string, TermUse>;
  account: ReadonlyMap<string, TermUse>;
}

/** How often a practice and one of its accounts have chosen each code (as in coded_entry); at most a minute old, and the same object for that long. No patient is read. */
export async function termUsesOf(db: Database, practice: string, account: string): Promise<TermUses> {
  const held = await usesOf(db, practice);
  const standing = held.of.get(account) ?? { practice: held.practice, account: held.accounts.get(account) ?? new Map<string, TermUse>() };
  held.of.set(account, standing);
  return standing;
}

const usesOf = holdPerPractice(async (db, practice) => {
  const rows = await db.transaction(practice, (tx) => tx.query<{ account: string; code: string; uses: number; last: Date }>(`select account, code, uses, last from term_use where practice = $1`, [practice]));
  const all = new Map<string, TermUse>();
  const accounts = new Map<string, Map<string, TermUse>>();
  for (const { account, code, uses, last } of rows) {
    const own = accounts.get(account) ?? new Map<string, TermUse>();
    accounts.set(account, own);
    own.set(code, { uses, lastUsed: last.getTime() });
    const sum = all.get(code);
    all.set(code, { uses: uses + (sum?.uses ?? 0), lastUsed: Math.max(last.getTime(), sum?.lastUsed ?? 0) });
  }
  return { practice: all, accounts, of: new Map<string, TermUses>() };
});

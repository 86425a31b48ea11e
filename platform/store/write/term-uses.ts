import type { Transaction } from '../database.ts';
import { list, listOf } from '../list.ts';
import type { WrittenBy } from './ledger.ts';
import type { Step } from './step.ts';

/** What nobody picked from a list: imports, and what runs by itself. */
const isChosen = ({ account, action }: WrittenBy): boolean => action === 'write' && !account.startsWith('system:');

/**
 * Counts the codes that somebody chose for new entries, so that they are offered first next time. A row is one
 * account's own, so writers do not wait for one another; a count, never of whom.
 */
export async function countTermUses(tx: Transaction, steps: readonly Step[], by: WrittenBy, at: Date): Promise<void> {
  if (!isChosen(by)) return;
  const uses = new Map<string, number>();
  for (const { row, current } of steps) {
    if (row === undefined || current?.content !== undefined) continue;
    for (const { code } of row.codes) uses.set(code, (uses.get(code) ?? 0) + 1);
  }
  if (uses.size === 0) return;
  const counted = [...uses].sort(([a], [b]) => (a < b ? -1 : 1)); // one order for all writers: no deadlock
  await tx.query(
    `insert into term_use (practice, account, code, uses, last)
     select $1, $2, k.code, k.uses, $5::timestamptz from unnest(${listOf(3)}, ${listOf(4, 'integer')}) as k(code, uses) order by k.code
     on conflict (practice, account, code) do update set uses = term_use.uses + excluded.uses, last = excluded.last`,
    [tx.practice, by.account, list(counted.map(([code]) => code)), list(counted.map(([, count]) => String(count))), at],
  );
}

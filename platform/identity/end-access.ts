import type { Transaction } from '../store/database.ts';

/**
 * Ends all that an account holds: its sessions, and what it has granted to apps, so that none of them fetches itself
 * another token. `keep` is the hash of a session that goes on. Answers how many sessions have ended.
 */
export async function endAccess(tx: Transaction, account: string, keep = ''): Promise<number> {
  const ended = await tx.query(`delete from session where practice = $1 and account = $2 and token <> $3 returning 1`, [tx.practice, account, keep]);
  await tx.query(`update app_grant set ended = now() where practice = $1 and account = $2 and ended is null`, [tx.practice, account]);
  return ended.length;
}

import { Problem } from '../errors.ts';
import type { Database, Transaction } from '../store/database.ts';
import { auditSignIn } from './audit.ts';
import { endAccess } from './end-access.ts';
import type { Method } from './open-session.ts';
import { digest } from './token.ts';

/** One of a person's sessions, as they see it themselves. */
export interface OwnSession {
  id: string;
  method: Method;
  agent: string;
  created: string;
  used: string;
  /** The one that asks. */
  current: boolean;
}

/** Every browser session of an account that has not ended, newest first. `token` is the one that asks. */
export async function listOwnSessions(db: Database, practice: string, account: string, token: string): Promise<OwnSession[]> {
  const rows = await db.transaction(practice, (tx) =>
    tx.query<{ id: string; method: Method; agent: string; created: Date; used: Date; current: boolean }>(
      `select id::text, method, agent, created, used, token = $3 as current from session
       where practice = $1 and account = $2 and kind = 'browser' and expires > now() order by created desc, id`,
      [practice, account, digest(token)],
    ));
  return rows.map(({ created, used, ...row }) => ({ ...row, created: created.toISOString(), used: used.toISOString() }));
}

/** Ends one session of the account. Throws `not-found` for one that is not theirs. */
export async function endOwnSession(db: Database, practice: string, account: string, id: string): Promise<void> {
  await db.transaction(practice, async (tx) => {
    const ended = await tx.query(`delete from session where practice = $1 and account = $2 and kind = 'browser' and id::text = $3 returning 1`, [practice, account, id]);
    if (ended.length === 0) throw new Problem('not-found', 'There is no such session');
    await auditSignIn(tx, { actor: account, role: '', action: 'end-sessions', outcome: 'success', detail: 'one' });
  });
}

/** Signs the account out everywhere: every session of a browser or an app that it holds ends, and what it has granted to apps. */
export async function endAllSessions(tx: Transaction, account: string, why: 'all' | 'role'): Promise<void> {
  if ((await endAccess(tx, account)) > 0) await auditSignIn(tx, { actor: account, role: '', action: 'end-sessions', outcome: 'success', detail: why });
}

import { Problem } from '../errors.ts';
import type { Database, Transaction } from '../store/database.ts';
import { accountById, type SignInAccount } from './accounts.ts';
import { auditSignIn } from './audit.ts';
import type { OpenedSession } from './open-session.ts';
import { dropHeld } from './sessions.ts';
import { useCode } from './sign-in-with-password.ts';
import { countTry, forgetTries } from './throttle.ts';
import { digest, newToken } from './token.ts';

/**
 * A session whose idle time has run out is locked, not gone: for the rest of its twelve hours the same person opens it
 * again with one factor, as the browser that holds it has shown the others before. A patient's is gone.
 */
export interface Locked {
  account: SignInAccount;
  /** Ways by which this account can unlock. */
  ways: { code: boolean; passkey: boolean; cis2: boolean };
  expires: Date;
}

/** Lets the idle time run out at once: the screen is being left. */
export async function lockSession(db: Database, practice: string, token: string): Promise<void> {
  dropHeld(practice, token);
  await db.transaction(practice, (tx) =>
    tx.query(`update session set used = now() - interval '1 day' where practice = $1 and token = $2 and kind = 'browser'`, [practice, digest(token)]));
}

/** Whose session this is, locked or not; undefined when it has ended for good. */
export async function readLocked(tx: Transaction, token: string): Promise<Locked | undefined> {
  const [session] = await tx.query<{ account: string; expires: Date; passkey: boolean }>(
    `select account, expires, exists (select from passkey p where p.practice = s.practice and p.account = s.account) as passkey
     from session s where practice = $1 and token = $2 and kind = 'browser' and expires > now()`,
    [tx.practice, digest(token)],
  );
  const account = session === undefined ? undefined : await accountById(tx, session.account);
  if (session === undefined || account === undefined || account.disabled || account.role === 'patient') return undefined;
  return { account, expires: session.expires, ways: { code: account.totp_secret !== null, passkey: session.passkey, cis2: account.cis2_user !== null } };
}

/**
 * Unlocks a session with a one-time code. Throws `unauthenticated` for a wrong code and for a session that has ended, or
 * `throttled`, counted for the session by itself.
 */
export async function unlockWithCode(db: Database, practice: string, token: string, code: string, address: string): Promise<OpenedSession> {
  const locked = await db.transaction(practice, (tx) => readLocked(tx, token));
  if (locked === undefined) throw new Problem('unauthenticated', 'The session has ended: sign in again');
  // By the session: a stranger's guesses at the name do not keep its holder out, and a stolen one gives ten.
  const trying = { name: locked.account.username, address, holding: digest(token) };
  await countTry(db, practice, trying);
  const session = await db.transaction(practice, async (tx) => {
    if (await useCode(tx, locked.account, code)) return renewSession(tx, token, locked, 'code');
    await auditSignIn(tx, { actor: locked.account.id, role: locked.account.role, action: 'unlock', outcome: 'refused' });
    return undefined;
  });
  if (session === undefined) throw new Problem('unauthenticated', 'The code is not right');
  await forgetTries(db, practice, trying);
  return session;
}

/** The session goes on under a new token, and ends when it would have ended. */
export async function renewSession(tx: Transaction, token: string, { account, expires }: Locked, detail: 'code' | 'passkey'): Promise<OpenedSession> {
  const next = newToken();
  const renewed = await tx.query(`update session set token = $3, used = now(), proved = now() where practice = $1 and token = $2 and kind = 'browser' returning 1`, [tx.practice, digest(token), digest(next)]);
  if (renewed.length === 0) throw new Problem('unauthenticated', 'The session has ended: sign in again');
  // Apps that were let in for as long as this session lasts go on with it.
  await tx.query(`update app_grant set session = $3 where practice = $1 and session = $2`, [tx.practice, digest(token), digest(next)]);
  await auditSignIn(tx, { actor: account.id, role: account.role, action: 'unlock', outcome: 'success', detail });
  return { token: next, expires };
}

const FRESH_MINUTES = 10;

/** Whether the holder of this session has shown a factor lately. */
export async function isFreshlyProved(tx: Transaction, token: string): Promise<boolean> {
  const rows = await tx.query(`select 1 from session where practice = $1 and token = $2 and proved > now() - $3 * interval '1 minute'`, [tx.practice, digest(token), FRESH_MINUTES]);
  return rows.length > 0;
}

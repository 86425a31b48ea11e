import { randomInt } from 'node:crypto';
import { Problem } from '../errors.ts';
import type { Database, Transaction } from '../store/database.ts';
import { accountById, accountByUsername, type SignInAccount } from './accounts.ts';
import { auditSignIn } from './audit.ts';
import { putChallenge, takeChallenge } from './challenges.ts';
import { endAccess } from './end-access.ts';
import { countTry, forgetTries } from './throttle.ts';
import { digest } from './token.ts';

/** Letters and digits that are not mistaken for one another. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const LIFE = '3 days';

/**
 * A one-time code by which the holder of an account sets up a way of signing in; shown once, good for three days. An earlier
 * one stops working. `issuer` is the account that asks, '' for the command line. Not for one's own account: a session
 * left open would become a way in for good.
 */
export async function issueEnrolmentCode(db: Database, practice: string, username: string, issuer: string): Promise<string> {
  const letters = Array.from({ length: 16 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  const code = letters.replace(/(.{4})(?=.)/g, '$1-');
  await db.transaction(practice, async (tx) => {
    const account = await accountByUsername(tx, username);
    if (account === undefined || account.disabled) throw new Problem('not-found', `There is no account ${username} that is not disabled`);
    if (account.id === issuer) throw new Problem('forbidden', 'Ask somebody else to issue a code for your own account');
    await tx.query(
      `insert into enrolment_code (practice, account, code, expires) values ($1, $2, $3, now() + $4::text::interval)
       on conflict (practice, account) do update set code = excluded.code, expires = excluded.expires`,
      [practice, account.id, digest(letters), LIFE],
    );
    await auditSignIn(tx, { actor: issuer === '' ? 'system:command-line' : issuer, role: '', action: 'issue-enrolment-code', outcome: 'success', detail: account.id });
  });
  return code;
}

/**
 * Begins to set up a way of signing in: the code is right, and is not used up until the new way works. Answers the
 * token of that step. Throws `unauthenticated` or `throttled`, the same for a name that is nobody's.
 */
export async function beginEnrolment(db: Database, practice: string, username: string, code: string, address: string): Promise<string> {
  const name = username.trim().toLowerCase();
  // Apart from signing in: a code of 79 bits is not guessed, and a stranger's tries at the name do not keep its holder out.
  const trying = { name, address, holding: `enrolment ${name} ${address}` };
  await countTry(db, practice, trying);
  const account = await db.transaction(practice, async (tx) => {
    const found = await accountByUsername(tx, username);
    const [right] = await tx.query(`select 1 from enrolment_code where practice = $1 and account = $2 and code = $3 and expires > now()`, [
      practice, found?.id ?? '', digest(code.toUpperCase().replace(/[^A-Z0-9]/g, '')),
    ]);
    if (found !== undefined && right !== undefined && !found.disabled) return found;
    await auditSignIn(tx, { actor: found?.id ?? '', role: '', action: 'enrol', outcome: 'refused' });
    return undefined;
  });
  if (account === undefined) throw new Problem('unauthenticated', 'The username or the enrolment code is not right, or the code has been used or is too old');
  await forgetTries(db, practice, trying);
  return putChallenge(db, practice, 'enrolment', account.id, {});
}

/** Uses the enrolment code up, together with the step that began it, now that the new way of signing in works. */
export async function finishEnrolment(tx: Transaction, token: string): Promise<SignInAccount> {
  const challenge = await takeChallenge(tx, 'enrolment', token);
  const used = challenge === undefined ? [] : await tx.query(`delete from enrolment_code where practice = $1 and account = $2 and expires > now() returning 1`, [tx.practice, challenge.account]);
  const account = challenge === undefined || used.length === 0 ? undefined : await accountById(tx, challenge.account);
  if (account === undefined || account.disabled) throw new Problem('unauthenticated', 'Enter your enrolment code again');
  await auditSignIn(tx, { actor: account.id, role: account.role, action: 'enrol', outcome: 'success' });
  return account;
}

/** Takes away every way of signing in that the account has here, and its sessions: for a lost or stolen device. */
export async function removeWaysIn(db: Database, practice: string, username: string): Promise<void> {
  await db.transaction(practice, async (tx) => {
    const account = await accountByUsername(tx, username);
    if (account === undefined) throw new Problem('not-found', `There is no account ${username}`);
    await tx.query(`update account set password = null, totp_secret = null, cis2_user = null where practice = $1 and id = $2`, [practice, account.id]);
    await tx.query(`delete from passkey where practice = $1 and account = $2`, [practice, account.id]);
    await endAccess(tx, account.id);
  });
}

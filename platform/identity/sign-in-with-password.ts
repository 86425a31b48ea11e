import { Problem } from '../errors.ts';
import type { Database, Transaction } from '../store/database.ts';
import { secretOf } from '../store/secrets/seal.ts';
import { accountByUsername, type SignInAccount } from './accounts.ts';
import { auditSignIn } from './audit.ts';
import { type OpenedSession, openSession } from './open-session.ts';
import { verifyPassword } from './password.ts';
import { countTry, forgetTries } from './throttle.ts';
import { matchTotp } from './totp.ts';

interface Credentials {
  username: string;
  password: string;
  /** Of the authenticator app: six digits. */
  code: string;
}

/** Where a sign-in comes from. */
export interface From {
  address: string;
  agent: string;
}

/** Verified in place of a password that is not there, so that it costs as much time. */
const NO_PASSWORD = 'scrypt$AAAAAAAAAAAAAAAAAAAAAA$AAAA';

/**
 * Signs in by password and one-time code together: which of the three was wrong is not told, and nothing stands open
 * between them. Throws `unauthenticated`, or `throttled` for a name or an address that has tried too often.
 */
export async function signInWithPassword(db: Database, practice: string, { username, password, code }: Credentials, { address, agent }: From): Promise<OpenedSession> {
  const trying = { name: username.trim().toLowerCase(), address };
  await countTry(db, practice, trying);
  const account = await db.transaction(practice, (tx) => accountByUsername(tx, username));
  const right = await verifyPassword(password, account?.password ?? NO_PASSWORD);
  const session = await db.transaction(practice, async (tx) => {
    if (account !== undefined && right && !account.disabled && (await useCode(tx, account, code))) {
      return openSession(tx, { account: account.id, role: account.role, method: 'password-and-code', agent });
    }
    await auditSignIn(tx, { actor: account?.id ?? '', role: '', action: 'sign-in', outcome: 'refused', detail: 'password-and-code' });
    return undefined;
  });
  if (session === undefined) throw new Problem('unauthenticated', 'The username, the password or the code is not right');
  await forgetTries(db, practice, trying);
  return session;
}

/** Uses a code up: of the same code sent twice at once, one is right. */
export async function useCode(tx: Transaction, { id, username, totp_secret: secret, totp_step: last }: SignInAccount, code: string): Promise<boolean> {
  const step = secret === null ? undefined : matchTotp(tx.secrets.open(secret, secretOf.totp(tx.practice, username)), code, last, Date.now());
  if (step === undefined) return false;
  const used = await tx.query(`update account set totp_step = $3 where practice = $1 and id = $2 and totp_step < $3 returning id`, [tx.practice, id, step]);
  return used.length === 1;
}

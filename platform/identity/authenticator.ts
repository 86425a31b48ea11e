import { Problem } from '../errors.ts';
import type { Database, Transaction } from '../store/database.ts';
import { secretOf } from '../store/secrets/seal.ts';
import { accountById, hashNewPassword } from './accounts.ts';
import { auditSignIn } from './audit.ts';
import { putChallenge, takeChallenge } from './challenges.ts';
import { endAccess } from './end-access.ts';
import { matchTotp, newTotpSecret, totpAddress } from './totp.ts';

export interface NewAuthenticator {
  /** The token of this step, which the browser sends back with the first code. */
  step: string;
  secret: string;
  address: string;
}

/** A secret for an authenticator app, which counts only once its first code has been typed. */
export async function beginAuthenticator(db: Database, practice: string, accountId: string): Promise<NewAuthenticator> {
  const account = await db.transaction(practice, (tx) => accountById(tx, accountId));
  if (account === undefined) throw new Problem('unauthenticated', 'Sign in first');
  const secret = newTotpSecret();
  const sealed = await db.transaction(practice, async (tx) => tx.secrets.seal(secret, secretOf.challenge(practice, accountId)));
  return { step: await putChallenge(db, practice, 'authenticator', accountId, { secret: sealed }), secret, address: totpAddress(secret, account.username, `Jenner ${practice}`) };
}

interface Setting {
  account: string;
  /** From beginAuthenticator. */
  step: string;
  /** The authenticator's first code. */
  code: string;
  password: string;
  /** A session that goes on; every other one ends with the old password. */
  keep: string;
}

/**
 * Sets password and authenticator of an account together, in the transaction of what allows it. Throws `invalid`
 * when the code is not the authenticator's.
 */
export async function setPasswordAndAuthenticator(tx: Transaction, { account, step, code, password, keep }: Setting): Promise<void> {
  const challenge = await takeChallenge(tx, 'authenticator', step);
  const kept = challenge?.account === account ? sealedIn(challenge.data) : undefined;
  const secret = kept === undefined ? undefined : tx.secrets.open(kept, secretOf.challenge(tx.practice, account));
  const used = secret === undefined ? undefined : matchTotp(secret, code, 0, Date.now());
  if (secret === undefined || used === undefined) throw new Problem('invalid', 'The code is not the one your authenticator app shows now');
  const username = (await accountById(tx, account))?.username ?? '';
  await tx.query(`update account set password = $3, totp_secret = $4, totp_step = $5 where practice = $1 and id = $2`, [
    tx.practice, account, await hashNewPassword(password), tx.secrets.seal(secret, secretOf.totp(tx.practice, username)), used,
  ]);
  await endAccess(tx, account, keep);
  await auditSignIn(tx, { actor: account, role: '', action: 'set-password', outcome: 'success' });
}

function sealedIn(data: string): string {
  const { secret } = JSON.parse(data) as { secret: string };
  return secret;
}

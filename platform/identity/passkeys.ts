import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { Problem } from '../errors.ts';
import type { Database, Transaction } from '../store/database.ts';
import { accountById } from './accounts.ts';
import { auditSignIn } from './audit.ts';
import { putChallenge, takeChallenge } from './challenges.ts';
import { webauthn } from './webauthn.ts';

/** The web site that passkeys belong to: a host name, and the origin its pages have. */
export interface Site {
  host: string;
  origin: string;
}

export interface Passkey {
  id: string;
  name: string;
  created: string;
  used: string | undefined;
}

/** What the browser needs to make a passkey for the account. `step` goes back with its answer. */
export async function beginPasskey(db: Database, practice: string, accountId: string, site: Site): Promise<{ step: string; options: PublicKeyCredentialCreationOptionsJSON }> {
  const [account, known] = await db.transaction(practice, async (tx) => [
    await accountById(tx, accountId),
    await tx.query<{ id: string }>(`select id from passkey where practice = $1 and account = $2`, [practice, accountId]),
  ] as const);
  if (account === undefined) throw new Problem('unauthenticated', 'Sign in first');
  const { generateRegistrationOptions } = await webauthn();
  const options = await generateRegistrationOptions({
    rpName: 'Jenner', rpID: site.host, userID: new TextEncoder().encode(account.id), userName: `${account.username} (${practice})`, userDisplayName: account.name,
    attestationType: 'none', excludeCredentials: known,
    // Known by itself, without a username; and never without the finger, face or PIN that makes it two factors.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  return { step: await putChallenge(db, practice, 'passkey-registration', accountId, { challenge: options.challenge }), options };
}

interface NewPasskey {
  account: string;
  step: string;
  name: string;
  response: RegistrationResponseJSON;
  site: Site;
}

/** Keeps a new passkey, in the transaction of what allows it. Throws `invalid` when the answer does not fit the question. */
export async function addPasskey(tx: Transaction, { account, step, name, response, site }: NewPasskey): Promise<void> {
  const challenge = await takeChallenge(tx, 'passkey-registration', step);
  const expected = challenge?.account === account ? challengeOf(challenge.data) : undefined;
  if (expected === undefined) throw new Problem('invalid', 'That took too long: begin again');
  const { verifyRegistrationResponse } = await webauthn();
  const verified = await verifyRegistrationResponse({
    response, expectedChallenge: expected, expectedOrigin: site.origin, expectedRPID: site.host, requireUserVerification: true,
  }).catch(() => undefined);
  if (verified?.verified !== true) throw new Problem('invalid', 'The passkey could not be verified');
  const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential;
  const added = await tx.query(
    `insert into passkey (practice, id, account, name, public_key, counter, transports, created) values ($1, $2, $3, $4, $5, $6, $7, now())
     on conflict (practice, id) do nothing returning 1`,
    [tx.practice, id, account, name.slice(0, 60), publicKey, counter, transports.join(',')],
  );
  if (added.length === 0) throw new Problem('duplicate', 'That passkey is known already');
  await auditSignIn(tx, { actor: account, role: '', action: 'add-passkey', outcome: 'success' });
}

export async function listPasskeys(db: Database, practice: string, account: string): Promise<Passkey[]> {
  const rows = await db.transaction(practice, (tx) =>
    tx.query<{ id: string; name: string; created: Date; used: Date | null }>(`select id, name, created, used from passkey where practice = $1 and account = $2 order by created, id`, [practice, account]));
  return rows.map(({ id, name, created, used }) => ({ id, name, created: created.toISOString(), used: used?.toISOString() }));
}

/** Removes one of the account's passkeys. Throws `not-found`; and `forbidden` for the last way of signing in. */
export async function removePasskey(db: Database, practice: string, accountId: string, id: string): Promise<void> {
  await db.transaction(practice, async (tx) => {
    const account = await accountById(tx, accountId);
    const removed = await tx.query(`delete from passkey where practice = $1 and account = $2 and id = $3 returning 1`, [practice, accountId, id]);
    if (removed.length === 0) throw new Problem('not-found', 'There is no such passkey');
    const left = await tx.query(`select 1 from passkey where practice = $1 and account = $2`, [practice, accountId]);
    const otherwise = account?.cis2_user != null || (account?.password != null && account.totp_secret !== null);
    if (left.length === 0 && !otherwise) throw new Problem('forbidden', 'This is your only way to sign in: add another first');
    await auditSignIn(tx, { actor: accountId, role: '', action: 'remove-passkey', outcome: 'success' });
  });
}

/** The challenge that a step was begun with. */
export function challengeOf(data: string): string {
  const { challenge } = JSON.parse(data) as { challenge: string };
  return challenge;
}

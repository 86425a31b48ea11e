import type { AuthenticationResponseJSON, AuthenticatorTransport, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { Problem } from '../errors.ts';
import type { Database, Transaction } from '../store/database.ts';
import { accountById, type SignInAccount } from './accounts.ts';
import { auditSignIn } from './audit.ts';
import { putChallenge, takeChallenge } from './challenges.ts';
import { readLocked, renewSession } from './lock.ts';
import { type OpenedSession, openSession } from './open-session.ts';
import { challengeOf, type Site } from './passkeys.ts';
import { webauthn } from './webauthn.ts';

/** What the browser needs to ask for a passkey. `step` goes back with its answer. */
export async function beginPasskeySignIn(db: Database, practice: string, site: Site): Promise<{ step: string; options: PublicKeyCredentialRequestOptionsJSON }> {
  const { generateAuthenticationOptions } = await webauthn();
  const options = await generateAuthenticationOptions({ rpID: site.host, userVerification: 'required' });
  return { step: await putChallenge(db, practice, 'passkey', '', { challenge: options.challenge }), options };
}

export interface PasskeyAnswer {
  step: string;
  response: AuthenticationResponseJSON;
  site: Site;
}

const REFUSED = 'That passkey does not sign anybody in here';

/**
 * Signs in by passkey. The user was verified by the device (finger, face or PIN), so that it counts as two factors.
 * Throws `unauthenticated`. Not throttled by name: guesses at a password lock nobody out of their passkey.
 */
export async function signInWithPasskey(db: Database, practice: string, answer: PasskeyAnswer, agent: string): Promise<OpenedSession> {
  const session = await db.transaction(practice, async (tx) => {
    const account = await verify(tx, answer);
    if (account !== undefined) return openSession(tx, { account: account.id, role: account.role, method: 'passkey', agent });
    await auditSignIn(tx, { actor: '', role: '', action: 'sign-in', outcome: 'refused', detail: 'passkey' });
    return undefined;
  });
  if (session === undefined) throw new Problem('unauthenticated', REFUSED);
  return session;
}

/** Unlocks the session of a token with a passkey of the same account. Throws `unauthenticated`. */
export async function unlockWithPasskey(db: Database, practice: string, token: string, answer: PasskeyAnswer): Promise<OpenedSession> {
  const session = await db.transaction(practice, async (tx) => {
    const locked = await readLocked(tx, token);
    const account = await verify(tx, answer);
    if (locked !== undefined && account?.id === locked.account.id) return renewSession(tx, token, locked, 'passkey');
    await auditSignIn(tx, { actor: locked?.account.id ?? '', role: '', action: 'unlock', outcome: 'refused', detail: 'passkey' });
    return undefined;
  });
  if (session === undefined) throw new Problem('unauthenticated', 'That passkey does not unlock this session');
  return session;
}

interface PasskeyRow {
  id: string;
  account: string;
  public_key: Uint8Array<ArrayBuffer>;
  counter: number;
  transports: string;
}

/** The account whose passkey answers the question, which is used up whatever the answer. */
async function verify(tx: Transaction, { step, response, site }: PasskeyAnswer): Promise<SignInAccount | undefined> {
  const challenge = await takeChallenge(tx, 'passkey', step);
  const expected = challenge === undefined ? undefined : challengeOf(challenge.data);
  const [row] = await tx.query<PasskeyRow>(`select id, account, public_key, counter, transports from passkey where practice = $1 and id = $2 for update`, [tx.practice, response.id]);
  if (expected === undefined || row === undefined) return undefined;
  const { verifyAuthenticationResponse } = await webauthn();
  const verified = await verifyAuthenticationResponse({
    response, expectedChallenge: expected, expectedOrigin: site.origin, expectedRPID: site.host, requireUserVerification: true,
    credential: { id: row.id, publicKey: new Uint8Array(row.public_key), counter: row.counter, transports: row.transports.split(',').filter(isTransport) },
  }).catch(() => undefined);
  if (verified?.verified !== true) return undefined;
  await tx.query(`update passkey set counter = $3, used = now() where practice = $1 and id = $2`, [tx.practice, row.id, verified.authenticationInfo.newCounter]);
  const account = await accountById(tx, row.account);
  return account === undefined || account.disabled ? undefined : account;
}

const TRANSPORTS: readonly string[] = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'];

function isTransport(text: string): text is AuthenticatorTransport {
  return TRANSPORTS.includes(text);
}

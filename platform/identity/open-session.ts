import type { Transaction } from '../store/database.ts';
import { auditSignIn } from './audit.ts';
import { digest, newToken } from './token.ts';

/** Ways to prove who one is. Each is two factors: there is no other, here or in the database's constraint. */
export type Method = 'passkey' | 'password-and-code' | 'cis2' | 'nhs-login';

export interface OpenedSession {
  token: string;
  expires: Date;
}

interface Opening {
  account: string;
  role: string;
  method: Method;
  /** What the browser calls itself, for the user's own list of sessions. */
  agent: string;
  /** The session at the national service, which may end this one. */
  providerSession?: string;
}

const WHOLE_MS = 12 * 60 * 60_000;

/** Opens a browser's session: the only place that does. Every factor has been checked by the caller, in this transaction or before. */
export async function openSession(tx: Transaction, { account, role, method, agent, providerSession = '' }: Opening): Promise<OpenedSession> {
  const token = newToken();
  const expires = new Date(Date.now() + WHOLE_MS);
  await tx.query(
    `insert into session (practice, token, kind, account, scope, created, used, expires, method, agent, provider_session)
     values ($1, $2, 'browser', $3, '', now(), now(), $4, $5, $6, $7)`,
    [tx.practice, digest(token), account, expires, method, agent.slice(0, 300), providerSession],
  );
  await auditSignIn(tx, { actor: account, role, action: 'sign-in', outcome: 'success', detail: method });
  return { token, expires };
}

import { randomUUID } from 'node:crypto';
import type { Transaction } from '../store/database.ts';
import { auditApp } from './audit-app.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { LaunchContext } from './launches.ts';
import { digest, newToken } from '../identity/token.ts';

const CODE_LIVES_S = 60;
/** offline_access; and online_access, for as long as a browser session can last. */
const OFFLINE_DAYS = 90;
const ONLINE_HOURS = 12;

/** One authorization by one person. */
export interface Grant {
  id: string;
  client: string;
  account: string;
  scope: string;
  patient: string | null;
  encounter: string | null;
  nonce: string | null;
  expires: Date;
  created: Date;
}

export const GRANT_COLUMNS = 'id, client, account, scope, patient, encounter, nonce, expires, created';

/** Begins a grant and answers its authorization code. `session` is the hash of the browser session it was given in. */
export async function beginGrant(tx: Transaction, request: AuthorizationRequest, account: string, session: string, context: LaunchContext | undefined): Promise<string> {
  const code = newToken();
  const offline = request.scopes.includes('offline_access');
  await tx.query(
    `insert into app_grant (practice, id, client, account, scope, patient, encounter, session, code, code_expires, redirect_uri, challenge, nonce, created, expires)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10 * interval '1 second', $11, $12, $13, now(), now() + $14 * interval '1 hour')`,
    [tx.practice, randomUUID(), request.client.id, account, request.scopes.join(' '), context?.patient ?? null, context?.encounter ?? null, offline ? null : session,
      digest(code), CODE_LIVES_S, request.redirectUri, request.challenge, request.nonce ?? null, offline ? OFFLINE_DAYS * 24 : ONLINE_HOURS],
  );
  return code;
}

/**
 * The grant of a code, which is used up by asking. Undefined when the code is unknown, too old, used before, or not
 * shown with what it was given for; a known code that is refused ends its grant and all that came of it, so the
 * transaction is to be committed either way.
 */
export async function redeemCode(tx: Transaction, client: string, code: string, redirectUri: string, verifier: string): Promise<Grant | undefined> {
  const [row] = await tx.query<Grant & { good: boolean }>(
    `update app_grant set code_used_at = now()
     where practice = $1 and code = $2 and code_used_at is null
     returning ${GRANT_COLUMNS}, code_expires > $6 and ended is null and client = $3 and redirect_uri = $4 and challenge = $5 as good`,
    [tx.practice, digest(code), client, redirectUri, digest(verifier), new Date()],
  );
  if (row?.good === true && /^[\w.~-]{43,128}$/.test(verifier) && (await isOpen(tx, row.account))) return row;
  const [known] = await tx.query<{ id: string }>(`select id from app_grant where practice = $1 and code = $2`, [tx.practice, digest(code)]);
  if (known !== undefined) await endGrant(tx, known.id, 'an authorization code that was not good');
  return undefined;
}

/** Whether the account is still there to be acted for. By itself: Citus takes no subquery in `returning`. */
async function isOpen(tx: Transaction, account: string): Promise<boolean> {
  return (await tx.query(`select from account where practice = $1 and id = $2 and not disabled`, [tx.practice, account])).length > 0;
}

/** Ends one grant: every token that came of it is gone. */
export async function endGrant(tx: Transaction, id: string, why: string): Promise<void> {
  const [row] = await tx.query<{ client: string }>(`update app_grant set ended = coalesce(ended, $3) where practice = $1 and id = $2 returning client`, [tx.practice, id, new Date()]);
  if (row === undefined) return;
  await tx.query(`delete from session where practice = $1 and grant_id = $2`, [tx.practice, id]);
  await auditApp(tx, { actor: `client:${row.client}`, role: 'system', action: 'end-grant', client: row.client, detail: why });
}

/** Ends all that one person has granted to one app. */
export async function endGrantsOf(tx: Transaction, account: string, client: string): Promise<void> {
  await tx.query(`update app_grant set ended = now() where practice = $1 and client = $2 and account = $3 and ended is null`, [tx.practice, client, account]);
  await tx.query(`delete from session where practice = $1 and client = $2 and account = $3`, [tx.practice, client, account]);
}

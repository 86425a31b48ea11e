import type { Transaction } from '../store/database.ts';
import { auditApp } from './audit-app.ts';
import { endGrant, type Grant, GRANT_COLUMNS } from './grants.ts';
import { digest, newToken } from '../identity/token.ts';

/** SMART asks for short lives: a service's token five minutes, an app's a quarter of an hour. */
const APP_S = 900;
const SERVICE_S = 300;

export interface IssuedTokens {
  access: string;
  expiresIn: number;
  refresh: string | undefined;
}

/** Tokens of a grant, for its scopes or fewer. The access token is a row of `session`, as a person's own is. */
export async function issueTokens(tx: Transaction, grant: Grant, scope: string): Promise<IssuedTokens> {
  const access = newToken();
  const held = grant.scope.split(' ');
  const refresh = held.includes('offline_access') || held.includes('online_access') ? newToken() : undefined;
  const expiresIn = Math.min(APP_S, Math.floor((grant.expires.getTime() - Date.now()) / 1000));
  await insertSession(tx, { token: access, kind: 'app', account: grant.account, scope, client: grant.client, patient: grant.patient, grant: grant.id, expiresIn });
  if (refresh !== undefined) await tx.query(`insert into app_refresh (practice, token, grant_id) values ($1, $2, $3)`, [tx.practice, digest(refresh), grant.id]);
  await auditApp(tx, { actor: grant.account, role: 'app', action: 'issue-token', client: grant.client, patient: grant.patient ?? '' });
  return { access, expiresIn, refresh };
}

/** A token for a service that acts by itself. */
export async function issueServiceToken(tx: Transaction, client: string, scope: string): Promise<IssuedTokens> {
  const access = newToken();
  const account = `client:${client}`;
  await insertSession(tx, { token: access, kind: 'access-token', account, scope, client, patient: null, grant: null, expiresIn: SERVICE_S });
  await auditApp(tx, { actor: account, role: 'system', action: 'issue-token', client });
  return { access, expiresIn: SERVICE_S, refresh: undefined };
}

/**
 * The grant of a refresh token, which is used up by asking. Undefined when it is unknown, its grant has ended, or the
 * browser session it lasts as long as is over. One used before ends its grant: either it or its successor was stolen.
 * The transaction is to be committed either way.
 */
export async function redeemRefresh(tx: Transaction, client: string, refresh: string): Promise<Grant | undefined> {
  const [row] = await tx.query<{ grant_id: string }>(`update app_refresh set used_at = now() where practice = $1 and token = $2 and used_at is null returning grant_id`, [tx.practice, digest(refresh)]);
  if (row === undefined) {
    const [used] = await tx.query<{ grant_id: string }>(`select grant_id from app_refresh where practice = $1 and token = $2`, [tx.practice, digest(refresh)]);
    if (used !== undefined) await endGrant(tx, used.grant_id, 'a refresh token that had been used');
    return undefined;
  }
  const [grant] = await tx.query<Grant>(
    `select ${GRANT_COLUMNS} from app_grant g where practice = $1 and id = $2 and client = $3 and ended is null and expires > now()
       and exists (select from account a where a.practice = g.practice and a.id = g.account and not a.disabled)
       and (session is null or exists (select from session s where s.practice = g.practice and s.token = g.session and s.expires > now() and s.used > now() - interval '30 minutes'))`,
    [tx.practice, row.grant_id, client],
  );
  if (grant === undefined) await endGrant(tx, row.grant_id, 'a refresh token that was not good any more');
  return grant;
}

/** Ends what a token stands for: an access token itself; with a refresh token, its grant. Another client's is left alone. */
export async function revokeToken(tx: Transaction, client: string, token: string): Promise<void> {
  await tx.query(`delete from session where practice = $1 and token = $2 and client = $3`, [tx.practice, digest(token), client]);
  const [refresh] = await tx.query<{ id: string }>(
    `select g.id from app_refresh r join app_grant g on g.practice = r.practice and g.id = r.grant_id where r.practice = $1 and r.token = $2 and g.client = $3`,
    [tx.practice, digest(token), client],
  );
  if (refresh !== undefined) await endGrant(tx, refresh.id, 'revoked by the app');
}

interface NewSession {
  token: string;
  kind: 'app' | 'access-token';
  account: string;
  scope: string;
  client: string;
  patient: string | null;
  grant: string | null;
  expiresIn: number;
}

async function insertSession(tx: Transaction, { token, kind, account, scope, client, patient, grant, expiresIn }: NewSession): Promise<void> {
  // The expired ones of this client go first: nothing else would ever remove them.
  await tx.query(`delete from session where practice = $1 and client = $2 and expires < now()`, [tx.practice, client]);
  await tx.query(
    `insert into session (practice, token, kind, account, scope, client, patient, grant_id, created, used, expires)
     values ($1, $2, $3, $4, $5, $6, $7, $8, now(), now(), now() + $9 * interval '1 second')`,
    [tx.practice, digest(token), kind, account, scope, client, patient, grant, expiresIn],
  );
  await tx.query(`update app_client set used_at = now() where practice = $1 and id = $2`, [tx.practice, client]);
}

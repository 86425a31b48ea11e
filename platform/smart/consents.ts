import { intersectScopes, parseScope } from '../access/scope.ts';
import type { Transaction } from '../store/database.ts';
import { auditApp } from './audit-app.ts';
import { endGrantsOf } from './grants.ts';

/** An app that somebody has allowed, as they see it. */
export interface AllowedApp {
  client: string;
  name: string;
  scopes: readonly string[];
  since: Date;
}

/** Whether what an app asks for has been agreed to before, all of it. */
export async function hasConsented(tx: Transaction, account: string, client: string, scopes: readonly string[]): Promise<boolean> {
  const agreed = await agreedTo(tx, account, client);
  return scopes.every((scope) => (parseScope(scope) === undefined ? agreed.includes(scope) : intersectScopes([scope], agreed).includes(scope)));
}

/** Remembers what somebody has agreed to, beside what they had. */
export async function rememberConsent(tx: Transaction, by: { account: string; role: string }, client: string, scopes: readonly string[]): Promise<void> {
  const all = new Set([...(await agreedTo(tx, by.account, client)), ...scopes]);
  await tx.query(
    `insert into app_consent (practice, account, client, scope, given_at) values ($1, $2, $3, $4, now())
     on conflict (practice, account, client) do update set scope = excluded.scope, given_at = excluded.given_at`,
    [tx.practice, by.account, client, [...all].join(' ')],
  );
  await auditApp(tx, { actor: by.account, role: by.role, action: 'allow-app', client });
}

/** The apps somebody has allowed, by name. */
export async function listAllowed(tx: Transaction, account: string): Promise<AllowedApp[]> {
  const rows = await tx.query<{ client: string; name: string; scope: string; given_at: Date }>(
    `select c.client, a.name, c.scope, c.given_at from app_consent c join app_client a on a.practice = c.practice and a.id = c.client
     where c.practice = $1 and c.account = $2 order by a.name, c.client`,
    [tx.practice, account],
  );
  return rows.map(({ client, name, scope, given_at }) => ({ client, name, scopes: scope.split(' '), since: given_at }));
}

/** Takes it back: what the app holds of theirs is worth nothing from the commit on. */
export async function withdrawConsent(tx: Transaction, by: { account: string; role: string }, client: string): Promise<void> {
  await tx.query(`delete from app_consent where practice = $1 and account = $2 and client = $3`, [tx.practice, by.account, client]);
  await endGrantsOf(tx, by.account, client);
  await auditApp(tx, { actor: by.account, role: by.role, action: 'disallow-app', client });
}

async function agreedTo(tx: Transaction, account: string, client: string): Promise<string[]> {
  const [row] = await tx.query<{ scope: string }>(`select scope from app_consent where practice = $1 and account = $2 and client = $3`, [tx.practice, account, client]);
  return row?.scope.split(' ') ?? [];
}

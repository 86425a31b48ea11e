import { randomUUID } from 'node:crypto';
import { Problem } from '../errors.ts';
import type { Principal } from '../access/principal.ts';
import type { Transaction } from '../store/database.ts';
import { auditApp } from './audit-app.ts';
import type { Registration } from './registration.ts';
import { digest, newToken } from '../identity/token.ts';

/** An app or service that the practice has registered. */
export interface Client {
  id: string;
  name: string;
  kind: 'app' | 'service';
  auth: 'none' | 'client_secret_basic' | 'private_key_jwt';
  redirectUris: readonly string[];
  launchUrl: string | undefined;
  scopes: readonly string[];
  /** SHA-256 of the secret. */
  secret: string | undefined;
  jwks: string | undefined;
  jwksUrl: string | undefined;
  registeredAt: Date;
  withdrawnAt: Date | undefined;
  usedAt: Date | undefined;
}

interface ClientRow {
  id: string;
  name: string;
  kind: Client['kind'];
  auth: Client['auth'];
  redirect_uris: string;
  launch_url: string | null;
  scope: string;
  secret: string | null;
  jwks: string | null;
  jwks_url: string | null;
  registered_at: Date;
  withdrawn_at: Date | null;
  used_at: Date | null;
}

const COLUMNS = 'id, name, kind, auth, redirect_uris, launch_url, scope, secret, jwks, jwks_url, registered_at, withdrawn_at, used_at';

/** Registers an app. The secret, where it has one, is told here once and kept nowhere. */
export async function registerClient(tx: Transaction, by: Principal, registration: Registration): Promise<{ id: string; secret: string | undefined }> {
  const id = randomUUID();
  const secret = registration.auth === 'client_secret_basic' ? newToken() : undefined;
  const { name, kind, auth, redirectUris, launchUrl, scopes, jwks, jwksUrl } = registration;
  await tx.query(
    `insert into app_client (practice, id, name, kind, auth, redirect_uris, launch_url, scope, secret, jwks, jwks_url, registered_by, registered_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now())`,
    [tx.practice, id, name, kind, auth, JSON.stringify(redirectUris), launchUrl ?? null, scopes.join(' '), secret === undefined ? null : digest(secret), jwks ?? null, jwksUrl ?? null, by.account],
  );
  const origins = new Set(redirectUris.filter((uri) => /^https?:/.test(uri)).map((uri) => new URL(uri).origin));
  for (const origin of origins) await tx.query(`insert into app_origin (practice, origin, client) values ($1, $2, $3)`, [tx.practice, origin, id]);
  await auditApp(tx, { actor: by.account, role: by.role, action: 'register-app', client: id });
  return { id, secret };
}

/** The practice's apps, the latest first; withdrawn ones too. */
export async function listClients(tx: Transaction): Promise<Client[]> {
  const rows = await tx.query<ClientRow>(`select ${COLUMNS} from app_client where practice = $1 order by registered_at desc, id`, [tx.practice]);
  return rows.map(clientOf);
}

/** The app with that id, unless it has been withdrawn. */
export async function findClient(tx: Transaction, id: string): Promise<Client | undefined> {
  const [row] = await tx.query<ClientRow>(`select ${COLUMNS} from app_client where practice = $1 and id = $2 and withdrawn_at is null`, [tx.practice, id]);
  return row === undefined ? undefined : clientOf(row);
}

/** Withdraws an app: from the commit of this transaction on, nothing it holds is worth anything. Throws `not-found`. */
export async function withdrawClient(tx: Transaction, by: Principal, id: string): Promise<void> {
  const rows = await tx.query(`update app_client set withdrawn_at = now() where practice = $1 and id = $2 and withdrawn_at is null returning id`, [tx.practice, id]);
  if (rows.length === 0) throw new Problem('not-found', 'There is no such app');
  await tx.query(`delete from session where practice = $1 and client = $2`, [tx.practice, id]);
  await tx.query(`update app_grant set ended = now() where practice = $1 and client = $2 and ended is null`, [tx.practice, id]);
  for (const table of ['app_consent', 'app_launch', 'app_origin'] as const) await tx.query(DELETE_OF[table], [tx.practice, id]);
  await auditApp(tx, { actor: by.account, role: by.role, action: 'withdraw-app', client: id });
}

const DELETE_OF = {
  app_consent: 'delete from app_consent where practice = $1 and client = $2',
  app_launch: 'delete from app_launch where practice = $1 and client = $2',
  app_origin: 'delete from app_origin where practice = $1 and client = $2',
};

function clientOf(row: ClientRow): Client {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    auth: row.auth,
    redirectUris: JSON.parse(row.redirect_uris) as string[],
    launchUrl: row.launch_url ?? undefined,
    scopes: row.scope.split(' '),
    secret: row.secret ?? undefined,
    jwks: row.jwks ?? undefined,
    jwksUrl: row.jwks_url ?? undefined,
    registeredAt: row.registered_at,
    withdrawnAt: row.withdrawn_at ?? undefined,
    usedAt: row.used_at ?? undefined,
  };
}

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Problem } from '../errors.ts';
import type { Principal, Role } from '../access/principal.ts';
import type { Database, Transaction } from '../store/database.ts';
import { verifyPassword } from './password.ts';

const MINUTE = 60_000;
/** Staff leave screens unattended in shared rooms; patients read at home (NHS login: 30 min idle, 12 h whole). */
const IDLE_MS: Record<string, number> = { patient: 30 * MINUTE };
const STAFF_IDLE_MS = 15 * MINUTE;
const WHOLE_MS = 12 * 60 * MINUTE;
const MAX_FAILURES = 5;
const LOCK_MS = 15 * MINUTE;
/** A session is looked up again after this long, so one ended elsewhere stops here soon after. */
const CACHE_MS = 2_000;
const TOUCH_MS = MINUTE;

interface Held {
  principal: Principal;
  at: number;
  use: 'active' | 'background';
}
const held = new Map<string, Held>();
/** Counts the sessions ended here: a look-up that one of them overtook is not held, as it may have seen it still. */
let ended = 0;

export interface SignedIn {
  token: string;
  principal: Principal;
}

/** Checks a username and password. Throws `unauthenticated`, the same for either being wrong, or `throttled`. */
export async function signIn(db: Database, practice: string, username: string, password: string): Promise<SignedIn> {
  const account = await beginAttempt(db, practice, username.trim().toLowerCase());
  if (account?.locked_until != null && account.locked_until > new Date()) {
    throw new Problem('throttled', 'Too many attempts: try again later', { retryAfter: Math.ceil((account.locked_until.getTime() - Date.now()) / 1000) });
  }
  // A wrong username costs the same time as a wrong password.
  const right = await verifyPassword(password, account?.password ?? 'scrypt$AAAA$AAAA');
  if (account === undefined || !right || account.disabled) {
    if (account !== undefined) await db.transaction(practice, (tx) => audit(tx, account.id, '', 'sign-in', 'refused'));
    throw new Problem('unauthenticated', 'The username or password is not right');
  }
  const token = randomBytes(32).toString('base64url');
  const expires = new Date(Date.now() + WHOLE_MS);
  await db.transaction(practice, async (tx) => {
    await Promise.all([
      tx.query(`update account set failures = 0, locked_until = null where practice = $1 and id = $2`, [practice, account.id]),
      insertSession(tx, token, 'browser', account.id, '', expires),
      audit(tx, account.id, account.role, 'sign-in', 'success'),
    ]);
  });
  return { token, principal: principalOf(practice, account, undefined, expires) };
}

/** An access token for a program at this practice, shown once. Scopes are SMART v2, space-separated. */
export async function issueAccessToken(db: Database, practice: string, scope: string, days: number): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await db.transaction(practice, async (tx) => {
    const id = `program:${randomUUID()}`;
    await Promise.all([
      insertSession(tx, token, 'access-token', id, scope, new Date(Date.now() + days * 24 * 60 * MINUTE)),
      audit(tx, id, 'system', 'issue-token', 'success'),
    ]);
  });
  return token;
}

/**
 * Who holds this token, or undefined when it is unknown, ended, idle too long or past its time. Active use puts
 * off the idle limit; what a screen does by itself in the background does not.
 */
export async function resolveToken(db: Database, practice: string, token: string, use: 'active' | 'background'): Promise<Principal | undefined> {
  const key = `${practice} ${digest(token)}`;
  const known = held.get(key);
  // What a background look-up found does not serve active use, which has to put off the idle limit.
  if (known !== undefined && Date.now() - known.at < CACHE_MS && (known.use === 'active' || use === 'background')) return known.principal;
  held.delete(key);
  const endedBefore = ended;
  const principal = await lookUp(db, practice, token, use);
  if (principal === undefined) return undefined;
  if (held.size > 10_000) held.clear();
  if (ended === endedBefore) held.set(key, { principal, at: Date.now(), use });
  return principal;
}

/** Ends a session at once, here; in other processes within the look-up interval. */
export async function endSession(db: Database, practice: string, token: string): Promise<void> {
  await db.transaction(practice, (tx) => tx.query(`delete from session where practice = $1 and token = $2`, [practice, digest(token)]));
  ended++;
  held.delete(`${practice} ${digest(token)}`);
}

interface AccountRow {
  id: string;
  username: string;
  name: string;
  role: Role;
  reference: string;
  password: string;
  locked_until: Date | null;
  disabled: boolean;
}

/**
 * The account, with the attempt counted as failed before the password is looked at: of many attempts at once no
 * more than the limit are tried. A right password takes it back. A locked account comes as it is.
 */
async function beginAttempt(db: Database, practice: string, username: string): Promise<AccountRow | undefined> {
  return db.transaction(practice, async (tx) => {
    const [row] = await tx.query<AccountRow>(
      `select id, username, name, role, reference, password, locked_until, disabled from account where practice = $1 and username = $2 for update`,
      [practice, username],
    );
    if (row === undefined || (row.locked_until !== null && row.locked_until > new Date())) return row;
    await tx.query(
      `update account set failures = case when failures + 1 >= $3 then 0 else failures + 1 end,
         locked_until = case when failures + 1 >= $3 then now() + $4 * interval '1 millisecond' else locked_until end
       where practice = $1 and id = $2`,
      [practice, row.id, MAX_FAILURES, LOCK_MS],
    );
    return row;
  });
}

function insertSession(tx: Transaction, token: string, kind: 'browser' | 'access-token', account: string, scope: string, expires: Date): Promise<unknown> {
  return tx.query(
    `insert into session (practice, token, kind, account, scope, created, used, expires) values ($1, $2, $3, $4, $5, now(), now(), $6)`,
    [tx.practice, digest(token), kind, account, scope, expires],
  );
}

type SessionRow = Partial<AccountRow> & { kind: string; account: string; scope: string; used: Date; expires: Date };

async function lookUp(db: Database, practice: string, token: string, use: 'active' | 'background'): Promise<Principal | undefined> {
  return db.transaction(practice, async (tx) => {
    const [row] = await tx.query<SessionRow>(
      `select s.kind, s.account, s.scope, s.used, s.expires, a.id, a.username, a.name, a.role, a.reference, a.disabled
       from session s left join account a on a.practice = s.practice and a.id = s.account
       where s.practice = $1 and s.token = $2 and s.expires > now()`,
      [practice, digest(token)],
    );
    if (row === undefined) return undefined;
    if (row.kind === 'access-token') return programOf(practice, row);
    const { id, username, name, role, reference } = row;
    if (id == null || username == null || name == null || role == null || reference == null || row.disabled === true) return undefined;
    const idle = Date.now() - row.used.getTime();
    if (idle > (IDLE_MS[role] ?? STAFF_IDLE_MS)) return undefined;
    if (use === 'active' && idle > TOUCH_MS) await tx.query(`update session set used = now() where practice = $1 and token = $2`, [practice, digest(token)]);
    return principalOf(practice, { id, username, name, role, reference }, undefined, row.expires);
  });
}

function principalOf(practice: string, account: Pick<AccountRow, 'id' | 'username' | 'name' | 'role' | 'reference'>, scopes: undefined, expires: Date): Principal {
  return { practice, account: account.id, username: account.username, name: account.name, role: account.role, reference: account.reference, scopes, expires };
}

function programOf(practice: string, row: SessionRow): Principal {
  return { practice, account: row.account, username: row.account, name: 'A program', role: 'system', reference: '', scopes: row.scope.split(' '), expires: row.expires };
}

function audit(tx: Transaction, account: string, role: string, action: string, outcome: 'success' | 'refused'): Promise<unknown> {
  return tx.query(`insert into audit (practice, at, actor, role, action, outcome, patient, target) values ($1, now(), $2, $3, $4, $5, '', 'session')`, [
    tx.practice, account, role, action, outcome,
  ]);
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

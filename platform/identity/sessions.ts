import { randomUUID } from 'node:crypto';
import type { Principal } from '../access/principal.ts';
import type { Role } from '../access/roles.ts';
import type { Database } from '../store/database.ts';
import { digest, newToken } from './token.ts';

const MINUTE = 60_000;
/** Staff leave screens unattended in shared rooms; patients read at home (NHS login: 30 min idle, 12 h whole). */
const PATIENT_IDLE_MS = 30 * MINUTE;
const STAFF_IDLE_MS = 15 * MINUTE;
/** What the whole-record read may go by for a session, which it looks up again itself: see heldPrincipal. */
const HELD_MS = 60_000;
const TOUCH_MS = MINUTE;

/** An access token for a program at this practice, shown once. Scopes are SMART v2, space-separated. */
export async function issueAccessToken(db: Database, practice: string, scope: string, days: number): Promise<string> {
  const token = newToken();
  await db.transaction(practice, async (tx) => {
    const id = `program:${randomUUID()}`;
    await tx.query(
      `insert into session (practice, token, kind, account, scope, created, used, expires) values ($1, $2, 'access-token', $3, $4, now(), now(), $5)`,
      [practice, digest(token), id, scope, new Date(Date.now() + days * 24 * 60 * MINUTE)],
    );
    await tx.query(
      `insert into audit (practice, at, actor, role, action, outcome, patient, target) values ($1, now(), $2, 'system', 'issue-token', 'success', '', 'session')`,
      [practice, id],
    );
  });
  return token;
}

/**
 * Who holds this token now, or undefined when it is unknown, ended, idle too long or past its time. Looked up at
 * every request, so that a session ended, an account disabled, a proxy or an agreement withdrawn counts from the
 * next one. Active use puts off the idle limit; what a screen does by itself in the background does not.
 */
export async function resolveToken(db: Database, practice: string, token: string, use: 'active' | 'background'): Promise<Principal | undefined> {
  const [row] = await db.query<SessionRow>(
    `select kind, account, scope, expires, username, name, role, reference, organisation, shared, own, client from resolve_session($1, $2, $3, $4, $5)`,
    [practice, digest(token), STAFF_IDLE_MS, PATIENT_IDLE_MS, use === 'active' ? TOUCH_MS : null],
  );
  return row === undefined ? undefined : principalOf(practice, row);
}

const held = new Map<string, { principal: Principal; at: number }>();

/**
 * As resolveToken, but for staff at home and programs up to a minute old: only for a read that looks the session up in its own
 * statement (open_record: `sessionOf(token)`), and calls `dropHeld` when it has ended.
 */
export async function heldPrincipal(db: Database, practice: string, token: string): Promise<Principal | undefined> {
  const key = `${practice} ${digest(token)}`;
  const known = held.get(key);
  if (known !== undefined && Date.now() - known.at < HELD_MS) return known.principal;
  const principal = await resolveToken(db, practice, token, 'active');
  if (held.size > 10_000) held.clear();
  if (principal !== undefined && principal.belongs === 'home' && principal.own === null) held.set(key, { principal, at: Date.now() });
  else held.delete(key);
  return principal;
}

/** The session as open_record is to look it up; null for one that was looked up just now. */
export function sessionOf(practice: string, token: string): string | null {
  const hash = digest(token);
  return held.has(`${practice} ${hash}`) ? hash : null;
}

export function dropHeld(practice: string, token: string): void {
  held.delete(`${practice} ${digest(token)}`);
}

/** Ends a session: it counts for nothing from the next request on, in whatever process. */
export async function endSession(db: Database, practice: string, token: string): Promise<void> {
  await db.transaction(practice, (tx) => tx.query(`delete from session where practice = $1 and token = $2`, [practice, digest(token)]));
}

interface SessionRow {
  kind: string;
  account: string;
  scope: string;
  expires: Date;
  username: string | null;
  name: string | null;
  role: Role | null;
  reference: string | null;
  organisation: string;
  shared: boolean;
  own: string | null;
  client: string | null;
}

function principalOf(practice: string, row: SessionRow): Principal {
  const { account, expires } = row;
  if (row.role === null) {
    return { practice, account, username: account, name: 'A program', role: 'system', reference: '', belongs: 'home', own: null, scopes: row.scope.split(' '), expires };
  }
  return {
    practice, account, expires, role: row.role,
    username: row.username ?? '', name: row.name ?? '', reference: row.reference ?? '',
    belongs: row.organisation === practice ? 'home' : row.shared ? 'shared' : 'stranger',
    own: row.own === null ? null : row.own.split(',').filter((patient) => patient !== ''),
    scopes: row.kind === 'app' ? row.scope.split(' ') : undefined,
    ...(row.client === null ? {} : { app: row.client }),
  };
}

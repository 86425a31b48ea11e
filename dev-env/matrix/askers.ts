import type { Database, Transaction } from '../../platform/store/database.ts';
import { digest, newToken } from '../../platform/identity/token.ts';
import { type Asker, LINKS, type Link, STAFF_ROLES, TARGETS } from './axes.ts';

/** An asker who can ask: what their requests carry. */
export interface SignedIn extends Asker {
  headers: Record<string, string>;
}

export const PRACTICE = 'A20047';
/** Has an agreement with the practice; had one; has none. */
const ORGANISATION: Partial<Record<Link, string>> = { shared: 'F10001', 'ended-sharing': 'F10002', stranger: 'F10003' };
const EVERY_TARGET = TARGETS.map(({ id }) => id);
/** The one whose record the fixture's apps are launched for. */
const LAUNCHED = 'registered-normal';

interface Session {
  kind: 'browser' | 'access-token' | 'app';
  account: string;
  scope?: string;
  patient?: string;
  expired?: boolean;
}

/** Writes the accounts, agreements, grants and sessions of every asker, and says what each of them is. */
export async function writeAskers(owner: Database, elsewhere: string): Promise<SignedIn[]> {
  return owner.transaction(PRACTICE, async (tx) => {
    await tx.query(`insert into sharing values ($1, 'F10001', now(), now() + interval '1 day'), ($1, 'F10002', now() - interval '2 days', now() - interval '1 day')`, [PRACTICE]);
    return [...(await staff(tx)), ...(await patients(tx)), ...(await programs(tx)), ...(await apps(tx)), ...(await nobodies(tx, elsewhere))];
  });
}

async function staff(tx: Transaction): Promise<SignedIn[]> {
  const made: SignedIn[] = [];
  for (const role of STAFF_ROLES) {
    for (const link of LINKS) {
      const account = await addAccount(tx, `${role}.${link}`, role, `Practitioner/${role}`, ORGANISATION[link]);
      if (link === 'care-team' || link === 'break-glass') await grant(tx, account, link, true);
      if (link === 'ended-grant') for (const kind of ['care-team', 'break-glass'] as const) await grant(tx, account, kind, false);
      made.push({ key: `${role} (${link})`, kind: 'person', role, link, own: null, scopes: null, account, headers: await open(tx, { kind: 'browser', account }) });
    }
  }
  return made;
}

async function patients(tx: Transaction): Promise<SignedIn[]> {
  const made: SignedIn[] = [];
  const add = async (key: string, name: string, reference: string, own: readonly string[], proxy?: boolean): Promise<void> => {
    const account = await addAccount(tx, name, 'patient', reference);
    if (proxy !== undefined) await grant(tx, account, 'proxy', proxy);
    made.push({ key, kind: 'person', role: 'patient', link: 'home', own, scopes: null, account, headers: await open(tx, { kind: 'browser', account }) });
  };
  const living = TARGETS.filter(({ sensitivity }) => sensitivity !== 'deceased').map(({ id }) => id);
  for (const { id } of TARGETS) await add(`patient ${id}`, `self.${id}`, `Patient/${id}`, living.filter((one) => one === id));
  await add('proxy of all', 'proxy', 'Patient/nobody-here', living, true);
  await add('proxy no more', 'revoked', 'Patient/nobody-here', [], false);
  return made;
}

async function programs(tx: Transaction): Promise<SignedIn[]> {
  const made: SignedIn[] = [];
  for (const scope of ['system/*.cruds', 'system/*.rs', 'system/Observation.rs', 'system/Patient.r', 'system/*.cud']) {
    const account = `program:${scope}`;
    made.push({ key: `program ${scope}`, kind: 'program', role: 'system', link: 'home', own: null, scopes: [scope], account, headers: await open(tx, { kind: 'access-token', account, scope }) });
  }
  return made;
}

async function apps(tx: Transaction): Promise<SignedIn[]> {
  const made: SignedIn[] = [];
  const add = async (role: 'gp' | 'manager' | 'patient', scope: string, patient?: string): Promise<void> => {
    const account = await addAccount(tx, `app${made.length}`, role, role === 'patient' ? `Patient/${LAUNCHED}` : `Practitioner/${role}`);
    const own = scope.startsWith('patient/') ? [patient ?? ''].filter((id) => id !== '') : role === 'patient' ? [LAUNCHED] : null;
    const headers = await open(tx, { kind: 'app', account, scope, ...(patient === undefined ? {} : { patient }) });
    made.push({ key: `app of a ${role}, ${scope}${patient === undefined ? '' : ` for ${patient}`}`, kind: 'app', role, link: 'home', own, scopes: [scope], account, headers });
  };
  await add('gp', 'user/*.rs');
  await add('gp', 'user/*.cruds');
  await add('gp', 'user/Observation.r');
  await add('gp', 'patient/*.rs', LAUNCHED);
  await add('gp', 'patient/*.cruds', LAUNCHED);
  await add('gp', 'patient/*.rs', 'registered-s-flag');
  await add('gp', 'patient/*.rs', 'registered-sealed');
  await add('gp', 'patient/*.rs');
  await add('manager', 'user/*.cruds');
  await add('patient', 'patient/*.rs', LAUNCHED);
  return made;
}

/** Those who have no session that counts: none, one past its time, one of another practice, one of an account since disabled. */
async function nobodies(tx: Transaction, elsewhere: string): Promise<SignedIn[]> {
  const nobody = { kind: 'nobody', role: 'none', link: 'home', own: null, scopes: null } as const;
  const disabled = await addAccount(tx, 'disabled', 'gp', 'Practitioner/gp');
  const late = await addAccount(tx, 'late', 'gp', 'Practitioner/gp');
  const made: SignedIn[] = [
    { ...nobody, key: 'nobody signed in', account: '', headers: {} },
    { ...nobody, key: 'a token of no session', account: '', headers: { authorization: `Bearer ${newToken()}` } },
    { ...nobody, key: 'a session of another practice', account: '', headers: { cookie: `jenner_session=${elsewhere}` } },
    { ...nobody, key: 'a session past its time', account: late, headers: await open(tx, { kind: 'browser', account: late, expired: true }) },
    { ...nobody, key: 'an account disabled', account: disabled, headers: await open(tx, { kind: 'browser', account: disabled }) },
  ];
  await tx.query(`update account set disabled = true where practice = $1 and id = $2`, [PRACTICE, disabled]);
  return made;
}

async function addAccount(tx: Transaction, username: string, role: string, reference: string, organisation?: string): Promise<string> {
  const id = `account-${username}`;
  await tx.query(`insert into account (practice, id, username, name, role, reference, organisation) values ($1, $2, $3, $3, $4, $5, $6)`, [PRACTICE, id, username, role, reference, organisation ?? null]);
  return id;
}

async function grant(tx: Transaction, account: string, kind: 'care-team' | 'break-glass' | 'proxy', inForce: boolean): Promise<void> {
  for (const target of EVERY_TARGET) {
    await tx.query(
      `insert into access_grant (practice, account, patient, id, kind, reason, given_by, starts, ends)
       values ($1, $2, $3, gen_random_uuid(), $4, 'fixture', 'fixture', now() - interval '2 days', now() + $5 * interval '1 day')`,
      [PRACTICE, account, target, kind, inForce ? 1 : -1],
    );
  }
}

async function open(tx: Transaction, { kind, account, scope = '', patient, expired = false }: Session): Promise<Record<string, string>> {
  const token = newToken();
  await tx.query(
    `insert into session (practice, token, kind, account, scope, patient, method, created, used, expires) values ($1, $2, $3, $4, $5, $6, $7, now(), now(), now() + $8 * interval '1 hour')`,
    [PRACTICE, digest(token), kind, account, scope, patient ?? null, kind === 'browser' ? 'passkey' : null, expired ? -1 : 8],
  );
  return kind === 'browser' ? { cookie: `jenner_session=${token}` } : { authorization: `Bearer ${token}` };
}

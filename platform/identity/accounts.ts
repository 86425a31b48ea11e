import { randomUUID } from 'node:crypto';
import { Problem } from '../errors.ts';
import type { Role } from '../access/roles.ts';
import type { Database, Transaction } from '../store/database.ts';
import { secretOf } from '../store/secrets/seal.ts';
import { auditSignIn } from './audit.ts';
import { endAccess } from './end-access.ts';
import { hashPassword } from './password.ts';

export interface NewAccount {
  username: string;
  name: string;
  role: Exclude<Role, 'system'>;
  reference: string;
  /** Half of one way of signing in; the other half is `totpSecret`. Neither: the account starts with an enrolment code. */
  password?: string;
  totpSecret?: string;
  /** Who this is to NHS CIS2 (nhsid_useruid). */
  cis2User?: string;
  /** ODS code of the organisation that employs them, where it is not the practice. */
  organisation?: string;
}

export interface Account {
  username: string;
  name: string;
  role: Role;
  reference: string;
  disabled: boolean;
  /** Ways of signing in that it has. */
  ways: ('password-and-code' | 'passkey' | 'cis2')[];
  /** Until when an enrolment code that was issued for it is good. */
  codeUntil: Date | null;
}

const MIN_PASSWORD = 12;

/**
 * Adds an account, or changes the details of the one with that username; ways of signing in that are not given stay as
 * they are. Its sessions end, so that none goes on in another role. True when the account is new.
 */
export async function saveAccount(db: Database, practice: string, account: NewAccount): Promise<boolean> {
  if (!/^[a-z0-9][a-z0-9._-]{1,39}$/.test(account.username)) {
    throw new Problem('invalid', 'A username is 2 to 40 lower-case letters, digits, dots, dashes or underscores');
  }
  const password = account.password === undefined ? null : await hashNewPassword(account.password);
  return db.transaction(practice, async (tx) => {
    const [row] = await tx.query<{ id: string; fresh: boolean }>(
      `insert into account as a (practice, id, username, name, role, reference, password, totp_secret, cis2_user, organisation) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (practice, username) do update
         set name = excluded.name, role = excluded.role, reference = excluded.reference, organisation = excluded.organisation, disabled = false,
             password = coalesce(excluded.password, a.password), totp_secret = coalesce(excluded.totp_secret, a.totp_secret),
             cis2_user = coalesce(excluded.cis2_user, a.cis2_user)
       returning id, id = $2 as fresh`,
      [practice, randomUUID(), account.username, account.name, account.role, account.reference, password, account.totpSecret === undefined ? null : tx.secrets.seal(account.totpSecret, secretOf.totp(practice, account.username)), account.cis2User ?? null, account.organisation ?? null],
    );
    await endAccess(tx, row?.id ?? '');
    return row?.fresh === true;
  });
}

/** The hash of a password that somebody chooses. Throws `invalid` for one that is too short. */
export async function hashNewPassword(password: string): Promise<string> {
  if (password.length < MIN_PASSWORD) throw new Problem('invalid', `A password has at least ${MIN_PASSWORD} characters`);
  return hashPassword(password);
}

/** The practice's accounts, by username. */
export async function listAccounts(db: Database, practice: string, whose: 'all' | 'staff' = 'all'): Promise<Account[]> {
  const rows = await db.transaction(practice, (tx) => tx.query<Omit<Account, 'ways' | 'codeUntil'> & { code: boolean; passkey: boolean; cis2: boolean; code_until: Date | null }>(
    `select username, name, role, reference, disabled, password is not null and totp_secret is not null as code, cis2_user is not null as cis2,
       exists (select from passkey p where p.practice = a.practice and p.account = a.id) as passkey,
       (select e.expires from enrolment_code e where e.practice = a.practice and e.account = a.id and e.expires > now()) as code_until
     from account a where practice = $1 and ($2 or role <> 'patient') order by username`, [practice, whose === 'all']));
  return rows.map(({ code, passkey, cis2, code_until, ...account }) => ({
    ...account, ways: [...(code ? ['password-and-code' as const] : []), ...(passkey ? ['passkey' as const] : []), ...(cis2 ? ['cis2' as const] : [])], codeUntil: code_until,
  }));
}

/** Ends the account with every session it has and everything it has granted. `by` is the account that asks, '' for the command line. Not one's own. */
export async function disableAccount(db: Database, practice: string, username: string, by = ''): Promise<void> {
  await db.transaction(practice, async (tx) => {
    const id = await switchAccount(tx, username, by, true);
    await endAccess(tx, id);
    await tx.query(`delete from enrolment_code where practice = $1 and account = $2`, [practice, id]);
  });
}

/** Opens an account again that was disabled: its ways of signing in work as before, its sessions and grants are gone. */
export async function enableAccount(db: Database, practice: string, username: string, by = ''): Promise<void> {
  await db.transaction(practice, (tx) => switchAccount(tx, username, by, false));
}

async function switchAccount(tx: Transaction, username: string, by: string, disabled: boolean): Promise<string> {
  const [row] = await tx.query<{ id: string }>(`update account set disabled = $3 where practice = $1 and username = $2 returning id`, [tx.practice, username, disabled]);
  if (row === undefined) throw new Problem('not-found', `There is no account ${username}`);
  if (row.id === by) throw new Problem('forbidden', 'Somebody else has to do this to your own sign-in');
  await auditSignIn(tx, { actor: by === '' ? 'system:command-line' : by, role: '', action: disabled ? 'disable-account' : 'enable-account', outcome: 'success', detail: row.id });
  return row.id;
}

/** An account as signing in needs it. */
export interface SignInAccount {
  id: string;
  username: string;
  name: string;
  role: Role;
  password: string | null;
  /** Sealed. */
  totp_secret: string | null;
  totp_step: number;
  cis2_user: string | null;
  disabled: boolean;
}

const COLUMNS = 'id, username, name, role, password, totp_secret, totp_step, cis2_user, disabled';

export async function accountByUsername(tx: Transaction, username: string): Promise<SignInAccount | undefined> {
  const [row] = await tx.query<SignInAccount>(`select ${COLUMNS} from account where practice = $1 and username = $2`, [tx.practice, username.trim().toLowerCase()]);
  return row;
}

export async function accountById(tx: Transaction, id: string): Promise<SignInAccount | undefined> {
  const [row] = await tx.query<SignInAccount>(`select ${COLUMNS} from account where practice = $1 and id = $2`, [tx.practice, id]);
  return row;
}

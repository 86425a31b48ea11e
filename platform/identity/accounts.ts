import { randomUUID } from 'node:crypto';
import { Problem } from '../errors.ts';
import type { Role } from '../access/principal.ts';
import type { Database } from '../store/database.ts';
import { hashPassword } from './password.ts';

export interface NewAccount {
  username: string;
  name: string;
  role: Exclude<Role, 'system'>;
  reference: string;
  password: string;
}

export interface Account {
  username: string;
  name: string;
  role: Role;
  reference: string;
  disabled: boolean;
}

/** Adds an account, or sets the password and details of the one with that username; its sessions end with the old password. */
export async function saveAccount(db: Database, practice: string, account: NewAccount): Promise<void> {
  if (!/^[a-z0-9][a-z0-9._-]{1,39}$/.test(account.username)) {
    throw new Problem('invalid', 'A username is 2 to 40 lower-case letters, digits, dots, dashes or underscores');
  }
  if (account.password.length < 12) throw new Problem('invalid', 'A password has at least 12 characters');
  const password = await hashPassword(account.password);
  await db.transaction(practice, async (tx) => {
    const [row] = await tx.query<{ id: string }>(
      `insert into account (practice, id, username, name, role, reference, password) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (practice, username) do update
         set name = excluded.name, role = excluded.role, reference = excluded.reference, password = excluded.password, failures = 0, locked_until = null, disabled = false
       returning id`,
      [practice, randomUUID(), account.username, account.name, account.role, account.reference, password],
    );
    await tx.query(`delete from session where practice = $1 and account = $2`, [practice, row?.id ?? '']);
  });
}

export async function listAccounts(db: Database, practice: string): Promise<Account[]> {
  return db.transaction(practice, (tx) => tx.query<Account>(`select username, name, role, reference, disabled from account where practice = $1 order by username`, [practice]));
}

/** Ends the account and every session it has. */
export async function disableAccount(db: Database, practice: string, username: string): Promise<void> {
  await db.transaction(practice, async (tx) => {
    const [row] = await tx.query<{ id: string }>(`update account set disabled = true where practice = $1 and username = $2 returning id`, [practice, username]);
    if (row === undefined) throw new Problem('not-found', `There is no account ${username}`);
    await tx.query(`delete from session where practice = $1 and account = $2`, [practice, row.id]);
  });
}

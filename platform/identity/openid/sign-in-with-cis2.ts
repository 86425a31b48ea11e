import type { Database, Transaction } from '../../store/database.ts';
import { auditSignIn } from '../audit.ts';
import { type OpenedSession, openSession } from '../open-session.ts';
import { endAllSessions } from '../own-sessions.ts';
import type { Cis2Role, Cis2User } from './cis2.ts';

export type Cis2Outcome =
  | { outcome: 'signed-in'; session: OpenedSession }
  /** Several roles here and none chosen: the person chooses. */
  | { outcome: 'choose'; roles: Cis2Role[] }
  /** One factor only; no role here; nobody here is linked; the account was disabled; not who the locked screen waits for. */
  | { outcome: 'one-factor' | 'no-role' | 'unknown' | 'disabled' | 'somebody-else' };

interface Asking {
  agent: string;
  /** person_roleid that was chosen here. */
  chosen?: string;
  /** The account whose screen is locked; '' for anybody. */
  expected?: string;
}

/**
 * Signs in whoever NHS CIS2 has identified, in the role they have at this practice. The account is linked by
 * nhsid_useruid beforehand: a national role by itself opens no practice's records. The national role is the
 * account's from here on; sessions in another role end, so that nobody has two at once.
 */
export async function signInWithCis2(db: Database, practice: string, user: Cis2User, { agent, chosen = '', expected = '' }: Asking): Promise<Cis2Outcome> {
  return db.transaction(practice, async (tx) => {
    const [account] = await tx.query<{ id: string; role: string; disabled: boolean }>(`select id, role, disabled from account where practice = $1 and cis2_user = $2`, [practice, user.user]);
    const refuse = async (outcome: 'one-factor' | 'no-role' | 'unknown' | 'disabled' | 'somebody-else'): Promise<Cis2Outcome> => {
      await auditSignIn(tx, { actor: account?.id ?? '', role: '', action: 'sign-in', outcome: 'refused', detail: `cis2 ${outcome}` });
      return { outcome };
    };
    if (user.assurance < 2) return refuse('one-factor');
    if (account === undefined || user.user === '') return refuse('unknown');
    if (account.disabled) return refuse('disabled');
    if (expected !== '' && expected !== account.id) return refuse('somebody-else');
    const [only] = user.roles;
    if (only === undefined) return refuse('no-role');
    const role = user.roles.find(({ id }) => id === (chosen === '' ? user.selected : chosen)) ?? (user.roles.length === 1 ? only : undefined);
    if (role === undefined) return { outcome: 'choose', roles: user.roles };
    if (role.role !== account.role) await changeRole(tx, account.id, role.role);
    return { outcome: 'signed-in', session: await openSession(tx, { account: account.id, role: role.role, method: 'cis2', agent, providerSession: user.session }) };
  });
}

async function changeRole(tx: Transaction, account: string, role: string): Promise<void> {
  await tx.query(`update account set role = $3 where practice = $1 and id = $2`, [tx.practice, account, role]);
  await endAllSessions(tx, account, 'role');
}

import type { Principal } from '../../access/principal.ts';
import type { Role } from '../../access/roles.ts';
import type { Transaction } from '../../store/database.ts';

/** By what somebody subscribed: kept with the subscription, and looked at again whenever something is to be sent. */
export interface CreatorSession {
  session_kind: 'browser' | 'access-token' | 'app';
  client: string | null;
  grant_id: string | null;
}

/** The session that a request was made with, by the SHA-256 of its token. */
export async function creatorSession(tx: Transaction, token: string): Promise<CreatorSession | undefined> {
  const [row] = await tx.query<CreatorSession>(
    `select kind as session_kind, client, grant_id from session where practice = $1 and token = $2 and expires > now()`,
    [tx.practice, token],
  );
  return row;
}

interface CreatorRow {
  creator: string;
  scope: string | null;
  confined: string | null;
  role: Role | null;
  reference: string | null;
  organisation: string;
  shared: boolean;
  stands: boolean;
}

/**
 * Who receives what a subscription sends: its creator as of now, with today's role, grants and agreements and never
 * more than the scopes it subscribed with. Undefined once the account is disabled, the program's token has ended, the
 * app is withdrawn or no longer allowed, or was allowed only while its user is signed in: then nothing more is sent.
 */
export async function creatorOf(tx: Transaction, subscription: string): Promise<Principal | undefined> {
  const [row] = await tx.query<CreatorRow>(
    `select s.creator, s.scope, s.confined, a.role, a.reference, coalesce(a.organisation, s.practice) as organisation,
       exists (select from sharing h where h.practice = $1 and h.organisation = a.organisation and h.starts <= now() and h.ends > now()) as shared,
       coalesce(not a.disabled, s.session_kind <> 'browser')
         and (s.session_kind <> 'access-token' or exists (
           select from session t where t.practice = $1 and t.account = s.creator and t.kind = 'access-token' and t.expires > now()))
         and (s.client is null or exists (
           select from app_client c where c.practice = $1 and c.id = s.client and c.withdrawn_at is null))
         and (s.grant_id is null or exists (
           select from app_grant g left join session b on b.practice = $1 and b.token = g.session and b.expires > now()
           where g.practice = $1 and g.id = s.grant_id and g.ended is null and g.expires > now() and (g.session is null or b.token is not null))) as stands
     from subscription s left join account a on a.practice = $1 and a.id = s.creator
     where s.practice = $1 and s.id = $2`,
    [tx.practice, subscription],
  );
  if (row === undefined || !row.stands) return undefined;
  // By itself, as a node of a cluster cannot ask for them from within another statement.
  const [records] = row.role !== 'patient' ? [] : await tx.query<{ own: string }>(`select records_of($1, $2, $3) as own`, [tx.practice, row.creator, row.reference]);
  return {
    practice: tx.practice,
    account: row.creator,
    username: row.creator,
    name: '',
    role: row.role ?? 'system',
    reference: row.reference ?? '',
    belongs: row.organisation === tx.practice ? 'home' : row.shared ? 'shared' : 'stranger',
    own: both(listed(records?.own ?? null), listed(row.confined)),
    scopes: row.scope?.split(' '),
    expires: new Date(8.64e15),
  };
}

function listed(text: string | null): readonly string[] | null {
  return text === null ? null : text.split(',').filter((patient) => patient !== '');
}

function both(one: readonly string[] | null, other: readonly string[] | null): readonly string[] | null {
  if (one === null || other === null) return one ?? other;
  return one.filter((patient) => other.includes(patient));
}

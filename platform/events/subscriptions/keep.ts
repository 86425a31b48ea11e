import { randomBytes, randomUUID } from 'node:crypto';
import type { Extension } from '@medplum/fhirtypes';
import { authorise } from '../../access/decide.ts';
import type { Principal } from '../../access/principal.ts';
import { Problem } from '../../errors.ts';
import type { Transaction } from '../../store/database.ts';
import { secretOf } from '../../store/secrets/seal.ts';
import { checkEndpoint } from './address-guard.ts';
import type { CreatorSession } from './creator.ts';
import { type BackportSubscription, readWanted, typesOf, type Wanted } from './wanted.ts';

export const SECRET_EXTENSION = 'urn:jenner:extension:signing-secret';
const MOST_EACH = 100;

export interface Kept {
  id: string;
  version: number;
  updated: Date;
}

/**
 * Makes a subscription, from the feed's present position on. It starts as `requested` and is active once its receiver
 * has taken a handshake; a websocket's handshake is its binding. Answers the secret that notifications are signed with.
 * Throws `invalid`, `forbidden` (asks about types that its creator may not read), `too-large` (has too many already).
 */
export async function createSubscription(tx: Transaction, resource: BackportSubscription, principal: Principal, session: CreatorSession, allowLocal: boolean): Promise<Kept & { secret: string }> {
  const wanted = check(resource, principal, allowLocal);
  const [count] = await tx.query<{ n: number }>(`select count(*) as n from subscription where practice = $1 and creator = $2`, [tx.practice, principal.account]);
  if ((count?.n ?? 0) >= MOST_EACH) throw new Problem('too-large', `One account has at most ${MOST_EACH} subscriptions`);
  const id = randomUUID();
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  await tx.query(`insert into sending_practice (practice) values ($1) on conflict do nothing`, [tx.practice]);
  const [row] = await tx.query<Kept>(
    `insert into subscription (practice, id, version, updated, creator, session_kind, client, grant_id, scope, confined, status, content, headers, secret,
       channel, heartbeat, ends, matched, next_attempt, leased_until, heard)
     select $1, $2, 1, now(), $3, $4, $5, $6::uuid, $7, $8, $9, $10, $11, $12, $13, $14::integer, $15::timestamptz,
       coalesce((select position from feed where practice = $1), 0), now(), '-infinity', now()
     returning id, version, updated`,
    [
      tx.practice, id, principal.account, session.session_kind, session.client, session.grant_id,
      principal.scopes?.join(' ') ?? null, principal.own?.join(',') ?? null,
      statusOf(resource, wanted), contentOf(resource), sealedHeaders(tx, id, wanted), tx.secrets.seal(secret, secretOf.webhook(tx.practice, id)), wanted.channel, wanted.heartbeatSeconds, wanted.ends ?? null,
    ],
  );
  if (row === undefined) throw new Problem('unavailable', 'The subscription could not be kept: try again');
  await audit(tx, principal, 'create', id);
  return { ...row, secret };
}

/**
 * Changes a subscription of the principal's own. Where it had stopped it goes on from where it was, so nothing is
 * lost in between. Throws as `createSubscription`; `not-found`, `version-conflict`.
 */
export async function updateSubscription(tx: Transaction, id: string, version: number, resource: BackportSubscription, principal: Principal, session: CreatorSession, allowLocal: boolean): Promise<Kept> {
  const wanted = check(resource, principal, allowLocal);
  await standing(tx, id, principal, version);
  const [row] = await tx.query<Kept>(
    `update subscription set version = version + 1, updated = now(), session_kind = $3, client = $4, grant_id = $5::uuid, scope = $6, confined = $7, status = $8,
       error = '', content = $9, headers = $10, channel = $11, heartbeat = $12::integer, ends = $13::timestamptz, failures = 0, next_attempt = now()
     where practice = $1 and id = $2 returning id, version, updated`,
    [
      tx.practice, id, session.session_kind, session.client, session.grant_id, principal.scopes?.join(' ') ?? null, principal.own?.join(',') ?? null,
      statusOf(resource, wanted), contentOf(resource), sealedHeaders(tx, id, wanted), wanted.channel, wanted.heartbeatSeconds, wanted.ends ?? null,
    ],
  );
  if (row === undefined) throw notKnown();
  await audit(tx, principal, 'update', id);
  return row;
}

/** Ends a subscription of the principal's own, with the events it has kept. Throws `not-found`, `version-conflict`. */
export async function deleteSubscription(tx: Transaction, id: string, version: number | undefined, principal: Principal): Promise<void> {
  await standing(tx, id, principal, version);
  await tx.query(`delete from subscription_event where practice = $1 and subscription = $2`, [tx.practice, id]);
  await tx.query(`delete from subscription where practice = $1 and id = $2`, [tx.practice, id]);
  await audit(tx, principal, 'delete', id);
}

export function notKnown(): Problem {
  return new Problem('not-found', 'There is no such subscription of yours');
}

async function standing(tx: Transaction, id: string, principal: Principal, version: number | undefined): Promise<void> {
  const [row] = await tx.query<{ version: number }>(`select version from subscription where practice = $1 and id = $2 and creator = $3 for update`, [tx.practice, id, principal.account]);
  if (row === undefined) throw notKnown();
  if (version !== undefined && row.version !== version) throw new Problem('version-conflict', `The subscription is at version ${row.version}, not ${version}`);
}

function check(resource: BackportSubscription, principal: Principal, allowLocal: boolean): Wanted {
  const wanted = readWanted(resource);
  for (const type of typesOf(wanted)) authorise(principal, 'r', type);
  if (wanted.channel === 'rest-hook') checkEndpoint(wanted.endpoint, allowLocal);
  if (wanted.ends !== undefined && !(wanted.ends.getTime() > Date.now())) throw new Problem('invalid', 'The subscription ends in the past');
  return wanted;
}

/** They hold the receiver's credentials. */
function sealedHeaders(tx: Transaction, id: string, { headers }: Wanted): string {
  return tx.secrets.seal(JSON.stringify(headers), secretOf.headers(tx.practice, id));
}

/** What the client asks for is to run or not to: the rest is the server's to say. */
function statusOf({ status }: BackportSubscription, { channel }: Wanted): string {
  if (status === 'off') return 'off';
  return channel === 'websocket' ? 'active' : 'requested';
}

function contentOf(resource: BackportSubscription): string {
  const { id: _id, meta: _meta, status: _status, error: _error, channel, ...rest } = resource;
  const { header: _header, extension, ...visible } = channel;
  const kept = extension?.filter(({ url }: Extension) => url !== SECRET_EXTENSION) ?? [];
  return JSON.stringify({ ...rest, channel: { ...visible, ...(kept.length === 0 ? {} : { extension: kept }) } });
}

async function audit(tx: Transaction, { account, role }: Principal, action: string, id: string): Promise<void> {
  await tx.query(`insert into audit (practice, at, actor, role, action, outcome, patient, target) values ($1, now(), $2, $3, $4, 'success', '', $5)`, [tx.practice, account, role, action, `Subscription/${id}`]);
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../errors.ts';
import { type CreatorSession, creatorSession } from '../../events/subscriptions/creator.ts';
import { findSubscription, findSubscriptions } from '../../events/subscriptions/find.ts';
import { createSubscription, deleteSubscription, type Kept, SECRET_EXTENSION, updateSubscription } from '../../events/subscriptions/keep.ts';
import type { BackportSubscription } from '../../events/subscriptions/wanted.ts';
import { digest } from '../../identity/token.ts';
import type { Transaction } from '../../store/database.ts';
import type { AppContext } from '../context.ts';
import { principalOf } from '../route-access.ts';
import { tokenOf } from '../session.ts';
import { acceptResource } from './accept-resource.ts';
import { FHIR_JSON, ifMatch, noStore, sendVersion } from './answer.ts';

export interface SubscriptionOptions {
  /** Receivers on this machine and in private networks are allowed, and http to this machine. */
  allowLocal: boolean;
  /** Called when there may be something to send. */
  wake: () => void;
}

interface Address {
  ods: string;
  id: string;
}

const may = (interaction: 'c' | 'r' | 'u' | 'd' | 's') => ({ config: { access: { interaction, type: 'Subscription' } } as const });

/** FHIR R4 Subscription: create, read, update, delete, and search of one's own. See docs/subscriptions.md. */
export function registerSubscriptionRoutes(app: FastifyInstance, context: AppContext, { allowLocal, wake }: SubscriptionOptions): void {
  app.post<{ Params: Address }>('/:ods/fhir/r4/Subscription', may('c'), async (request, reply) => {
    const principal = principalOf(request);
    const resource = subscriptionIn(context, request);
    const { secret, found } = await context.db.transaction(principal.practice, async (tx) => {
      const made = await createSubscription(tx, resource, principal, await sessionOf(tx, request), allowLocal);
      return { secret: made.secret, found: await findSubscription(tx, principal, made.id) };
    });
    wake();
    const { channel } = found.resource;
    // The one time that the secret is told.
    const told = { ...found.resource, channel: { ...channel, extension: [...(channel.extension ?? []), { url: SECRET_EXTENSION, valueString: secret }] } };
    noStore(reply);
    void reply.header('location', `${context.base}/${principal.practice}/fhir/r4/Subscription/${found.told.id}`);
    return sendVersion(reply, 201, { ...found, content: JSON.stringify(told) });
  });

  app.get<{ Params: Address }>('/:ods/fhir/r4/Subscription/:id', may('r'), async (request, reply) => {
    const principal = principalOf(request);
    const found = await context.db.transaction(principal.practice, (tx) => findSubscription(tx, principal, request.params.id));
    noStore(reply);
    return sendVersion(reply, 200, { ...found, content: JSON.stringify(found.resource) });
  });

  app.get<{ Params: Address; Querystring: Record<string, unknown> }>('/:ods/fhir/r4/Subscription', may('s'), async (request, reply) => {
    const principal = principalOf(request);
    const { status, ...others } = request.query;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) throw new Problem('invalid', 'Subscriptions are searched by status alone', { issues: [{ code: 'not-supported', message: 'is not a search parameter of Subscription here', expression: 'Subscription' }] });
    const all = await context.db.transaction(principal.practice, (tx) => findSubscriptions(tx, principal));
    const found = all.filter(({ told }) => status === undefined || told.status === status);
    const base = `${context.base}/${principal.practice}/fhir/r4`;
    noStore(reply);
    return reply.type(FHIR_JSON).send({
      resourceType: 'Bundle', type: 'searchset', total: found.length,
      entry: found.map(({ resource }) => ({ fullUrl: `${base}/Subscription/${resource.id}`, resource, search: { mode: 'match' } })),
    });
  });

  app.put<{ Params: Address }>('/:ods/fhir/r4/Subscription/:id', may('u'), async (request, reply) => {
    const principal = principalOf(request);
    const { id } = request.params;
    const version = ifMatch(request);
    if (version === undefined) throw new Problem('precondition-required', 'An update must say which version it changes: send If-Match');
    const resource = subscriptionIn(context, request);
    if (resource.id !== id) throw new Problem('invalid', 'The id in the resource is not the id in the address');
    const found = await context.db.transaction(principal.practice, async (tx) => {
      const kept: Kept = await updateSubscription(tx, id, version, resource, principal, await sessionOf(tx, request), allowLocal);
      return findSubscription(tx, principal, kept.id);
    });
    wake();
    noStore(reply);
    return sendVersion(reply, 200, { ...found, content: JSON.stringify(found.resource) });
  });

  app.delete<{ Params: Address }>('/:ods/fhir/r4/Subscription/:id', may('d'), async (request, reply) => {
    const principal = principalOf(request);
    await context.db.transaction(principal.practice, (tx) => deleteSubscription(tx, request.params.id, ifMatch(request), principal));
    return reply.code(204).send();
  });
}

function subscriptionIn(context: AppContext, request: FastifyRequest): BackportSubscription {
  const resource = acceptResource(context, request.body, 'Subscription');
  if (resource.resourceType !== 'Subscription') throw new Problem('invalid', 'The body is not a Subscription');
  return resource;
}

/** By what the request was made: what is sent later depends on it still standing. */
async function sessionOf(tx: Transaction, request: FastifyRequest): Promise<CreatorSession> {
  const session = await creatorSession(tx, digest(tokenOf(request) ?? ''));
  if (session === undefined) throw new Problem('unauthenticated', 'The session has ended: sign in again');
  return session;
}

import type { Parameters } from '@medplum/fhirtypes';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../errors.ts';
import { issueBindingToken } from '../../events/subscriptions/binding-token.ts';
import { auditSent } from '../../events/subscriptions/deliver.ts';
import { findSubscription, findSubscriptions } from '../../events/subscriptions/find.ts';
import { eventNotification, statusParameters } from '../../events/subscriptions/notification.ts';
import type { Payload } from '../../events/subscriptions/wanted.ts';
import type { AppContext } from '../context.ts';
import { principalOf } from '../route-access.ts';
import { FHIR_JSON, firstOf, noStore } from './answer.ts';

type Query = Record<string, string | string[] | undefined>;
interface Address {
  ods: string;
  id: string;
}

const READS = { config: { access: { interaction: 'r', type: 'Subscription' } } as const };
/** Without HEAD: what they answer is given out, and written down as given. */
const GIVES = { ...READS, exposeHeadRoute: false };
/** Events read again at once, at the most: the rest is asked for from there on. */
const MOST_EVENTS = 100;

/** The operations of the R5 backport: `$status`, `$events`, `$get-ws-binding-token`, on one's own subscriptions. */
export function registerSubscriptionOperations(app: FastifyInstance, context: AppContext): void {
  const baseOf = (ods: string): string => `${context.base}/${ods}/fhir/r4`;

  async function answerStatus(request: FastifyRequest, id: string | null, query: Query): Promise<unknown> {
    const principal = principalOf(request);
    const found = await context.db.transaction(principal.practice, (tx) => (id === null ? findSubscriptions(tx, principal) : findSubscription(tx, principal, id).then((one) => [one])));
    const ids = listed(query['id']);
    const states = listed(query['status']);
    const wanted = found.filter(({ told }) => (ids.length === 0 || ids.includes(told.id)) && (states.length === 0 || states.includes(told.status)));
    const base = baseOf(principal.practice);
    return {
      resourceType: 'Bundle', type: 'searchset', total: wanted.length,
      entry: wanted.map(({ told }) => {
        const resource = statusParameters(base, told, 'query-status');
        return { fullUrl: `urn:uuid:${resource.id ?? ''}`, resource, search: { mode: 'match' } };
      }),
    };
  }
  app.get<{ Querystring: Query }>('/:ods/fhir/r4/Subscription/$status', READS, async (request, reply) => {
    noStore(reply);
    return reply.type(FHIR_JSON).send(await answerStatus(request, null, request.query));
  });
  app.get<{ Params: Address; Querystring: Query }>('/:ods/fhir/r4/Subscription/:id/$status', READS, async (request, reply) => {
    noStore(reply);
    return reply.type(FHIR_JSON).send(await answerStatus(request, request.params.id, {}));
  });

  app.get<{ Params: Address; Querystring: Query }>('/:ods/fhir/r4/Subscription/:id/$events', GIVES, async (request, reply) => {
    const principal = principalOf(request);
    const { eventsSinceNumber, eventsUntilNumber, content } = request.query;
    const body = await context.db.transaction(principal.practice, async (tx) => {
      const { told, wanted } = await findSubscription(tx, principal, request.params.id);
      const from = numberOf('eventsSinceNumber', eventsSinceNumber, 1);
      const to = Math.min(numberOf('eventsUntilNumber', eventsUntilNumber, told.last_event), told.last_event, from + MOST_EVENTS - 1);
      const { body: bundle, sent } = await eventNotification(tx, baseOf(principal.practice), told, principal, { from, to }, payloadOf(content, wanted.payload), 'query-event');
      await auditSent(tx, told.id, principal, sent, 'taken');
      return bundle;
    });
    noStore(reply);
    return reply.type(FHIR_JSON).send(body);
  });

  async function bind(request: FastifyRequest, ids: readonly string[]): Promise<Parameters> {
    const principal = principalOf(request);
    const { token, expires } = await context.db.transaction(principal.practice, async (tx) => {
      if (ids.length === 0 || ids.length > 20) throw new Problem('invalid', 'A token binds to between 1 and 20 subscriptions: name them in ids');
      for (const id of ids) {
        const { wanted } = await findSubscription(tx, principal, id);
        if (wanted.channel !== 'websocket') throw new Problem('invalid', 'The subscription is not one by websocket');
      }
      return issueBindingToken(tx, principal, ids);
    });
    return {
      resourceType: 'Parameters',
      parameter: [
        { name: 'token', valueString: token },
        { name: 'expiration', valueDateTime: expires.toISOString() },
        ...ids.map((id) => ({ name: 'subscription', valueString: id })),
        { name: 'websocket-url', valueUrl: `${context.base.replace(/^http/, 'ws')}/${principal.practice}/subscriptions` },
      ],
    };
  }
  app.get<{ Params: Address }>('/:ods/fhir/r4/Subscription/:id/$get-ws-binding-token', GIVES, async (request, reply) => {
    noStore(reply);
    return reply.type(FHIR_JSON).send(await bind(request, [request.params.id]));
  });
  app.get<{ Querystring: Query }>('/:ods/fhir/r4/Subscription/$get-ws-binding-token', GIVES, async (request, reply) => {
    noStore(reply);
    return reply.type(FHIR_JSON).send(await bind(request, listed(request.query['ids'] ?? request.query['id'])));
  });
}

function listed(value: string | string[] | undefined): string[] {
  return [value ?? []].flat().flatMap((one) => one.split(',')).filter((one) => one !== '');
}

function numberOf(name: string, value: string | string[] | undefined, standard: number): number {
  if (value === undefined) return standard;
  const number = Number(firstOf(value));
  if (!Number.isSafeInteger(number) || number < 0) throw new Problem('invalid', `${name} must be the number of an event`);
  return number;
}

/** Of an answer less than the subscription asked for may be wanted, or more: its reader is its creator. */
function payloadOf(value: string | string[] | undefined, standard: Payload): Payload {
  const code = firstOf(value);
  return code === 'empty' || code === 'id-only' || code === 'full-resource' ? code : standard;
}

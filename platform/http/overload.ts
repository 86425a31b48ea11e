import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Database } from '../store/database.ts';
import { isInnerRequest } from './inner-request.ts';
import { type Lane, type LaneLimits, openLane } from './overload/lane.ts';
import { watchPressure } from './overload/pressure.ts';
import { type WorkClass, workClassOf } from './overload/work-class.ts';

type Held = Exclude<WorkClass, 'vital'>;

/** Places for a pool of twelve connections on a small machine; a waiting place costs a closed-over request, no more. */
const LIMITS: Record<Held, LaneLimits> = {
  'sign-in': { running: 4, waiting: 64, patienceMs: 10_000 },
  page: { running: 16, waiting: 64, patienceMs: 5000 },
  read: { running: 32, waiting: 256, patienceMs: 3000 },
  write: { running: 16, waiting: 128, patienceMs: 5000 },
  expensive: { running: 6, waiting: 48, patienceMs: 5000 },
};

const HEADERS_TIMEOUT_MS = 15_000;
/** A connection on which nothing moves this long is closed; live updates send a ping more often. */
const IDLE_TIMEOUT_MS = 60_000;
/** What clients are told, so that none uses a connection that is just being closed: well within the idle time. */
const KEEP_ALIVE_MS = 45_000;
const MAX_CONNECTIONS = 4096;

/**
 * Keeps the server answering when more is asked of it than it can do: each class of work has so many places and so
 * many waiting places; what finds none is turned away at once, with 503 and Retry-After, or 429 where it is one
 * client that asks too much. Before anything else is done for a request. Health checks are never held up.
 *
 * What was accepted is finished: nothing is cut off here once it runs.
 */
export function installOverload(app: FastifyInstance, db: Pick<Database, 'query'>, limits: Record<Held, LaneLimits> = LIMITS): Readonly<Record<Held, Lane>> {
  const lanes: Record<Held, Lane> = {
    'sign-in': openLane(limits['sign-in']),
    page: openLane(limits.page),
    read: openLane(limits.read),
    write: openLane(limits.write),
    expensive: openLane(limits.expensive),
  };
  const pressure = watchPressure(db);
  app.addHook('onClose', () => Promise.resolve(pressure.close()));
  app.addHook('onRequest', async (request, reply) => {
    const work = workClassOf(request.method, request.routeOptions.url);
    if (work === 'vital' || isInnerRequest(request)) return;
    const leave = await lanes[work].enter(clientOf(request), pressure.strained);
    // Also fires when the client has gone before its answer.
    if (reply.raw.destroyed || reply.raw.closed) leave();
    else reply.raw.once('close', leave);
  });
  app.server.headersTimeout = HEADERS_TIMEOUT_MS;
  app.server.timeout = IDLE_TIMEOUT_MS;
  app.server.keepAliveTimeout = KEEP_ALIVE_MS;
  app.server.maxConnections = MAX_CONNECTIONS;
  return lanes;
}

/** Who asks, before anybody has looked whether the token is good: its bearer, or else the address. */
function clientOf({ headers, ip }: FastifyRequest): string {
  return headers.authorization ?? headers.cookie ?? ip;
}

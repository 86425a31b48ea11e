import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { registerAuditMetrics } from '../../platform/audit/metrics.ts';
import { registerDeliveryMetrics } from '../../platform/events/delivery-metrics.ts';
import type { AppContext } from '../../platform/http/context.ts';
import { Problem } from '../../platform/errors.ts';
import { digest } from '../../platform/identity/token.ts';
import type { Background } from './background.ts';

const PUBLIC = { config: { access: { public: 'operations; no patient data' } } };

/**
 * `/healthz` (the process answers), `/readyz` (the database does too), `/metrics` (Prometheus; no patient data, but how busy
 * each practice is: for who has the token, or without one for this machine alone).
 */
export function registerOperations(app: FastifyInstance, context: AppContext, { keeper }: Background, metricsToken: string | undefined): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
  registerAuditMetrics(registry, () => keeper.status());
  registerDeliveryMetrics(registry, context.db);
  app.addHook('onResponse', (request, reply, done) => {
    durations.observe({ method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode }, reply.elapsedTime / 1000);
    done();
  });

  app.get('/healthz', PUBLIC, async () => ({ status: 'ok' }));
  app.get('/readyz', PUBLIC, async () => {
    await context.db.query('select 1', []).catch(() => {
      throw new Problem('unavailable', 'The database does not answer');
    });
    return { status: 'ready' };
  });
  app.get('/metrics', PUBLIC, async (request, reply) => {
    if (metricsToken === undefined ? !isFromHere(request) : !bears(request, metricsToken)) throw new Problem('not-found', 'There is nothing at this address');
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

function bears({ headers }: FastifyRequest, token: string): boolean {
  const given = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(Buffer.from(digest(given)), Buffer.from(digest(token)));
}

/** Asked on this machine, and not passed on by a proxy for somebody elsewhere. */
function isFromHere({ headers, socket }: FastifyRequest): boolean {
  const passedOn = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => headers[name] !== undefined);
  return !passedOn && /^(?:::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '');
}

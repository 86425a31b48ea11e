import type { FastifyInstance } from 'fastify';
import { deliveryState } from '../events/delivery-state.ts';
import { listDeliveries } from '../events/list-deliveries.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { listJobs } from '../jobs/list-jobs.ts';
import type { AppContext } from './context.ts';
import { principalOf } from './route-access.ts';

const MANAGES = { config: { access: { ability: 'manageApps' } } as const };

/** What runs and leaves by itself, for who looks after the practice's systems: no payloads, no patient data. */
export function registerJobRoutes(app: FastifyInstance, context: AppContext, jobs: Jobs): void {
  app.get('/:ods/jobs', MANAGES, async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    return { jobs: await listJobs(context.db, principalOf(request).practice) };
  });

  app.post<{ Params: { id: string } }>('/:ods/jobs/:id/retry', MANAGES, async (request, reply) => {
    const { practice, account, role } = principalOf(request);
    await context.db.transaction(practice, async (tx) => {
      await jobs.retry(tx, request.params.id);
      await tx.query(`insert into audit (practice, at, actor, role, action, outcome, patient, target) values ($1, now(), $2, $3, 'retry', 'success', '', 'job')`, [practice, account, role]);
    });
    return reply.code(204).send();
  });

  app.get('/:ods/deliveries', MANAGES, async (request, reply) => {
    const { practice } = principalOf(request);
    void reply.header('cache-control', 'no-store');
    return { state: await deliveryState(context.db, practice), subscriptions: await listDeliveries(context.db, practice) };
  });
}

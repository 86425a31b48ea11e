import type { FastifyInstance } from 'fastify';
import { breakGlass } from '../access/break-glass.ts';
import { endGrant, giveGrant, GRANT_KINDS, listGrants } from '../access/grants.ts';
import { GUARD_KINDS, liftGuard, listGuards, setGuard } from '../access/guards.ts';
import { listAlerts, readAlert } from '../access/privacy-alerts.ts';
import { agreeSharing, endSharing, listSharing } from '../access/sharing.ts';
import { Problem } from '../errors.ts';
import type { AppContext } from './context.ts';
import { principalOf } from './route-access.ts';

const MANAGE = { config: { access: { ability: 'manageAccess' } } } as const;
/** A screen that asks by itself does not keep the session from running out. */
const WATCH = { config: { access: { ability: 'manageAccess', session: 'background' } } } as const;

/** `/{ods}/access/…`: who may see what, beyond role. See docs/api.md. */
export function registerAccessRoutes(app: FastifyInstance, { db }: AppContext): void {
  app.post('/:ods/access/break-glass', { config: { access: { ability: 'breakGlass' } } }, async (request, reply) => {
    const { patient, reason } = fields(request.body, 'patient', 'reason');
    return reply.code(201).send(await breakGlass(db, principalOf(request), patient, reason));
  });

  app.get('/:ods/access/alerts', WATCH, async (request) => listAlerts(db, principalOf(request).practice));
  app.post<{ Params: { id: string } }>('/:ods/access/alerts/:id', MANAGE, async (request) => readAlert(db, principalOf(request), request.params.id));

  app.get('/:ods/access/guards', MANAGE, async (request) => listGuards(db, principalOf(request)));
  app.put<{ Params: { patient: string; kind: string } }>('/:ods/access/guards/:patient/:kind', MANAGE, async (request, reply) => {
    await setGuard(db, principalOf(request), request.params.patient, oneOf(GUARD_KINDS, request.params.kind));
    return reply.code(204).send();
  });
  app.delete<{ Params: { patient: string; kind: string } }>('/:ods/access/guards/:patient/:kind', MANAGE, async (request, reply) => {
    await liftGuard(db, principalOf(request), request.params.patient, oneOf(GUARD_KINDS, request.params.kind));
    return reply.code(204).send();
  });

  app.get<{ Params: { patient: string } }>('/:ods/access/grants/:patient', MANAGE, async (request) => listGrants(db, principalOf(request).practice, request.params.patient));
  app.post('/:ods/access/grants', MANAGE, async (request, reply) => {
    const { username, patient, kind, reason, ends } = fields(request.body, 'username', 'patient', 'kind', 'reason', 'ends');
    return reply.code(201).send(await giveGrant(db, principalOf(request), { username, patient, reason, kind: oneOf(GRANT_KINDS, kind), ends: new Date(ends) }));
  });
  app.delete<{ Params: { id: string } }>('/:ods/access/grants/:id', MANAGE, async (request, reply) => {
    await endGrant(db, principalOf(request), request.params.id);
    return reply.code(204).send();
  });

  app.get('/:ods/access/sharing', MANAGE, async (request) => listSharing(db, principalOf(request).practice));
  app.put<{ Params: { organisation: string } }>('/:ods/access/sharing/:organisation', MANAGE, async (request, reply) => {
    await agreeSharing(db, principalOf(request), request.params.organisation, new Date(fields(request.body, 'ends').ends));
    return reply.code(204).send();
  });
  app.delete<{ Params: { organisation: string } }>('/:ods/access/sharing/:organisation', MANAGE, async (request, reply) => {
    await endSharing(db, principalOf(request), request.params.organisation);
    return reply.code(204).send();
  });
}

/** The text fields of a JSON body, each of at most 1,000 characters. Throws `invalid`, naming the first that is missing. */
function fields<Name extends string>(body: unknown, ...names: Name[]): Record<Name, string> {
  const given: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {};
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = given[name];
    if (typeof value !== 'string' || value.length > 1000) throw new Problem('invalid', `Send "${name}" as text`);
    found[name] = value;
  }
  return found;
}

function oneOf<T extends string>(allowed: readonly T[], text: string): T {
  const found = allowed.find((one) => one === text);
  if (found === undefined) throw new Problem('invalid', `Must be one of ${allowed.join(', ')}`);
  return found;
}

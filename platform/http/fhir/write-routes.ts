import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../../errors.ts';
import { authorise } from '../../access/decide.ts';
import { type Principal, readerOf } from '../../access/principal.ts';
import { readResource } from '../../store/read/read-resource.ts';
import { commit } from '../../store/write/commit.ts';
import { conditionalCreate } from '../../store/write/conditional-create.ts';
import type { Change } from '../../store/write/step.ts';
import type { AppContext } from '../context.ts';
import { authenticate } from '../session.ts';
import { acceptResource } from './accept-resource.ts';
import { ifMatch, sendVersion } from './answer.ts';

interface Address {
  ods: string;
  type: string;
  id: string;
}

/** FHIR R4 create, update, delete; conditional create by If-None-Exist. */
export function registerWriteRoutes(app: FastifyInstance, context: AppContext): void {
  app.post<{ Params: Address }>('/:ods/fhir/r4/:type', async (request, reply) => {
    const principal = await authenticate(context, request);
    const { ods, type } = request.params;
    authorise(principal, 'c', type);
    const resource = { ...acceptResource(context, request.body, type), id: randomUUID() };
    const query = request.headers['if-none-exist'];
    const change: Change = { op: 'put', resource, expect: 'absent' };
    const written = await context.db.transaction(ods, async (tx) => {
      const existing = typeof query === 'string' ? await conditionalCreate(tx, type, query, resource.id) : undefined;
      if (existing !== undefined) return { existing };
      const [committed] = await commit(tx, [change], writerOf(principal));
      return { committed };
    });
    if (written.existing !== undefined) {
      const { content, ...stored } = await readResource(context.db, ods, type, written.existing, readerOf(principal));
      return sendVersion(reply, 200, { ...stored, content: content ?? '' });
    }
    context.feed.wake(ods);
    void reply.header('location', `${context.base}/${ods}/fhir/r4/${type}/${resource.id}/_history/1`);
    return sendVersion(reply, 201, { version: 1, updated: new Date(), content: written.committed?.content ?? '' });
  });

  app.put<{ Params: Address }>('/:ods/fhir/r4/:type/:id', async (request, reply) => {
    const principal = await authenticate(context, request);
    const { ods, type, id } = request.params;
    authorise(principal, 'u', type);
    const resource = acceptResource(context, request.body, type);
    if (resource.id !== id) throw new Problem('invalid', 'The id in the resource is not the id in the address');
    const expected = ifMatch(request);
    const version = await context.db.transaction(ods, async (tx) => {
      const [known] = await tx.query(`select 1 from resource where practice = $1 and type = $2 and id = $3`, [ods, type, id]);
      if (known !== undefined && expected === undefined) throw new Problem('precondition-required', 'An update must say which version it changes: send If-Match');
      const [committed] = await commit(tx, [{ op: 'put', resource: { ...resource, id }, expect: expected ?? 'absent' }], writerOf(principal));
      return committed;
    });
    context.feed.wake(ods);
    return sendVersion(reply, version?.version === 1 ? 201 : 200, { version: version?.version ?? 1, updated: new Date(), content: version?.content ?? '' });
  });

  app.delete<{ Params: Address }>('/:ods/fhir/r4/:type/:id', async (request, reply) => {
    const principal = await authenticate(context, request);
    const { ods, type, id } = request.params;
    authorise(principal, 'd', type);
    const expected = ifMatch(request);
    await context.db.transaction(ods, async (tx) => {
      const [known] = await tx.query<{ patient: string }>(`select patient from resource where practice = $1 and type = $2 and id = $3`, [ods, type, id]);
      await commit(tx, [{ op: 'delete', type, id, patient: known?.patient ?? '', expect: expected ?? 'any' }], writerOf(principal));
    });
    context.feed.wake(ods);
    return reply.code(204).send();
  });
}

/** The author of a write comes from the session, never from the body (safety H20). */
export function writerOf(principal: Principal): { account: string; role: string; action: 'write' } {
  return { account: principal.account, role: principal.role, action: 'write' };
}

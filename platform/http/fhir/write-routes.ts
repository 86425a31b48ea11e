import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../../errors.ts';
import { authorise } from '../../access/decide.ts';
import { type Principal, readerOf } from '../../access/principal.ts';
import type { Transaction } from '../../store/database.ts';
import { readResource } from '../../store/read/read-resource.ts';
import { commit } from '../../store/write/commit.ts';
import { conditionalCreate } from '../../store/write/conditional-create.ts';
import type { Change } from '../../store/write/step.ts';
import type { AppContext } from '../context.ts';
import { authenticate } from '../session.ts';
import { acceptResource, checkIdentity } from './accept-resource.ts';
import { checkAddress } from './address.ts';
import { ifMatch, sendVersion } from './answer.ts';
import { refuseDangling, refuseReferred } from './references.ts';

interface Address {
  ods: string;
  type: string;
  id: string;
}

/** FHIR R4 create, update, delete; conditional create by If-None-Exist. */
export function registerWriteRoutes(app: FastifyInstance, context: AppContext, types: ReadonlySet<string>): void {
  const locationOf = ({ ods, type }: Address, id: string, version: number): string => `${context.base}/${ods}/fhir/r4/${type}/${id}/_history/${version}`;

  app.post<{ Params: Address }>('/:ods/fhir/r4/:type', async (request, reply) => {
    const principal = await authenticate(context, request);
    const { ods, type } = request.params;
    checkAddress(types, type);
    authorise(principal, 'c', type);
    const query = request.headers['if-none-exist'];
    // The answer may be a resource that stands already.
    if (query !== undefined) authorise(principal, 'r', type);
    const resource = { ...acceptResource(context, request.body, type), id: randomUUID() };
    checkIdentity(resource, type);
    const change: Change = { op: 'put', resource, expect: 'absent' };
    const written = await context.db.transaction(ods, async (tx) => {
      const existing = typeof query === 'string' ? await conditionalCreate(tx, type, query, resource.id) : undefined;
      if (existing !== undefined) return { existing };
      await refuseDangling(tx, [{ resource, place: type }]);
      const [committed] = await commit(tx, [change], writerOf(principal));
      return { committed };
    });
    if (written.existing !== undefined) {
      const { content, ...stored } = await readResource(context.db, ods, type, written.existing, readerOf(principal));
      void reply.header('location', locationOf(request.params, written.existing, stored.version));
      return sendVersion(reply, 200, { ...stored, content: content ?? '' });
    }
    context.feed.wake(ods);
    void reply.header('location', locationOf(request.params, resource.id, 1));
    return sendVersion(reply, 201, { version: 1, updated: new Date(), content: written.committed?.content ?? '' });
  });

  app.put<{ Params: Address }>('/:ods/fhir/r4/:type/:id', async (request, reply) => {
    const principal = await authenticate(context, request);
    const { ods, type, id } = request.params;
    checkAddress(types, type, id);
    authorise(principal, 'u', type);
    const resource = acceptResource(context, request.body, type);
    if (resource.id !== id) throw new Problem('invalid', 'The id in the resource is not the id in the address');
    checkIdentity(resource, type);
    const expected = ifMatch(request);
    const { known, version, content } = await context.db.transaction(ods, async (tx) => {
      const known = await standing(tx, type, id);
      if (known !== undefined && expected === undefined) throw new Problem('precondition-required', 'An update must say which version it changes: send If-Match');
      await refuseDangling(tx, [{ resource: { ...resource, id }, place: type }]);
      const [committed] = await commit(tx, [{ op: 'put', resource: { ...resource, id }, expect: expected ?? 'absent' }], writerOf(principal));
      return { known, version: committed?.version ?? 1, content: committed?.content ?? '' };
    });
    context.feed.wake(ods);
    if (known === undefined) void reply.header('location', locationOf(request.params, id, version));
    return sendVersion(reply, known === undefined ? 201 : 200, { version, updated: new Date(), content });
  });

  app.delete<{ Params: Address }>('/:ods/fhir/r4/:type/:id', async (request, reply) => {
    const principal = await authenticate(context, request);
    const { ods, type, id } = request.params;
    checkAddress(types, type, id);
    authorise(principal, 'd', type);
    const expected = ifMatch(request);
    await context.db.transaction(ods, async (tx) => {
      const patient = (await standing(tx, type, id))?.patient ?? '';
      await commit(tx, [{ op: 'delete', type, id, patient, expect: expected ?? 'any' }], writerOf(principal));
      await refuseReferred(tx, [{ type, id, patient }]);
    });
    context.feed.wake(ods);
    return reply.code(204).send();
  });
}

/** The record that a resource stands in, or undefined when it does not stand. */
export async function standing(tx: Transaction, type: string, id: string): Promise<{ patient: string } | undefined> {
  const [row] = await tx.query<{ patient: string }>(`select patient from resource where practice = $1 and type = $2 and id = $3`, [tx.practice, type, id]);
  return row;
}

/** The author of a write comes from the session, never from the body (safety H20). */
export function writerOf(principal: Principal): { account: string; role: string; action: 'write' } {
  return { account: principal.account, role: principal.role, action: 'write' };
}

import { gunzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../../errors.ts';
import { readerOf } from '../../access/principal.ts';
import { auditRefusal } from '../../access/refusals.ts';
import { openRecord } from '../../store/open/open-record.ts';
import type { AppContext } from '../context.ts';
import { principalOf } from '../route-access.ts';
import { heldSession } from '../session.ts';
import { FHIR_JSON, ifNoneMatch, noStore, takesGzip } from './answer.ts';

/** `GET /{ods}/fhir/r4/Patient/{id}/$everything`: the whole record, as stored, to the socket. */
export function registerEverythingRoute(app: FastifyInstance, context: AppContext): void {
  app.get<{ Params: { ods: string; id: string } }>('/:ods/fhir/r4/Patient/:id/$everything', { config: { access: { interaction: 'r', type: '*', session: 'held' } } }, async (request, reply) => {
    const principal = principalOf(request);
    const { ods, id } = request.params;
    const reader = readerOf(principal);
    if (reader.own?.includes(id) === false) {
      await auditRefusal(context.db, principal, 'Patient/$everything');
      throw new Problem('not-found', `Patient/${id} is not known`);
    }
    const opened = await openRecord(context.db, context.base, ods, id, reader, heldSession(request));
    if (opened === undefined) throw new Problem('not-found', `Patient/${id} is not known`);
    noStore(reply);
    const etag = `W/"${opened.version}"`;
    void reply.header('etag', etag).header('vary', 'accept-encoding').type(FHIR_JSON);
    if (ifNoneMatch(request, opened.version)) return reply.code(304).send();
    if (!takesGzip(request)) return reply.send(gunzipSync(Buffer.concat(opened.gzip)));
    return reply.header('content-encoding', 'gzip').header('content-length', opened.size).send(Buffer.concat(opened.gzip));
  });
}

import { gunzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../../errors.ts';
import { authorise } from '../../access/decide.ts';
import { readerOf } from '../../access/principal.ts';
import { openRecord } from '../../store/open/open-record.ts';
import type { AppContext } from '../context.ts';
import { authenticate } from '../session.ts';
import { FHIR_JSON, noStore } from './answer.ts';

/** `GET /{ods}/fhir/r4/Patient/{id}/$everything`: the whole record, as stored, to the socket. */
export function registerEverythingRoute(app: FastifyInstance, context: AppContext): void {
  app.get<{ Params: { ods: string; id: string } }>('/:ods/fhir/r4/Patient/:id/$everything', async (request, reply) => {
    const principal = await authenticate(context, request);
    const { ods, id } = request.params;
    authorise(principal, 'r', '*');
    const reader = readerOf(principal);
    if (reader.own !== null && reader.own !== id) throw new Problem('not-found', `Patient/${id} is not known`);
    const opened = await openRecord(context.db, context.base, ods, id, reader);
    if (opened === undefined) throw new Problem('not-found', `Patient/${id} is not known`);
    noStore(reply);
    const etag = `W/"${opened.version}"`;
    void reply.header('etag', etag).header('vary', 'accept-encoding').type(FHIR_JSON);
    if (holds(request.headers['if-none-match'], etag)) return reply.code(304).send();
    if (!takesGzip(request.headers['accept-encoding'])) return reply.send(gunzipSync(Buffer.concat(opened.gzip)));
    return reply.header('content-encoding', 'gzip').header('content-length', opened.size).send(Buffer.concat(opened.gzip));
  });
}

/** Whether If-None-Match names the version: a list, compared weakly (RFC 9110 §13.1.2). */
function holds(header: string | undefined, etag: string): boolean {
  return header?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag.slice(2)) ?? false;
}

/** Whether Accept-Encoding allows gzip: named, and not with weight 0. */
function takesGzip(header = ''): boolean {
  return header.split(',').some((one) => /^\s*(?:x-)?gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$)[\d.]+\s*)?$/i.test(one));
}

import type { FastifyInstance } from 'fastify';
import { Problem } from '../../errors.ts';
import { authorise } from '../../access/decide.ts';
import { readerOf } from '../../access/principal.ts';
import { entryJson } from '../../store/open/build-snapshot.ts';
import { readHistory, readResource, type StoredVersion } from '../../store/read/read-resource.ts';
import type { Reader } from '../../store/reader.ts';
import { parseSearch } from '../../store/search/parameters.ts';
import { search } from '../../store/search/search.ts';
import type { AppContext } from '../context.ts';
import { authenticate } from '../session.ts';
import { checkAddress } from './address.ts';
import { FHIR_JSON, noStore, sendVersion } from './answer.ts';

interface Address {
  ods: string;
  type: string;
  id: string;
  version: string;
}

/** FHIR R4 read, vread, history of one resource, and search of one type. */
export function registerReadRoutes(app: FastifyInstance, context: AppContext, types: ReadonlySet<string>): void {
  app.get<{ Params: Address }>('/:ods/fhir/r4/:type/:id', async (request, reply) => {
    const principal = await authenticate(context, request);
    const { type, id } = request.params;
    checkAddress(types, type, id);
    authorise(principal, 'r', type);
    noStore(reply);
    const { content, ...stored } = await readResource(context.db, principal.practice, type, id, readerOf(principal));
    if (content === null) throw new Problem('deleted', `${type}/${id} has been deleted`);
    return sendVersion(reply, 200, { ...stored, content });
  });

  app.get<{ Params: Address }>('/:ods/fhir/r4/:type/:id/_history', async (request, reply) => {
    const principal = await authenticate(context, request);
    const { ods, type, id } = request.params;
    checkAddress(types, type, id);
    authorise(principal, 'r', type);
    noStore(reply);
    const versions = await versionsOf(context, ods, type, id, readerOf(principal));
    const entries = versions.map(({ version, updated, content }) => {
      const method = content === null ? 'DELETE' : version === 1 ? 'POST' : 'PUT';
      const about = `"request":{"method":"${method}","url":"${type}/${id}"},"response":{"status":"${content === null ? 204 : version === 1 ? 201 : 200}","etag":"W/\\"${version}\\"","lastModified":"${updated.toISOString()}"}`;
      const resource = content === null ? '' : `"resource":${content},`;
      return `{"fullUrl":"${context.base}/${ods}/fhir/r4/${type}/${id}",${resource}${about}}`;
    });
    return reply.type(FHIR_JSON).send(`{"resourceType":"Bundle","type":"history","total":${versions.length},"entry":[${entries.join(',')}]}`);
  });

  app.get<{ Params: Address }>('/:ods/fhir/r4/:type/:id/_history/:version', async (request, reply) => {
    const principal = await authenticate(context, request);
    const { ods, type, id, version } = request.params;
    checkAddress(types, type, id);
    authorise(principal, 'r', type);
    noStore(reply);
    const versions = await versionsOf(context, ods, type, id, readerOf(principal));
    const found = versions.find((stored) => String(stored.version) === version);
    if (found === undefined) throw new Problem('not-found', `The ${type} has no such version`);
    const { content, ...stored } = found;
    if (content === null) throw new Problem('deleted', 'That version is the deletion');
    return sendVersion(reply, 200, { ...stored, content });
  });

  app.get<{ Params: Address }>('/:ods/fhir/r4/:type', async (request, reply) => {
    const principal = await authenticate(context, request);
    const { ods, type } = request.params;
    checkAddress(types, type);
    authorise(principal, 's', type);
    noStore(reply);
    const query = new URLSearchParams(request.url.split('?')[1] ?? '');
    const { contents, next, total } = await search(context.db, ods, parseSearch(type, query), readerOf(principal));
    const address = `${context.base}/${ods}/fhir/r4/${type}`;
    const links = [{ relation: 'self', url: `${address}?${query.toString()}` }];
    if (next !== undefined) {
      query.set('_after', next);
      links.push({ relation: 'next', url: `${address}?${query.toString()}` });
    }
    const entries = contents.map((content) => entryJson(context.base, ods, content, 'match'));
    return reply
      .type(FHIR_JSON)
      .send(`{"resourceType":"Bundle","type":"searchset","total":${total},"link":${JSON.stringify(links)},"entry":[${entries.join(',')}]}`);
  });
}

/**
 * All versions, for a reader who may see the one that stands (or stood last). Somebody from whom an entry was
 * withheld later must not go on reading what it was before. Audited as a read of the resource.
 */
async function versionsOf({ db }: AppContext, ods: string, type: string, id: string, reader: Reader): Promise<StoredVersion[]> {
  await readResource(db, ods, type, id, reader).catch((error: unknown) => {
    if (!(error instanceof Problem && error.fault === 'deleted')) throw error;
  });
  return readHistory(db, ods, type, id, reader);
}

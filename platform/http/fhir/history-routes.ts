import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readerOf } from '../../access/principal.ts';
import { Problem } from '../../errors.ts';
import { fhirInterval } from '../../fhir/dates.ts';
import { type HistoryPlace, type PastVersion, readPracticeHistory } from '../../store/read/practice-history.ts';
import { readHistory, readResource, type StoredVersion } from '../../store/read/read-resource.ts';
import type { AppContext } from '../context.ts';
import { principalOf } from '../route-access.ts';
import { checkAddress } from './address.ts';
import { FHIR_JSON, noStore, sendVersion } from './answer.ts';

interface Address {
  ods: string;
  type: string;
  id: string;
  version: string;
}

const OF_TYPE = { config: { access: { interaction: 'r', type: ':type' } } } as const;
const OF_ALL = { config: { access: { interaction: 'r', type: '*' } } } as const;
const MOST = 1000;

/** FHIR R4 vread, and history of one resource, of a type and of the whole practice, with `_count` and `_since`. */
export function registerHistoryRoutes(app: FastifyInstance, context: AppContext, types: ReadonlySet<string>): void {
  app.get<{ Params: Address }>('/:ods/fhir/r4/:type/:id/_history', OF_TYPE, async (request, reply) => {
    const { type, id } = request.params;
    checkAddress(types, type, id);
    const { since, count, from } = asked(request);
    const all = (await versionsOf(context, request)).filter(({ updated }) => since === undefined || updated >= since);
    const start = from?.position ?? Number.MAX_SAFE_INTEGER;
    const page = all.filter(({ version }) => version < start).slice(0, count);
    const last = page.at(-1);
    const next = last !== undefined && all.some(({ version }) => version < last.version) ? { position: last.version, told: 0 } : undefined;
    return sendHistory(context, request, reply, page.map((version) => ({ type, id, ...version })), next, all.length);
  });

  app.get<{ Params: Address }>('/:ods/fhir/r4/:type/:id/_history/:version', OF_TYPE, async (request, reply) => {
    const { type, id, version } = request.params;
    checkAddress(types, type, id);
    noStore(reply);
    const found = (await versionsOf(context, request)).find((stored) => String(stored.version) === version);
    if (found === undefined) throw new Problem('not-found', `The ${type} has no such version`);
    const { content, ...stored } = found;
    if (content === null) throw new Problem('deleted', 'That version is the deletion');
    return sendVersion(reply, 200, { ...stored, content });
  });

  const ofPractice = async (request: FastifyRequest<{ Params: Address }>, reply: FastifyReply, type: string | undefined): Promise<FastifyReply> => {
    const principal = principalOf(request);
    const { since, count, from } = asked(request);
    const { versions, next } = await readPracticeHistory(context.db, principal.practice, type, since, from, count, readerOf(principal));
    return sendHistory(context, request, reply, versions, next, undefined);
  };
  app.get<{ Params: Address }>('/:ods/fhir/r4/:type/_history', OF_TYPE, (request, reply) => {
    checkAddress(types, request.params.type);
    return ofPractice(request, reply, request.params.type);
  });
  app.get<{ Params: Address }>('/:ods/fhir/r4/_history', OF_ALL, (request, reply) => ofPractice(request, reply, undefined));
}

function asked(request: FastifyRequest): { since: Date | undefined; count: number; from: HistoryPlace | undefined } {
  const query = new URLSearchParams(request.url.split('?')[1] ?? '');
  const result = { since: undefined as Date | undefined, count: 50, from: undefined as HistoryPlace | undefined };
  for (const [name, value] of query) {
    if (name === '_count' && /^\d{1,9}$/.test(value)) result.count = Math.min(Math.max(Number(value), 1), MOST);
    else if (name === '_since' && fhirInterval(value) !== undefined) result.since = new Date(fhirInterval(value)?.low ?? 0);
    else if (name === '_page' && /^\d{1,16}\.\d{1,9}$/.test(value)) result.from = { position: Number(value.split('.')[0]), told: Number(value.split('.')[1]) };
    else if (name !== '_format') throw new Problem('invalid', `The parameter ${name} is not one of a history, or has a value it does not take`);
  }
  return result;
}

function sendHistory(context: AppContext, request: FastifyRequest, reply: FastifyReply, versions: readonly PastVersion[], next: HistoryPlace | undefined, total: number | undefined): FastifyReply {
  noStore(reply);
  const base = `${context.base}/${principalOf(request).practice}/fhir/r4`;
  const entries = versions.map(({ type, id, version, updated, content }) => {
    const method = content === null ? 'DELETE' : version === 1 ? 'POST' : 'PUT';
    const status = content === null ? 204 : version === 1 ? 201 : 200;
    const about = `"request":{"method":"${method}","url":"${version === 1 ? type : `${type}/${id}`}"},"response":{"status":"${status}","etag":"W/\\"${version}\\"","lastModified":"${updated.toISOString()}"}`;
    return `{"fullUrl":"${base}/${type}/${id}",${content === null ? '' : `"resource":${content},`}${about}}`;
  });
  const [path = '', query = ''] = request.url.split('?');
  const address = `${context.base}${path}`;
  const links = [{ relation: 'self', url: query === '' ? address : `${address}?${query}` }];
  if (next !== undefined) {
    const parameters = new URLSearchParams(query);
    parameters.set('_page', `${next.position}.${next.told}`);
    links.push({ relation: 'next', url: `${address}?${parameters.toString()}` });
  }
  const count = total === undefined ? '' : `"total":${total},`;
  return reply.type(FHIR_JSON).send(`{"resourceType":"Bundle","type":"history",${count}"link":${JSON.stringify(links)},"entry":[${entries.join(',')}]}`);
}

/**
 * All versions, for a reader who may see the one that stands (or stood last). Somebody from whom an entry was
 * withheld later must not go on reading what it was before. Audited as a read of the resource.
 */
async function versionsOf({ db }: AppContext, request: FastifyRequest<{ Params: Address }>): Promise<StoredVersion[]> {
  const principal = principalOf(request);
  const { type, id } = request.params;
  const reader = readerOf(principal);
  await readResource(db, principal.practice, type, id, reader).catch((error: unknown) => {
    if (!(error instanceof Problem && error.fault === 'deleted')) throw error;
  });
  return readHistory(db, principal.practice, type, id, reader);
}

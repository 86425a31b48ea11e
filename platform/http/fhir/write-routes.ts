import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { authorise } from '../../access/decide.ts';
import { readerOf } from '../../access/principal.ts';
import { auditRead } from '../../store/reader.ts';
import type { AppContext } from '../context.ts';
import { principalOf } from '../route-access.ts';
import { checkAddress } from './address.ts';
import { FHIR_JSON, ifMatch } from './answer.ts';
import type { Asked } from './write/asked.ts';
import { performWrites } from './write/perform-writes.ts';
import { type Planned, planWrite } from './write/plan-write.ts';
import { type Answer, once } from './write/request-answer.ts';
import { standing, whyNotStanding } from './write/standing.ts';
import type { Writer } from './write/writer.ts';

interface Address {
  ods: string;
  type: string;
  id: string;
}

/** FHIR R4 create, update, patch and delete, each also with a condition in place of an id (§3.1.0). */
export function registerWriteRoutes(app: FastifyInstance, context: AppContext, types: ReadonlySet<string>): void {
  const asking = (interaction: 'c' | 'u' | 'd') => ({ config: { access: { interaction, type: ':type' } } }) as const;
  const write = async (request: FastifyRequest<{ Params: Address }>, reply: FastifyReply, method: Asked['method']): Promise<FastifyReply> => {
    const { type, id } = request.params;
    checkAddress(types, type, id);
    const query = id === undefined && method !== 'POST' ? (request.url.split('?')[1] ?? '') : undefined;
    const condition = request.headers['if-none-exist'];
    const asked: Asked = { method, type, id, query, body: request.body, isSound: false, ifMatch: ifMatch(request), ifNoneExist: typeof condition === 'string' ? condition : undefined, place: type };
    return send(request, reply, await answerOnce(context, request, asked));
  };
  app.post<{ Params: Address }>('/:ods/fhir/r4/:type', asking('c'), (request, reply) => write(request, reply, 'POST'));
  for (const url of ['/:ods/fhir/r4/:type/:id', '/:ods/fhir/r4/:type']) {
    app.put<{ Params: Address }>(url, asking('u'), (request, reply) => write(request, reply, 'PUT'));
    app.patch<{ Params: Address }>(url, asking('u'), (request, reply) => write(request, reply, 'PATCH'));
    app.delete<{ Params: Address }>(url, asking('d'), (request, reply) => write(request, reply, 'DELETE'));
  }
}

async function answerOnce(context: AppContext, request: FastifyRequest<{ Params: Address }>, asked: Asked): Promise<Answer> {
  const principal = principalOf(request);
  const { ods } = request.params;
  const base = `${context.base}/${ods}/fhir/r4`;
  const answer = await context.db.transaction(ods, (tx) =>
    once(tx, principal, request, async () => {
      const writer: Writer = { tx, principal, context, base };
      const plan = await planWrite(writer, asked);
      const [committed] = await performWrites(writer, [plan], [asked.place]);
      if (asked.method === 'DELETE') return { status: 204, headers: {}, body: '' };
      if (committed === undefined) return existingAnswer(writer, plan);
      const { type, id, version, content } = committed;
      const headers = { etag: `W/"${version}"`, 'last-modified': lastModified(content ?? '') };
      return { status: plan.existed ? 200 : 201, headers: plan.existed ? headers : { ...headers, location: `${base}/${type}/${id}/_history/${version}` }, body: content ?? '' };
    }),
  );
  context.feed.wake(ods);
  return answer;
}

/** What a conditional create found, as a read of it would answer. */
async function existingAnswer({ tx, principal, base }: Writer, { type, id }: Planned): Promise<Answer> {
  authorise(principal, 'r', type);
  const found = await standing(tx, principal, type, id);
  if (found === undefined) throw await whyNotStanding(tx, principal, type, id);
  const { patient, version, updated, content } = found;
  await auditRead(tx, readerOf(principal), 'read', patient, `${type}/${id}`);
  return { status: 200, headers: { etag: `W/"${version}"`, 'last-modified': updated.toUTCString(), location: `${base}/${type}/${id}/_history/${version}` }, body: content };
}

/** The time that the store gave what it has just written. */
function lastModified(content: string): string {
  const at = /"versionId":"\d+","lastUpdated":"([^"]+)"/.exec(content)?.[1];
  return (at === undefined ? new Date() : new Date(at)).toUTCString();
}

/** Sends an answer as `Prefer: return=…` asks (RFC 7240; FHIR R4 §3.1.0.1.7): the resource, nothing, or that it went well. */
function send(request: FastifyRequest, reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  void reply.code(status).headers(headers);
  const wanted = /(?:^|[,;\s])return=(minimal|representation|OperationOutcome)(?:$|[,;\s])/.exec([request.headers['prefer'] ?? ''].flat().join())?.[1];
  if (body === '' || wanted === 'minimal') return reply.send();
  if (wanted === 'OperationOutcome') {
    return reply.type(FHIR_JSON).send({ resourceType: 'OperationOutcome', issue: [{ severity: 'information', code: 'informational', details: { text: status === 201 ? 'Created' : 'Updated' } }] });
  }
  return reply.type(FHIR_JSON).send(body);
}

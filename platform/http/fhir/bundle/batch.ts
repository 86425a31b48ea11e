import type { Bundle, BundleEntry, OperationOutcome, Resource } from '@medplum/fhirtypes';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { INNER_REQUEST } from '../../inner-request.ts';
import { patchIn } from './patch-in.ts';
import type { BatchEntry } from './read-batch.ts';

/** Entries at work at the same time: one client's batch is not to take the whole server. */
const AT_ONCE = 4;
/** A batch holds one place of the overload lanes, however many requests it stands for: it may not hold it for ever. */
const LONGEST_MS = 30_000;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** Of the batch's own request, what goes on to each entry: who asks, from where, and how they want it answered. */
const PASSED_ON = ['authorization', 'cookie', 'origin', 'host', 'prefer'] as const;

/**
 * FHIR R4 `batch`: each entry is a request of its own, made in process as the same caller. It is authorised, validated,
 * audited and answered as if it had come alone, and one that fails harms no other.
 */
export async function answerBatch(app: FastifyInstance, request: FastifyRequest<{ Params: { ods: string } }>, entries: readonly BatchEntry[], longestMs = LONGEST_MS): Promise<Bundle> {
  const answers: BundleEntry[] = [];
  const until = performance.now() + longestMs;
  for (let i = 0; i < entries.length; i += AT_ONCE) {
    if (performance.now() > until) return batchResponse([...answers, ...entries.slice(i).map(() => refused('503', 'throttled', 'The batch has taken too long: send what is left again'))]);
    answers.push(...(await Promise.all(entries.slice(i, i + AT_ONCE).map((entry, n) => answerEntry(app, request, entry, i + n)))));
  }
  return batchResponse(answers);
}

function batchResponse(entry: BundleEntry[]): Bundle {
  return { resourceType: 'Bundle', type: 'batch-response', entry };
}

async function answerEntry(app: FastifyInstance, { params, headers }: FastifyRequest<{ Params: { ods: string } }>, { request, resource }: BatchEntry, i: number): Promise<BundleEntry> {
  const method = METHODS.find((one) => one === request?.method);
  const url = method === undefined ? undefined : addressOf(method, params.ods, request?.url ?? '');
  if (method === undefined || url === undefined) return refused('400', 'invalid', 'The entry has a method or an address that this server does not take in a batch');
  const body = method === 'PATCH' ? patchIn(resource) : resource;
  const kept = Object.fromEntries(PASSED_ON.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])));
  const id = headers['x-request-id'];
  const answer = await app.inject({
    method,
    url,
    headers: {
      ...kept,
      ...INNER_REQUEST,
      ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }),
      ...(request?.ifMatch === undefined ? {} : { 'if-match': request.ifMatch }),
      ...(request?.ifNoneMatch === undefined ? {} : { 'if-none-match': request.ifNoneMatch }),
      ...(request?.ifNoneExist === undefined ? {} : { 'if-none-exist': request.ifNoneExist }),
      ...(typeof id === 'string' ? { 'x-request-id': `${id}#${i}` } : {}),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });
  const { etag, location, 'last-modified': lastModified } = answer.headers;
  const shown = answer.body === '' ? undefined : (JSON.parse(answer.body) as Resource);
  return {
    response: {
      status: String(answer.statusCode),
      ...(typeof etag === 'string' ? { etag } : {}),
      ...(typeof location === 'string' ? { location } : {}),
      ...(typeof lastModified === 'string' ? { lastModified: new Date(lastModified).toISOString() } : {}),
      ...(shown?.resourceType === 'OperationOutcome' ? { outcome: shown satisfies OperationOutcome } : {}),
    },
    ...(shown === undefined || shown.resourceType === 'OperationOutcome' ? {} : { resource: shown }),
  };
}

/** The address of an entry below the practice's FHIR base; undefined where it would leave it, or is a batch again. */
function addressOf(method: (typeof METHODS)[number], ods: string, url: string): string | undefined {
  const base = `/${ods}/fhir/r4`;
  const isOfAll = /^(?:\?|metadata(?:$|\?)|_history(?:$|\?))/.test(url);
  if (!(isOfAll && method === 'GET') && !/^[A-Z][A-Za-z]+(?:$|[/?])/.test(url)) return undefined;
  const address = `${base}${url.startsWith('?') ? '' : '/'}${url}`;
  if (!URL.canParse(address, 'http://in.process')) return undefined;
  // As it will be read: `..`, however it is written, has been taken away by then.
  const { pathname, search, hash } = new URL(address, 'http://in.process');
  return hash === '' && (pathname === base || pathname.startsWith(`${base}/`)) && `${pathname}${search}`.length >= address.length ? `${pathname}${search}` : undefined;
}

function refused(status: string, code: 'invalid' | 'throttled', text: string): BundleEntry {
  return { response: { status, outcome: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, details: { text } }] } } };
}

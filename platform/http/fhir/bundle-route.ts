import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../errors.ts';
import type { AppContext } from '../context.ts';
import { principalOf } from '../route-access.ts';
import { acceptResource } from './accept-resource.ts';
import { FHIR_JSON } from './answer.ts';
import { answerBatch } from './bundle/batch.ts';
import { readBatch } from './bundle/read-batch.ts';
import { transact } from './bundle/transaction.ts';
import { once } from './write/request-answer.ts';

const MAX_ENTRIES = 1000;

/** FHIR R4 `POST [base]` of a Bundle: `transaction` (all entries or none) and `batch` (each by itself). */
export function registerBundleRoute(app: FastifyInstance, context: AppContext, types: ReadonlySet<string>): void {
  const answer = async (request: FastifyRequest<{ Params: { ods: string } }>, reply: FastifyReply): Promise<FastifyReply> => {
    const batch = readBatch(context, request.body);
    if (batch !== undefined) return reply.type(FHIR_JSON).send(await answerBatch(app, request, atMost(batch)));
    const { entry = [] } = transactionOf(acceptResource(context, request.body, 'Bundle'));
    return reply.type(FHIR_JSON).send(await answerTransaction(request, atMost(entry)));
  };
  const answerTransaction = async (request: FastifyRequest<{ Params: { ods: string } }>, entries: readonly BundleEntry[]): Promise<string> => {
    const principal = principalOf(request);
    const { ods } = request.params;
    const base = `${context.base}/${ods}/fhir/r4`;
    const { body } = await context.db.transaction(ods, (tx) =>
      once(tx, principal, request, async () => ({ status: 200, headers: {}, body: JSON.stringify(await transact({ tx, principal, context, base }, entries, types)) })),
    );
    context.feed.wake(ods);
    return body;
  };
  const options = { config: { access: { checks: 'entries' } } } as const;
  app.post<{ Params: { ods: string } }>('/:ods/fhir/r4', options, answer);
  app.post<{ Params: { ods: string } }>('/:ods/fhir/r4/', options, answer);
}

function atMost<T>(entries: readonly T[]): readonly T[] {
  if (entries.length > MAX_ENTRIES) throw new Problem('too-large', `A Bundle has at most ${MAX_ENTRIES} entries`);
  return entries;
}

function transactionOf(bundle: Resource): Bundle {
  if (bundle.resourceType === 'Bundle' && bundle.type === 'transaction') return bundle;
  const message = 'Only a Bundle of type transaction or batch can be posted here';
  throw new Problem('invalid', message, { issues: [{ code: 'not-supported', expression: 'Bundle.type', message }] });
}

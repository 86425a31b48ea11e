import type { FastifyInstance } from 'fastify';
import { readerOf } from '../../platform/access/principal.ts';
import type { AppContext } from '../../platform/http/context.ts';
import { FHIR_JSON, firstOf, noStore } from '../../platform/http/fhir/answer.ts';
import { principalOf } from '../../platform/http/route-access.ts';
import { findPatients } from '../../platform/store/find/find-patients.ts';

/**
 * `GET /{ods}/fhir/r4/Patient/$find?text=smi jo 14/8/80&_count=20`: find a patient as you type.
 * Answers a searchset Bundle of Patient, best first, with a score; staff only.
 */
export function registerFindRoute(app: FastifyInstance, context: AppContext): void {
  app.get<{ Params: { ods: string }; Querystring: { text?: string | string[]; _count?: string | string[] } }>('/:ods/fhir/r4/Patient/$find', { config: { access: { interaction: 's', type: 'Patient', ability: 'findPatients' } } }, async (request, reply) => {
    const principal = principalOf(request);
    const count = Math.min(Math.max(Number.parseInt(firstOf(request.query._count), 10) || 20, 1), 100);
    const found = await findPatients(context.db, principal.practice, firstOf(request.query.text).slice(0, 200), count, context.today(), readerOf(principal));
    const entries = found.map(
      ({ content, score }) => `{"resource":${content},"search":{"mode":"match","score":${score.toFixed(2)}}}`,
    );
    noStore(reply);
    return reply.type(FHIR_JSON).send(`{"resourceType":"Bundle","type":"searchset","total":${found.length},"entry":[${entries.join(',')}]}`);
  });
}

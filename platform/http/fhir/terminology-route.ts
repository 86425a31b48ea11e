import type { ValueSet } from '@medplum/fhirtypes';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../../errors.ts';
import { abilitiesOf } from '../../access/principal.ts';
import { findTerms } from '../../store/find/find-terms.ts';
import type { AppContext } from '../context.ts';
import { principalOf } from '../route-access.ts';
import { FHIR_JSON, firstOf } from './answer.ts';

/** `GET ValueSet/$expand?filter=…&count=…`: type-ahead over the SNOMED CT terms this practice's records use. */
export function registerTerminologyRoute(app: FastifyInstance, context: AppContext): void {
  app.get<{ Params: { ods: string }; Querystring: { filter?: string | string[]; count?: string | string[] } }>('/:ods/fhir/r4/ValueSet/$expand', { config: { access: { interaction: 's', type: 'ValueSet' } } }, async (request, reply) => {
    const principal = principalOf(request);
    const { readClinical, findPatients } = abilitiesOf(principal);
    if (!readClinical || !findPatients || principal.own !== null) throw new Problem('forbidden', 'Only clinical staff may search the practice’s terms');
    const limit = Math.min(Math.max(Number.parseInt(firstOf(request.query.count), 10) || 20, 1), 200);
    const found = await findTerms(context.db, principal.practice, firstOf(request.query.filter).slice(0, 200), limit);
    const answer: ValueSet = {
      resourceType: 'ValueSet',
      status: 'active',
      description: 'Terms that the records of this practice use',
      expansion: { timestamp: new Date().toISOString(), total: found.length, contains: found },
    };
    return reply.type(FHIR_JSON).send(answer);
  });
}

import type { CapabilityStatement } from '@medplum/fhirtypes';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../../errors.ts';
import type { AppContext } from '../context.ts';
import { practiceOf } from '../session.ts';
import { FHIR_JSON } from './answer.ts';
import { statementOf } from './metadata/statement.ts';

/** `GET metadata`: what this server does, and no more than that. Public, as FHIR asks. */
export function registerMetadataRoute(app: FastifyInstance, context: AppContext, types: ReadonlySet<string>): void {
  const made = new Map<string, CapabilityStatement>();
  app.get('/:ods/fhir/r4/metadata', { config: { access: { public: 'what this server does; FHIR asks that it be open' } } }, async (request, reply) => {
    const ods = practiceOf(request);
    if (!(await context.practices()).some((practice) => practice.ods === ods)) throw new Problem('not-found', 'There is no such practice here');
    const statement = made.get(ods) ?? statementOf(app, context, types, ods);
    made.set(ods, statement);
    return reply.type(FHIR_JSON).send(statement);
  });
}

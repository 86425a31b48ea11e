import type { CapabilityStatement, CapabilityStatementRestResource, ResourceType } from '@medplum/fhirtypes';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../../errors.ts';
import { COMMON_PARAMETERS, PATIENT_ONLY_PARAMETERS } from '../../store/search/parameters.ts';
import type { AppContext } from '../context.ts';
import { practiceOf } from '../session.ts';
import { FHIR_JSON } from './answer.ts';

/** FHIR R4 search parameter types of the ones this server answers to. */
const PARAMETER_TYPES: Record<string, 'token' | 'date' | 'string' | 'reference'> = {
  _id: 'token', _lastUpdated: 'date', identifier: 'token', code: 'token', category: 'token', status: 'token', date: 'date',
  patient: 'reference', subject: 'reference', encounter: 'reference',
  name: 'string', family: 'string', given: 'string', birthdate: 'date', gender: 'token',
};

/** `GET metadata`: what this server does, and no more than that. Public, as FHIR asks. */
export function registerMetadataRoute(app: FastifyInstance, context: AppContext, types: ReadonlySet<string>): void {
  app.get('/:ods/fhir/r4/metadata', async (request, reply) => {
    const ods = practiceOf(request);
    if (!(await context.practices()).some((practice) => practice.ods === ods)) throw new Problem('not-found', 'There is no such practice here');
    const statement: CapabilityStatement = {
      resourceType: 'CapabilityStatement',
      status: 'active',
      date: '2026-11-22',
      kind: 'instance',
      software: { name: 'Jenner' },
      implementation: { description: `Jenner, practice ${ods}`, url: `${context.base}/${ods}/fhir/r4` },
      fhirVersion: '4.0.1',
      format: ['application/fhir+json'],
      rest: [
        {
          mode: 'server',
          security: { description: 'A session cookie (POST auth/session) or a bearer token. Roles and scopes: docs/api.md' },
          resource: [...types].map((type) => resourceOf(type as ResourceType)),
          interaction: [{ code: 'transaction' }],
        },
      ],
    };
    return reply.type(FHIR_JSON).send(statement);
  });
}

function resourceOf(type: ResourceType): CapabilityStatementRestResource {
  const names = [...COMMON_PARAMETERS, ...(type === 'Patient' ? PATIENT_ONLY_PARAMETERS : [])];
  return {
    type,
    interaction: [{ code: 'read' }, { code: 'vread' }, { code: 'history-instance' }, { code: 'search-type' }, { code: 'create' }, { code: 'update' }, { code: 'delete' }],
    versioning: 'versioned-update',
    conditionalCreate: true,
    updateCreate: true,
    documentation: 'A search names a patient, a code, an identifier or an id (a Patient: a name or date of birth too); the other parameters narrow it. If-None-Exist is identifier=<system>|<value>.',
    searchParam: names.filter((name) => type !== 'Patient' || (name !== 'patient' && name !== 'subject')).map((name) => ({ name, type: PARAMETER_TYPES[name] ?? 'token' })),
    ...(type === 'Patient'
      ? {
          operation: [
            { name: 'everything', definition: 'http://hl7.org/fhir/OperationDefinition/Patient-everything' },
            { name: 'find', definition: `urn:jenner:operation:patient-find` },
          ],
        }
      : {}),
    ...(type === 'ValueSet' ? { operation: [{ name: 'expand', definition: 'http://hl7.org/fhir/OperationDefinition/ValueSet-expand' }] } : {}),
  };
}

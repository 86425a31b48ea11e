import type { CapabilityStatement, CapabilityStatementRest, Extension } from '@medplum/fhirtypes';
import type { FastifyInstance } from 'fastify';
import { addressesOf } from '../../../smart/addresses.ts';
import type { AppContext } from '../../context.ts';
import { operations } from './operations.ts';
import { keptResources } from './kept-resources.ts';
import { auditEvent, subscription } from './own-resources.ts';

const BASE = '/:ods/fhir/r4';

/** The CapabilityStatement of one practice. What has routes of its own is claimed where they are registered: nothing is claimed that is not served. */
export function statementOf(app: FastifyInstance, context: AppContext, types: ReadonlySet<string>, ods: string): CapabilityStatement {
  const serves = (url: string, method: 'GET' | 'POST' = 'GET'): boolean => app.hasRoute({ url, method });
  const isBulk = serves(`${BASE}/$export`);
  const resources = [
    ...keptResources(types, context.profiles, (type) => operations(serves, type)),
    ...(serves(`${BASE}/AuditEvent`) ? [auditEvent()] : []),
    ...(serves(`${BASE}/Subscription`) ? [subscription(operations(serves, 'Subscription'))] : []),
  ].sort((a, b) => (a.type < b.type ? -1 : 1));
  const ofAll = operations(serves, '');
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-11-22',
    kind: 'instance',
    ...(isBulk ? { instantiates: ['http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data'] } : {}),
    software: { name: 'Jenner' },
    implementation: { description: `Jenner, practice ${ods}`, url: `${context.base}/${ods}/fhir/r4` },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'application/json'],
    patchFormat: ['application/json-patch+json', 'application/fhir+json'],
    rest: [
      {
        mode: 'server',
        ...(serves('/:ods/subscriptions') ? { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/capabilitystatement-websocket', valueUri: `${context.base.replace(/^http/, 'ws')}/${ods}/subscriptions` }] } : {}),
        documentation: 'An unsafe request with an X-Request-ID, sent again, has one effect and the same answer. An update by id needs If-Match. Prefer: return=minimal, representation or OperationOutcome. Of _include and _revinclude, chains, _has, _sort, _total, _summary and _elements all are served; modifiers :missing, :not, :text, :of-type, :exact, :contains, :identifier, :[type], :above and :below (uri; by the hierarchy of SNOMED CT on the codes of entries, as :in and :not-in of a value set). Quantities are compared in the unit they are recorded in. A search that would have to read too much is refused (too-costly).',
        security: securityOf(context, ods, serves('/:ods/oauth/authorize')),
        resource: resources,
        interaction: [{ code: 'transaction' }, { code: 'batch' }, { code: 'history-system' }, { code: 'search-system' }],
        searchParam: [{ name: '_type', type: 'special', documentation: 'One to ten types, searched with the same parameters' }],
        ...(ofAll.length > 0 ? { operation: ofAll } : {}),
      },
    ],
  };
}

function securityOf(context: AppContext, ods: string, isSmart: boolean): NonNullable<CapabilityStatementRest['security']> {
  const description = 'A session cookie of a person signed in here, or a bearer token. Roles and scopes: docs/api.md';
  if (!isSmart) return { description };
  const { token, authorize, introspect, revoke, manage } = addressesOf(context.base, ods);
  const address = (url: string, valueUri: string): Extension => ({ url, valueUri });
  return {
    extension: [
      {
        url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
        extension: [address('token', token), address('authorize', authorize), address('introspect', introspect), address('revoke', revoke), address('manage', manage)],
      },
    ],
    service: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'SMART-on-FHIR' }], text: 'SMART App Launch 2 and Backend Services' }],
    description,
  };
}

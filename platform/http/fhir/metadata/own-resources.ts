import type { CapabilityStatementRestResource, CapabilityStatementRestResourceOperation } from '@medplum/fhirtypes';
import { TOPICS } from '../../../events/subscriptions/topics.ts';

/** AuditEvents are made from the audit: read and searched, written by nobody. */
export function auditEvent(): CapabilityStatementRestResource {
  const definition = (name: string): string => `http://hl7.org/fhir/SearchParameter/AuditEvent-${name}`;
  return {
    type: 'AuditEvent',
    documentation: 'Who did what, made from the audit itself; newest first. A patient is told who was in their record on which day.',
    interaction: [{ code: 'read' }, { code: 'search-type' }],
    versioning: 'no-version',
    searchParam: [
      { name: 'patient', type: 'reference', definition: definition('patient') },
      { name: 'date', type: 'date', definition: definition('date') },
      { name: 'agent', type: 'string', documentation: 'The id of an account' },
      { name: 'outcome', type: 'token', definition: definition('outcome'), documentation: '0 or 4' },
    ],
  };
}

/** Subscriptions, each its creator's own: docs/subscriptions.md. */
export function subscription(operation: CapabilityStatementRestResourceOperation[]): CapabilityStatementRestResource {
  const backport = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';
  return {
    type: 'Subscription',
    extension: TOPICS.map(({ url }) => ({ url: `${backport}/capabilitystatement-subscriptiontopic-canonical`, valueCanonical: url })),
    supportedProfile: [`${backport}/backport-subscription`],
    interaction: [{ code: 'create' }, { code: 'read' }, { code: 'update' }, { code: 'delete' }, { code: 'search-type' }],
    versioning: 'versioned-update',
    searchParam: [{ name: 'status', type: 'token', definition: 'http://hl7.org/fhir/SearchParameter/Subscription-status' }],
    ...(operation.length > 0 ? { operation } : {}),
  };
}

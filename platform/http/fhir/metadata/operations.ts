import type { CapabilityStatementRestResourceOperation } from '@medplum/fhirtypes';

type Operation = CapabilityStatementRestResourceOperation;

const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition';
const R4 = 'http://hl7.org/fhir/OperationDefinition';
const BULK = 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition';

/** By resource type ('' for the whole practice): each operation, and the route that serves it. */
const OPERATIONS: Readonly<Record<string, readonly (Operation & { route: string })[]>> = {
  '': [{ name: 'export', definition: `${BULK}/export`, route: '/$export' }],
  Patient: [
    { name: 'everything', definition: 'http://hl7.org/fhir/OperationDefinition/Patient-everything', route: '/Patient/:id/$everything' },
    { name: 'find', definition: 'urn:jenner:operation:patient-find', route: '/Patient/$find' },
    { name: 'export', definition: `${BULK}/patient-export`, route: '/Patient/$export' },
  ],
  Group: [{ name: 'export', definition: `${BULK}/group-export`, route: '/Group/:id/$export' }],
  Medication: [
    { name: 'find', definition: 'urn:jenner:operation:medication-find', route: '/Medication/$find' },
    { name: 'product', definition: 'urn:jenner:operation:medication-product', route: '/Medication/$product' },
  ],
  CodeSystem: [
    { name: 'lookup', definition: `${R4}/CodeSystem-lookup`, route: '/CodeSystem/$lookup' },
    { name: 'validate-code', definition: `${R4}/CodeSystem-validate-code`, route: '/CodeSystem/$validate-code' },
    { name: 'subsumes', definition: `${R4}/CodeSystem-subsumes`, route: '/CodeSystem/$subsumes' },
  ],
  ValueSet: [
    { name: 'expand', definition: `${R4}/ValueSet-expand`, documentation: 'Without a value set: type-ahead over SNOMED CT', route: '/ValueSet/$expand' },
    { name: 'validate-code', definition: `${R4}/ValueSet-validate-code`, route: '/ValueSet/$validate-code' },
  ],
  ConceptMap: [{ name: 'translate', definition: `${R4}/ConceptMap-translate`, route: '/ConceptMap/$translate' }],
  Subscription: [
    { name: 'status', definition: `${BACKPORT}/backport-subscription-status`, route: '/Subscription/:id/$status' },
    { name: 'events', definition: `${BACKPORT}/backport-subscription-events`, route: '/Subscription/:id/$events' },
    { name: 'get-ws-binding-token', definition: `${BACKPORT}/backport-subscription-get-ws-binding-token`, route: '/Subscription/:id/$get-ws-binding-token' },
  ],
};

const VALIDATE: Operation = { name: 'validate', definition: 'http://hl7.org/fhir/OperationDefinition/Resource-validate' };

/** The operations of a type that are served. */
export function operations(serves: (url: string, method?: 'GET' | 'POST') => boolean, type: string): Operation[] {
  const own = (OPERATIONS[type] ?? []).filter(({ route }) => serves(`/:ods/fhir/r4${route}`)).map(({ route: _route, ...operation }) => operation);
  const isKept = type !== '' && type !== 'Subscription';
  return isKept && serves('/:ods/fhir/r4/:type/$validate', 'POST') ? [...own, VALIDATE] : own;
}

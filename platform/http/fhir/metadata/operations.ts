import type { CapabilityStatementRestResourceOperation } from '@medplum/fhirtypes';

type Operation = CapabilityStatementRestResourceOperation;

const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition';
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
  ValueSet: [{ name: 'expand', definition: 'http://hl7.org/fhir/OperationDefinition/ValueSet-expand', documentation: 'By filter and count: the terms that the records of the practice use', route: '/ValueSet/$expand' }],
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

import type { CapabilityStatementRestResource, CapabilityStatementRestResourceOperation, ResourceType } from '@medplum/fhirtypes';
import { parameterOf, searchParametersOf } from '../../../fhir/search/parameters.ts';

const INTERACTIONS = ['read', 'vread', 'update', 'patch', 'delete', 'history-instance', 'history-type', 'create', 'search-type'] as const;

/** What can be done with the types that a record is made of: the same with each. */
export function keptResources(types: ReadonlySet<string>, profiles: ReadonlyMap<string, string>, operationsOf: (type: string) => CapabilityStatementRestResourceOperation[]): CapabilityStatementRestResource[] {
  const referring = referringTo(types);
  return [...types].map((type) => {
    const parameters = searchParametersOf(type);
    const includes = parameters.flatMap((parameter) => (parameter.type === 'reference' ? [`${type}:${parameter.name}`] : []));
    const supported = [...profiles].filter(([, of]) => of === type).map(([canonical]) => canonical).sort();
    const operation = operationsOf(type);
    return {
      type: type as ResourceType,
      ...withSome('supportedProfile', supported),
      interaction: INTERACTIONS.map((code) => ({ code })),
      versioning: 'versioned-update',
      readHistory: true,
      updateCreate: true,
      conditionalCreate: true,
      conditionalRead: 'not-match',
      conditionalUpdate: true,
      conditionalDelete: 'single',
      referencePolicy: ['literal', 'enforced'],
      ...withSome('searchInclude', includes),
      ...withSome('searchRevInclude', referring.get(type) ?? []),
      searchParam: parameters,
      ...withSome('operation', operation),
    };
  });
}

/** FHIR knows no empty lists. */
function withSome<Name extends string, T>(name: Name, values: T[]): Partial<Record<Name, T[]>> {
  const some: Partial<Record<Name, T[]>> = {};
  if (values.length > 0) some[name] = values;
  return some;
}

/** For each type, the references that are made to lead to it. One that may lead anywhere is not among them. */
function referringTo(types: ReadonlySet<string>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const type of types) {
    for (const { name } of searchParametersOf(type)) {
      for (const target of parameterOf(type, name)?.targets ?? []) found.set(target, [...(found.get(target) ?? []), `${type}:${name}`]);
    }
  }
  return found;
}

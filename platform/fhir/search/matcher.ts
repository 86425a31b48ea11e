import type { Resource } from '@medplum/fhirtypes';
import type { SearchSettings } from './condition.ts';
import { parseCriterion } from './criterion.ts';
import { badParameter } from './fault.ts';
import { refuseTooMany } from './too-many.ts';

/**
 * The test that a search of the type with this query string would make of one resource by itself: for subscriptions
 * and granular scopes. Throws Problem `invalid` on an unknown parameter, and on what would have to read other
 * resources (chains, `_has`) or shapes the answer (`_count`, `_include`).
 */
export function matcher(type: string, query: string, settings: SearchSettings = { base: '', now: Date.now }): (resource: Resource) => boolean {
  const parameters = [...new URLSearchParams(query)];
  refuseTooMany(parameters);
  const tests = parameters.map(([key, value]) => {
    const criterion = parseCriterion(type, key, value, settings);
    if (criterion?.kind !== 'condition') throw badParameter(key, 'cannot be decided from one resource of the type alone');
    return criterion.test;
  });
  return (resource) => resource.resourceType === type && tests.every((test) => test(resource));
}

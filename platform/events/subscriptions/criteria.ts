import type { Resource } from '@medplum/fhirtypes';
import { matcher } from '../../fhir/search/matcher.ts';

/** Whether one resource meets search criteria (`code=…&patient=…`) on a type. Throws `invalid` on what search does not know. */
export function testOf(type: string, query: string): (resource: Resource) => boolean {
  return matcher(type, query);
}

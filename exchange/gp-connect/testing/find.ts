import type { Resource } from '@medplum/fhirtypes';
import type { ConvertedRecord } from '../../import/contract.ts';

/** The resource of that type and id in a converted record. Throws when there is none. */
export function find<T extends Resource['resourceType']>(
  { patient, resources, directory }: ConvertedRecord, type: T, id: string,
): Extract<Resource, { resourceType: T }> {
  for (const each of [patient, ...resources, ...directory]) if (isOf(each, type) && each.id === id) return each;
  throw new Error(`no ${type}/${id}`);
}

export function isOf<T extends Resource['resourceType']>(resource: Resource, type: T): resource is Extract<Resource, { resourceType: T }> {
  return resource.resourceType === type;
}

import type { Resource } from '@medplum/fhirtypes';

/** Any FHIR R4 resource as it stands in the store: it has an id. */
export type StoredResource = Resource & { id: string };

/** `Type/id`, the relative form every reference inside one practice takes. */
export function relativeReference(resource: { resourceType: string; id?: string }): string {
  return `${resource.resourceType}/${resource.id ?? ''}`;
}

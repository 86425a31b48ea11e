import type { Bundle, ExtractResource, Patient, Reference, Resource, ResourceType } from '@medplum/fhirtypes';

/** One patient's record, as the API gave it to its reader: nothing here knows of what was withheld. */
export interface PatientRecord {
  readonly patient: Patient;
  /** Every resource, in the order the record holds them. */
  readonly everything: readonly Resource[];
  /** Every resource of a type, in the order the record holds them. */
  all<T extends ResourceType>(type: T): readonly ExtractResource<T>[];
  /** What a reference points at, or undefined where the reader may not see it or it is not held. */
  resolve(reference: Reference | undefined): Resource | undefined;
}

/** Indexes the answer to `Patient/{id}/$everything`. Throws where the bundle holds no Patient. */
export function openRecord(bundle: Bundle): PatientRecord {
  const everything: Resource[] = [];
  const byReference = new Map<string, Resource>();
  const byType = new Map<string, Resource[]>();
  for (const { resource } of bundle.entry ?? []) {
    if (resource === undefined) continue;
    everything.push(resource);
    const list = byType.get(resource.resourceType) ?? [];
    if (list.length === 0) byType.set(resource.resourceType, list);
    list.push(resource);
    byReference.set(`${resource.resourceType}/${resource.id ?? ''}`, resource);
  }

  const all = <T extends ResourceType>(type: T): ExtractResource<T>[] =>
    (byType.get(type) ?? []).filter((resource) => isA(resource, type));
  const [patient] = all('Patient');
  if (patient === undefined) throw new Error('the record holds no Patient');

  return {
    patient,
    everything,
    all,
    resolve: (reference) => byReference.get(reference?.reference ?? ''),
  };
}

/** Narrows a resource to a type. */
export function isA<T extends ResourceType>(resource: Resource | undefined, type: T): resource is ExtractResource<T> {
  return resource?.resourceType === type;
}

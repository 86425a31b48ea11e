import { isDeepStrictEqual } from 'node:util';
import type { Resource } from '@medplum/fhirtypes';
import { patientOf } from '../../platform/fhir/compartment.ts';
import { isValidNhsNumber, NHS_NUMBER_SYSTEM } from '../../platform/fhir/nhs-number.ts';
import type { StoredResource } from '../../platform/fhir/resource.ts';
import { isStray } from '../../platform/http/fhir/stray.ts';
import { type ConvertedRecord, type SourceEntry, SourceError } from './contract.ts';

type Validate = (resource: unknown) => readonly { expression: string; message: string }[];

/** One resource of an R4 source and where it stood. */
export interface R4Entry {
  place: string;
  resource: unknown;
}

/**
 * Puts R4 resources that belong to one patient, and the practice's own, together as a record. Each must be valid
 * FHIR R4 with an id; the first that is not stops the record with its place and FHIRPath. The same resource given
 * twice is taken once; two different ones under one id stop the record.
 */
export function readR4Record(entries: readonly R4Entry[], validate: Validate): ConvertedRecord {
  const fates: SourceEntry[] = [];
  const resources: StoredResource[] = [];
  const directory: StoredResource[] = [];
  const seen = new Map<string, { place: string; accepted: StoredResource }>();
  let patient: ConvertedRecord['patient'] | undefined;
  for (const { place, resource } of entries) {
    const accepted = acceptR4(resource, place, validate);
    const target = `${accepted.resourceType}/${accepted.id}`;
    const fate = { place, type: accepted.resourceType, id: accepted.id, target };
    const first = seen.get(target);
    if (first !== undefined) {
      if (!isDeepStrictEqual(first.accepted, accepted)) throw new SourceError(place, `has the type and id of ${first.place}, but other content`);
      fates.push({ ...fate, outcome: 'merged', reason: `It is the same as ${first.place}.` });
      continue;
    }
    seen.set(target, { place, accepted });
    fates.push({ ...fate, outcome: 'stored' });
    if (accepted.resourceType === 'Patient') {
      if (patient !== undefined) throw new SourceError(place, 'is a second Patient in one record');
      checkNhsNumber(accepted, place);
      patient = accepted;
    } else if (patientOf(accepted) === '') directory.push(accepted);
    else resources.push(accepted);
  }
  if (patient === undefined) throw new SourceError(entries[0]?.place ?? 'source', 'belongs to a record whose Patient is not in the source');
  return { patient, resources, directory, entries: fates };
}

/** A sound resource with an id, or a SourceError that names the place within it. */
export function acceptR4(resource: unknown, place: string, validate: Validate): StoredResource {
  const [issue] = validate(resource);
  if (issue !== undefined) throw new SourceError(`${place}.${issue.expression}`, issue.message);
  if (!hasId(resource)) throw new SourceError(place, 'has no id');
  if (isStray(resource)) throw new SourceError(place, `(${resource.resourceType}) does not name its patient as Patient/<id>`);
  return resource;
}

function hasId(resource: unknown): resource is StoredResource {
  return typeof resource === 'object' && resource !== null && 'id' in resource && typeof resource.id === 'string';
}

function checkNhsNumber(patient: Resource & { resourceType: 'Patient' }, place: string): void {
  for (const [i, identifier] of (patient.identifier ?? []).entries()) {
    if (identifier.system !== NHS_NUMBER_SYSTEM || identifier.value === undefined) continue;
    if (!isValidNhsNumber(identifier.value)) throw new SourceError(`${place}.identifier[${i}].value`, 'is not an NHS number: its check digit (modulus 11) is wrong');
  }
}

import type { StoredResource } from '../../../platform/fhir/resource.ts';
import { SourceError } from '../../import/contract.ts';
import { convertStructuredRecord } from '../migrate-structured-record.ts';

export interface Source {
  resourceType: string;
  id?: string;
  [element: string]: unknown;
}

export const PATIENT: Source = { resourceType: 'Patient', id: 'p1', name: [{ family: 'Example' }] };
export const SUBJECT = { reference: 'Patient/p1' };

/** A structured record of one patient (entry[0]) with the given resources (entry[1], ...). */
export function bundleOf(...resources: unknown[]): { resourceType: string; type: string; entry: { resource: unknown }[] } {
  return { resourceType: 'Bundle', type: 'collection', entry: [PATIENT, ...resources].map((resource) => ({ resource })) };
}

/** What the given resources become, in source order; the patient and the directory aside. */
export function converted(...resources: Source[]): StoredResource[] {
  return convertStructuredRecord(bundleOf(...resources)).resources;
}

/** The place that a refusal names. Throws when nothing is refused. */
export function placeOfRefusal(refused: () => unknown): string {
  try {
    refused();
  } catch (error) {
    if (error instanceof SourceError) return error.place;
    throw error;
  }
  throw new Error('nothing was refused');
}

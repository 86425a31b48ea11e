import type { Bundle, Observation, Resource } from '@medplum/fhirtypes';
import { openRecord } from './record.ts';
import type { PatientRecord } from './record.ts';

/** A record of one patient, `p`, made for a test. */
export function recordOf(...resources: Resource[]): PatientRecord {
  return openRecord(bundleOf([{ resourceType: 'Patient', id: 'p' }, ...resources]), 'p');
}

export function bundleOf(resources: readonly Resource[]): Bundle {
  return { resourceType: 'Bundle', type: 'searchset', entry: resources.map((resource) => ({ resource })) };
}

export const SUBJECT = { reference: 'Patient/p' };

/** An observation of `p` made for a test. */
export function observation(id: string, more: Partial<Observation>): Observation {
  return { resourceType: 'Observation', id, status: 'final', code: { text: 'Test' }, subject: SUBJECT, ...more };
}

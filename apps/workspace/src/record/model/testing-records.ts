import { readdirSync, readFileSync } from 'node:fs';
import type { Bundle, Observation, Resource } from '@medplum/fhirtypes';
import { convertStructuredRecord } from '../../../../../exchange/gp-connect/migrate-structured-record.ts';
import { openRecord } from './record.ts';
import type { PatientRecord } from './record.ts';

const EXAMPLES = new URL('../../../../../dev-env/examples/gp-connect/', import.meta.url);

/** The example records of a real GP system, as the server answers them: for tests. */
export function exampleRecords(): { name: string; record: PatientRecord }[] {
  return readdirSync(EXAMPLES).filter((file) => file.endsWith('.json')).map((file) => {
    const converted = convertStructuredRecord(JSON.parse(readFileSync(new URL(file, EXAMPLES), 'utf8')));
    const resources = [converted.patient, ...converted.resources, ...converted.directory];
    return { name: file.split('_')[1] ?? file, record: openRecord(bundleOf(resources), converted.patient.id) };
  });
}

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

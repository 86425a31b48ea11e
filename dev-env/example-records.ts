import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '@medplum/fhirtypes';
import { convertStructuredRecord } from '../exchange/gp-connect/migrate-structured-record.ts';

const FOLDER = join(import.meta.dirname, 'examples', 'gp-connect');

/** The example records of a real GP system as FHIR R4, each with the patient's id and family name: for tests. */
export function exampleRecords(): { name: string; patientId: string; resources: Resource[] }[] {
  return readdirSync(FOLDER).filter((file) => file.endsWith('.json')).map((file) => {
    const source: unknown = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
    const { patient, resources, directory } = convertStructuredRecord(source);
    return { name: file.split('_')[1] ?? file, patientId: patient.id, resources: [patient, ...resources, ...directory] };
  });
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '@medplum/fhirtypes';
import { convertStructuredRecord } from '../../../exchange/gp-connect/migrate-structured-record.ts';

const FOLDER = join(import.meta.dirname, '../../../dev-env/examples/gp-connect');

/** The real GP Connect records as FHIR R4, each under its family name in lower case. */
export function realRecords(): Record<string, Resource[]> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(files.map((name) => {
    const source: unknown = JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
    const [number = '', family = ''] = name.split('_');
    const { patient, resources, directory } = convertStructuredRecord(source, { nhsNumber: number });
    return [family.toLowerCase(), [patient, ...resources, ...directory]];
  }));
}

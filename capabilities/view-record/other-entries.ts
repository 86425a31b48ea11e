import type { Resource } from '@medplum/fhirtypes';
import { consultationParts } from './consultation-tree.ts';
import { readEntry, type Entry } from './entry.ts';
import { measurementObservations } from './measurements.ts';
import { newestFirst } from './newest-first.ts';
import type { PatientRecord } from './record.ts';
import { resultObservations } from './test-results.ts';

/** What the record holds that no other page shows: entries made outside a consultation, operations, family history. */
export function readOtherEntries(record: PatientRecord): Entry[] {
  const consulted = new Set<Resource>(record.all('Encounter').flatMap(({ id }) => consultationParts(record, id ?? '').flatMap(({ items }) => items)));
  const results = resultObservations(record);
  const measured = new Set<Resource>(measurementObservations(record));
  const rest = [
    ...record.all('Observation').filter((observation) => !results.has(observation.id ?? '') && !measured.has(observation)),
    ...record.all('Procedure').filter(({ status }) => status !== 'entered-in-error'),
    ...record.all('FamilyMemberHistory').filter(({ status }) => status !== 'entered-in-error'),
  ].filter((resource) => !consulted.has(resource));
  return newestFirst<Resource>(rest).map((resource) => readEntry(record, resource)).filter((entry) => entry !== undefined);
}

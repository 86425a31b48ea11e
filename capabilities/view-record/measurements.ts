import type { Observation } from '@medplum/fhirtypes';
import { clinicalDate } from '../../platform/fhir/clinical-date.ts';
import { conceptKey, plainConcept } from './concept.ts';
import { newestFirst } from './newest-first.ts';
import { observedValue } from './observed-value.ts';
import type { PlainTerm } from './plain-english.ts';
import type { PatientRecord } from './record.ts';
import { noteTexts } from './test-result-tree.ts';
import { resultObservations, type Reading } from './test-results.ts';
import { verdictOf } from './usual-range.ts';
import { plainDate } from './when.ts';

export interface MeasurementReading extends Reading {
  notes: string[];
}

/** One kind of measurement, such as weight, and every reading of it. */
export interface Measurement {
  key: string;
  name: PlainTerm;
  /** Newest first; never empty. */
  readings: MeasurementReading[];
}

/** Observations with a value that are not test results: blood pressure, weight and the like. */
export function measurementObservations(record: PatientRecord): Observation[] {
  const results = resultObservations(record);
  return record.all('Observation').filter(
    (observation) => observation.status !== 'entered-in-error' && !results.has(observation.id ?? '') && observedValue(observation) !== undefined,
  );
}

/** Measurements by kind, the kind measured last first. */
export function readMeasurements(record: PatientRecord): Measurement[] {
  const kinds = Map.groupBy(newestFirst(measurementObservations(record)), ({ code }) => conceptKey(code));
  return [...kinds].map(([key, observations]) => ({
    key,
    name: plainConcept(observations[0]?.code, 'Measurement, no name recorded'),
    readings: observations.map((observation) => ({
      date: plainDate(clinicalDate(observation)),
      value: observedValue(observation) ?? '',
      verdict: verdictOf(observation),
      notes: noteTexts(observation),
    })),
  }));
}

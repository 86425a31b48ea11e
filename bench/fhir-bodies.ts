import { randomUUID } from 'node:crypto';
import type { Bundle, Encounter, Observation } from '@medplum/fhirtypes';

/** A heart rate, as the create cases write it. */
export function observationFor(patient: string, i: number, encounter?: string): Observation {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://snomed.info/sct', code: '364075005', display: 'Heart rate' }], text: 'Heart rate' },
    subject: { reference: `Patient/${patient}` },
    ...(encounter === undefined ? {} : { encounter: { reference: encounter } }),
    effectiveDateTime: '2026-11-22T10:00:00+00:00',
    valueQuantity: { value: 60 + (i % 40), unit: 'beats/min', system: 'http://unitsofmeasure.org', code: '/min' },
  };
}

/** A consultation of `size` entries as one transaction: an encounter, and observations that refer to it. */
export function consultationFor(patient: string, i: number, size: number): Bundle {
  const encounter: Encounter = {
    resourceType: 'Encounter',
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB', display: 'ambulatory' },
    subject: { reference: `Patient/${patient}` },
    period: { start: '2026-11-22T10:00:00+00:00', end: '2026-11-22T10:10:00+00:00' },
  };
  const address = `urn:uuid:${randomUUID()}`;
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      { fullUrl: address, resource: encounter, request: { method: 'POST', url: 'Encounter' } },
      ...Array.from({ length: size - 1 }, (_, n) => ({
        fullUrl: `urn:uuid:${randomUUID()}`,
        resource: observationFor(patient, i + n, address),
        request: { method: 'POST' as const, url: 'Observation' },
      })),
    ],
  };
}

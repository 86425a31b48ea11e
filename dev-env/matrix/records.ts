import type { Appointment, Flag, Observation, Patient, RelatedPerson } from '@medplum/fhirtypes';
import type { StoredResource } from '../../platform/fhir/resource.ts';
import type { Database } from '../../platform/store/database.ts';
import { put, remove, write } from '../../scripts/proofs/sample-records.ts';
import { canary, type Target } from './axes.ts';

const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const RESTRICTED = { security: [{ system: CONFIDENTIALITY, code: 'R' }] };
const VERY_RESTRICTED = { security: [{ system: CONFIDENTIALITY, code: 'V' }] };
const NOPAT = { security: [{ system: ACT_CODE, code: 'NOPAT' }] };

/** Writes the fixture's record of a patient: one thing of each kind, each with its canary. */
export async function writeRecord(db: Database, practice: string, target: Target): Promise<void> {
  const { id, sensitivity } = target;
  const restricted = sensitivity === 's-flag' ? { meta: RESTRICTED } : {};
  await write(db, practice, [put(patientOf(target, canary(id, 'contact-before'))), put(observationOf(id, 'normal', canary(id, 'normal-before'))), put(observationOf(id, 'nopat', canary(id, 'nopat-before')))]);
  await write(db, practice, [
    put({ ...patientOf(target, canary(id, 'contact')), ...restricted }),
    put({ resourceType: 'Encounter', id: `${id}-encounter`, meta: RESTRICTED, status: 'finished', class: { code: 'AMB', display: canary(id, 'encounter') }, subject: { reference: `Patient/${id}` } }),
    put({ ...observationOf(id, 'normal', canary(id, 'normal')), encounter: { reference: `Encounter/${id}-encounter` } }),
    put({ ...observationOf(id, 'nopat', canary(id, 'nopat')), meta: NOPAT }),
    put({ ...observationOf(id, 'restricted', canary(id, 'restricted')), meta: RESTRICTED }),
    put({ ...observationOf(id, 'very-restricted', canary(id, 'very-restricted')), meta: VERY_RESTRICTED }),
    put({ ...observationOf(id, 'deleted', canary(id, 'nopat')), meta: NOPAT }),
    put(flagOf(id)),
    put(relatedOf(id)),
    put(appointmentOf(id, `${id}-booking`, canary(id, 'booking'))),
    put({ ...appointmentOf(id, `${id}-restricted-booking`, canary(id, 'restricted-booking')), meta: RESTRICTED }),
  ]);
  await write(db, practice, [remove('Observation', `${id}-deleted`, id)]);
}

function patientOf({ id, family, standing, sensitivity }: Target, contact: string): Patient & { id: string } {
  return {
    resourceType: 'Patient', id, active: standing === 'registered', gender: 'female', birthDate: '1980-01-01',
    name: [{ use: 'official', family, given: [canary(id, 'name')] }],
    telecom: [{ system: 'phone', value: `tel-${id}` }, { system: 'email', value: contact }],
    address: [{ line: [contact], postalCode: `post-${id}` }],
    contact: [{ name: { text: contact } }],
    ...(sensitivity === 'deceased' ? { deceasedBoolean: true } : {}),
  };
}

/** An observation of the record; its code is its own, so that it can be searched for, and guessed at. */
export function observationOf(patient: string, name: string, text: string): Observation & { id: string } {
  return {
    resourceType: 'Observation', id: `${patient}-${name}`, status: 'final',
    code: { coding: [{ system: 'urn:matrix', code: `${patient}-${name}` }, { system: 'urn:matrix', code: 'fixture' }] },
    subject: { reference: `Patient/${patient}` }, valueString: text,
    identifier: [{ system: 'urn:matrix', value: `${patient}-${name}` }],
  };
}

function flagOf(patient: string): Flag & { id: string } {
  return { resourceType: 'Flag', id: `${patient}-flag`, status: 'active', code: { text: canary(patient, 'flag') }, subject: { reference: `Patient/${patient}` } };
}

function relatedOf(patient: string): RelatedPerson & { id: string } {
  return { resourceType: 'RelatedPerson', id: `${patient}-related`, patient: { reference: `Patient/${patient}` }, name: [{ text: canary(patient, 'related') }] };
}

export function appointmentOf(patient: string, id: string, description: string): Appointment & { id: string } {
  return {
    resourceType: 'Appointment', id, status: 'booked', description, start: '2026-11-23T09:00:00Z', end: '2026-11-23T09:10:00Z',
    participant: [{ status: 'accepted', actor: { reference: `Patient/${patient}` } }],
  };
}

/** A copy to be changed or removed by one asker's requests; it holds no canary. */
export function throwAway(type: 'Observation' | 'Appointment', patient: string, id: string, isRestricted: boolean): StoredResource {
  const resource = type === 'Appointment' ? appointmentOf(patient, id, 'throw-away') : { ...observationOf(patient, 'throw-away', 'throw-away'), id, identifier: [{ system: 'urn:throw-away', value: id }], code: { text: 'throw-away' } };
  return isRestricted ? { ...resource, meta: RESTRICTED } : resource;
}

/** Small resources, readers and a writer that the tests and proofs of the record store share. */
import type { Observation, Patient, Practitioner } from '@medplum/fhirtypes';
import { AUDIENCE } from '../../platform/access/audience.ts';
import { ACT_CODE } from '../../platform/fhir/labels.ts';
import type { StoredResource } from '../../platform/fhir/resource.ts';
import type { Database } from '../../platform/store/database.ts';
import type { Reader } from '../../platform/store/reader.ts';
import { commit } from '../../platform/store/write/commit.ts';
import type { WrittenBy } from '../../platform/store/write/ledger.ts';
import type { Change, Committed, Expectation } from '../../platform/store/write/step.ts';

export const WRITER: WrittenBy = { account: 'writer', role: 'gp', action: 'write' };
export const CLINICIAN: Reader = { account: 'gp', role: 'gp', audience: AUDIENCE.clinical, own: null };
export const RECEPTIONIST: Reader = { account: 'desk', role: 'receptionist', audience: AUDIENCE.administrative, own: null };

/** The label that withholds an entry from the patient. */
export const WITHHELD = { security: [{ system: ACT_CODE, code: 'NOPAT' }] };

/** A patient, confined to their own record. */
export function patientReader(id: string): Reader {
  return { account: `patient ${id}`, role: 'patient', audience: AUDIENCE.patient, own: [id] };
}

export function patient(id: string, more: Partial<Patient> = {}): Patient & { id: string } {
  return { resourceType: 'Patient', id, name: [{ use: 'official', family: 'Example', given: [id] }], ...more };
}

export function observation(id: string, patientId: string, more: Partial<Observation> = {}): Observation & { id: string } {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { coding: [{ system: 'http://snomed.info/sct', code: '75367002', display: 'Blood pressure' }] },
    subject: { reference: `Patient/${patientId}` },
    ...more,
  };
}

export function practitioner(id: string, more: Partial<Practitioner> = {}): Practitioner & { id: string } {
  return { resourceType: 'Practitioner', id, name: [{ family: `Doctor ${id}` }], ...more };
}

export function put(resource: StoredResource, expect: Expectation = 'any'): Change {
  return { op: 'put', resource, expect };
}

export function remove(type: string, id: string, patientId: string, expect: Expectation = 'any'): Change {
  return { op: 'delete', type, id, patient: patientId, expect };
}

/** Commits changes in a transaction of their own. */
export function write(db: Database, practice: string, changes: readonly Change[], by: WrittenBy = WRITER): Promise<Committed[]> {
  return db.transaction(practice, (tx) => commit(tx, changes, by));
}

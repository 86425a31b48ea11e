import assert from 'node:assert/strict';
import test from 'node:test';
import { openRecord, WrongPatientError } from './record.ts';
import { bundleOf, observation, recordOf } from './testing-records.ts';

test('wrong patient: a record with anything of another patient, or of nobody, is refused whole', () => {
  assert.throws(() => recordOf(observation('x', { subject: { reference: 'Patient/other' } })), WrongPatientError);
  assert.throws(() => recordOf({ resourceType: 'Observation', id: 'x', status: 'final', code: {} }), WrongPatientError);
  assert.throws(() => recordOf({ resourceType: 'Patient', id: 'other' }), WrongPatientError);
  assert.throws(() => openRecord(bundleOf([{ resourceType: 'Practitioner', id: 'd' }]), 'p'));
});

test('a refusal names no patient', () => {
  assert.throws(() => recordOf(observation('x', { subject: { reference: 'Patient/9434765919' } })), (error: Error) => !/9434765919/.test(error.message));
});

test('references are found in every form they take', () => {
  const record = recordOf(observation('x', {}));
  for (const reference of ['Observation/x', 'https://host/A20047/fhir/r4/Observation/x', 'Observation/x/_history/3']) {
    assert.equal(record.find(reference)?.id, 'x', reference);
  }
});

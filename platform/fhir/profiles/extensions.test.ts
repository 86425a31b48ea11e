import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONDITION, PATIENT } from '../validation/samples.ts';
import { found, NHS_NUMBER, R4, said, UK_CORE } from './samples.ts';

const extended = (...extension: unknown[]) => ({ ...PATIENT, extension });
const ETHNIC = `${UK_CORE}Extension-UKCore-EthnicCategory`;
const NHS_STATUS = `${UK_CORE}Extension-UKCore-NHSNumberVerificationStatus`;

test('a known extension has a value of its type, in its code system', () => {
  assert.deepEqual(found(extended({ url: ETHNIC, valueCodeableConcept: { text: 'White' } })), []);
  assert.deepEqual(said(extended({ url: ETHNIC, valueString: 'White' })), [`error Patient.extension[0].valueString must be of type CodeableConcept (${ETHNIC})`]);
  const status = (code: string) => found({ ...PATIENT, identifier: [{ ...NHS_NUMBER, extension: [{ url: NHS_STATUS, valueCodeableConcept: { coding: [{ system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland', code }] } }] }] });
  assert.deepEqual(status('01'), []);
  assert.deepEqual(status('99'), ['code-invalid Patient.identifier[0].extension[0].valueCodeableConcept']);
});

test('a complex extension nests what its definition names, as often as it says', () => {
  const death = (...extension: unknown[]) => found(extended({ url: `${UK_CORE}Extension-UKCore-DeathNotificationStatus`, extension }));
  const status = { url: 'deathNotificationStatus', valueCodeableConcept: { text: 'Formal' } };
  assert.deepEqual(death(status, { url: 'systemEffectiveDate', valueDateTime: '2020-01-01' }), []);
  assert.deepEqual(death({ url: 'systemEffectiveDate', valueDateTime: '2020-01-01' }), ['required Patient.extension[0].extension']);
  assert.deepEqual(death(status, status), ['structure Patient.extension[0].extension']);
  assert.deepEqual(death({ ...status, valueCodeableConcept: undefined, valueString: 'x' }), ['structure Patient.extension[0].extension[0].valueString']);
});

test('an extension of a primitive, wherever it stands', () => {
  const born = (valueDateTime: unknown, url = `${R4}patient-birthTime`) => found({ ...PATIENT, _birthDate: { extension: [{ url, valueDateTime }] } });
  assert.deepEqual(born('1980-08-14T03:00:00Z'), []);
  assert.deepEqual(found({ ...PATIENT, _birthDate: { extension: [{ url: `${R4}patient-birthTime`, valueString: 'three' }] } }), ['structure Patient.birthDate.extension[0].valueString']);
});

test('a profile says how often an extension may stand', () => {
  const ethnic = { url: ETHNIC, valueCodeableConcept: { text: 'White' } };
  assert.deepEqual(said(extended(ethnic, ethnic)), [`error Patient.extension must not stand more than once (${UK_CORE}UKCore-Patient, slice ethnicCategory)`]);
});

test('an extension that is not known is left alone', () => {
  assert.deepEqual(found(extended({ url: 'https://example.org/colour', valueString: 'red' }), { advice: true }), []);
});

test('an extension away from the places its definition names is advice', () => {
  const misplaced = { ...CONDITION, extension: [{ url: ETHNIC, valueCodeableConcept: { text: 'White' } }] };
  assert.deepEqual(found(misplaced), []);
  assert.deepEqual(said(misplaced, { advice: true }), [`warning Condition.extension[0] may stand only at Patient (${ETHNIC})`]);
});

test('places are told by path, by data type and through bundles', () => {
  const key = { url: `${UK_CORE}Extension-UKCore-AddressKey`, extension: [{ url: 'type', valueCodeableConcept: { text: 'PAF' } }, { url: 'value', valueString: '1' }] };
  const other = { url: `${UK_CORE}Extension-UKCore-OtherContactSystem`, valueCodeableConcept: { text: 'x' } };
  const patient = { ...PATIENT, address: [{ text: 'x', extension: [key] }], telecom: [{ value: '1', system: 'other', _system: { extension: [other] } }] };
  assert.deepEqual(said(patient, { advice: true }), []);
  assert.deepEqual(said({ resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient }] }, { advice: true }), []);
  assert.equal(said({ ...PATIENT, extension: [key] }, { advice: true }).length, 1);
});

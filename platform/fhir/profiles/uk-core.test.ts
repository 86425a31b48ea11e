import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PATIENT, validator } from '../validation/samples.ts';
import { BLOOD_PRESSURE, claim, found, NHS_NUMBER, R4, said, UK_CORE, UK_PATIENT } from './samples.ts';

const PATIENT_SLICE = `(${UK_CORE}UKCore-Patient, slice nhsNumber)`;

test('UK Core samples keep their profiles', () => {
  assert.deepEqual(said(UK_PATIENT, { advice: true }), []);
  assert.deepEqual(said({ ...BLOOD_PRESSURE, meta: claim('UKCore-Observation-VitalSigns-BloodPressure') }, { advice: true }), []);
});

test('the profiles are known by canonical and type', () => {
  assert.equal(validator.profiles.get(`${UK_CORE}UKCore-Patient`), 'Patient');
  assert.equal(validator.profiles.get(`${R4}bp`), 'Observation');
  assert.equal([...validator.profiles.keys()].filter((url) => url.startsWith(UK_CORE)).length, 70);
  assert.ok(![...validator.profiles.values()].includes('Extension'));
});

test('a profile does not loosen base R4: array gender, unknown property', () => {
  assert.deepEqual(found({ ...UK_PATIENT, gender: ['male'] }), ['structure Patient.gender']);
  assert.deepEqual(found({ ...UK_PATIENT, nhsNumber: '1' }), ['structure Patient.nhsNumber']);
});

test('a patient has one NHS number at most, with its value, whether the profile is claimed or not', () => {
  for (const patient of [PATIENT, UK_PATIENT]) {
    assert.deepEqual(said({ ...patient, identifier: [NHS_NUMBER, NHS_NUMBER] }), [`error Patient.identifier must not stand more than once ${PATIENT_SLICE}`]);
    assert.deepEqual(said({ ...patient, identifier: [{ system: NHS_NUMBER.system }] }), [`error Patient.identifier[0].value is required ${PATIENT_SLICE}`]);
    assert.deepEqual(found({ ...patient, identifier: [{ system: 'https://x' }, { system: 'https://x' }, NHS_NUMBER] }), [], 'other identifiers are free');
  }
});

test('a masked NHS number has an extension in place of its value', () => {
  const _value = { extension: [{ url: `${R4}data-absent-reason`, valueCode: 'masked' }] };
  assert.deepEqual(found({ ...PATIENT, identifier: [{ system: NHS_NUMBER.system, _value }] }), []);
});

test('slices count what they sort out only', () => {
  const ods = { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'A20047' };
  const site = { system: 'https://fhir.nhs.uk/Id/ods-site-code', value: 'A2004701' };
  const organization = (...identifier: unknown[]) => found({ resourceType: 'Organization', name: 'x', identifier });
  assert.deepEqual(organization(ods, site), []);
  assert.deepEqual(organization(ods, ods, site), ['structure Organization.identifier']);
});

test('an element that the profile requires', () => {
  assert.deepEqual(said({ resourceType: 'AllergyIntolerance', patient: { reference: 'Patient/1' }, clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }] } }),
    [`error AllergyIntolerance.code is required (${UK_CORE}UKCore-AllergyIntolerance)`]);
  const request = { resourceType: 'MedicationRequest', status: 'active', intent: 'order', medicationCodeableConcept: { text: 'x' }, subject: { reference: 'Patient/1' } };
  assert.deepEqual(found(request), [], 'not asked of those who do not claim it');
  assert.deepEqual(found({ ...request, meta: claim('UKCore-MedicationRequest') }), ['required MedicationRequest.substitution']);
});

test('a prohibited element, a closed slicing, a fixed value', () => {
  const blood = { ...BLOOD_PRESSURE, meta: claim('UKCore-Observation-VitalSigns-BloodPressure') };
  assert.deepEqual(found({ ...blood, specimen: { display: 'x' } }), ['structure Observation.specimen']);
  assert.deepEqual(found({ ...blood, valueString: '138/82' }).sort(), ['structure Observation.valueString', 'structure Observation.valueString']);
  assert.deepEqual(found({ ...blood, status: 'amended' }), ['value Observation.status']);
  const [systolic, diastolic] = blood.component;
  const named = { ...systolic, code: { ...systolic?.code, text: 'Systolic' } };
  assert.deepEqual(found({ ...blood, component: [named, diastolic] }), ['structure Observation.component[0]', 'required Observation.component']);
  assert.match(said({ ...blood, component: [named, diastolic] })[0] ?? '', /must be one of the slices SystolicBP, DiastolicBP \(.*VitalSigns-BloodPressure\)$/);
});

test('a reference may point to fewer types', () => {
  const lab = (reference: string) => found({
    resourceType: 'Observation', meta: claim('UKCore-Observation-Lab'), status: 'final', subject: { reference }, code: { text: 'x' }, valueString: 'x',
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] }],
  });
  assert.deepEqual(lab('Patient/1'), []);
  assert.deepEqual(lab('Group/1'), ['value Observation.subject.reference']);
});

test('an invariant of a profile: error, and advice when it is asked for', () => {
  const immunization = { resourceType: 'Immunization', status: 'not-done', vaccineCode: { text: 'x' }, patient: { reference: 'Patient/1' }, occurrenceDateTime: '2020' };
  assert.deepEqual(found(immunization), ['invariant Immunization']);
  assert.deepEqual(found({ ...immunization, statusReason: { text: 'declined' } }), []);
  const structure = { resourceType: 'BodyStructure', meta: claim('UKCore-BodyStructure'), patient: { reference: 'Patient/1' } };
  assert.deepEqual(found(structure), []);
  assert.match(said(structure, { advice: true }).join(), /^warning BodyStructure ukcore-bodstr-001/);
});

test('a profile that is not known is advice; one of another type is an error', () => {
  const unknown = { ...PATIENT, meta: claim('https://example.org/P', 'UKCore-Patient|0.0.1') };
  assert.deepEqual(found(unknown), []);
  assert.deepEqual(said(unknown, { advice: true }).map((line) => line.slice(0, 31)), ['warning Patient.meta.profile[0]', 'warning Patient.meta.profile[1]']);
  assert.deepEqual(found({ ...PATIENT, meta: claim('UKCore-Practitioner') }), ['structure Patient.meta.profile[0]']);
});

test('a profile is asked for beside those claimed, with or without its version', () => {
  const request = { resourceType: 'MedicationRequest', status: 'active', intent: 'order', medicationCodeableConcept: { text: 'x' }, subject: { reference: 'Patient/1' } };
  for (const profile of [`${UK_CORE}UKCore-MedicationRequest`, `${UK_CORE}UKCore-MedicationRequest|2.5.0`])
    assert.deepEqual(found(request, { profiles: [profile] }), ['required MedicationRequest.substitution']);
  assert.deepEqual(found(request, { profiles: ['https://example.org/P'] }), ['not-supported MedicationRequest']);
  assert.deepEqual(found(request, { profiles: [`${UK_CORE}UKCore-Patient`] }), ['structure MedicationRequest']);
});

test('resources in bundles and contained ones keep the profiles they claim, in their place', () => {
  const patient = { ...UK_PATIENT, identifier: [NHS_NUMBER, NHS_NUMBER] };
  assert.deepEqual(found({ resourceType: 'Bundle', type: 'collection', entry: [{ resource: UK_PATIENT }, { resource: patient }] }), ['structure Bundle.entry[1].resource.identifier']);
});

test('advice never crowds out an error', () => {
  const meta = { profile: Array.from({ length: 200 }, (_, i) => `https://example.org/${i}`) };
  assert.ok(found({ ...PATIENT, meta, identifier: [NHS_NUMBER, NHS_NUMBER] }, { advice: true }).includes('structure Patient.identifier'));
});

test('whatever stands where a profile looks, it is answered without throwing', () => {
  for (const nonsense of [null, 1, '', [], [null], [[1]], {}, { coding: 1 }, { coding: [null] }, [{ coding: [[]] }]])
    for (const key of ['identifier', 'category', 'code', 'component', 'valueQuantity', 'effectiveDateTime', 'subject', 'meta', 'extension', '_status']) {
      assert.ok(Array.isArray(found({ ...BLOOD_PRESSURE, meta: claim('UKCore-Observation-VitalSigns-BloodPressure'), [key]: nonsense }, { advice: true })));
      assert.ok(Array.isArray(found({ ...UK_PATIENT, [key]: nonsense }, { advice: true })));
    }
});

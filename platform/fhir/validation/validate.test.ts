import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUNDLE, CONDITION, faults, OBSERVATION, PATIENT, SAMPLES, validator } from './samples.ts';

const [systolic, diastolic] = OBSERVATION.component;

test('valid resources have no faults', () => {
  for (const sample of SAMPLES) assert.deepEqual(validator.validate(sample), []);
});

test('R4 has 146 resource types', () => {
  assert.equal(validator.resourceTypes.size, 146);
  assert.ok(validator.resourceTypes.has('Observation'));
  assert.ok(!validator.resourceTypes.has('Resource') && !validator.resourceTypes.has('HumanName'));
});

test('what is no resource says so', () => {
  for (const value of [undefined, null, 1, 'Patient', [], [PATIENT], {}, { resourceType: 7 }])
    assert.deepEqual(faults(value), ['structure Resource']);
  assert.deepEqual(faults({ resourceType: 'Ptaient' }), ['not-supported Resource.resourceType']);
  assert.deepEqual(faults({ resourceType: 'HumanName', family: 'x' }), ['not-supported Resource.resourceType']);
  assert.deepEqual(faults({ resourceType: '__proto__' }), ['not-supported Resource.resourceType']);
});

test('an unknown property is named, at any depth', () => {
  assert.deepEqual(faults({ ...PATIENT, colour: 'red' }), ['structure Patient.colour']);
  assert.deepEqual(faults({ ...OBSERVATION, code: { text: 'x', codings: [] } }), ['structure Observation.code.codings']);
  assert.deepEqual(faults({ ...OBSERVATION, component: [systolic, { ...diastolic, resourceType: 'Observation' }] }), ['structure Observation.component[1].resourceType']);
  assert.deepEqual(faults(JSON.parse('{"resourceType":"Basic","code":{"text":"x"},"__proto__":{"a":1}}')), ['structure Basic']);
});

test('the name of an unknown property is not repeated where it could be anything', () => {
  assert.deepEqual(faults({ ...PATIENT, 'John Smith 9000000009': 1 }), ['structure Patient']);
});

test('required elements', () => {
  const { status: _status, code: _code, ...rest } = OBSERVATION;
  assert.deepEqual(faults(rest), ['required Observation.status', 'required Observation.code']);
  const { code: _inner, ...component } = diastolic ?? {};
  assert.deepEqual(faults({ ...OBSERVATION, component: [systolic, component] }), ['required Observation.component[1].code']);
  assert.deepEqual(faults({ resourceType: 'MedicationRequest', status: 'active', intent: 'order', subject: { reference: 'Patient/1' } }), ['required MedicationRequest.medication[x]']);
  assert.deepEqual(faults({ ...PATIENT, extension: [{ valueString: 'x' }] }), ['required Patient.extension[0].url']);
});

test('an extension in place of a required value will do', () => {
  const absent = { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }] };
  const { status: _status, ...rest } = OBSERVATION;
  assert.deepEqual(faults({ ...rest, _status: absent }), []);
});

test('cardinality: arrays where they belong, and only there', () => {
  assert.deepEqual(faults({ ...PATIENT, name: { family: 'Smith' } }), ['structure Patient.name']);
  assert.deepEqual(faults({ ...PATIENT, name: [{ given: 'John' }] }), ['structure Patient.name[0].given']);
  assert.deepEqual(faults({ ...PATIENT, birthDate: ['1980'] }), ['structure Patient.birthDate']);
  assert.deepEqual(faults({ ...OBSERVATION, subject: [{ reference: 'Patient/1' }] }), ['structure Observation.subject']);
});

test('empty objects, empty arrays and nulls are refused', () => {
  assert.deepEqual(faults({ ...PATIENT, name: [] }), ['structure Patient.name']);
  assert.deepEqual(faults({ ...PATIENT, name: [{}] }), ['structure Patient.name[0]']);
  assert.deepEqual(faults({ ...PATIENT, name: [{ id: 'only' }] }), ['structure Patient.name[0]']);
  assert.deepEqual(faults({ ...PATIENT, name: [null] }), ['structure Patient.name[0]']);
  assert.deepEqual(faults({ ...PATIENT, gender: null }), ['structure Patient.gender']);
  assert.deepEqual(faults({ ...PATIENT, _birthDate: {} }), ['structure Patient.birthDate']);
  assert.deepEqual(faults({ ...OBSERVATION, component: [systolic, { ...diastolic, valueQuantity: {} }] }), ['structure Observation.component[1].valueQuantity']);
});

test('undefined is absent, as JSON has it', () => {
  assert.deepEqual(faults({ ...PATIENT, gender: undefined }), []);
  assert.deepEqual(faults({ ...OBSERVATION, status: undefined }), ['required Observation.status']);
});

test('a choice has one type, and one that is allowed', () => {
  assert.deepEqual(faults({ ...CONDITION, onsetString: 'x', onsetDateTime: '2001' }), ['structure Condition.onsetDateTime']);
  assert.deepEqual(faults({ ...CONDITION, onsetBoolean: true }), ['structure Condition.onsetBoolean']);
  assert.deepEqual(faults({ ...CONDITION, onset: '2001' }), ['structure Condition.onset']);
  assert.deepEqual(faults({ ...PATIENT, deceasedBoolean: false, deceasedDateTime: '2020' }), ['structure Patient.deceasedDateTime']);
});

test('a choice may carry an extension of its own type beside it, of no other', () => {
  const extended = { extension: [{ url: 'http://example.org/x', valueCode: 'a' }] };
  assert.deepEqual(faults({ ...CONDITION, onsetDateTime: '2001', _onsetDateTime: extended }), []);
  assert.deepEqual(faults({ ...CONDITION, _onsetDateTime: extended, onsetDateTime: '2001' }), []);
  assert.deepEqual(faults({ ...CONDITION, onsetDateTime: '2001', _onsetString: extended }), ['structure Condition.onsetString']);
});

test('siblings of primitives: an object or an aligned array', () => {
  assert.deepEqual(faults({ ...PATIENT, _birthDate: [{ extension: [] }] }), ['structure Patient.birthDate']);
  assert.deepEqual(faults({ ...PATIENT, name: [{ given: ['A', null] }] }), ['structure Patient.name[0].given[1]']);
  assert.deepEqual(faults({ ...PATIENT, name: [{ given: ['A'], _given: [null, null] }] }), ['structure Patient.name[0].given[1]']);
  assert.deepEqual(faults({ ...PATIENT, _birthDate: { value: 1, id: 'x' } }), ['structure Patient.birthDate.value']);
  assert.deepEqual(faults({ ...PATIENT, _name: { id: 'x' } }), ['structure Patient._name']);
});

test('required bindings: code', () => {
  assert.deepEqual(faults({ ...OBSERVATION, status: 'finished' }), ['code-invalid Observation.status']);
  assert.deepEqual(faults({ ...PATIENT, gender: 'M' }), ['code-invalid Patient.gender']);
  assert.deepEqual(faults({ ...PATIENT, gender: 7 }), ['structure Patient.gender']);
});

test('required bindings: one coding of a CodeableConcept must be of the value set, and text alone will not do', () => {
  const system = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
  const status = (clinicalStatus: unknown) => faults({ ...CONDITION, clinicalStatus });
  assert.deepEqual(status({ coding: [{ system: 'http://local', code: 'a' }, { system, code: 'active' }] }), []);
  assert.deepEqual(status({ coding: [{ system, code: 'Active' }] }), ['code-invalid Condition.clinicalStatus']);
  assert.deepEqual(status({ coding: [{ code: 'active' }] }), ['code-invalid Condition.clinicalStatus']);
  assert.deepEqual(status({ text: 'active' }), ['code-invalid Condition.clinicalStatus']);
});

test('resources in bundles and parameters are checked where they stand', () => {
  const [first, second] = BUNDLE.entry;
  assert.deepEqual(faults({ ...BUNDLE, entry: [first, { ...second, resource: { ...OBSERVATION, status: 'x' } }] }), ['code-invalid Bundle.entry[1].resource.status']);
  assert.deepEqual(faults({ ...BUNDLE, entry: [{ ...first, resource: { id: 'x' } }] }), ['structure Bundle.entry[0].resource']);
  assert.deepEqual(faults({ ...BUNDLE, entry: [{ ...first, resource: { resourceType: 'Foo' } }] }), ['not-supported Bundle.entry[0].resource.resourceType']);
  assert.deepEqual(faults({ resourceType: 'Parameters', parameter: [{ name: 'a', resource: { ...PATIENT, gender: 'M' } }] }), ['code-invalid Parameters.parameter[0].resource.gender']);
});

test('contentReference: nested items have the rules of their parent', () => {
  const item = { linkId: '1', type: 'group', item: [{ linkId: '1.1', type: 'group', item: [{ type: 'string' }] }] };
  assert.deepEqual(faults({ resourceType: 'Questionnaire', status: 'active', item: [item] }), ['required Questionnaire.item[0].item[0].item[0].linkId']);
});

test('a simple quantity has no comparator', () => {
  const dispense = { resourceType: 'MedicationDispense', status: 'completed', medicationCodeableConcept: { text: 'x' } };
  assert.deepEqual(faults({ ...dispense, quantity: { value: 1, comparator: '<' } }), ['structure MedicationDispense.quantity.comparator']);
  assert.deepEqual(faults({ ...dispense, quantity: { value: 1 } }), []);
});

test('messages and places hold no value of the resource', () => {
  const secret = 'Zaphod 9000000009';
  const spoil = (key: string, value: unknown) => (typeof value === 'string' && key !== 'resourceType' ? secret : value);
  const spoilt = JSON.parse(JSON.stringify({ ...PATIENT, ...OBSERVATION, contained: PATIENT.contained, resourceType: 'Patient' }), spoil);
  const issues = validator.validate({ ...spoilt, [secret]: secret });
  assert.ok(issues.length > 10);
  assert.ok(!JSON.stringify(issues).includes('Zaphod'));
});

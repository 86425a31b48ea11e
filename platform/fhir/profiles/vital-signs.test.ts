import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLOOD_PRESSURE, BODY_WEIGHT, found, R4, said } from './samples.ts';

const [systolic, diastolic] = BLOOD_PRESSURE.component;

test('vital signs with a LOINC code keep the R4 profile, claimed or not', () => {
  assert.deepEqual(found(BLOOD_PRESSURE), []);
  assert.deepEqual(found(BODY_WEIGHT), []);
  assert.deepEqual(found({ ...BODY_WEIGHT, code: { text: 'Weight' }, category: [{ text: 'x' }] }), [], 'nothing is asked of what has no such code');
});

test('vital signs: category, patient and a time to the day', () => {
  const { category: _category, subject: _subject, effectiveDateTime: _time, ...bare } = BODY_WEIGHT;
  assert.deepEqual(found(bare).sort(), ['required Observation.category', 'required Observation.category', 'required Observation.effective[x]', 'required Observation.subject']);
  assert.deepEqual(found({ ...BODY_WEIGHT, effectiveDateTime: '2026' }), ['invariant Observation.effectiveDateTime']);
  assert.deepEqual(found({ ...BODY_WEIGHT, subject: { reference: 'Device/1' } }), ['value Observation.subject.reference']);
});

test('vital signs: the unit is one of the profile, in UCUM', () => {
  const quantity = (change: object) => found({ ...BODY_WEIGHT, valueQuantity: { ...BODY_WEIGHT.valueQuantity, ...change } });
  assert.deepEqual(quantity({ code: 'g' }), []);
  assert.deepEqual(quantity({ code: 'stone' }), ['code-invalid Observation.valueQuantity.code']);
  assert.deepEqual(quantity({ system: 'http://x' }), ['value Observation.valueQuantity.system']);
  assert.deepEqual(found({ ...BODY_WEIGHT, valueQuantity: undefined, valueString: '71.5 kg' }), ['structure Observation.valueString']);
});

test('vital signs: a value, or why there is none', () => {
  assert.deepEqual(found({ ...BODY_WEIGHT, valueQuantity: undefined }), ['invariant Observation']);
  assert.deepEqual(found({ ...BODY_WEIGHT, valueQuantity: undefined, dataAbsentReason: { text: 'refused' } }), []);
});

test('blood pressure: systolic and diastolic stand once each, in mm[Hg], each with a value', () => {
  assert.deepEqual(said({ ...BLOOD_PRESSURE, component: [systolic, systolic, diastolic] }), [`error Observation.component must not stand more than once (${R4}bp, slice SystolicBP)`]);
  assert.deepEqual(found({ ...BLOOD_PRESSURE, component: [systolic] }), ['structure Observation.component', 'required Observation.component']);
  const { valueQuantity: _value, ...empty } = diastolic ?? {};
  assert.ok(found({ ...BLOOD_PRESSURE, component: [systolic, empty] }).every((fault) => fault === 'invariant Observation.component[1]'));
  assert.deepEqual(found({ ...BLOOD_PRESSURE, component: [systolic, { ...diastolic, valueQuantity: { ...diastolic?.valueQuantity, code: '[psi]' } }] }), [
    'code-invalid Observation.component[1].valueQuantity', 'code-invalid Observation.component[1].valueQuantity', 'value Observation.component[1].valueQuantity.code',
  ]);
});

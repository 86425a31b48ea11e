import assert from 'node:assert/strict';
import type { Observation } from '@medplum/fhirtypes';
import { test } from 'node:test';
import { withVitalSign } from './vital-signs.ts';

const reading = (code: string, value: number, unit: string, more: Partial<Observation> = {}): Observation => ({
  resourceType: 'Observation', status: 'final', code: { coding: [{ system: 'http://snomed.info/sct', code }] }, effectiveDateTime: '2020-11',
  valueQuantity: { value, unit }, ...more,
});
const loincOf = (read: Observation) => read.code.coding?.find(({ system }) => system === 'http://loinc.org')?.code;

test('a vital sign in the unit of its profile gains LOINC, UCUM and category', () => {
  const signs: [string, string, string, string][] = [
    ['364075005', '/min', '8867-4', '/min'], ['86290005', 'breaths/min', '9279-1', '/min'], ['431314004', '%', '2708-6', '%'],
    ['386725007', '\u00b0C', '8310-5', 'Cel'], ['1153637007', 'cm', '8302-2', 'cm'], ['27113001', 'Kg', '29463-7', 'kg'],
    ['60621009', 'kg/m2', '39156-5', 'kg/m2'], ['363812007', 'cm', '9843-4', 'cm'], ['72313002', 'mmHg', '8480-6', 'mm[Hg]'],
    ['1091811000000102', 'mm[Hg]', '8462-4', 'mm[Hg]'],
  ];
  for (const [code, unit, loinc, ucum] of signs) {
    const read = withVitalSign(reading(code, 27, unit));
    assert.deepEqual(read.code.coding?.map((each) => each.code), [code, loinc]);
    assert.deepEqual(read.valueQuantity, { value: 27, unit, system: 'http://unitsofmeasure.org', code: ucum });
    assert.equal(read.category?.[0]?.coding?.[0]?.code, 'vital-signs');
    assert.deepEqual(withVitalSign(read), read);
  }
});

test('a reading that would break its profile stays as it is', () => {
  const others = [
    reading('1153637007', 1.8, 'm'), reading('27113001', 12, 'stone'), reading('431314004', 0.97, ''), reading('364075005', 70, 'Hz'),
    reading('27113001', 80, 'kg', { status: 'unknown' }), reading('195967001', 80, 'kg'),
    reading('27113001', 80, 'kg', { valueQuantity: { value: 80, unit: 'kg', system: 'http://snomed.info/sct', code: '258683005' } }),
    reading('27113001', 80, 'kg', { valueQuantity: { unit: 'kg' } }),
  ];
  for (const read of others) assert.equal(withVitalSign(read), read);
  const { effectiveDateTime: _none, ...undated } = reading('27113001', 80, 'kg');
  assert.equal(loincOf(withVitalSign(undated)), undefined);
});

test('half a blood pressure gains nothing', () => {
  const { valueQuantity: _none, ...panel } = reading('75367002', 0, '');
  const half: Observation = { ...panel, component: [{ code: { coding: [{ system: 'http://snomed.info/sct', code: '72313002' }] }, valueQuantity: { value: 120, unit: 'mmHg' } }] };
  assert.equal(withVitalSign(half), half);
});

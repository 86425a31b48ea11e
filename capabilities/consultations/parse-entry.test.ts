import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseEntry } from './parse-entry.ts';
import type { MeasuredEntry } from './parse-entry.ts';

const ADULT = 45;

function measured(line: string, age: number | undefined = ADULT): MeasuredEntry {
  const parsed = parseEntry(line, age);
  assert.equal(parsed.kind, 'measured', `${line} → ${JSON.stringify(parsed)}`);
  return parsed as MeasuredEntry;
}

function numbers(line: string): string {
  return measured(line).values.map(({ what, value }) => `${what.snomed.code} ${what.loinc.code} ${value} ${what.ucum}`).join(' + ');
}

test('a measurement typed as a word and a number gets SNOMED CT, LOINC and UCUM', () => {
  assert.equal(numbers('bp 138/82'), '72313002 8480-6 138 mm[Hg] + 1091811000000102 8462-4 82 mm[Hg]');
  assert.equal(numbers('wt 82.5'), '27113001 29463-7 82.5 kg');
  assert.equal(numbers('ht 178'), '1153637007 8302-2 178 cm');
  assert.equal(numbers('pulse 72'), '78564009 8867-4 72 /min');
  assert.equal(numbers('temp 37.2'), '386725007 8310-5 37.2 Cel');
  assert.equal(numbers('sats 98'), '431314004 2708-6 98 %');
  assert.equal(numbers('peak flow 420'), '18491006 33452-4 420 L/min');
  assert.equal(numbers('RR: 16'), '86290005 9279-1 16 /min');
  assert.equal(numbers('bmi 26.1'), '60621009 39156-5 26.1 kg/m2');
});

test('ways of writing the same value are read as the same value', () => {
  for (const line of ['bp 138/82', 'BP138/82', 'BP: 138 / 82 mmHg', 'Blood pressure = 138 over 82']) {
    assert.equal(numbers(line), numbers('bp 138/82'), line);
  }
  assert.equal(numbers('ht 1.78 m'), numbers('ht 178 cm'));
  assert.equal(numbers('sats 98%'), numbers('spo2 98'));
});

test('what follows the value is kept as its comment', () => {
  assert.equal(measured('bp 138/82 left arm, sitting').note, 'left arm, sitting');
  assert.equal(measured('pulse 72 in AF').note, 'in AF');
  assert.equal(measured('pulse 72, regular').note, 'regular');
  assert.equal(measured('sats 94% on 2 L').note, 'on 2 L');
  assert.equal(measured('pulse 72.').note, undefined);
});

test('a line that is no measurement stays text', () => {
  for (const line of ['weight loss of 3 kg', 'temp normal', 'pulse regular', 'bps 3', 'headache for 3 days', 'htn well controlled', '']) {
    assert.equal(parseEntry(line, ADULT).kind, 'text', line);
  }
});

test('a line that can be read in two ways is refused with the reason', () => {
  const refused: Record<string, RegExp> = {
    'bp 138': /both numbers/,
    'bp 82/138': /higher than/,
    'bp 138/82 140/84': /One value per line/,
    'pulse 72 80': /One value per line/,
    'pulse 72reg': /not clear/,
    'temp 37,2': /point/,
    'temp 98.6': /Fahrenheit/,
    'ht 1.78': /metres/,
    'ht 70 in': /cm/,
    "ht 5'10": /cm/,
    'wt 180 lb': /kg/,
    'wt 12st 15lb': /14 lb/,
    'sats 108': /not possible/,
  };
  for (const [line, reason] of Object.entries(refused)) {
    const parsed = parseEntry(line, ADULT);
    assert.equal(parsed.kind, 'refused', line);
    assert.match(parsed.kind === 'refused' ? parsed.reason : '', reason, line);
  }
});

test('I18: a height of 6.2 cm is never stored without a person confirming it', () => {
  assert.match(measured('ht 6.2').confirm ?? '', /6\.2 cm is unusual for an adult/);
  assert.match(measured('ht 6.2', 3).confirm ?? '', /unusual for a child/);
  assert.match(measured('ht 6.2', undefined).confirm ?? '', /unusual/);
});

test('I18: plausible values pass, values in the wrong unit do not (unit grid)', () => {
  fc.assert(fc.property(fc.integer({ min: 150, max: 200 }), (cm) => {
    assert.equal(measured(`ht ${cm}`).confirm, undefined);
    const inches = parseEntry(`ht ${Math.round(cm / 2.54)}`, ADULT);
    assert.ok(inches.kind === 'measured' && inches.confirm !== undefined, 'inches without a unit');
    assert.notEqual(parseEntry(`ht ${cm / 100}`, ADULT).kind, 'measured', 'metres without a unit');
  }));
  fc.assert(fc.property(fc.integer({ min: 350, max: 419 }), (tenths) => {
    assert.equal(measured(`temp ${tenths / 10}`).confirm, undefined);
    const fahrenheit = Math.round(tenths * 1.8 + 320) / 10;
    assert.notEqual(parseEntry(`temp ${fahrenheit}`, ADULT).kind, 'measured');
  }));
});

test('a converted value says what was converted and asks', () => {
  const stones = measured('wt 12st 4lb');
  assert.equal(stones.values[0]?.value, 78);
  assert.match(stones.confirm ?? '', /12 st 4 lb is 78 kg/);
  assert.equal(measured('temp 98.6 F').values[0]?.value, 37);
  assert.equal(measured('wt 3200 g', 0).values[0]?.value, 3.2);
});

test('a weight fit for a child is questioned in an adult', () => {
  assert.equal(measured('wt 12', 2).confirm, undefined);
  assert.match(measured('wt 12', 40).confirm ?? '', /unusual for an adult/);
});

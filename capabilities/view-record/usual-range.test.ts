import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainRange, verdictOf, type Judged } from './usual-range.ts';

const albumin = (value: number, extra: Partial<Judged> = {}): Judged => ({
  valueQuantity: { value, unit: 'g/L' },
  referenceRange: [{ low: { value: 35, unit: 'g/L' }, high: { value: 50, unit: 'g/L' } }],
  ...extra,
});

describe('usual range', () => {
  it('compares a value with its range; the limits belong to the range', () => {
    assert.deepEqual([34.9, 35, 50, 50.1].map((value) => verdictOf(albumin(value))), ['below', 'within', 'within', 'above']);
  });

  it('takes the laboratory’s word before its own arithmetic', () => {
    assert.equal(verdictOf(albumin(40, { interpretation: [{ coding: [{ code: 'H' }] }] })), 'above');
    assert.equal(verdictOf(albumin(40, { interpretation: [{ text: 'LO - Below low reference limit' }] })), 'below');
    assert.equal(verdictOf(albumin(40, { interpretation: [{ text: 'OR - Outside reference range' }] })), 'outside');
    assert.equal(verdictOf(albumin(40, { interpretation: [{ text: 'PA - Potentially abnormal' }] })), 'perhaps-outside');
    assert.equal(verdictOf(albumin(40, { interpretation: [{ coding: [{ code: 'A', display: 'Abnormal' }] }] })), 'outside');
  });

  it('says nothing where it cannot be said for certain', () => {
    const twoRanges = { referenceRange: [{ low: { value: 1 } }, { low: { value: 100 } }] };
    assert.equal(verdictOf(albumin(40, twoRanges)), undefined);
    assert.equal(verdictOf({ valueQuantity: { value: 4, unit: 'mmol/L' }, referenceRange: [{ high: { value: 5, unit: 'mg/dL' } }] }), undefined);
    assert.equal(verdictOf({ valueQuantity: { value: 4 } }), undefined);
    assert.equal(verdictOf({ valueQuantity: { value: 40, comparator: '<', unit: 'g/L' }, referenceRange: [{ low: { value: 35 }, high: { value: 50 } }] }), undefined);
  });

  it('judges "less than" and "more than" results only by what they prove', () => {
    assert.equal(verdictOf({ valueQuantity: { value: 30, comparator: '<' }, referenceRange: [{ low: { value: 35 } }] }), 'below');
    assert.equal(verdictOf({ valueQuantity: { value: 5, comparator: '<' }, referenceRange: [{ high: { value: 5 } }] }), 'within');
    assert.equal(verdictOf({ valueQuantity: { value: 90, comparator: '>=' }, referenceRange: [{ low: { value: 60 } }] }), 'within');
    assert.equal(verdictOf({ valueQuantity: { value: 1000, comparator: '>' }, referenceRange: [{ low: { value: 200 }, high: { value: 900 } }] }), 'above');
  });

  it('reads a range that is only text, its limit outside when the sign is strict', () => {
    const hdl = (value: number): Judged => ({ valueQuantity: { value, unit: 'mmol/L' }, referenceRange: [{ text: '> 1.000 mmol/L' }] });
    assert.deepEqual([0.9, 1, 1.3].map((value) => verdictOf(hdl(value))), ['below', 'below', 'within']);
  });

  it('says a range in words', () => {
    assert.equal(plainRange({ low: { value: 35, unit: 'g/L' }, high: { value: 50, unit: 'g/L' } }), '35 to 50 g/L');
    assert.equal(plainRange({ high: { value: 5.2, unit: 'mmol/L' } }), 'up to 5.2 mmol/L');
    assert.equal(plainRange({ low: { value: 1, unit: 'mmol/L' } }), '1 mmol/L or more');
    assert.equal(plainRange({ text: '< 0.100 10*9/L' }), 'less than 0.1 × 10⁹/L');
    assert.equal(plainRange({ text: 'See report' }), 'See report');
    assert.equal(plainRange({}), undefined);
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dateShape } from './date-shape.ts';
import { fhirInterval } from './dates.ts';

const at = (iso: string) => Date.parse(iso);
const HOUR = 3_600_000;

test('a date lasts as long as its precision, in London civil time', () => {
  assert.deepEqual(fhirInterval('2026'), { low: at('2026-01-01T00:00Z'), high: at('2027-01-01T00:00Z') });
  assert.deepEqual(fhirInterval('2026-07'), { low: at('2026-06-30T23:00Z'), high: at('2026-07-31T23:00Z') });
  assert.deepEqual(fhirInterval('2026-12'), { low: at('2026-12-01T00:00Z'), high: at('2027-01-01T00:00Z') });
  assert.deepEqual(fhirInterval('2026-07-14'), { low: at('2026-07-13T23:00Z'), high: at('2026-07-14T23:00Z') });
});

test('the days the clocks change last 23 and 25 hours', () => {
  const length = (text: string) => { const i = fhirInterval(text); return i === undefined ? NaN : (i.high - i.low) / HOUR; };
  assert.equal(length('2026-03-29'), 23);
  assert.equal(length('2026-10-25'), 25);
  assert.equal(length('2026-10-26'), 24);
  assert.equal(length('1947-04-13'), 23, 'double summer time');
});

test('old British time is right: British Standard Time, double summer time, and no summer time at all', () => {
  assert.equal(fhirInterval('1970-01-01')?.low, -HOUR);
  assert.equal(fhirInterval('1944-07-01')?.low, at('1944-06-30T22:00Z'));
  assert.equal(fhirInterval('1911-07-01')?.low, at('1911-07-01T00:00Z'));
  assert.equal(fhirInterval('1980-03-16')?.high, at('1980-03-16T23:00Z'), 'began on the third Sunday of March');
});

test('a time has the precision of its last digit', () => {
  const low = at('2026-07-14T10:00:05Z');
  assert.deepEqual(fhirInterval('2026-07-14T11:00:05+01:00'), { low, high: low + 1000 });
  assert.deepEqual(fhirInterval('2026-07-14T10:00:05.1Z'), { low: low + 100, high: low + 200 });
  assert.deepEqual(fhirInterval('2026-07-14T10:00:05.123456Z'), { low: low + 123, high: low + 124 });
  assert.deepEqual(fhirInterval('2026-07-14T05:00:05-05:00'), { low, high: low + 1000 });
  assert.deepEqual(fhirInterval('2026-07-14T10:00Z'), { low: low - 5000, high: low + 55_000 });
});

test('a time without a zone is London time; the hour shown twice is the first of the two', () => {
  assert.equal(fhirInterval('2026-07-14T11:00:00')?.low, at('2026-07-14T10:00Z'));
  assert.equal(fhirInterval('2026-10-25T01:30')?.low, at('2026-10-25T00:30Z'));
  assert.equal(fhirInterval('2026-10-25T02:30')?.low, at('2026-10-25T02:30Z'));
  assert.equal(fhirInterval('2026-03-29T02:30')?.low, at('2026-03-29T01:30Z'));
});

test('what is no date has no interval', () => {
  const wrong = ['', '0000', '26', '2026-1', '2026-13', '2026-00', '2026-02-30', '2023-02-29', '1900-02-29', '2026-04-31', '2026-7-14',
    '2026-07-14T', '2026-07-14T25:00:00Z', '2026-07-14T10:60:00Z', '2026-07-14T10:00:61Z', '2026-07-14T10:00:00.Z',
    '2026-07-14T10:00:00+15:00', '2026-07-14T10:00:00+1:00', '2026-07-14T10:00:00z', '2026-07-14 10:00:00Z', '2026-07-14T10:00:00Zx',
    '2026-07-14T10Z', ' 2026', '2026 ', '２０２６'];
  for (const text of wrong) assert.equal(fhirInterval(text), undefined, text);
  assert.notEqual(fhirInterval('2024-02-29'), undefined);
  assert.notEqual(fhirInterval('2000-02-29'), undefined);
});

test('every instant a machine writes is read back exactly, and its shape is instant', () => {
  fc.assert(fc.property(fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true }), (date) => {
    assert.equal(dateShape(date.toISOString()), 'instant');
    assert.equal(fhirInterval(date.toISOString())?.low, date.getTime());
  }));
});

test('days follow one another without gap or overlap, 1900 to 2100', () => {
  fc.assert(fc.property(fc.integer({ min: -25_567, max: 47_481 }), (day) => {
    const iso = (n: number) => new Date(n * 24 * HOUR).toISOString().slice(0, 10);
    assert.equal(fhirInterval(iso(day))?.high, fhirInterval(iso(day + 1))?.low);
  }), { numRuns: 500 });
});

test('arbitrary text never throws', () => {
  fc.assert(fc.property(fc.string(), (text) => { fhirInterval(text); return true; }));
});

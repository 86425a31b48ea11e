import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDateEntry } from './date-entry.ts';
import { dateShape } from './date-shape.ts';

const TODAY = '2026-11-22';
const read = (text: string) => parseDateEntry(text, TODAY);

test('one date, many ways of typing it', () => {
  const ways = ['14/8/80', '14-8-1980', '14.8.80', '14 8 80', '14/08/1980', '14 aug 1980', '14-Aug-80', '14th August 1980', 'aug 14, 1980',
    '14081980', '140880', '1980-08-14', '1980/8/14', '8/14/80', ' 14 AUG 80 ', '14aug1980'];
  for (const text of ways) assert.deepEqual(read(text), ['1980-08-14'], text);
});

test('partial dates keep their precision', () => {
  assert.deepEqual(read('1980'), ['1980']);
  assert.deepEqual(read('aug 1980'), ['1980-08']);
  assert.deepEqual(read('8/1980'), ['1980-08']);
  assert.deepEqual(read('sept 80'), ['1980-09']);
  assert.deepEqual(read('8/80'), ['1980-08']);
});

test('D+Tc-0005, D+Tc-0040: day and month that could change places give two readings, day first', () => {
  assert.deepEqual(read('05/04/2009'), ['2009-04-05', '2009-05-04']);
  assert.deepEqual(read('5 apr 2009'), ['2009-04-05']);
  assert.deepEqual(read('4/4/2009'), ['2009-04-04']);
});

test('a two-digit year is the latest one that is not after today', () => {
  assert.deepEqual(read('14/8/20'), ['2020-08-14', '1920-08-14']);
  assert.deepEqual(read('22/11/26'), ['2026-11-22', '1926-11-22']);
  assert.deepEqual(read('23/11/26'), ['1926-11-23']);
  assert.deepEqual(read('14/8/27'), ['1927-08-14']);
  assert.deepEqual(read('05/04/20'), ['2020-04-05', '2020-05-04'], 'at most two');
});

test('D+Tc-0007: arithmetic from today', () => {
  assert.deepEqual(read('+3m'), ['2027-02-22']);
  assert.deepEqual(read('-2d'), ['2026-11-20']);
  assert.deepEqual(read('1w'), ['2026-11-29'], 'no sign is plus');
  assert.deepEqual(read('-1y'), ['2025-11-22']);
  assert.deepEqual(parseDateEntry('+1m', '2026-01-31'), ['2026-02-28']);
  assert.deepEqual([read('today'), read('Yesterday'), read('tomorrow')], [['2026-11-22'], ['2026-11-21'], ['2026-11-23']]);
});

test('what is no date has no reading', () => {
  for (const text of ['', 'smith', '30/2/80', '31 apr 1980', '14/8', '12/11', '1214', '14/8/8', '14/8/180', '14//8//80//1', '9999999999', '+99999d', '14 foo 80', 'ma 80'])
    assert.deepEqual(read(text), [], text);
});

test('any text gives at most two readings, each a real date, and never throws', () => {
  const texts = fc.oneof(fc.string(), fc.stringMatching(/^[\d/ .-]{1,12}$/), fc.stringMatching(/^[+-]?\d{1,5}[dwmy]$/));
  fc.assert(fc.property(texts, (text) => {
    const readings = read(text);
    assert.ok(readings.length <= 2);
    for (const reading of readings) assert.notEqual(dateShape(reading), undefined);
  }));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAge } from './age.ts';

/** A birth at midnight, and a moment so many days, hours and minutes after it. */
function after(days: number, hours = 0, minutes = 0): string | undefined {
  const birth = Date.parse('2021-01-01T00:00:00Z');
  return formatAge('2021-01-01T00:00:00Z', new Date(birth + ((days * 24 + hours) * 60 + minutes) * 60_000).toISOString());
}

test('ISB 1505 table 8, PAB-0023: every example age of the CUI patient banner', () => {
  assert.equal(after(0, 1, 30), '90min');
  assert.equal(after(1, 2, 5), '26hrs');
  assert.equal(after(3, 17, 7), '3d');
  assert.equal(after(27, 5, 2), '27d');
  assert.equal(after(28, 5, 2), '4w');
  assert.equal(after(29, 5, 2), '4w 1d');
  assert.equal(after(366, 5), '12m 1d');
  assert.equal(after(373, 5), '12m 8d');
  assert.equal(after(365 + 39, 5), '13m 8d');
  assert.equal(after(4 * 365 + 1 + 39, 5), '4y 1m');
});

test('ISB 1505 table 7: the units change at exactly 2 h, 2 d, 4 w, 1 y, 2 y and 18 y', () => {
  assert.deepEqual([after(0, 1, 59), after(0, 2), after(1, 23, 59), after(2)], ['119min', '2hrs', '47hrs', '2d']);
  assert.equal(formatAge('2020-01-01', '2020-12-31'), '52w 1d');
  assert.equal(formatAge('2020-01-01', '2021-01-01'), '12m');
  assert.equal(formatAge('2020-01-01', '2021-12-31'), '23m 30d');
  assert.equal(formatAge('2020-01-01', '2022-01-01'), '2y');
  assert.equal(formatAge('2000-06-15', '2018-06-14'), '17y 11m');
  assert.equal(formatAge('2000-06-15', '2018-06-15'), '18y');
});

test('PAB-0024: age at death', () => {
  assert.equal(formatAge('1945-07-14', '2006-12-06'), '61y');
  assert.equal(formatAge('1945-07-14', '2006-12-06T03:00:00Z'), '61y');
  assert.equal(formatAge('1945-07-14', '2006-12'), '61y');
});

test('a birthday on 29 February falls on 1 March of a common year', () => {
  assert.equal(formatAge('2000-02-29', '2018-02-28'), '17y 11m');
  assert.equal(formatAge('2000-02-29', '2018-03-01'), '18y');
});

test('months of different lengths never give a negative number of days', () => {
  assert.equal(formatAge('2023-01-31', '2024-02-29'), '12m 29d');
  assert.equal(formatAge('2023-01-31', '2024-03-01'), '13m 1d');
});

test('a birth without a time is never told in hours', () => {
  assert.equal(formatAge('2026-07-14', '2026-07-14T12:00:00Z'), '0d');
  assert.equal(formatAge('2026-07-14', '2026-07-15'), '1d');
});

test('the age is counted in London days, also across a clock change', () => {
  assert.equal(formatAge('2026-03-28', '2026-03-29T23:30:00Z'), '2d');
});

test('no age where it is uncertain, and none before birth', () => {
  assert.equal(formatAge('1980', '2026-06-01'), undefined);
  assert.equal(formatAge('1980-03', '2026-06-01'), '46y');
  assert.equal(formatAge('2026-06-02', '2026-06-01'), undefined);
  assert.equal(formatAge('not a date', '2026-06-01'), undefined);
});

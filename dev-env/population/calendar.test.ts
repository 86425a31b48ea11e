import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageOn, dateText, dayOf, momentText, workingDay } from './calendar.ts';

test('day numbers and dates answer each other, before and after 1970', () => {
  for (const date of ['1899-12-31', '1968-03-14', '1970-01-01', '2024-02-29', '2026-11-22']) assert.equal(dateText(dayOf(date)), date);
  assert.throws(() => dayOf('tomorrow'), RangeError);
});

test('a moment carries the offset that held in England that day', () => {
  assert.equal(momentText(dayOf('2026-03-28'), 614), '2026-03-28T10:14:00+00:00');
  assert.equal(momentText(dayOf('2026-03-29'), 614), '2026-03-29T10:14:00+01:00');
  assert.equal(momentText(dayOf('2026-10-24'), 0), '2026-10-24T00:00:00+01:00');
  assert.equal(momentText(dayOf('2026-10-25'), 614), '2026-10-25T10:14:00+00:00');
});

test('a weekend falls back to its Friday, a holiday to the working day before', () => {
  assert.equal(dateText(workingDay(dayOf('2026-11-21'))), '2026-11-20');
  assert.equal(dateText(workingDay(dayOf('2026-11-22'))), '2026-11-20');
  assert.equal(dateText(workingDay(dayOf('2026-11-23'))), '2026-11-23');
  assert.equal(dateText(workingDay(dayOf('1969-12-28'))), '1969-12-24');
  assert.equal(dateText(workingDay(dayOf('2024-01-01'))), '2023-12-29');
});

test('ages are completed years', () => {
  assert.equal(ageOn(dayOf('1968-03-14'), dayOf('2026-03-15')), 58);
  assert.equal(ageOn(dayOf('1968-03-14'), dayOf('2026-03-12')), 57);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPatientDate, formatPatientTime, formatStaff, formatStaffDate } from './format.ts';

test('ISB 1501 D+Ta-0002 to D+Ta-0010, D+Ta-0018: staff see 14-Aug-1980, at the precision recorded', () => {
  assert.equal(formatStaff('1980-08-14'), '14-Aug-1980');
  assert.equal(formatStaff('1980-08-04'), '04-Aug-1980');
  assert.equal(formatStaff('1980-05'), 'May-1980');
  assert.equal(formatStaff('1980'), '1980');
  assert.equal(formatStaff('2026-09-01'), '01-Sep-2026');
});

test('ISB 1502: staff times are 24 hour London time', () => {
  assert.equal(formatStaff('1980-08-14T17:30:00+01:00'), '14-Aug-1980 17:30');
  assert.equal(formatStaff('2026-07-14T23:05:00Z'), '15-Jul-2026 00:05');
  assert.equal(formatStaff('2026-01-14T09:05:59.9Z'), '14-Jan-2026 09:05');
  assert.equal(formatStaffDate('2026-07-14T23:05:00Z'), '15-Jul-2026');
  assert.equal(formatStaffDate('1980'), '1980');
});

test('D+Ta-0011, D+Ta-0012: patients and screen readers get the month in full', () => {
  assert.equal(formatPatientDate('1980-08-14'), '14 August 1980');
  assert.equal(formatPatientDate('1980-08-04'), '4 August 1980');
  assert.equal(formatPatientDate('1980-08'), 'August 1980');
  assert.equal(formatPatientDate('1980'), '1980');
  assert.equal(formatPatientDate('2026-07-14T23:05:00Z'), '15 July 2026');
});

test('NHS service manual: patient times are 5:30pm, 5pm, midday, midnight', () => {
  assert.equal(formatPatientTime('2026-01-14T17:30:00Z'), '5:30pm');
  assert.equal(formatPatientTime('2026-01-14T17:00:00Z'), '5pm');
  assert.equal(formatPatientTime('2026-01-14T12:00:00Z'), 'midday');
  assert.equal(formatPatientTime('2026-01-14T00:00:00Z'), 'midnight');
  assert.equal(formatPatientTime('2026-01-14T00:05:00Z'), '12:05am');
  assert.equal(formatPatientTime('2026-07-14T11:00:00Z'), 'midday');
  assert.equal(formatPatientTime('2026-07-14'), undefined);
});

test('D+Ta-0022: what is no date is left to the caller to word', () => {
  for (const text of ['', 'yesterday', '1980-02-30']) {
    assert.equal(formatStaff(text), undefined);
    assert.equal(formatPatientDate(text), undefined);
  }
});

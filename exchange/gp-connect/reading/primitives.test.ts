import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SourceError } from '../../import/contract.ts';
import { nowhere as world } from '../testing/world.ts';
import { date, dateTime, instant, string } from './primitives.ts';

test('a date passes through with the precision it has', () => {
  for (const each of ['2020', '2020-02', '2020-02-29', '2000-02-29', '1899-12-31']) {
    assert.equal(date(each, 'x', world), each);
    assert.equal(dateTime(each, 'x', world), each);
  }
  for (const each of ['2010-01-14T09:53:33.41+00:00', '2020-06-30T23:59:60Z', '2021-01-01T00:00:00-14:00']) {
    assert.equal(dateTime(each, 'x', world), each);
    assert.equal(instant(each, 'x', world), each);
  }
});

test('a date that cannot be is refused and not repeated', () => {
  const wrong = ['2021-02-29', '1900-02-29', '2021-04-31', '2021-13-01', '2021-00', '0000', '21-01-01', '2021-1-1', '14/01/2010', 'x', '', 20200101,
    '2021-01-01T24:00:00Z', '2021-01-01T10:60:00Z', '2021-01-01T10:00:00', '2021-01-01T10:00Z', '2021-02-30T10:00:00Z', '2021-01-01 10:00:00Z'];
  for (const each of wrong) {
    assert.throws(() => dateTime(each, 'x.y', world), (error) => error instanceof SourceError && error.place === 'x.y' && error.message === 'x.y: is not a date or time');
  }
  assert.throws(() => instant('2020-01-01', 'x', world), SourceError);
  assert.throws(() => date('2020-01-01T00:00:00Z', 'x', world), SourceError);
});

test('a text keeps its spaces and line breaks; an empty one counts as absent', () => {
  assert.equal(string('  a\n b ', 'x', world), '  a\n b ');
  assert.equal(string('', 'x', world), undefined);
  assert.throws(() => string(1, 'x', world), SourceError);
});

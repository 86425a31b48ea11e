import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asCitusTakesIt } from './citus.ts';

const changed = (text: string): boolean => asCitusTakesIt(text) !== text;

test('an insert from a select is told to answer, and nothing else is (Citus)', () => {
  assert.equal(asCitusTakesIt('insert into t (a) select k from unnest($1) k'), 'insert into t (a) select k from unnest($1) k returning 1');
  assert.equal(asCitusTakesIt('with h as (update f set p = 1 returning p)\n insert into t select p from h'), 'with h as (update f set p = 1 returning p)\n insert into t select p from h returning 1');
  assert.ok(changed('insert into t select 1 on conflict do nothing'));
  for (const text of [
    'insert into t select 1 returning a', 'insert into t values ((select 1))', 'insert into t values ($1) on conflict do nothing',
    'with w as (insert into t select 1) select 2', 'select 1', 'update t set a = 1', 'create function f() returns int as $$ insert into t select 1 $$ language sql',
  ]) assert.ok(!changed(text), text);
});

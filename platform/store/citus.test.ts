import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { asCitusTakesIt } from './citus.ts';

const ROOT = join(import.meta.dirname, '../..');
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

/** What product code holds between backticks. */
function texts(): { file: string; text: string }[] {
  return globSync('{platform,capabilities,exchange,apps}/**/*.ts', { cwd: ROOT, exclude: ['**/*.test.ts', '**/node_modules/**', '**/testing/**'] })
    .flatMap((file) => [...readFileSync(join(ROOT, file), 'utf8').matchAll(/`([^`]*)`/g)].map(([, text = '']) => ({ file, text })));
}

test('no outer join of Jenner names the practice by the other table: PostgreSQL 15 and 16 settle that before Citus sees it, which then refuses (docs/running/citus.md)', () => {
  const joins = texts().filter(({ text }) => /\b(?:left|right|full) join\s+\w/.test(text));
  assert.ok(joins.length > 5, `${joins.length} outer joins found`);
  assert.deepEqual(joins.filter(({ text }) => /\b(?:left|right|full) join\s+\w+\s+\w+\s+on\s+\w+\.practice = \w+\.practice/.test(text)), []);
});

test('no write of Jenner asks for the moment where Citus has no way to settle it before the row is known (docs/running/citus.md)', () => {
  assert.equal(faultOf('insert into t (a) values (now()) on conflict (a) do update set a = now()'), 'do update');
  assert.equal(faultOf('update t set a = case when b then null else now() end'), 'case');
  assert.equal(faultOf('update t set a = coalesce(a, now()) where practice = $1'), 'coalesce');
  assert.equal(faultOf('delete from t where practice = $1 returning a > now() as late'), 'returning');
  assert.equal(faultOf('update t set a = 1 returning exists (select from u) as b'), 'subquery in returning');
  assert.equal(faultOf(`update t set a = a + interval '1 day'`), 'column and interval');
  assert.equal(faultOf(`update t set a = now() + $2 * interval '1 ms', b = case when b > 1 then 2 end where c < now() - interval '1 day' returning a`), undefined);
  assert.equal(faultOf('select coalesce(a > now(), true) from t'), undefined);

  const writes = texts().filter(({ text }) => /^\s*(?:insert into|update|delete from|with)\s/.test(text));
  assert.ok(writes.length > 100, `${writes.length} writes found`);
  assert.deepEqual(writes.filter(({ text }) => faultOf(text) !== undefined), []);
});

/** What Citus refuses in a write: a clock where the row decides whether it is read, and a sum with a column that depends on the time zone. */
function faultOf(text: string): string | undefined {
  if (!/\b(?:insert into|update|delete from)\s/.test(text.replaceAll(/\bfor (?:no key )?update\b/g, ''))) return undefined;
  const clock = String.raw`(?:now\(\)|current_timestamp|clock_timestamp\(\))`;
  const faults: Record<string, RegExp> = {
    'do update': new RegExp(String.raw`\bdo update\b[\s\S]*${clock}`),
    case: new RegExp(String.raw`\bcase\b(?:(?!\bend\b)[\s\S])*${clock}`),
    coalesce: new RegExp(String.raw`\bcoalesce\((?:[^()]|\([^()]*\))*?${clock}`),
    'subquery in returning': /\breturning\b[^)]*\(\s*select\b/,
    returning: new RegExp(String.raw`\breturning\b[^)]*${clock}`),
    'column and interval': /(?<!now\(\)\s*)(?<=[a-z_]\s*)[-+]\s*(?:\$\d+\s*\*\s*)?interval\b/,
  };
  return Object.keys(faults).find((name) => faults[name]?.test(text));
}

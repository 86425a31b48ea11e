import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { startTestDatabase, type TestDatabase } from '../../dev-env/test-database.ts';
import { list, listOf } from './list.ts';
import { readTextArray } from './text-array.ts';

describe('lists on their way into the database and back', () => {
  let db: TestDatabase;
  before(async () => {
    db = await startTestDatabase([]);
  });
  after(() => db.stop());

  // Neither U+0000, which PostgreSQL cannot hold, nor U+001E, which parts the pieces; no half characters.
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', 'NULL', 'null', '{}', '"', '\\', '\\"', ',', ' ', '{"a":"\\\\b"}'))
    .map((one) => one.replaceAll(/[\0\u001e]/g, '').toWellFormed());

  it('arrive as they left, whatever is in them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 12 }), async (values) => {
        const [row] = await db.app.query<{ back: string[]; n: number }>(`select ${listOf(1)} as back, cardinality(${listOf(1)}) as n`, [list(values)]);
        assert.deepEqual(row, { back: values, n: values.length });
      }),
      { numRuns: 200 },
    );
  });

  it('part no value in two: the separator is refused', () => {
    assert.throws(() => list(['safe', 'a\u001eb']), RangeError);
  });

  it('may hold an element of 20 MB, full of escapes', () => {
    const item = '"\\é'.repeat(2_500_000);
    const quoted = item.replaceAll(/["\\]/g, '\\$&');
    const [first, second, ...more] = readTextArray(`{"${quoted}",plain}`);
    assert.ok(first === item && second === 'plain' && more.length === 0);
  });
});

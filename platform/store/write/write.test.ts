import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Random } from '../../../dev-env/population/random.ts';
import { startTestDatabase, type TestDatabase } from '../../../dev-env/test-database.ts';
import { observation, patient, practitioner, put, remove, write, WRITER } from '../../../scripts/proofs/sample-records.ts';
import { Problem } from '../../errors.ts';
import { NHS_NUMBER_SYSTEM } from '../../fhir/nhs-number.ts';
import type { StoredResource } from '../../fhir/resource.ts';
import { commit } from './commit.ts';
import { conditionalCreate } from './conditional-create.ts';
import type { Change } from './step.ts';

const PRACTICE = 'A20047';

describe('a commit', () => {
  let db: TestDatabase;
  before(async () => {
    db = await startTestDatabase([PRACTICE]);
    await write(db.app, PRACTICE, [...people.map((id) => put(patient(id))), put(practitioner('gp'))]);
  });
  after(() => db.stop());

  const people = Array.from({ length: 12 }, (_, n) => `p${n}`);
  const save = (...changes: Change[]) => write(db.app, PRACTICE, changes);
  const faultOf = (error: unknown): string => (error instanceof Problem ? error.fault : String(error));
  const fault = (wanted: string) => (error: unknown) => faultOf(error) === wanted;
  const taken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '23505';

  /** Rows of every table of the schema. */
  async function counts(): Promise<Record<string, number>> {
    const tables = await db.owner.query<{ relname: string }>(`select relname from pg_class where relnamespace = 'jenner'::regnamespace and relkind = 'r' order by 1`, []);
    assert.ok(tables.length >= 20);
    const result: Record<string, number> = {};
    for (const { relname } of tables) result[relname] = (await db.owner.query<{ n: number }>(`select count(*)::int as n from ${relname}`, []))[0]?.n ?? -1;
    return result;
  }

  async function versions(type: string, id: string): Promise<{ version: number; content: string | null; patient: string }[]> {
    return [...await db.owner.query<{ version: number; content: string | null; patient: string }>(
      `select version, content, patient from history where practice = $1 and type = $2 and id = $3
       union all select version, content, patient from resource where practice = $1 and type = $2 and id = $3 order by version`,
      [PRACTICE, type, id],
    )];
  }

  it('lets exactly one writer of the same version win in 1,000 races of 2 or 10, and loses no winner (safety H15)', async () => {
    await save(...people.slice(0, 4).map((id) => put(observation(`race-${id}`, id), 'absent')));
    await Promise.all(
      people.slice(0, 4).map(async (id) => {
        for (let version = 1; version <= 250; version++) {
          const outcomes = await Promise.all(
            Array.from({ length: version % 10 === 0 ? 10 : 2 }, (_, n) => save(put(observation(`race-${id}`, id, { valueInteger: version * 100 + n }), version)).then((done) => done[0]?.content, faultOf)),
          );
          const winners = outcomes.filter((outcome) => outcome?.startsWith('{'));
          assert.equal(winners.length, 1, `version ${version}: ${winners.length} writers won`);
          assert.ok(outcomes.every((outcome) => outcome === winners[0] || outcome === 'version-conflict'), 'a loser was not told of the conflict');
        }
        const kept = await versions('Observation', `race-${id}`);
        assert.deepEqual(kept.map(({ version }) => version), Array.from({ length: 251 }, (_, n) => n + 1));
      }),
    );
  });

  it('lets one of 10 creators of the same id win', async () => {
    for (let round = 0; round < 20; round++) {
      const outcomes = await Promise.all(people.slice(0, 10).map((id) => save(put(observation(`new-${round}`, round % 2 === 0 ? 'p0' : id), 'absent')).then(() => 'won', (error: unknown) => (taken(error) ? 'duplicate' : faultOf(error)))));
      assert.deepEqual(outcomes.toSorted(), [...Array<string>(9).fill('duplicate'), 'won']);
    }
  });

  it('keeps every version, deletions included, and goes on counting where a resource comes back (design: nothing is lost)', async () => {
    const contents = [await save(put(observation('kept', 'p1', { valueInteger: 1 }))), await save(put(observation('kept', 'p1', { valueInteger: 2 }), 1)), await save(remove('Observation', 'kept', 'p1', 2)), await save(put(observation('kept', 'p1', { valueInteger: 4 }), 'absent')), await save(put(observation('kept', 'p1', { valueInteger: 5 }), 4))].map(([done]) => done?.content);
    assert.deepEqual(await versions('Observation', 'kept'), contents.map((content, i) => ({ version: i + 1, content, patient: 'p1' })));
    assert.match(contents[3] ?? '', /"versionId":"4"/);
    assert.equal(contents[2], null);
  });

  it('refuses what does not fit what stands', async () => {
    await save(put(observation('once', 'p1'), 'absent'));
    await assert.rejects(save(put(observation('once', 'p1'), 'absent')), fault('duplicate'));
    await assert.rejects(save(put(observation('once', 'p1'), 2)), fault('version-conflict'));
    await assert.rejects(save(remove('Observation', 'once', 'p1', 2)), fault('version-conflict'));
    await assert.rejects(save(put(observation('never', 'p1'), 1)), fault('version-conflict'));
    await assert.rejects(save(remove('Observation', 'never', 'p1')), fault('not-found'));
    await save(remove('Observation', 'once', 'p1', 1));
    await assert.rejects(save(remove('Observation', 'once', 'p1')), fault('deleted'));
    await assert.rejects(save(put(observation('once', 'p1'), 1)), fault('version-conflict'));
    await assert.rejects(save(put(observation('both', 'p1')), put(observation('both', 'p1'))), taken);
    await assert.rejects(save(put(observation('once', 'p1')), remove('Observation', 'once', 'p1')), () => true);
  });

  it('moves nothing from one record to another, not even by way of a deletion (safety I27, I31)', async () => {
    await save(put(observation('stays', 'p2')), put(practitioner('stays')));
    await assert.rejects(save(put(observation('stays', 'p3'))), fault('invalid'));
    await assert.rejects(save(put({ ...observation('stays', 'p2'), subject: { reference: 'Group/all' } })), fault('invalid'));
    await assert.rejects(save(remove('Observation', 'stays', 'p3')), fault('invalid'));
    await assert.rejects(save(put(patient('brand-new')), put(observation('stays', 'brand-new'))), taken);
    await save(remove('Observation', 'stays', 'p2'));
    await assert.rejects(save(put(observation('stays', 'p3'))), fault('invalid'));
    await assert.rejects(save(put(patient('brand-new')), put(observation('stays', 'brand-new'))), fault('invalid'));
    assert.deepEqual((await versions('Observation', 'stays')).map((one) => one.patient), ['p2', 'p2']);
    await save(put(observation('stays', 'p2')));
    assert.equal((await versions('Observation', 'stays')).length, 3);
  });

  it('writes nothing about a patient who is not registered', async () => {
    await assert.rejects(save(put(observation('orphan', 'nobody'))), fault('invalid'));
    await assert.rejects(save(put(observation('ok', 'p1')), put(observation('orphan', 'nobody'))), fault('invalid'));
    await assert.rejects(save(remove('Observation', 'orphan', 'nobody')), (error) => ['invalid', 'not-found'].includes(faultOf(error)));
    assert.deepEqual(await versions('Observation', 'ok'), []);
  });

  it('leaves nothing in any table when its last change fails, whatever the failure (design: all or nothing)', async () => {
    await save(put(patient('nhs', { identifier: [{ system: NHS_NUMBER_SYSTEM, value: '9990548609' }] })), put(observation('standing', 'p4')));
    const before = await counts();
    const sound: Change[] = [put(patient('new-one')), put(observation('new-entry', 'new-one')), put(observation('standing', 'p4', { valueInteger: 2 })), put(practitioner('gp', { gender: 'female' })), remove('Patient', 'p11', 'p11')];
    const failing: Change[] = [
      put(observation('standing', 'p5')),
      put(observation('race-p0', 'p0'), 3),
      put(patient('same-number', { identifier: [{ system: NHS_NUMBER_SYSTEM, value: '9990548609' }] })),
      put(observation('control', 'p5', { identifier: [{ value: 'a\u001eb' }] })),
      put(observation('nul', 'p5', { identifier: [{ value: 'a\0b' }] })),
      remove('Observation', 'absent', 'p5'),
    ];
    for (const change of failing) await assert.rejects(save(...sound, change));
    await assert.rejects(
      db.app.transaction(PRACTICE, async (tx) => {
        await commit(tx, sound, WRITER);
        throw new Error('the caller gave up');
      }),
      /gave up/,
    );
    assert.deepEqual(await counts(), before);
    await Promise.all(Array.from({ length: 40 }, () => assert.rejects(save(...sound, ...failing.slice(0, 1)))));
    await save(put(observation('after', 'p4'))); // no connection was lost on the way
    assert.notDeepEqual(await counts(), before);
  });

  it('writes history, search rows, audit and change feed in the transaction of the write (design: no dual writes)', async () => {
    await save(put(observation('together', 'p6')));
    await save(put(observation('together', 'p6', { valueInteger: 2 })));
    const [row] = await db.owner.query<Record<string, string>>(
      `select (select xmin::text from resource where practice = $1 and id = 'together') as resource,
        (select xmin::text from history where practice = $1 and id = 'together') as history,
        (select xmin::text from coded_entry where practice = $1 and id = 'together') as coded,
        (select xmin::text from record where practice = $1 and patient = 'p6') as record,
        (select xmin::text from audit where practice = $1 and target = 'Observation/together' and action = 'update') as audit,
        (select xmin::text from change where practice = $1 and resources = '[["Observation","together",2]]') as change`,
      [PRACTICE],
    );
    assert.equal(new Set(Object.values(row ?? {})).size, 1, 'not all rows come from one transaction');
    const audited = await db.owner.query(`select actor, role, action, outcome, patient, target from audit where practice = $1 and target = 'Observation/together' order by at`, [PRACTICE]);
    assert.deepEqual([...audited], ['create', 'update'].map((action) => ({ actor: 'writer', role: 'gp', action, outcome: 'success', patient: 'p6', target: 'Observation/together' })));
  });

  it('numbers the change feed without a gap, in commit order, under 16 writers of many records, and none deadlocks', async () => {
    const [start] = await db.owner.query<{ position: number }>(`select position from feed where practice = $1`, [PRACTICE]);
    const from = start?.position ?? 0;
    await Promise.all(
      Array.from({ length: 16 }, async (_, lane) => {
        const random = new Random(7, 7, lane);
        for (let i = 0; i < 25; i++) {
          const chosen = people.slice(0, 10).toSorted(() => random.next() - 0.5).slice(0, random.between(1, 5));
          // Codes that nobody has used yet, in an order of their own: writers meet on the terms' table too.
          const codes = Array.from({ length: 6 }, () => random.between(1, 60) + i * 10).map((n) => ({ system: 'http://snomed.info/sct', code: String(n), display: `Term ${n}` }));
          await save(...chosen.map((id) => put(observation(`feed-${lane}-${random.between(1, 3)}-${id}`, id, { code: { coding: codes } }))), ...(random.chance(0.3) ? [put(practitioner(`feed-${random.between(1, 4)}`))] : []));
        }
      }),
    );
    const rows = await db.owner.query<{ position: number; patient: string; record_version: number }>(`select position, patient, record_version from change where practice = $1 and position > $2 order by position`, [PRACTICE, from]);
    const [head] = await db.owner.query<{ position: number }>(`select position from feed where practice = $1`, [PRACTICE]);
    assert.ok(rows.length >= 400);
    assert.deepEqual(rows.map(({ position }) => position), rows.map((_, i) => from + i + 1));
    assert.equal(head?.position, from + rows.length);
    for (const [id, changes] of Map.groupBy(rows, (row) => row.patient)) {
      const first = changes[0]?.record_version ?? 0;
      assert.deepEqual(changes.map((row) => row.record_version), changes.map((_, i) => first + i), `record versions of '${id}' are out of order`);
    }
  });

  it('creates once where 10 creators name the same identifier, and again once that resource is gone (If-None-Exist)', async () => {
    const query = 'identifier=https://example.org/order|42';
    let next = 0;
    const createOnce = (): Promise<string> => {
      const resource: StoredResource = observation(`order-${next++}`, 'p7', { identifier: [{ system: 'https://example.org/order', value: '42' }] });
      return db.app.transaction(PRACTICE, async (tx) => {
        const existing = await conditionalCreate(tx, 'Observation', query, resource.id);
        if (existing === undefined) await commit(tx, [put(resource, 'absent')], WRITER);
        return existing ?? resource.id;
      });
    };
    for (let round = 0; round < 5; round++) {
      const ids = await Promise.all(Array.from({ length: 10 }, createOnce));
      const [id = ''] = ids;
      assert.equal(new Set(ids).size, 1, 'there are two of them');
      assert.equal((await versions('Observation', id)).at(-1)?.content?.includes('"42"'), true, `${id} does not bear the identifier`);
      if (round % 2 === 0) await save(remove('Observation', id, 'p7'));
      else await save(put(observation(id, 'p7'))); // it no longer bears the identifier
    }
    await assert.rejects(db.app.transaction(PRACTICE, (tx) => conditionalCreate(tx, 'Observation', 'code=1', 'x')), fault('invalid'));
  });
});

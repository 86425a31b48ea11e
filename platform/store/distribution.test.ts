import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { startTestDatabase, type TestDatabase } from '../../dev-env/test-database.ts';
import { startTestStore } from '../../dev-env/test-stores/test-store.ts';
import { connect } from './database.ts';

let db: TestDatabase;
before(async () => {
  db = await startTestDatabase();
});
after(() => db.stop());

it('starts every key, unique constraint and unique index of a table of practices with the practice (Citus)', async () => {
  const rows = await db.owner.query<{ name: string; first: string }>(
    `select i.indexrelid::regclass::text as name, a.attname as first
     from pg_index i join pg_class c on c.oid = i.indrelid join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
     where c.relnamespace = 'jenner'::regnamespace and i.indisunique
       and exists (select from pg_attribute p where p.attrelid = c.oid and p.attname = 'practice')`,
    [],
  );
  assert.ok(rows.length > 20);
  assert.deepEqual(rows.filter(({ first }) => first !== 'practice'), []);
});

it('follows the choice of hash partitions with every table of practices, what guards it and who may use it, later ones too', async () => {
  const plain = await startTestStore('');
  const owner = connect(plain.owner, { size: 1 });
  try {
    const described = async () => JSON.stringify(await owner.query(
      `select c.relname, c.relrowsecurity, c.relacl::text, array(select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where conrelid = c.oid and contype <> 'n' order by 1) as constraints,
         array(select replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') from pg_index where indrelid = c.oid order by 1) as indexes,
         array(select policyname || cmd::text || coalesce(qual, '') || coalesce(with_check, '') from pg_policies where schemaname = 'jenner' and tablename = c.relname order by 1) as policies,
         array(select attname || format_type(atttypid, atttypmod) || attnotnull::text || attidentity::text || attstorage::text || coalesce(pg_get_expr(adbin, adrelid), '')
           from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum where attrelid = c.oid and attnum > 0 and not attisdropped order by attnum) as columns
       from pg_class c where c.relnamespace = 'jenner'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`, []));
    const before = await described();
    const changed = async (text: string) => (await owner.query<{ done: number }>(`select ${text} as done`, []))[0]?.done;
    assert.ok((await changed('partition_by_practice(3)') ?? 0) > 40);
    assert.equal(await described(), before);
    const [kept] = await owner.query<{ whole: number; parts: number }>(
      `select count(*) filter (where relkind = 'r' and not relispartition)::int as whole, count(*) filter (where relispartition)::int as parts from pg_class where relnamespace = 'jenner'::regnamespace and relkind in ('r', 'p')`, []);
    assert.equal(kept?.whole, 7, 'practice, installation, migration and the four of terminology stay whole');
    await owner.query(`create table later (practice text collate "C" primary key)`, []);
    assert.deepEqual([await changed('distribute()'), await changed('distribute()')], [1, 0]);
    await assert.rejects(changed('partition_by_practice(4)'), /another number/);
    await owner.query(`drop table later`, []);
  } finally {
    await owner.close();
    await plain.stop();
  }
});

it('changes no table that has rows (partitions are chosen before anything is loaded)', { skip: process.env['JENNER_TEST_STORE'] !== undefined }, async () => {
  await assert.rejects(db.owner.query('select partition_by_practice(2)', []), /has rows/);
});

it('does nothing on a plain PostgreSQL, and gives a stand-in of the extension each table once (Citus, simulated)', { skip: process.env['JENNER_TEST_STORE']?.startsWith('citus:') === true }, async () => {
  const distribute = async () => (await db.owner.query<{ done: number }>('select distribute() as done', []))[0]?.done;
  assert.equal(await distribute(), 0);
  const [{ definition } = { definition: '' }] = await db.owner.query<{ definition: string }>(`select pg_get_functiondef('jenner.distribute'::regproc) as definition`, []);
  // The stand-in: Citus's catalogue and calls by the same names, which write down what they are asked.
  await db.owner.query(`create schema if not exists stand_in`, []);
  await db.owner.query(`create table stand_in.pg_dist_partition (logicalrelid regclass, kind text)`, []);
  await db.owner.query(`create function stand_in.create_distributed_table(t regclass, c text) returns void language sql as $$ insert into stand_in.pg_dist_partition values (t, c) $$`, []);
  await db.owner.query(`create function stand_in.create_reference_table(t regclass) returns void language sql as $$ insert into stand_in.pg_dist_partition values (t, 'reference') $$`, []);
  await db.owner.query(definition.replace('jenner.distribute()', 'stand_in.distribute()').replace("extname = 'citus'", "extname = 'plpgsql'").replace(/LANGUAGE plpgsql/i, 'LANGUAGE plpgsql SET search_path = stand_in, jenner, public'), []);
  const [first] = await db.owner.query<{ done: number }>('select stand_in.distribute() as done', []);
  const [second] = await db.owner.query<{ done: number }>('select stand_in.distribute() as done', []);
  const calls = Object.fromEntries((await db.owner.query<{ name: string; kind: string }>(`select logicalrelid::text as name, kind from stand_in.pg_dist_partition`, [])).map(({ name, kind }) => [name.replace('jenner.', ''), kind]));
  assert.equal(second?.done, 0);
  assert.equal(first?.done, Object.keys(calls).length);
  assert.ok(Object.keys(calls).length > 20);
  assert.deepEqual([calls['resource'], calls['feed'], calls['practice'], calls['installation'], calls['migration']], ['practice', 'practice', 'reference', 'reference', undefined]);
});

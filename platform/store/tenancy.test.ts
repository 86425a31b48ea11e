import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestDatabase, type TestDatabase } from '../../dev-env/test-database.ts';
import { patient, put, write } from '../../scripts/proofs/sample-records.ts';
import { tenancyPasses } from '../../scripts/proofs/tenancy-passes.ts';
import { loadTenants, tenancyRounds } from '../../scripts/proofs/tenancy-rounds.ts';
import { withFunctionsWithoutPractice, withoutPractice } from '../../scripts/proofs/without-practice.ts';
import { saveAccount } from '../identity/accounts.ts';
import { issueAccessToken, resolveToken } from '../identity/sessions.ts';
import { connect, type Transaction, type Value } from './database.ts';
import { findPatients } from './find/find-patients.ts';
import { openRecord } from './open/open-record.ts';
import { conditionalCreate } from './write/conditional-create.ts';

const PRACTICES = ['A20047', 'B81001', 'C82002'];
const [X = '', Y = ''] = PRACTICES;
/** What belongs to no practice, and what the application may do with it. */
const SHARED: Record<string, string[]> = { practice: ['SELECT'], installation: ['SELECT'], migration: [], sending_practice: ['SELECT', 'INSERT'], terminology_release: ['SELECT'], terminology_block: ['SELECT'], terminology_live: ['SELECT'], terminology_reading: [] };
const APPEND_ONLY = ['audit', 'audit_seal', 'change', 'history'];
/** What ends here ends by a date: it is not taken away. */
const NEVER_REMOVED = ['access_grant', 'app_client', 'privacy_alert'];
/** What is said once and then taken away whole. */
const NEVER_CHANGED = ['binding_token', 'export_file', 'subscription_event'];

/** A row of each table that no operation above writes: what follows the practice. */
const UUID = `'00000000-0000-4000-8000-000000000000'`;
const ROWS: Record<string, string> = {
  term_use: `'gp', 'sct|1', 1, now()`,
  search_page: `'page', 'gp', 'question', '{}', now()`,
  passkey: `'key', 'gp', 'name', '', 0, '', now()`,
  sign_in_challenge: `'token', 'kind', 'gp', '{}', now()`,
  enrolment_code: `'gp', 'code', now()`,
  sign_in_try: `'subject', 1, now()`,
  app_client: `'app', 'An app', 'app', 'none', '[]', null, '', null, null, null, 'gp', now()`,
  app_origin: `'https://app.example', 'app'`,
  app_consent: `'gp', 'app', '', now()`,
  app_launch: `'token', 'app', 'gp', 'twin', null, now()`,
  app_grant: `${UUID}, 'app', 'gp', '', null, null, null, 'code', now(), null, 'https://app.example/back', 'challenge', null, now(), now(), null`,
  app_refresh: `'token', ${UUID}`,
  app_assertion: `'app', 'jti', now()`,
  signing_key: `'kid', '{}', now()`,
  audit_seal: `1, 1, '1', 1, 1, 1, now(), '', ''`,
  subscription: `'subscription', 1, now(), 'gp', 'browser', null, null, null, null, 'active', '', '{}', '[]', 'secret', 'rest-hook', 0, null, 0, 0, 0, 0, now(), null, now(), now()`,
  subscription_event: `'subscription', 1, 1, now(), 'create', 'Observation', 'o', 'twin'`,
  binding_token: `'token', 'gp', 'subscription', now()`,
  outbox: `${UUID}, default, 'lane', 'kind', '{}', now(), null, 0, '', false, now(), null, now()`,
  request_answer: `'gp', 'key', 'fingerprint', now()`,
  export: `${UUID}, 'gp', '', '', '{}', now(), now(), 'done', null, 0, null, 0`,
  export_file: `${UUID}, 1, 'Patient', 1, ''`,
};

class Undo extends Error {}

describe('one practice and another', () => {
  let db: TestDatabase;
  let world: Awaited<ReturnType<typeof loadTenants>>;
  let tables: string[];

  before(async () => {
    db = await startTestDatabase(PRACTICES);
    world = await loadTenants(db.app, PRACTICES, 10);
    for (const practice of PRACTICES) {
      const meta = { tag: [{ code: `tenant-${practice}` }] };
      await write(db.app, practice, [put(patient('named', { meta, name: [{ family: `Only${practice}` }] })), put(patient('twin', { meta, gender: 'female' }))]);
      await write(db.app, practice, [put(patient('twin', { meta, gender: 'male' }))]);
      await openRecord(db.app, '', practice, 'twin', { account: 'gp', role: 'gp', audience: 1 });
      await saveAccount(db.app, practice, { username: 'gp', name: 'A GP', role: 'gp', reference: 'Practitioner/gp', password: 'correct horse battery' });
      await issueAccessToken(db.app, practice, 'user/*.rs', 1);
      await db.app.transaction(practice, async (tx) => {
        await conditionalCreate(tx, 'Observation', 'identifier=a|b', 'c');
        await tx.query(`insert into guard values ($1, 'elsewhere', 'sealed', 'gp', now())`, [practice]);
        await tx.query(`insert into access_grant values ($1, 'gp', 'twin', '00000000-0000-4000-8000-000000000000', 'care-team', 'cares', 'gp', now(), now())`, [practice]);
        await tx.query(`insert into privacy_alert values ($1, '00000000-0000-4000-8000-000000000000', now(), 'break-glass', '00000000-0000-4000-8000-000000000000')`, [practice]);
        await tx.query(`insert into sharing values ($1, 'B81001', now(), now())`, [practice]);
        for (const [table, values] of Object.entries(ROWS)) await tx.query(`insert into ${table} values ($1, ${values})`, [practice]);
        await tx.query(`insert into draft values ($1, 'gp', 'twin', 1, now(), 'text')`, [practice]);
        await tx.query(`insert into import_run (practice, id, actor, source, format, started) values ($1, '00000000-0000-4000-8000-000000000000', 'gp', 'file', 'fhir', now())`, [practice]);
        await tx.query(`insert into import_record (practice, run, source, patient, entries) values ($1, '00000000-0000-4000-8000-000000000000', 'file', 'twin', '')`, [practice]);
      });
    }
    for (const practice of PRACTICES) await db.app.transaction(practice, (tx) => tx.query(`insert into search_rebuild values ($1) on conflict do nothing`, [practice]));
    const all = await db.owner.query<{ relname: string }>(`select relname from pg_class where relnamespace = 'jenner'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f') and not relispartition order by 1`, []);
    tables = all.map(({ relname }) => relname).filter((name) => !(name in SHARED));
  });
  after(() => db.stop());

  /** What a statement does in a transaction bound to a practice, which is then undone: its rows, or the error's code. */
  async function attempt(practice: string, text: string, values: readonly Value[] = []): Promise<{ rows: object[]; code?: unknown }> {
    let rows: object[] = [];
    try {
      await db.app.transaction(practice, async (tx: Transaction) => {
        rows = [...await tx.query(text, values)];
        throw new Undo();
      });
    } catch (error) {
      if (error instanceof Undo) return { rows };
      if (error instanceof Error && 'code' in error) return { rows: [], code: error.code };
      throw error;
    }
    return { rows };
  }

  it('every table has rows of each practice in this test, a policy, and a key that begins with the practice (design: tenant first)', async () => {
    assert.ok(tables.length >= 38);
    for (const table of tables) {
      const rows = await db.owner.query<{ practice: string }>(`select distinct practice from ${table} order by 1`, []);
      assert.deepEqual(rows.map(({ practice }) => practice), PRACTICES, `${table} has no rows to try with: write some in before()`);
      const [guard] = await db.owner.query<{ on: boolean; policies: number }>(`select relrowsecurity as on, (select count(*)::int from pg_policy where polrelid = c.oid) as policies from pg_class c where oid = $1::regclass`, [`jenner.${table}`]);
      assert.deepEqual(guard, { on: true, policies: 1 }, `${table} is not guarded by one policy`);
    }
    const keys = await db.owner.query<{ name: string; first: string }>(
      `select i.indexrelid::regclass::text as name, a.attname as first from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
       join pg_class c on c.oid = i.indrelid where c.relnamespace = 'jenner'::regnamespace and i.indisunique and a.attname <> 'practice'`, []);
    assert.deepEqual(keys.map(({ name }) => name).toSorted(), ['installation_pkey', 'migration_pkey', 'terminology_block_pkey', 'terminology_live_pkey', 'terminology_reading_pkey', 'terminology_release_pkey']);
  });

  it('no statement without a predicate reads, changes or removes a row of another (safety I31)', async () => {
    for (const table of tables) {
      for (const practice of PRACTICES) {
        const { rows } = await attempt(practice, `select distinct practice from ${table}`);
        assert.deepEqual(rows, [{ practice }], `${table} shows more than its own to ${practice}`);
        for (const text of [`update ${table} set practice = practice returning practice`, `delete from ${table} returning practice`]) {
          const done = await attempt(practice, text);
          if (APPEND_ONLY.includes(table) || (NEVER_CHANGED.includes(table) && text.startsWith('update')) || (NEVER_REMOVED.includes(table) && text.startsWith('delete'))) assert.equal(done.code, '42501', `${text} was let through`);
          else assert.ok(done.rows.length > 0 && done.rows.every((row) => 'practice' in row && row.practice === practice), `${text} reached beyond ${practice}`);
        }
      }
    }
  });

  it('no statement that names another practice finds, puts or moves anything there (safety I31)', async () => {
    for (const table of tables) {
      for (const text of [`select 1 from ${table} where practice = $1`, `update ${table} set practice = practice where practice = $1 returning 1`, `delete from ${table} where practice = $1 returning 1`]) {
        assert.deepEqual((await attempt(X, text, [Y])).rows, [], text);
      }
      const [row] = await db.owner.query<{ text: string }>(`select row_to_json(t)::text as text from ${table} t where practice = $1 limit 1`, [Y]);
      const inserted = await attempt(X, `insert into ${table} overriding system value select * from json_populate_record(null::jenner.${table}, $1::text::json)`, [row?.text ?? '']);
      assert.equal(inserted.code, '42501', `a row of another practice could be put into ${table}`);
      assert.equal((await attempt(X, `update ${table} set practice = $1`, [Y])).code, '42501', `a row of ${table} could be given away`);
      assert.equal((await attempt(X, `truncate ${table}`)).code, '42501');
      assert.equal((await attempt(X, `alter table ${table} disable row level security`)).code, '42501');
    }
  });

  it('shows nothing where no practice is bound, whether none ever was or one has been let go', async () => {
    const fresh = connect(db.connections.app, { size: 1 });
    try {
      for (const round of ['never bound', 'bound before']) {
        for (const table of tables) assert.deepEqual([...await fresh.query(`select 1 from ${table} limit 1`, [])], [], `${table}: ${round}`);
        for (const practice of ['', 'nowhere', '%', 'a20047']) assert.deepEqual(await fresh.transaction(practice, async (tx) => [...await tx.query(`select 1 from resource limit 1`, [])]), []);
        await fresh.transaction(X, (tx) => tx.query(`select 1`, []));
      }
      await assert.rejects(fresh.query(`insert into draft values ($1, 'a', 'b', 1, now(), '')`, [X]), { code: '42501' });
    } finally {
      await fresh.close();
    }
  });

  it('gives the application a role that owns nothing, cannot pass the policies, and cannot rewrite what has been written down', async () => {
    const [role] = await db.owner.query(
      `select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as powers,
         (select count(*)::int from pg_class where relowner = r.oid) + (select count(*)::int from pg_proc where proowner = r.oid) + (select count(*)::int from pg_namespace where nspowner = r.oid) as owned,
         (select count(*)::int from pg_auth_members where member = r.oid) as memberships,
         has_schema_privilege('jenner_app', 'jenner', 'create') or has_schema_privilege('jenner_app', 'public', 'create') or has_database_privilege('jenner_app', current_database(), 'create') as creates
       from pg_roles r where rolname = 'jenner_app'`, []);
    assert.deepEqual(role, { powers: false, owned: 0, memberships: 0, creates: false });
    const granted = await db.owner.query<{ name: string; partition: boolean; privileges: string[] }>(
      `select c.relname as name, c.relispartition as partition, array(select p from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p where has_table_privilege('jenner_app', c.oid, p) or (p in ('SELECT', 'INSERT', 'UPDATE') and has_any_column_privilege('jenner_app', c.oid, p))) as privileges
       from pg_class c where c.relnamespace = 'jenner'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')`, []);
    for (const { name, partition, privileges } of granted) {
      const withheld = APPEND_ONLY.includes(name) ? ['UPDATE', 'DELETE'] : NEVER_CHANGED.includes(name) ? ['UPDATE'] : NEVER_REMOVED.includes(name) ? ['DELETE'] : [];
      const wanted = partition ? [] : SHARED[name] ?? ['SELECT', 'INSERT', 'UPDATE', 'DELETE'].filter((one) => !withheld.includes(one));
      assert.deepEqual(privileges, wanted, `privileges on ${name}`);
    }
    assert.equal((await attempt(X, `set local row_security = off`)).code, undefined);
    await assert.rejects(db.app.transaction(X, async (tx) => { await tx.query(`set local row_security = off`, []); await tx.query(`select 1 from resource`, []); }), { code: '42501' });
    for (const text of [`set role jenner_owner`, `set session authorization jenner_owner`, `alter role jenner_app bypassrls`]) assert.equal((await attempt(X, text)).code, '42501', text);
  });

  it('forgives slips within the bound practice only', async () => {
    for (const practice of PRACTICES) {
      const [others] = PRACTICES.filter((other) => other !== practice);
      const find = async (text: string) => (await findPatients(db.app, practice, text, 20, '2026-11-22', { account: 'gp', role: 'gp', audience: 1, own: null })).map(({ content }) => content);
      assert.equal((await find(`onyl${practice.toLowerCase()}`)).length, 1);
      assert.deepEqual((await find(`onyl${others?.toLowerCase()}`)).filter((content) => content.toLowerCase().includes(`only${others?.toLowerCase()}`)), []);
    }
  });

  it('has no function that runs as the owner', async () => {
    const definers = await db.owner.query<{ name: string }>(`select proname as name from pg_proc where prosecdef and pronamespace = 'jenner'::regnamespace`, []);
    assert.deepEqual(definers.map(({ name }) => name), [], 'a new function runs as the owner: it needs its own test of tenancy');
  });

  it('no session of one is one of another', async () => {
    const token = await issueAccessToken(db.app, X, 'user/*.rs', 1);
    assert.equal((await resolveToken(db.app, X, token, 'active'))?.practice, X);
    for (const practice of [Y, '', 'nowhere']) assert.equal(await resolveToken(db.app, practice, token, 'active'), undefined);
  });

  it('random operations in three practices that share every id cross from none to another, also with either wall taken away (safety I17, I31)', async () => {
    await db.owner.query(`delete from search_rebuild`, []); // so that searches go the way they do in use
    for (const { name, tally } of await tenancyPasses(db, PRACTICES, world, { seed: 5, operations: 800, lanes: 8 })) {
      assert.deepEqual(tally.crossings, [], name);
      assert.ok(tally.answered > 250, `${name}: only ${tally.answered} of the operations answered with content`);
    }
  });

  it('the rounds show a crossing where both walls are gone', async () => {
    const tally = await withFunctionsWithoutPractice(db.owner, () => tenancyRounds(withoutPractice(db.owner, { statements: new Set() }), db.owner, PRACTICES, world, { seed: 6, operations: 200, lanes: 1 }));
    assert.notDeepEqual(tally.crossings, []);
  });
});

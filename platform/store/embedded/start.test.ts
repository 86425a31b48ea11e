import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import postgres from 'postgres';
import { attachEmbedded } from './attach.ts';
import { type EmbeddedDatabase, startEmbedded } from './start.ts';

const permissionDenied = { code: '42501' };

describe('the embedded database', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'jenner-test-'));
  let database: EmbeddedDatabase;
  let owner: postgres.Sql;
  let app: postgres.Sql;

  const open = async () => {
    database = await startEmbedded({ dataDir });
    owner = postgres({ ...database.owner, max: 1 });
    app = postgres({ ...database.app, max: 1 });
  };
  const close = async () => {
    await Promise.all([owner.end(), app.end()]);
    await database.stop();
  };

  before(open);
  after(async () => {
    await close();
    rmSync(dataDir, { recursive: true });
  });

  it('is durable, checks its pages and keeps time in UTC', async () => {
    const settings = Object.fromEntries(
      (await owner<{ name: string; setting: string }[]>`select name, setting from pg_settings`).map((row) => [
        row.name,
        row.setting,
      ]),
    );
    assert.deepEqual(
      [
        'fsync',
        'synchronous_commit',
        'full_page_writes',
        'data_checksums',
        'password_encryption',
        'TimeZone',
        'server_encoding',
      ].map((name) => settings[name]),
      ['on', 'on', 'on', 'on', 'scram-sha-256', 'UTC', 'UTF8'],
    );
    assert.ok(['', '127.0.0.1'].includes(settings['listen_addresses'] ?? '?'));
  });

  it('takes accented letters for letters when names are compared', async () => {
    const [row] =
      await owner`select lower('SIÂN') as lower, unaccent('Siân') as plain, similarity('Siân', 'Si n') as similarity`;
    assert.equal(row?.['lower'], 'siân');
    assert.equal(row?.['plain'], 'Sian');
    assert.ok(row?.['similarity'] < 0.5);
  });

  it('keeps rows across a stop and a warm start', async () => {
    await owner`create table kept (id int primary key)`;
    await owner`insert into kept values (1)`;
    await close();
    await open();
    assert.equal(database.adopted, false);
    assert.deepEqual([...(await owner`select id from kept`)], [{ id: 1 }]);
  });

  it('lets the app role create nothing, temporary tables included', async () => {
    await assert.rejects(app`create table mine (id int)`, permissionDenied);
    await assert.rejects(app`create temporary table mine (id int)`, permissionDenied);
    await assert.rejects(app`create schema mine`, permissionDenied);
    const [owned] = await owner`select count(*)::int as n from pg_class where relowner = 'jenner_app'::regrole`;
    assert.equal(owned?.['n'], 0);
  });

  it('binds the app role by row-level security', async () => {
    await owner`create table fenced (practice text)`;
    await owner`alter table fenced enable row level security`;
    await owner`create policy tenant on fenced using (practice = current_setting('app.practice', true))`;
    await owner`insert into fenced values ('A'), ('B')`;
    await owner`grant select on fenced to jenner_app`;
    assert.equal((await app`select * from fenced`).length, 0);
    await app.begin(async (sql) => {
      await sql`set local app.practice = 'A'`;
      assert.deepEqual([...(await sql`select practice from fenced`)], [{ practice: 'A' }]);
    });
    await assert.rejects(
      app.begin(async (sql) => {
        await sql`set local row_security = off`;
        await sql`select * from fenced`;
      }),
      permissionDenied,
    );
    await assert.rejects(app`alter role jenner_app bypassrls`, permissionDenied);
    await assert.rejects(app`set role jenner_owner`, permissionDenied);
  });

  it('turns away a wrong password and a stranger', async () => {
    for (const change of [{ password: 'wrong' }, { user: 'postgres', password: '' }]) {
      const stranger = postgres({ ...database.app, ...change, max: 1 });
      await assert.rejects(stranger`select 1`);
      await stranger.end();
    }
  });

  it('lets a command beside it attach, but not where none runs', async () => {
    assert.deepEqual(await attachEmbedded(dataDir), { owner: database.owner, app: database.app });
    assert.equal(await attachEmbedded(join(dataDir, 'elsewhere')), undefined);
  });

  it('keeps passwords out of sight', async () => {
    assert.equal(statSync(join(dataDir, 'database-secrets.json')).mode & 0o777, 0o600);
    assert.equal(statSync(join(dataDir, 'pg')).mode & 0o777, 0o700);
    const options = readFileSync(join(dataDir, 'pg', 'postmaster.opts'), 'utf8');
    assert.ok(!options.includes(database.owner.password));
  });

  it('writes no values to its log, whatever fails', async () => {
    const secret = '9434765919';
    await assert.rejects(owner`select ${secret}::text::date`);
    await assert.rejects(owner.unsafe(`select 'x${secret}'::int`));
    await owner`create table once (nhs text primary key)`;
    await owner`insert into once values (${secret})`;
    await assert.rejects(owner`insert into once values (${secret})`);
    assert.ok(!readFileSync(join(dataDir, 'postgres.log'), 'utf8').includes(secret));
  });

  it('says what stands in the way when settings are wrong', async () => {
    await close();
    const local = join(dataDir, 'postgresql.local.conf');
    writeFileSync(local, 'shared_buffers = plenty\n');
    await assert.rejects(startEmbedded({ dataDir }), /did not start[^]*shared_buffers/);
    rmSync(local);
    await open();
  });
});

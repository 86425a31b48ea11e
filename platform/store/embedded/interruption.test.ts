import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { type EmbeddedDatabase, startEmbedded } from './start.ts';

const starter = `
  const { startEmbedded } = await import(${JSON.stringify(import.meta.resolve('./start.ts'))})
  const database = await startEmbedded({ dataDir: process.argv[1] })
  console.log('ready')
  setInterval(() => undefined, 1000)`;

describe('the embedded database after an interruption', () => {
  let dataDir: string;
  let running: EmbeddedDatabase | undefined;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'jenner-test-'));
  });
  afterEach(async () => {
    await running?.stop();
    running = undefined;
    rmSync(dataDir, { recursive: true, maxRetries: 5 });
  });

  const start = async () => (running = await startEmbedded({ dataDir }));
  const postmasterPid = () => Number(readFileSync(join(dataDir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0]);

  /** Jenner in a process of its own; `path` decides whether it finds setpriv, and with it a death signal. */
  const startElsewhere = async (path = process.env['PATH']) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', starter, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, PATH: path },
    });
    await once(child.stdout, 'data');
    return child;
  };

  const onlyId = () => {
    const folder = join(dataDir, 'bin');
    mkdirSync(folder);
    symlinkSync('/usr/bin/id', join(folder, 'id'));
    return folder;
  };

  it('has every acknowledged row after its server is killed in the middle of writing', async () => {
    const database = await start();
    const sql = postgres({ ...database.owner, max: 1, fetch_types: false });
    await sql`create table written (n int primary key)`;
    let acknowledged = 0;
    const writing = (async () => {
      for (;;) {
        await sql`insert into written values (${acknowledged + 1})`;
        acknowledged++;
      }
    })();
    await sleep(200);
    process.kill(postmasterPid(), 'SIGKILL');
    await assert.rejects(writing);
    await sql.end({ timeout: 0 });
    await database.stop();

    const again = postgres({ ...(await start()).owner, max: 1 });
    const [row] = await again`select count(*)::int as n from written`;
    await again.end();
    assert.ok(acknowledged > 0);
    assert.ok(row?.['n'] >= acknowledged, `${acknowledged} acknowledged, ${row?.['n']} there`);
  });

  it('takes over the server of a Jenner that was killed', { skip: process.platform === 'win32' }, async () => {
    const child = await startElsewhere(onlyId());
    const pid = postmasterPid();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const database = await start();
    assert.equal(database.adopted, true);
    assert.equal(postmasterPid(), pid);
    const sql = postgres({ ...database.app, max: 1 });
    assert.equal((await sql`select current_user`)[0]?.['current_user'], 'jenner_app');
    await sql.end();
    await database.stop();
    running = undefined;
    assert.ok(!existsSync(join(dataDir, 'pg', 'postmaster.pid')));
  });

  it('replaces a left-over server that runs with other settings', { skip: process.platform === 'win32' }, async () => {
    const child = await startElsewhere(onlyId());
    const pid = postmasterPid();
    child.kill('SIGKILL');
    await once(child, 'exit');
    writeFileSync(join(dataDir, 'postgresql.local.conf'), 'max_connections = 50\n', { mode: 0o644 });
    const database = await start();
    assert.equal(database.adopted, false);
    assert.notEqual(postmasterPid(), pid);
  });

  it(
    'ends with a Jenner that was killed, where the system can tell it',
    { skip: process.platform !== 'linux' },
    async () => {
      const child = await startElsewhere();
      child.kill('SIGKILL');
      await once(child, 'exit');
      for (let i = 0; i < 100 && existsSync(join(dataDir, 'pg', 'postmaster.pid')); i++) await sleep(50);
      assert.ok(!existsSync(join(dataDir, 'pg', 'postmaster.pid')));
    },
  );

  it('refuses a second Jenner on the same folder, and takes the next when the first was killed', async () => {
    const child = await startElsewhere();
    await assert.rejects(startEmbedded({ dataDir }), new RegExp(`already running on .* \\(process ${child.pid}\\)`));
    child.kill('SIGKILL');
    await once(child, 'exit');
    await start();
  });

  it('starts over when its creation was interrupted at any moment', async () => {
    for (const wait of [30, 200, 600]) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', starter, dataDir], { stdio: 'ignore' });
      const from = Date.now();
      while (!existsSync(join(dataDir, 'database-secrets.json'))) {
        assert.ok(Date.now() - from < 10_000, 'the start never came to its passwords');
        await sleep(5);
      }
      await sleep(wait);
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    mkdirSync(join(dataDir, 'pg.new-1', 'base'), { recursive: true });
    await start();
    assert.deepEqual(
      readdirSync(dataDir).filter((name) => name.includes('.new-')),
      [],
    );
  });

  it("is not misled by a process that was given its dead server's id", async () => {
    const first = await start();
    await first.stop();
    running = undefined;
    writeFileSync(
      join(dataDir, 'pg', 'postmaster.pid'),
      `${process.pid}\n${join(dataDir, 'pg')}\n1\n5432\n/tmp\n\n0 0\nready\n`,
    );
    const database = await start();
    assert.equal(database.adopted, false);
  });

  it('finishes roles and database that were only begun', async () => {
    const first = await start();
    await first.stop();
    const { superuser } = JSON.parse(readFileSync(join(dataDir, 'database-secrets.json'), 'utf8')) as {
      superuser: string;
    };
    const second = await start();
    const admin = postgres({ ...second.owner, user: 'postgres', password: superuser, database: 'postgres', max: 1 });
    await admin`drop database jenner`;
    await admin`drop role jenner_app`;
    await admin.end();
    await second.stop();
    const sql = postgres({ ...(await start()).app, max: 1 });
    assert.equal((await sql`select count(*)::int as n from pg_extension where extname = 'pg_trgm'`)[0]?.['n'], 1);
    await sql.end();
  });
});

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestDatabase, type TestDatabase } from '../../dev-env/test-database.ts';
import { CLEAN_UP } from './clean-up.ts';
import { installJobs } from './install.ts';
import { defineJob, type JobState } from './job.ts';
import { type Jobs, openJobs } from './jobs.ts';
import { listJobs } from './list-jobs.ts';

const [HERE, THERE] = ['A20047', 'B81001'];

describe('jobs', () => {
  let db: TestDatabase;
  let jobs: Jobs;
  const ran: string[] = [];
  let failing = true;
  const NOTE = defineJob<{ note: string }>({
    name: 'note', retries: 1,
    accepts: (payload): payload is { note: string } => typeof payload === 'object' && payload !== null && 'note' in payload && typeof payload.note === 'string',
    async run(database, practice, { note }) {
      if (note === 'fails' && failing) throw new Error('Zzyzxberg has a secret');
      const [row] = await database.transaction(practice, (tx) => tx.query<{ n: number }>(`select count(*) as n from account where practice <> $1`, [practice]));
      ran.push(`${practice} ${note} ${row?.n}`);
    },
  });
  const errors: unknown[] = [];
  before(async () => {
    db = await startTestDatabase([HERE, THERE]);
    await installJobs(db.connections.owner);
    await installJobs(db.connections.owner);
    jobs = await openJobs(db.app, { connection: db.connections.app, kinds: [NOTE, CLEAN_UP], pollSeconds: 0.5, heartbeatSeconds: 10, retrySeconds: 1, watchSeconds: 1 }, (error) => errors.push(error));
  });
  after(async () => {
    await jobs.close();
    await db.stop();
  });

  const queue = (practice: string, note: string, fault?: Error): Promise<string | undefined> =>
    db.app.transaction(practice, async (tx) => {
      const id = await jobs.enqueue(tx, NOTE, { note });
      if (fault !== undefined) throw fault;
      return id;
    });
  async function until(condition: () => boolean | Promise<boolean>, what: string, milliseconds = 10_000): Promise<void> {
    for (const end = Date.now() + milliseconds; Date.now() < end; ) {
      if (await condition()) return;
      await sleep(25);
    }
    assert.fail(`waited in vain for ${what}`);
  }
  const stateOf = async (id: string | undefined, practice = HERE): Promise<JobState | undefined> => (await listJobs(db.app, practice)).find((job) => job.id === id);

  it('runs what was queued with a transaction that committed, and nothing of one that did not (safety I09)', async () => {
    await assert.rejects(queue(HERE, 'undone', new Error('rolled back')));
    const id = await queue(HERE, 'done');
    await until(() => ran.length > 0, 'the job');
    assert.deepEqual(ran, [`${HERE} done 0`]);
    await until(async () => (await stateOf(id))?.state === 'done', 'its end');
    assert.equal((await listJobs(db.app, HERE)).length, 1);
  });

  it('shows a practice its own jobs alone, whatever the statement asks for (safety I31)', async () => {
    const id = await queue(THERE, 'elsewhere');
    assert.equal(await stateOf(id), undefined);
    const rows = await db.app.transaction(HERE, (tx) => tx.query<{ practice: string }>(`select distinct data ->> 'practice' as practice from jenner_jobs.job`, []));
    assert.deepEqual(rows.map(({ practice }) => practice), [HERE]);
    await assert.rejects(db.app.transaction(HERE, (tx) => tx.query(`update jenner_jobs.job set data = '{"practice":"B81001"}' where data ->> 'practice' = $1`, [HERE])), /row-level security/);
    await assert.rejects(db.app.transaction(HERE, (tx) => jobs.retry(tx, id ?? '')), { fault: 'not-found' });
  });

  it('tries again, then keeps what will not go as dead, with no word of what the error said; and runs it when asked', async () => {
    const id = await queue(HERE, 'fails');
    await until(async () => (await stateOf(id))?.state === 'dead', 'the end of trying');
    const dead = await stateOf(id);
    assert.deepEqual([dead?.attempts, dead?.lastError], [2, 'Error']);
    const [row] = await db.owner.query<{ text: string }>(`select output::text as text from jenner_jobs.job where id = $1`, [id ?? '']);
    assert.ok(row !== undefined && !row.text.includes('Zzyzxberg'), row?.text);
    failing = false;
    await db.app.transaction(HERE, (tx) => jobs.retry(tx, id ?? ''));
    await until(async () => (await stateOf(id))?.state === 'done', 'its end');
    assert.ok(ran.includes(`${HERE} fails 0`));
  });

  it('cleans up what has had its time, once in the time said, and nothing else', async () => {
    const session = (token: string, ends: string) =>
      db.owner.query(`insert into session (practice, token, kind, account, created, used, expires) values ($1, $2, 'access-token', 'a', now(), now(), now() + $3::interval)`, [HERE, token, ends]);
    await session('old', '-2 days');
    await session('new', '1 hour');
    for (const [key, age] of [['old', '8 days'], ['new', '6 days']] as const) {
      await db.owner.query(`insert into request_answer (practice, account, key, fingerprint, at) values ($1, 'a', $2, '', now() - $3::interval)`, [HERE, key, age]);
    }
    const grant = (id: number, code: string, [used, expires, ended]: readonly [string | null, string, string | null]) =>
      db.owner.query(
        `insert into app_grant (practice, id, client, account, scope, code, code_expires, code_used_at, redirect_uri, challenge, created, expires, ended)
         values ($1, $2::uuid, 'c', 'a', 's', $3, now() - interval '2 days', now() + $4::interval, 'r', 'c', now(), now() + $5::interval, now() + $6::interval)`,
        [HERE, `00000000-0000-4000-8000-00000000000${id}`, code, used, expires, ended]);
    const grants: Record<string, readonly [string | null, string, string | null]> = {
      standing: ['-2 days', '1 day', null], expired: ['-2 days', '-2 days', null], ended: ['-2 days', '1 day', '-2 days'], 'just ended': ['-2 days', '1 day', '-1 hour'], 'never redeemed': [null, '1 day', null],
    };
    for (const [i, [code, ends]] of Object.entries(grants).entries()) {
      await grant(i, code, ends);
      await db.owner.query(`insert into app_refresh (practice, token, grant_id, used_at) values ($1, $2, $3::uuid, now()), ($1, $2 || ' old', $3::uuid, now() - interval '31 days')`, [HERE, code, `00000000-0000-4000-8000-00000000000${i}`]);
    }
    await db.owner.query(`insert into sign_in_try (practice, subject, tries, last, known) values ($1, 'old', 1, now() - interval '2 days', null), ($1, 'new', 1, now(), null), ($1, 'known', 0, now() - interval '2 days', now() - interval '2 days')`, [HERE]);
    const clean = () => db.app.transaction(HERE, (tx) => jobs.enqueue(tx, CLEAN_UP, {}, { oncePer: 86_400 }));
    const [first, second] = [await clean(), await clean()];
    assert.deepEqual([typeof first, second], ['string', undefined]);
    await until(async () => (await stateOf(first))?.state === 'done', 'the cleaning');
    assert.deepEqual((await db.owner.query<{ token: string }>(`select token from session`, [])).map(({ token }) => token), ['new']);
    assert.deepEqual((await db.owner.query<{ code: string }>(`select code from app_grant order by id`, [])).map(({ code }) => code), ['standing', 'just ended']);
    assert.deepEqual((await db.owner.query<{ token: string }>(`select token from app_refresh order by token`, [])).map(({ token }) => token), ['just ended', 'standing']);
    assert.deepEqual((await db.owner.query<{ subject: string }>(`select subject from sign_in_try order by subject`, [])).map(({ subject }) => subject), ['known', 'new']);
    assert.deepEqual((await db.owner.query<{ key: string }>(`select key from request_answer`, [])).map(({ key }) => key), ['new']);
  });

  it('runs a job again whose worker was killed in the middle of it (kill -9)', { timeout: 60_000 }, async () => {
    await db.owner.query(`create table killed (at text)`, []);
    await db.owner.query(`grant insert, select on killed to jenner_app`, []);
    const start = (): ChildProcess => spawn(process.execPath, [...process.execArgv.filter((one) => !one.startsWith('--test')), `${import.meta.dirname}/testing/worker.ts`, JSON.stringify(db.connections.app)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const worker = start();
    await once(worker.stdout ?? worker, 'data');
    const rows = () => db.owner.query<{ at: string }>(`select at from killed`, []);
    await until(async () => (await rows()).length === 1, 'the job to begin');
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    const second = start();
    try {
      await until(async () => (await rows()).some(({ at }) => at === 'end'), 'the job to be done by another', 40_000);
    } finally {
      second.kill('SIGKILL');
    }
    assert.deepEqual((await rows()).map(({ at }) => at), ['begin', 'begin', 'end']);
  });
});

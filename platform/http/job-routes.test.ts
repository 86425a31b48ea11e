import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestDatabase, type TestDatabase } from '../../dev-env/test-database.ts';
import { serveEvents, signedIn, until } from '../events/testing/serve.ts';
import { installJobs } from '../jobs/install.ts';
import { defineJob, type JobState } from '../jobs/job.ts';
import { type Jobs, openJobs } from '../jobs/jobs.ts';
import { registerJobRoutes } from './job-routes.ts';

const [HERE, THERE] = ['A20047', 'B81001'];
let db: TestDatabase;
let server: Awaited<ReturnType<typeof serveEvents>>;
let jobs: Jobs;
let failing = true;
const FAILS = defineJob<object>({
  name: 'fails', retries: 0,
  accepts: (payload): payload is object => typeof payload === 'object' && payload !== null,
  async run() {
    if (failing) throw new TypeError('Zzyzxberg');
  },
});
before(async () => {
  db = await startTestDatabase([HERE, THERE]);
  await installJobs(db.connections.owner);
  jobs = await openJobs(db.app, { connection: db.connections.app, kinds: [FAILS], pollSeconds: 0.5, heartbeatSeconds: 10, retrySeconds: 1, watchSeconds: 1 }, () => undefined);
  server = await serveEvents(db.app, true, (app, context) => registerJobRoutes(app, context, jobs));
});
after(async () => {
  await jobs.close();
  await server.stop();
  await db.stop();
});

test('who looks after the systems sees what has died, without a word of patients, and runs it again; others do not (I31)', async () => {
  const manager = await signedIn(db.owner, server.base, HERE, 'boss', 'manager');
  const listed = async (): Promise<JobState[]> => ((await (await manager('/jobs')).json()) as { jobs: JobState[] }).jobs;
  await db.app.transaction(HERE, (tx) => jobs.enqueue(tx, FAILS, {}));
  await until(async () => (await listed())[0]?.state === 'dead', 'the job to die');
  const [dead] = await listed();
  assert.deepEqual([dead?.name, dead?.attempts, dead?.lastError], ['fails', 1, 'TypeError']);
  const gp = await signedIn(db.owner, server.base, HERE, 'dr', 'gp');
  const elsewhere = await signedIn(db.owner, server.base, THERE, 'boss', 'manager');
  for (const path of ['/jobs', '/deliveries']) assert.equal((await gp(path)).status, 403);
  assert.deepEqual(await (await elsewhere('/jobs')).json(), { jobs: [] });
  assert.equal((await elsewhere(`/jobs/${dead?.id}/retry`, { method: 'POST' })).status, 404);
  assert.equal((await manager('/jobs/no-such-job/retry', { method: 'POST' })).status, 404);
  failing = false;
  assert.equal((await manager(`/jobs/${dead?.id}/retry`, { method: 'POST' })).status, 204);
  await until(async () => (await listed())[0]?.state === 'done', 'the job to be done');
  const deliveries = (await (await manager('/deliveries')).json()) as { subscriptions: unknown[]; state: { practice: string } };
  assert.deepEqual([deliveries.subscriptions, deliveries.state.practice], [[], HERE]);
});

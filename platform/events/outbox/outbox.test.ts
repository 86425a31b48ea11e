import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { startTestDatabase, type TestDatabase } from '../../../dev-env/test-database.ts';
import { registerDeliveryMetrics } from '../delivery-metrics.ts';
import { deliveryState } from '../delivery-state.ts';
import { enqueueOutbound } from './enqueue.ts';
import { sendNext, type OutboxOptions } from './send-next.ts';

const [HERE, THERE] = ['A20047', 'B81001'];
let db: TestDatabase;
before(async () => (db = await startTestDatabase([HERE, THERE])));
after(() => db.stop());

test('what fails keeps its own lane waiting and no other, and is dead and visible after the limit, without its message', async () => {
  const taken: string[] = [];
  const options: OutboxOptions = {
    senders: new Map([['letter', async (practice: string, _id: string, payload: unknown) => {
      const { to } = payload as { to: string };
      if (to === 'nobody') throw new TypeError('Zzyzxberg');
      taken.push(`${practice} ${to}`);
    }]]),
    firstRetryMs: 200, longestRetryMs: 200, maxFailures: 3, outboxLeaseMs: 5_000,
  };
  const put = (practice: string, lane: string, to: string, kind = 'letter') => db.app.transaction(practice, (tx) => enqueueOutbound(tx, { kind, lane, payload: { to } }));
  const dead = await put(HERE, 'a', 'nobody');
  await put(HERE, 'a', 'first');
  await put(HERE, 'b', 'other lane');
  await put(THERE, 'a', 'other practice');
  await put(HERE, 'c', 'nobody sends this', 'pigeon');
  await sendNext(db.app, HERE, options);
  assert.equal(await sendNext(db.app, HERE, options), true);
  assert.deepEqual(taken, [`${HERE} other lane`]);
  for (let i = 0; i < 40; i++) {
    await sendNext(db.app, HERE, options);
    await sleep(25);
  }
  assert.deepEqual(taken, [`${HERE} other lane`, `${HERE} first`]);
  assert.deepEqual(await sendNext(db.app, HERE, options), false);
  const rows = await db.owner.query<{ id: string; dead: boolean; error: string }>(`select id, dead, error from outbox where practice = $1 and sent is null order by dead desc`, [HERE]);
  assert.deepEqual(rows.map((row) => [row.id === dead, row.dead, row.error]), [[true, true, 'TypeError'], [false, false, '']]);
  const state = await deliveryState(db.app, HERE);
  assert.deepEqual([state.outboxWaiting, state.outboxDead, state.oldestSeconds > 0], [1, 1, true]);
  const registry = new Registry();
  registerDeliveryMetrics(registry, db.app);
  const text = await registry.metrics();
  assert.match(text, /jenner_outbox_dead\{practice="A20047"\} 1/);
  assert.match(text, /jenner_outbox_waiting\{practice="B81001"\} 1/);
});

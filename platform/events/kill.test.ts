import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestDatabase, type TestDatabase, TEST_SECRETS_KEY } from '../../dev-env/test-database.ts';
import { observation, patient, put, write } from '../../scripts/proofs/sample-records.ts';
import { deliveryState } from './delivery-state.ts';
import { enqueueOutbound } from './outbox/enqueue.ts';
import { Receiver, serveEvents, signedIn, until } from './testing/serve.ts';

const HERE = 'A20047';
const EVENTS = 150;
const KILLS = 12;

describe('what leaves, while its sender is killed again and again (safety I09)', () => {
  let db: TestDatabase;
  let server: Awaited<ReturnType<typeof serveEvents>>;
  let hook: Receiver;
  let letters: Receiver;
  before(async () => {
    db = await startTestDatabase([HERE]);
    server = await serveEvents(db.app);
    [hook, letters] = await Promise.all([new Receiver().start(), new Receiver().start()]);
    await write(db.app, HERE, [put(patient('p'))]);
  });
  after(async () => {
    hook.stop();
    letters.stop();
    await server.stop();
    await db.stop();
  });

  it('nothing is lost, events come in order, and whatever comes twice bears the same id', { timeout: 90_000 }, async () => {
    const gp = await signedIn(db.owner, server.base, HERE, 'dr', 'gp');
    const made = await gp('/fhir/r4/Subscription', {
      method: 'POST', headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify({ resourceType: 'Subscription', status: 'requested', reason: 'test', criteria: 'urn:jenner:subscription-topic:resource-change', channel: { type: 'rest-hook', endpoint: hook.url, payload: 'application/fhir+json' } }),
    });
    assert.equal(made.status, 201);
    let kills = 0;
    const start = async (): Promise<ChildProcess> => {
      const courier = spawn(process.execPath, [`${import.meta.dirname}/testing/courier-process.ts`, JSON.stringify([db.connections.app, server.base, letters.url, TEST_SECRETS_KEY])], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(courier.stdout, 'data');
      return courier;
    };
    const arrived = (): number => hook.heard.length + letters.heard.length;
    // Each is killed a moment after it has sent something, at whatever step it is by then. The last is left to finish.
    const killing = (async (): Promise<ChildProcess> => {
      while (kills < KILLS) {
        const courier = await start();
        const before = arrived();
        await until(() => arrived() > before, 'a courier to send something', 20_000);
        await sleep(Math.random() * 80);
        courier.kill('SIGKILL');
        await once(courier, 'exit');
        kills++;
      }
      return start();
    })();
    const sent: string[] = [];
    try {
      for (let i = 0; i < EVENTS; i++) {
        await write(db.app, HERE, [put(observation(`k${i}`, 'p'))]);
        sent.push(await db.app.transaction(HERE, (tx) => enqueueOutbound(tx, { kind: 'letter', lane: `lane ${i % 3}`, payload: { n: i } })));
        await sleep(5);
      }
      await assert.rejects(db.app.transaction(HERE, async (tx) => {
        await enqueueOutbound(tx, { kind: 'letter', lane: 'lane 0', payload: { n: 'never' } });
        throw new Error('rolled back');
      }));
      await killing;
      const leftAfterKills = EVENTS - new Set(hook.numbers).size;
      assert.ok(leftAfterKills > 0, 'the kills came when all had been sent');
      await until(async () => {
        const { undeliveredEvents, lagPositions, outboxWaiting } = await deliveryState(db.app, HERE);
        return undeliveredEvents + lagPositions + outboxWaiting === 0;
      }, 'everything to arrive', 60_000);
    } finally {
      (await killing).kill('SIGKILL');
    }
    assert.equal(kills, KILLS);
    const numbers = hook.numbers;
    assert.deepEqual([...new Set(numbers)], Array.from({ length: EVENTS }, (_, i) => i + 1));
    const came = letters.heard.map(({ text }) => JSON.parse(text) as { id: string; payload: { n: number } });
    const first = new Map(came.map(({ id, payload }) => [id, payload.n]));
    assert.deepEqual([...first.values()].toSorted((a, b) => a - b), Array.from({ length: EVENTS }, (_, i) => i));
    assert.deepEqual(new Set(first.keys()), new Set(sent));
    for (const lane of [0, 1, 2]) {
      const order = [...first.values()].filter((n) => n % 3 === lane);
      assert.deepEqual(order, order.toSorted((a, b) => a - b), `lane ${lane} came out of order`);
    }
  });
});

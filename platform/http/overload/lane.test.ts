import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../errors.ts';
import { openLane } from './lane.ts';

const fault = (wanted: string) => (error: unknown) => error instanceof Problem && error.fault === wanted && (error.retryAfter ?? 0) >= 1;

it('runs as many as it has places, the rest in the order they came', async () => {
  const lane = openLane({ running: 2, waiting: 10, patienceMs: 5000 });
  const order: number[] = [];
  let most = 0;
  await Promise.all(
    Array.from({ length: 8 }, async (_, i) => {
      const leave = await lane.enter(`client ${i}`, false);
      most = Math.max(most, lane.running);
      order.push(i);
      await sleep(5);
      leave();
      leave(); // a second call must not free a place that is not ours
    }),
  );
  assert.equal(most, 2);
  assert.deepEqual(order, [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual([lane.running, lane.waiting], [0, 0]);
});

it('turns away at once, with a time to come back, whoever finds no waiting place', async () => {
  const lane = openLane({ running: 1, waiting: 2, patienceMs: 5000 });
  const leave = await lane.enter('a', false);
  const waiting = [lane.enter('b', false), lane.enter('c', false)];
  await assert.rejects(lane.enter('d', false), fault('unavailable'));
  leave();
  for (const one of waiting) (await one)();
  assert.deepEqual([lane.running, lane.waiting], [0, 0]);
});

it('does not let one client fill the waiting places for the others', async () => {
  const lane = openLane({ running: 1, waiting: 4, patienceMs: 5000 });
  const leave = await lane.enter('greedy', false);
  const waiting = [lane.enter('greedy', false), lane.enter('greedy', false)];
  await assert.rejects(lane.enter('greedy', false), fault('throttled'));
  waiting.push(lane.enter('modest', false));
  leave();
  for (const one of waiting) (await one)();
  (await lane.enter('greedy', false))();
});

it('lets nobody wait longer than an answer is of use, and keeps fewer waiting when the server is strained', async () => {
  const lane = openLane({ running: 1, waiting: 8, patienceMs: 40 });
  const leave = await lane.enter('a', false);
  await assert.rejects(lane.enter('b', false), fault('unavailable'));
  const two = [lane.enter('b', true), lane.enter('c', true)].map((one) => assert.rejects(one, fault('unavailable')));
  await assert.rejects(lane.enter('d', true), fault('unavailable'));
  await Promise.all(two);
  assert.equal(lane.waiting, 0);
  leave();
  (await lane.enter('b', true))();
});

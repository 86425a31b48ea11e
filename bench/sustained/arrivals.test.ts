import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { arrive } from './arrivals.ts';

describe('arrivals of the sustained load', () => {
  it('counts the time that work waited for a server that stood still', async () => {
    const times: number[] = [];
    await arrive({ rate: 100, clients: 1, seconds: 0.5 }, async (i, intended) => {
      if (i === 0) await sleep(300);
      times.push(performance.now() - intended);
    });
    assert.equal(times.length, 50);
    // Number 10 was due after 100 ms and could not begin before 300 ms.
    assert.ok((times[10] ?? 0) > 150, `number 10 waited ${times[10]} ms`);
  });

  it('keeps the rate and the number of clients', async () => {
    let inHand = 0;
    let most = 0;
    const began = performance.now();
    await arrive({ rate: 200, clients: 3, seconds: 0.5 }, async () => {
      most = Math.max(most, ++inHand);
      await sleep(5);
      inHand--;
    });
    assert.ok(most <= 3);
    assert.ok(performance.now() - began >= 490, 'the last came before its time');
  });
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { serverKillRounds } from './server-kill-rounds.ts';

it('loses no acknowledged write and leaves none half-written over kills of the server, its database and both', { skip: process.platform === 'win32' }, async () => {
  const { kills, acknowledged, lost, torn, faults } = await serverKillRounds({ kills: 6, synchronousCommit: 'on' });
  assert.deepEqual({ kills, lost, torn, faults }, { kills: 6, lost: 0, torn: 0, faults: 0 });
  assert.ok(acknowledged > 60, `only ${acknowledged} transactions were acknowledged`);
});

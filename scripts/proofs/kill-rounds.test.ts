import assert from 'node:assert/strict';
import { it } from 'node:test';
import { killRounds } from './kill-rounds.ts';

it('loses no acknowledged transaction over five kills of the database in the middle of writing', async () => {
  const { kills, acknowledged, lost, torn } = await killRounds({ kills: 5, synchronousCommit: 'on' });
  assert.deepEqual({ kills, lost, torn }, { kills: 5, lost: 0, torn: 0 });
  assert.ok(acknowledged > 5, `only ${acknowledged} transactions were acknowledged`);
});

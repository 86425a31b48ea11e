import assert from 'node:assert/strict';
import { it } from 'node:test';
import { surgeRounds } from './surge-rounds.ts';

it('turns away what it cannot do in a ten-fold surge, with 429 or 503 and Retry-After, and loses no acknowledged write', async () => {
  const tally = await surgeRounds({ seconds: 6, calmClients: 48 });
  assert.equal(tally.calm.bad + tally.surge.bad + tally.after.bad, 0, JSON.stringify(tally));
  assert.ok((tally.surge.statuses['429'] ?? 0) + (tally.surge.statuses['503'] ?? 0) > 0, 'nobody was turned away: nothing has been shown');
  assert.ok(tally.surge.perSecond > tally.calm.perSecond / 3, 'turning away took the place of work');
  assert.deepEqual({ lost: tally.lost, faults: tally.faults }, { lost: 0, faults: 0 });
  assert.ok(tally.acknowledged > 100);
  assert.ok(tally.slowestHealthCheck >= 0);
});

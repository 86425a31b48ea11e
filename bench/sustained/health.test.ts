import assert from 'node:assert/strict';
import { it } from 'node:test';
import { slope } from './health.ts';

it('memory growth is told by the minute, over the second half of the run', () => {
  const samples = Array.from({ length: 120 }, (_, at) => ({ at, heapMb: 80, loopDelay: 0, rssMb: at < 60 ? 100 + at : 160 + (at - 60) * 0.5 }));
  assert.equal(slope(samples, 'heapMb'), 0);
  assert.ok(Math.abs(slope(samples, 'rssMb') - 30) < 1e-6, `${slope(samples, 'rssMb')} MB a minute`);
});

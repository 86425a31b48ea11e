import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { MUTANTS } from './mutants.ts';
import { type MatrixTally, runMatrix } from './run-matrix.ts';
import { isInSample } from './sample.ts';
import { tryMutant } from './try-mutant.ts';
import { startWorld, type World } from './world.ts';

describe('who may: the routes of the server, as everybody, of every kind of record', () => {
  let world: World;
  let tally: MatrixTally;
  before(async () => {
    world = await startWorld();
    tally = await runMatrix(world, { choose: isInSample });
  });
  after(() => world.stop());

  it('I30: no route is without cells', () => {
    assert.deepEqual(tally.uncovered, [], 'a new route needs requests in dev-env/matrix, or a line in PUBLIC with its reason');
  });

  it('I17, I23, I25, I29, I31: a sample of the matrix agrees with the oracle (the whole: npm run prove -- authorisation)', () => {
    assert.ok(tally.cells > 2_000, `only ${tally.cells} cells`);
    assert.deepEqual(tally.wrong.slice(0, 20), []);
  });

  it('shows when part of the policy has gone', async () => {
    const unnoticed: string[] = [];
    for (const mutant of MUTANTS.filter((_mutant, i) => i % 9 === 0)) if ((await tryMutant(world, mutant)).wrong.length === 0) unnoticed.push(mutant.name);
    assert.deepEqual(unnoticed, []);
  });
});

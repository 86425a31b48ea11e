import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { boostOf } from './boost.ts';

const NOW = Date.UTC(2026, 10, 30);
const DAY = 86_400_000;
const uses = fc.record({ uses: fc.nat(1_000_000), lastUsed: fc.integer({ min: NOW - 2_000 * DAY, max: NOW + DAY }) });

it('is bounded, nothing for what was never chosen, and no less for more or later choices', () => {
  assert.equal(boostOf(undefined, undefined, NOW), 0);
  fc.assert(fc.property(uses, uses, (own, practice) => {
    const boost = boostOf(own, practice, NOW);
    assert.ok(boost >= 0 && boost < 0.9);
    // To the accuracy of floating point.
    const least = boost - 1e-12;
    assert.ok(boostOf({ ...own, uses: own.uses + 1 }, practice, NOW) >= least);
    assert.ok(boostOf({ ...own, lastUsed: own.lastUsed + DAY }, practice, NOW) >= least);
    assert.ok(boostOf(own, { ...practice, uses: practice.uses + 1 }, NOW) >= least);
  }));
});

it('counts own choices above colleagues’, and lets old ones fade', () => {
  const ten = { uses: 10, lastUsed: NOW };
  assert.ok(boostOf(ten, undefined, NOW) > boostOf(undefined, ten, NOW));
  assert.ok(boostOf({ uses: 10, lastUsed: NOW - 365 * DAY }, undefined, NOW) < boostOf(ten, undefined, NOW) / 4);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slipScore } from './slip-score.ts';

test('E00186 a name typed with two letters swapped, one wrong, one missing or one too many is near', () => {
  for (const slip of ['daneils', 'danirls', 'danels', 'danniels']) assert.ok(slipScore([slip], ['shoshana', 'daniels']) >= 0.8, slip);
});

test('E00186 a slip in the beginning of a name still being typed is near', () => {
  assert.ok(slipScore(['wlk'], ['walker']) >= 0.6);
  assert.ok(slipScore(['smiht', 'jo'], ['smith', 'john']) > 0.85);
});

test('E00186 another name is not near, and every word must be near some word', () => {
  assert.equal(slipScore(['daniels'], ['kowalski', 'maria']), 0);
  assert.equal(slipScore(['daneils', 'xyz'], ['daniels', 'shoshana']), 0);
  assert.equal(slipScore([], ['daniels']), 0);
});

test('E00186 fewer slips score higher', () => {
  assert.ok(slipScore(['daneils'], ['daniels']) > slipScore(['daenils'], ['daniels']) - 1e-9);
  assert.ok(slipScore(['daniels'], ['daniels']) > slipScore(['daneils'], ['daniels']));
});

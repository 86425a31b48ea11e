import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tables from './codes.ts';
import { SNOMED } from './concept.ts';

const INVERT = [0, 4, 3, 2, 1, 5, 6, 7, 8, 9];
const TIMES = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 0, 6, 7, 8, 9, 5], [2, 3, 4, 0, 1, 7, 8, 9, 5, 6], [3, 4, 0, 1, 2, 8, 9, 5, 6, 7], [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
  [5, 9, 8, 7, 6, 0, 4, 3, 2, 1], [6, 5, 9, 8, 7, 1, 0, 4, 3, 2], [7, 6, 5, 9, 8, 2, 1, 0, 4, 3], [8, 7, 6, 5, 9, 3, 2, 1, 0, 4], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];
const PERMUTE = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 5, 7, 6, 2, 8, 3, 0, 9, 4], [5, 8, 0, 3, 7, 9, 6, 1, 4, 2], [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
  [9, 4, 5, 3, 1, 2, 6, 8, 7, 0], [4, 2, 8, 6, 5, 7, 3, 9, 0, 1], [2, 7, 9, 3, 8, 0, 6, 4, 1, 5], [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
];

/** The check digit that SNOMED CT puts at the end of an identifier (Verhoeff). */
function verhoeff(digits: string): number {
  let check = 0;
  for (const [place, digit] of [...digits].toReversed().entries()) check = TIMES[check]?.[PERMUTE[(place + 1) % 8]?.[Number(digit)] ?? 0] ?? 0;
  return INVERT[check] ?? -1;
}

test('every SNOMED CT and dm+d code has the check digit it should', () => {
  let checked = 0;
  for (const table of Object.values(tables)) {
    for (const concept of 'coding' in table ? [table] : Object.values(table)) {
      for (const coding of concept.coding ?? []) {
        if (coding.system !== SNOMED) continue;
        const code = coding.code ?? '';
        assert.equal(Number(code.at(-1)), verhoeff(code.slice(0, -1)), `${code} ${coding.display}`);
        checked++;
      }
    }
  }
  assert.ok(checked > 100);
});

test('no code stands for two things', () => {
  const meanings = new Map<string, string>();
  for (const table of Object.values(tables)) {
    for (const concept of 'coding' in table ? [table] : Object.values(table)) {
      const { code = '', display = '', system } = concept.coding?.[0] ?? {};
      if (system !== SNOMED) continue;
      assert.equal(meanings.get(code) ?? display, display);
      meanings.set(code, display);
    }
  }
  assert.ok(meanings.size > 100);
});

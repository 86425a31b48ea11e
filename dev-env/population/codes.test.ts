import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSctid } from '../../platform/terminology/sctid.ts';
import * as tables from './codes.ts';
import { SNOMED } from './concept.ts';

test('every SNOMED CT and dm+d code has the check digit it should', () => {
  let checked = 0;
  for (const table of Object.values(tables)) {
    for (const concept of 'coding' in table ? [table] : Object.values(table)) {
      for (const coding of concept.coding ?? []) {
        if (coding.system !== SNOMED) continue;
        const code = coding.code ?? '';
        assert.ok(isSctid(code), `${code} ${coding.display}`);
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

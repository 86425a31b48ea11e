import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Epic, evidenceFor, type NamedResult } from './epic-coverage.ts';

const epic: Epic = { id: 'E00165', name: 'cancel an appointment', capability: 'C5', level: 'MUST' };
const result = (name: string, status: NamedResult['status'] = 'passed'): NamedResult => ({ name, status });

it('takes a passing test that names the epic', () => {
  assert.equal(evidenceFor(epic, [result('booking > E00165: a cancelled slot is free again')]), 'real');
});

it('takes nothing from tests that were skipped, failed or name another epic', () => {
  assert.equal(evidenceFor(epic, []), 'none');
  assert.equal(evidenceFor(epic, [result('E00165', 'skipped'), result('E001650'), result('E00166')]), 'none');
  assert.equal(evidenceFor(epic, [result('E00165 a'), result('E00165 b', 'failed')]), 'failing');
});

it('tells simulated and attested from real', () => {
  const simulated = result('E00165 reaches PDS (simulated)');
  const attested = result('E00165 attested by the practice');
  assert.equal(evidenceFor(epic, [simulated]), 'simulated');
  assert.equal(evidenceFor(epic, [attested]), 'attested');
  assert.equal(evidenceFor(epic, [attested, simulated]), 'simulated');
  assert.equal(evidenceFor(epic, [attested, simulated, result('E00165')]), 'real');
});

it('speaks only for the capabilities a test names', () => {
  assert.equal(evidenceFor(epic, [result('C13 E00165 here')]), 'none');
  assert.equal(evidenceFor(epic, [result('C5, C13: E00165 in both')]), 'real');
  assert.equal(evidenceFor({ ...epic, id: 'C6E1', capability: 'C6' }, [result('C6E1 works')]), 'real');
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startTestDatabase } from '../../dev-env/test-database.ts';
import { auditTamperRounds } from './audit-tamper-rounds.ts';
import { TAMPERS } from './audit-tampers.ts';

it('finds every way of tampering with the audit, and nothing where nothing was done', async () => {
  const db = await startTestDatabase([]);
  try {
    const { tried, faults } = await auditTamperRounds(db, { seed: 2, rounds: 42 });
    assert.deepEqual(faults, []);
    assert.equal(Object.keys(tried).length, Object.keys(TAMPERS).length + 1, 'each way was tried, and the control');
  } finally {
    await db.stop();
  }
});

import { startTestDatabase } from '../../dev-env/test-database.ts';
import { auditTamperRounds } from './audit-tamper-rounds.ts';
import type { Proof } from './proof.ts';

const ROUNDS = 1_000;

/** The whole form of scripts/proofs/audit-tamper.test.ts. */
export const auditTamper: Proof = {
  title: 'Whoever tampers with the audit is found out, and nobody is accused of it who has not',
  async run(progress) {
    const db = await startTestDatabase([]);
    try {
      const { tried, faults } = await auditTamperRounds(db, { seed: 1, rounds: ROUNDS, progress });
      return {
        ok: faults.length === 0,
        lines: [
          'Each round writes an audit of seventy rows for a practice of its own, of which sixty are sealed and anchored, tampers with',
          'it in one way as the owner of the tables (or with the anchor file, without its key), and runs what `audit verify` runs. It',
          'has to find it and call it what it is; and in the control, where nothing was done, it has to find nothing.',
          '',
          '| tampering | rounds |',
          '| --- | --- |',
          ...Object.entries(tried).map(([name, count]) => `| ${name} | ${count} |`),
          '',
          `${Object.values(tried).reduce((sum, count) => sum + count, 0)} rounds, ${faults.length} faults.`,
          ...faults.slice(0, 20),
        ],
      };
    } finally {
      await db.stop();
    }
  },
};

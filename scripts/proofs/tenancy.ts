import { startTestDatabase } from '../../dev-env/test-database.ts';
import type { Proof } from './proof.ts';
import { tenancyPasses } from './tenancy-passes.ts';
import { loadTenants } from './tenancy-rounds.ts';

const OPERATIONS = 1_000_000;
const PRACTICES = ['A20047', 'B81001', 'C82002'];

/** The whole form of the last test of platform/store/tenancy.test.ts: 10⁶ operations, and again with either wall taken away. */
export const tenancy: Proof = {
  title: 'No operation of the store crosses from one practice to another',
  async run(progress) {
    const db = await startTestDatabase(PRACTICES);
    try {
      const world = await loadTenants(db.app, PRACTICES, 12);
      const passes = await tenancyPasses(db, PRACTICES, world, { seed: 1, operations: OPERATIONS, lanes: 8, progress });
      return {
        ok: passes.every(({ tally }) => tally.crossings.length === 0 && tally.operations >= OPERATIONS && tally.answered > OPERATIONS / 3),
        lines: [
          'Three practices in one database hold the same people under the same ids; every resource is marked with its practice.',
          'Eight lanes of random reads, searches, name searches, openings of whole records, looks at the change feed, writes and',
          'deletions, each in a practice chosen at random. Whatever is answered must bear the mark of the practice asked, and in',
          'the end so must every row, the superseded ones too. Then all of it again with the application’s own check taken out of',
          'its statements and of the database’s functions, and again as a role that row-level security does not bind.',
          '',
          '| pass | operations | answered with content | crossings |',
          '| --- | --- | --- | --- |',
          ...passes.map(({ name, tally }) => `| ${name} | ${tally.operations} | ${tally.answered} | ${tally.crossings.length} |`),
          '',
          ...passes.flatMap(({ tally }) => tally.crossings),
        ],
      };
    } finally {
      await db.stop();
    }
  },
};

import { startTestDatabase } from '../../dev-env/test-database.ts';
import type { Proof } from './proof.ts';
import { snapshotRounds } from './snapshot-rounds.ts';

const READS = 100_000;
/** Rounds of a practice each, so that what is held against them afterwards stays small. */
const ROUNDS = 10;

/** The whole form of platform/store/open/open.test.ts. */
export const snapshots: Proof = {
  title: 'An opened record is the record at one moment, and never an old one',
  async run(progress) {
    const practices = Array.from({ length: ROUNDS }, (_, n) => `R${String(n).padStart(4, '0')}`);
    const db = await startTestDatabase(practices);
    let [reads, writes] = [0, 0];
    const faults: string[] = [];
    try {
      for (const [round, practice] of practices.entries()) {
        const tally = await snapshotRounds(db.app, practice, { seed: round, patients: 5 + round, writers: 5, readers: 7, reads: READS / ROUNDS, milliseconds: Infinity });
        reads += tally.reads;
        writes += tally.writes;
        faults.push(...tally.faults);
        progress(`${reads} of ${READS} records opened and checked, ${writes} writes, ${faults.length} faults`);
      }
    } finally {
      await db.stop();
    }
    return {
      ok: faults.length === 0 && reads >= READS,
      lines: [
        'Seven readers open the records of a few patients as a clinician, the reception and the patient, while five writers',
        'create, change, withhold, delete and bring back entries, patients and what is in the directory, one or many at a time,',
        'as fast as they can. Every opened record is then held against the rows as they stood at its version, which are replayed',
        'from the change feed and the history without the code under test: it must hold each resource that the audience may see,',
        'byte for byte and once, nothing else, at a version no older than any write acknowledged before the opening began, and',
        'with the directory as it stood at the same moment.',
        '',
        `${reads} records opened and checked, ${writes} transactions written meanwhile, ${faults.length} faults.`,
        ...new Set(faults),
      ],
    };
  },
};

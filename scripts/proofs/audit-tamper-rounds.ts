import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../dev-env/population/random.ts';
import type { TestDatabase } from '../../dev-env/test-database.ts';
import { anchorOf, writeAnchor } from '../../platform/audit/anchor.ts';
import { appendAnchor } from '../../platform/audit/anchor-file.ts';
import { loadAnchorKey } from '../../platform/audit/anchor-key.ts';
import { anchorPlace, type AnchorPlace } from '../../platform/audit/anchor-place.ts';
import { sealAll, sealNext } from '../../platform/audit/seal.ts';
import { verifyAudit } from '../../platform/audit/verify.ts';
import { TAMPERS, type Tamper } from './audit-tampers.ts';

export interface TamperTally {
  /** How often each way was tried. */
  tried: Record<string, number>;
  /** Tampering that was not seen, or called something else; and honest audits that were called false. */
  faults: string[];
}

const ROWS = 60;
const CONTROL = 'nothing (the honest control)';

/**
 * Round after round, each in a practice of its own: an honest audit, sealed and anchored, is tampered with in one way
 * as the owner of the tables, whom nothing in the database stops, and verified. Every seventh round nothing is done
 * and nothing may be found.
 */
export async function auditTamperRounds(db: TestDatabase, options: { seed: number; rounds: number; progress?: (message: string) => void }): Promise<TamperTally> {
  const tally: TamperTally = { tried: {}, faults: [] };
  const dir = await mkdtemp(join(tmpdir(), 'jenner-tamper-'));
  const place = anchorPlace(undefined, dir);
  const ways = Object.entries(TAMPERS);
  try {
    for (let round = 0; round < options.rounds; round++) {
      const random = new Random(options.seed, 11, round);
      const practice = `T${String(round).padStart(6, '0')}`;
      await writeHonestly(db, practice, place, random);
      const [name, tamper]: [string, Tamper] = round % 7 === 0 ? [CONTROL, { expected: [] }] : (ways[(round - Math.floor(round / 7) - 1) % ways.length] ?? [CONTROL, { expected: [] }]);
      await apply(db, practice, place, tamper, random);
      const { findings } = await verifyAudit(db.app, practice, place, 0);
      const found = [...findings.counts.keys()];
      const right = name === CONTROL ? found.length === 0 : tamper.expected.some((kind) => found.includes(kind));
      if (!right) tally.faults.push(`round ${round}, ${name}: found ${found.join() || 'nothing'}`);
      tally.tried[name] = (tally.tried[name] ?? 0) + 1;
      if ((round + 1) % 100 === 0) options.progress?.(`${round + 1} of ${options.rounds} rounds, ${tally.faults.length} faults`);
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  return tally;
}

/** An audit of one practice in several seals, each of them anchored, and a few rows that are not sealed yet. */
async function writeHonestly(db: TestDatabase, practice: string, place: AnchorPlace, random: Random): Promise<void> {
  const key = await loadAnchorKey(place);
  for (let written = 0; written <= ROWS; written += 10) {
    for (let n = 0; n < 10; n += 5) {
      await db.app.transaction(practice, (tx) =>
        tx.query(
          `insert into audit (practice, at, actor, role, action, outcome, patient, target)
           select $1, now() - n * interval '1 minute', 'actor-' || n, 'gp', 'read', 'success', 'patient-' || (n + $2), 'Observation/' || (n * 31 + $2) from generate_series(1, 5) n`,
          [practice, written + n],
        ),
      );
    }
    if (written === ROWS) return;
    const head = await (random.chance(0.5) ? sealNext(db.app, practice) : sealAll(db.app, practice));
    if (head !== undefined) await appendAnchor(place, practice, writeAnchor(anchorOf(practice, head, new Date()), key));
  }
}

async function apply(db: TestDatabase, practice: string, place: AnchorPlace, { database, reseal, anchors }: Tamper, random: Random): Promise<void> {
  if (database !== undefined) await db.owner.transaction(practice, (tx) => database(tx, random));
  if (reseal === true) await sealAll(db.app, practice);
  if (anchors === undefined) return;
  const path = join(place.folder, `${practice}.jsonl`);
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  await writeFile(path, anchors(lines, random).map((line) => `${line}\n`).join(''));
}

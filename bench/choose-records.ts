import { generatePopulation, type GeneratedRecord } from '../dev-env/population/generate.ts';

/** How far the population is searched for records of the sizes wanted. */
const SEARCHED = 2000;
const TYPICAL = { low: 150, high: 300 };

/**
 * The same people in every run: so many with typical records (150 to 300 entries), and last the one with the
 * longest record of the first two thousand. The practice's own resources come with the first.
 */
export function chooseRecords(typical: number, practice: { ods: string; name: string }): GeneratedRecord[] {
  const chosen: GeneratedRecord[] = [];
  let heavy: GeneratedRecord | undefined;
  let directory: GeneratedRecord['directory'] = [];
  for (const record of generatePopulation({ seed: 11, patients: SEARCHED, practice, today: '2026-11-22' })) {
    if (record.directory.length > 0) directory = record.directory;
    const entries = record.resources.length;
    if (entries > (heavy?.resources.length ?? 0)) heavy = record;
    if (entries >= TYPICAL.low && entries <= TYPICAL.high && chosen.length < typical) chosen.push(record);
  }
  if (heavy === undefined || chosen.length < typical) throw new Error(`Only ${chosen.length} of the first ${SEARCHED} patients have a typical record`);
  return [...chosen, heavy].map((record, i) => ({ ...record, directory: i === 0 ? directory : [] }));
}

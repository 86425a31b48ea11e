import { issueAccessToken } from '../../platform/identity/sessions.ts';
import { addPractice } from '../../platform/store/practices.ts';
import type { Environment } from '../environment.ts';
import type { HeldRecord } from '../fhir-target.ts';
import { loadPopulation } from '../load.ts';
import { patientsOfSize } from '../records-of-size.ts';

/** A practice under load. */
export interface ServedPractice {
  ods: string;
  /** Addresses: of the practice, and of its FHIR base. */
  base: string;
  fhir: string;
  headers: Record<string, string>;
  records: readonly HeldRecord[];
}

/** Loads so many practices through the importer, each with its own people. */
export async function loadPractices({ owner, app }: Environment, count: number, patients: number, server: string, say: (message: string) => void): Promise<ServedPractice[]> {
  const served: ServedPractice[] = [];
  for (let n = 0; n < count; n++) {
    const practice = { ods: `Y${String(n + 1).padStart(5, '0')}`, name: `Benchmark practice ${n + 1}` };
    say(`Loading ${patients} patients into practice ${n + 1} of ${count}…`);
    await addPractice(owner, { ...practice, synthetic: true });
    await loadPopulation(app, practice, patients, say, n + 1);
    const token = await issueAccessToken(app, practice.ods, 'system/*.cruds', 1);
    const records = (await patientsOfSize(app, practice.ods, 20, 10_000, 500)).filter(({ observations }) => observations.length > 0);
    const base = `${server}/${practice.ods}`;
    served.push({ ods: practice.ods, base, fhir: `${base}/fhir/r4`, headers: { authorization: `Bearer ${token}` }, records });
  }
  await owner.query('analyze', []);
  return served;
}

import { join } from 'node:path';
import { generatePopulation } from '../../../dev-env/population/generate.ts';
import { practitionerId } from '../../../dev-env/population/practice.ts';
import { demonstrationRelease } from '../../../dev-env/terminology/demonstration.ts';
import { useDemonstrationTerms } from '../../../dev-env/terminology/use-demonstration.ts';
import { cis2UserOf, SIGN_INS, staffName } from '../../../dev-env/simulated-people.ts';
import { importPath } from '../../../exchange/import/import-path.ts';
import { importRecords } from '../../../exchange/import/import-records.ts';
import type { Validator } from '../../../platform/fhir/validation/validate.ts';
import { listAccounts, saveAccount } from '../../../platform/identity/accounts.ts';
import { addPractice } from '../../../platform/store/practices.ts';
import { listReleases } from '../../../platform/terminology/release/releases.ts';
import type { Databases } from '../databases.ts';
import { todayInEngland } from '../make-context.ts';
import { ROOT, type Settings } from '../settings.ts';

export interface Demonstration {
  ods: string;
  /** Whom a simulated NHS CIS2 offers, and what they are here. */
  staff: { name: string; description: string }[];
}

const PRACTICE = { ods: 'A20047', name: 'Jenner Demonstration Practice', synthetic: true };
const SEED = 1796;
const EXAMPLES = join(ROOT, 'dev-env', 'examples', 'gp-connect');

/**
 * Sets up the demonstration practice once: a synthetic population, the example records of an existing GP system,
 * and sign-ins. Cut short at any point it goes on from there at the next start. Undefined when none is wanted.
 */
export async function loadDemonstration(
  { app, owner }: Databases,
  settings: Settings,
  validator: Validator,
  say: (message: string) => void,
  stopping: Promise<void>,
): Promise<Demonstration | 'stopped' | undefined> {
  if (settings.demonstrationPatients === 0) return undefined;
  await addPractice(owner, PRACTICE);
  const size = String(settings.demonstrationPatients);
  const loaded = await setting(owner, 'demonstration-loaded');
  if (loaded === undefined || Number(loaded) < settings.demonstrationPatients) {
    let stop = false;
    void stopping.then(() => (stop = true));
    say(`Loading the demonstration: ${size} synthetic patients and seven example records`);
    // The day is kept: a load that goes on tomorrow must make the same records.
    const today = (await setting(owner, 'demonstration-day')) ?? todayInEngland();
    await keep(owner, 'demonstration-day', today);
    const records = generatePopulation({ seed: SEED, patients: settings.demonstrationPatients, practice: PRACTICE, today });
    let told = performance.now();
    await importRecords(app, records, {
      practice: PRACTICE.ods,
      account: 'system:demonstration',
      source: 'synthetic population',
      validate: (resource) => validator.validate(resource),
      stop: () => stop,
      onProgress(done, resources) {
        if (performance.now() - told < 2000) return;
        told = performance.now();
        say(`  ${done} of ${size} patients, ${resources.toLocaleString('en-GB')} resources`);
      },
    });
    if (stop) return 'stopped';
    const examples = await importPath(app, EXAMPLES, { practice: PRACTICE.ods, account: 'system:demonstration', validate: (resource) => validator.validate(resource) });
    if (examples.failures.length > 0) throw new Error(`The example records could not be imported: ${examples.failures.map(({ message }) => message).join('; ')}`);
    await keep(owner, 'demonstration-loaded', size);
  }
  await ensureTerminology(owner, say);
  await ensureSignIns(app);
  return { ods: PRACTICE.ods, staff: SIGN_INS.map(({ staff, description }) => ({ name: staffName(staff), description })) };
}

/** Puts the demonstration subset of SNOMED CT into use, unless a release has been. */
async function ensureTerminology(owner: Databases['owner'], say: (message: string) => void): Promise<void> {
  const live = (await listReleases(owner)).find((release) => release.kind === 'snomed' && release.live);
  if (live !== undefined && (!live.demonstration || live.version === demonstrationRelease().about.version)) return;
  say('Loading the demonstration subset of SNOMED CT');
  await useDemonstrationTerms(owner);
}

/** Links the accounts to the made-up people of the simulated NHS CIS2. No password: there is none to know. */
async function ensureSignIns(app: Databases['app']): Promise<void> {
  const linked = new Set((await listAccounts(app, PRACTICE.ods)).filter(({ ways }) => ways.includes('cis2')).map(({ username }) => username));
  for (const { username, role, staff } of SIGN_INS) {
    if (linked.has(username)) continue;
    await saveAccount(app, PRACTICE.ods, { username, role, name: staffName(staff), reference: `Practitioner/${practitionerId(staff)}`, cis2User: cis2UserOf(staff) });
  }
}

async function setting(owner: Databases['owner'], key: string): Promise<string | undefined> {
  const [row] = await owner.query<{ value: string }>(`select value from installation where key = $1`, [key]);
  return row?.value;
}

async function keep(owner: Databases['owner'], key: string, value: string): Promise<void> {
  await owner.query(`insert into installation (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value`, [key, value]);
}

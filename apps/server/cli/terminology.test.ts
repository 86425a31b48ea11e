import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { reaching, runJenner } from '../../../dev-env/command-line.ts';
import { RELEASE_EXTRACT } from '../../../dev-env/terminology/dmd-extracts.ts';
import { madeRelease, writeFolder } from '../../../dev-env/terminology/generate-release.ts';
import { startTestDatabase, type TestDatabase } from '../../../dev-env/test-database.ts';
import { openTerminology, snomedOf } from '../../../platform/terminology/terminology.ts';

const ROOT = join(import.meta.dirname, '../../..');
let database: TestDatabase;
let folder: string;

before(async () => {
  database = await startTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'jenner-terminology-'));
});
after(async () => {
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});

const jenner = (...args: string[]) => runJenner(args, reaching(database));
const terminology = (...args: string[]) => jenner('terminology', ...args);

it('loads a release, puts it into use, lays a Delta on it, and switches back', async () => {
  await writeFolder(madeRelease({ concepts: 400, date: 20260401 }), join(folder, 'april'));
  await writeFolder(madeRelease({ concepts: 400, date: 20261001, kind: 'Delta' }), join(folder, 'delta'));
  const first = await terminology('load', join(folder, 'april'), '--use');
  assert.equal(first.code, 0, first.err);
  const april = /Loaded (\S+),/.exec(first.out)?.[1] ?? '';
  assert.match(april, /^http:\/\/snomed\.info\/sct\/\d+\/version\/20260401$/);
  const second = await terminology('load', join(folder, 'delta'), '--delta-on', april);
  assert.equal(second.code, 0, second.err);
  const october = april.replace('20260401', '20261001');
  const inUse = async (): Promise<string> => {
    const open = await openTerminology(database.app, () => undefined);
    await open.close();
    return snomedOf(open).release.version;
  };
  assert.equal(await inUse(), april);
  assert.equal((await terminology('use', october)).code, 0);
  assert.equal(await inUse(), october);
  assert.match((await terminology('list')).out, /\* in use  snomed .*1 October 2026/);
  assert.equal((await terminology('use', april)).code, 0);
  assert.equal(await inUse(), april);
});

it('refuses what is truncated with the file and line, in a sentence, and changes nothing', async () => {
  const names = await readdir(join(folder, 'april'), { recursive: true });
  const file = names.find((name) => /sct2_Description_/.test(name)) ?? '';
  const whole = await readFile(join(folder, 'april', file), 'utf8');
  await writeFile(join(folder, 'april', file), whole.slice(0, Math.floor(whole.length / 2)));
  const before = (await terminology('list')).out;
  const refused = await terminology('load', join(folder, 'april'), '--use');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /sct2_Description_[^\n]*line \d+/);
  assert.doesNotMatch(refused.err, /\n\s+at /);
  assert.equal((await terminology('list')).out, before);
});

it('an import keeps codes that the release in use has not, and says how many', async () => {
  const { code, out } = await jenner('import', join(ROOT, 'dev-env/examples/gp-connect/9465698679_Gainsford_full_20210119.json'), '--practice', 'A20047');
  assert.equal(code, 0);
  assert.match(out, /Of the (\d+) SNOMED CT codes that entries here carry, \1 are not in SNOMED CT .* kept as they are, and marked/);
});

it('loads dm+d, and says what it does not know', async () => {
  const loaded = await terminology('load', RELEASE_EXTRACT, '--dmd', '--use');
  assert.equal(loaded.code, 0, loaded.err);
  assert.match((await terminology('list')).out, /\* in use  dmd /);
  for (const [args, message] of [[['use', 'nothing'], /no release/], [['load'], /which zip or folder/], [['other'], /Say what to do/]] as const) {
    const refused = await terminology(...args);
    assert.equal(refused.code, 1);
    assert.match(refused.err, message);
  }
});

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { Observation, Resource } from '@medplum/fhirtypes';
import { generatePopulation } from '../../dev-env/population/generate.ts';
import { startTestDatabase, type TestDatabase } from '../../dev-env/test-database.ts';
import { createValidator } from '../../platform/fhir/validation/validate.ts';
import { AUDIENCE } from '../../platform/access/audience.ts';
import { openRecord } from '../../platform/store/open/open-record.ts';
import { commit } from '../../platform/store/write/commit.ts';
import type { Change } from '../../platform/store/write/step.ts';
import { importPath } from '../import/import-path.ts';
import { importRecords } from '../import/import-records.ts';
import type { Reconciliation } from '../import/reconciliation.ts';
import { exportPractice } from './export-practice.ts';

const EXAMPLES = join(import.meta.dirname, '../../dev-env/examples/gp-connect');
const validator = createValidator();
const validate = (resource: unknown) => validator.validate(resource);
let database: TestDatabase;
let folder: string;
let exported: string[];

before(async () => {
  database = await startTestDatabase(['A20047', 'B81001', 'C81002', 'D81003']);
  folder = await mkdtemp(join(tmpdir(), 'jenner-leaving-'));
  const options = { practice: 'A20047', account: 'system:test', validate };
  await importRecords(database.app, generatePopulation({ seed: 3, patients: 6, practice: { ods: 'A20047', name: 'A' }, today: '2026-11-20' }), { ...options, source: 'synthetic' });
  await importPath(database.app, EXAMPLES, options);
  await writeSomething();
  exported = await exportLines('A20047');
});
after(async () => {
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});

async function exportLines(practice: string): Promise<string[]> {
  let text = '';
  const counts = await exportPractice(database.app, practice, 'system:test', async (more) => void (text += more));
  const lines = text.split('\n').filter((line) => line !== '');
  assert.equal(counts.resources, lines.length);
  return lines;
}

/** A day's work: an entry with words of every kind changed, one added, and one deleted. */
async function writeSomething(): Promise<void> {
  const [changed] = await database.owner.query<{ content: string }>(`select content from jenner.resource where practice = 'A20047' and type = 'Observation' order by id limit 1`, []);
  assert.ok(changed);
  const { note: _note, ...observation } = JSON.parse(changed.content) as Observation & { id: string };
  const by = { account: 'a', role: 'gp', action: 'write' } as const;
  const write = (...changes: Change[]) => database.app.transaction('A20047', (tx) => commit(tx, changes, by));
  const added = { ...observation, id: 'added', code: { text: 'No code at all' } };
  await write(
    { op: 'put', resource: { ...observation, status: 'amended', note: [{ text: 'Changed: £5, “quotes”, 漢字, \\ and "\n' }] }, expect: 1 },
    { op: 'put', resource: added, expect: 'absent' },
    { op: 'put', resource: { ...added, id: 'deleted' }, expect: 'absent' },
  );
  const patient = observation.subject?.reference?.slice('Patient/'.length) ?? '';
  await write({ op: 'delete', type: 'Observation', id: 'deleted', patient, expect: 1 });
}

/** Each resource’s bytes, but for the version and time that each installation gives. */
const withoutVersions = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/"versionId":"\d+","lastUpdated":"[^"]+"/, '"versionId":"","lastUpdated":""')).sort();

const load = (path: string, practice: string): Promise<Reconciliation> => importPath(database.app, path, { practice, account: 'system:test', validate });

test('E00190: the export holds every current resource of the practice, each once, sound, and is audited', async () => {
  const rows = await database.owner.query<{ content: string }>(`select content from jenner.resource where practice = 'A20047'`, []);
  assert.deepEqual([...exported].sort(), rows.map(({ content }) => content).sort());
  assert.ok(exported.length > 3000, String(exported.length));
  for (const line of exported.filter((_, i) => i % 10 === 0)) assert.deepEqual(validate(JSON.parse(line)), []);
  const types = new Set(exported.map((line) => (JSON.parse(line) as Resource).resourceType));
  assert.ok(types.size >= 15, [...types].join());
  const audited = await database.owner.query<{ patient: string }>(`select patient from jenner.audit where action = 'export' and practice = 'A20047' order by patient`, []);
  const patients = rows.map(({ content }) => JSON.parse(content) as Resource).filter(({ resourceType }) => resourceType === 'Patient').map(({ id = '' }) => id);
  assert.deepEqual(audited.map(({ patient }) => patient).sort(), ['', ...patients].sort(), 'as one, and for each patient');
});

test('E00190: anyone can leave: exported, imported into an empty practice and exported again, it is the same to the byte', async () => {
  const file = join(folder, 'practice.ndjson');
  await writeFile(file, `${exported.join('\n')}\n`);
  const total = await load(file, 'B81001');
  assert.deepEqual([total.failures, total.unaccounted, total.created, total.updated, total.unchanged], [[], 0, exported.length, 0, 0]);
  assert.deepEqual(withoutVersions(await exportLines('B81001')), withoutVersions(exported));
  const again = await load(file, 'B81001');
  assert.deepEqual([again.created, again.updated, again.unchanged], [0, 0, exported.length]);
});

test('E00190: typed files with patients interleaved, as bulk exports come, are read as well', async () => {
  const typed = join(folder, 'typed');
  await mkdir(typed);
  const shuffled = exported.map((line) => [createHash('sha1').update(line).digest('hex'), line] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  const files = Map.groupBy(shuffled, ([, line]) => (JSON.parse(line) as Resource).resourceType);
  for (const [type, lines] of files) await writeFile(join(typed, `${type}.ndjson`), lines.map(([, line]) => line).join('\r\n\n'));
  const total = await load(typed, 'C81002');
  assert.deepEqual([total.failures, total.unaccounted, total.created], [[], 0, exported.length]);
  assert.deepEqual(withoutVersions(await exportLines('C81002')), withoutVersions(exported));
});

test('E00177: record by record, as the Bundles that $everything answers, the practice can be moved too', async () => {
  const patients = await database.owner.query<{ id: string }>(`select id from jenner.resource where practice = 'A20047' and type = 'Patient'`, []);
  const bundles = join(folder, 'bundles');
  await mkdir(bundles);
  for (const { id } of patients) {
    const opened = await openRecord(database.app, 'https://jenner.example', 'A20047', id, { account: 'a', role: 'gp', audience: AUDIENCE.clinical });
    await writeFile(join(bundles, `${id}.json`), gunzipSync(Buffer.concat(opened?.gzip ?? [])));
  }
  const total = await load(bundles, 'D81003');
  assert.deepEqual([total.failures, total.unaccounted, total.records], [[], 0, patients.length]);
  const arrived = new Set(withoutVersions(await exportLines('D81003')));
  const missing = withoutVersions(exported).filter((line) => !arrived.has(line)).map((line) => (JSON.parse(line) as Resource).resourceType);
  // What no record refers to has no record to come with.
  assert.deepEqual(missing.filter((type) => !['Practitioner', 'PractitionerRole', 'Organization', 'Location', 'HealthcareService', 'Schedule', 'Slot'].includes(type)), []);
});

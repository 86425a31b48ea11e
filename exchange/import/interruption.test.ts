import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { generatePopulation } from '../../dev-env/population/generate.ts';
import { startTestDatabase, type TestDatabase } from '../../dev-env/test-database.ts';
import { createValidator } from '../../platform/fhir/validation/validate.ts';
import { importPath } from './import-path.ts';

/** More records than can be loaded before the kill; named people first, whose records are not small. */
const PATIENTS = 30;
/** The heavy record, which says nothing here and takes long. */
const HEAVY = 7;

let database: TestDatabase;
let folder: string;
let file: string;
/** Resources of each patient in the source. */
const expected = new Map<string, number>();
let total = 0;

before(async () => {
  database = await startTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'jenner-interrupted-'));
  file = join(folder, 'practice.ndjson');
  const lines: string[] = [];
  for (const [i, record] of [...generatePopulation({ seed: 5, patients: PATIENTS, practice: { ods: 'A20047', name: 'A' }, today: '2026-11-20' })].entries()) {
    lines.push(...record.directory.map((resource) => JSON.stringify(resource)));
    if (i === HEAVY) continue;
    lines.push(...[record.patient, ...record.resources].map((resource) => JSON.stringify(resource)));
    expected.set(record.patient.id, record.resources.length + 1);
  }
  total = lines.length;
  await writeFile(file, lines.join('\n'));
});
after(async () => {
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Imports in a process of its own and kills it once so many records are in. Answers how many it had said were. */
async function importAndKill(after: number): Promise<number> {
  const from = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const script = `
    import { importPath } from ${from('./import-path.ts')};
    import { connect } from ${from('../../platform/store/database.ts')};
    import { createValidator } from ${from('../../platform/fhir/validation/validate.ts')};
    const validator = createValidator();
    const db = connect(${JSON.stringify(database.connections.app)}, { size: 2 });
    await importPath(db, ${JSON.stringify(file)}, { practice: 'A20047', account: 'system:test', validate: (resource) => validator.validate(resource), onRecord: (done) => process.stdout.write(done + '\\n') });
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    said = Number(chunk.toString().trim().split('\n').at(-1));
    if (said >= after) child.kill('SIGKILL');
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  assert.equal(signal, 'SIGKILL', 'it was killed before it was done');
  return said;
}

async function held(): Promise<Map<string, number>> {
  const rows = await database.owner.query<{ patient: string; n: number }>(`select patient, count(*)::int as n from jenner.resource where patient <> '' group by patient`, []);
  return new Map(rows.map(({ patient, n }) => [patient, n]));
}

test('I03: an import that is killed leaves whole records only, loses none that it had reported, and completes when it is run again', async () => {
  for (const after of [1, 6, 11]) {
    const said = await importAndKill(after);
    // What the killed process had under way is ended by the database as soon as it notices.
    for (let i = 0; i < 50 && (await active()) > 0; i++) await new Promise((resolve) => setTimeout(resolve, 50));
    const records = await held();
    assert.ok(records.size >= said && records.size < expected.size, `${records.size} records, ${said} reported`);
    for (const [patient, n] of records) assert.equal(n, expected.get(patient), `the record of ${patient} is whole`);
    const [index] = await database.owner.query<{ n: number }>(`select count(*)::int as n from jenner.patient_index`, []);
    const [fates] = await database.owner.query<{ n: number }>(`select count(distinct patient)::int as n from jenner.import_record`, []);
    assert.deepEqual([index?.n, fates?.n], [records.size, records.size], 'each with what it is found by, and the fate of its entries');
  }
  const [cut] = await database.owner.query<{ n: number }>(`select count(*)::int as n from jenner.import_run where finished is null`, []);
  assert.equal(cut?.n, 3, 'the imports that were cut off are on record as such');

  const validator = createValidator();
  const finished = await importPath(database.app, file, { practice: 'A20047', account: 'system:test', validate: (resource) => validator.validate(resource) });
  assert.deepEqual([finished.failures, finished.unaccounted, finished.updated], [[], 0, 0]);
  assert.equal(finished.created + finished.unchanged, total);
  assert.ok(finished.created > 0 && finished.unchanged > 0);
  assert.deepEqual(await held(), expected);
});

async function active(): Promise<number> {
  const [row] = await database.owner.query<{ n: number }>(`select count(*)::int as n from pg_stat_activity where state <> 'idle' and pid <> pg_backend_pid() and application_name = 'jenner'`, []);
  return row?.n ?? 0;
}

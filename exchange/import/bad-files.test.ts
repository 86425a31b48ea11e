import assert from 'node:assert/strict';
import { mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Bundle, Observation, Patient, Resource } from '@medplum/fhirtypes';
import { startTestDatabase, type TestDatabase } from '../../dev-env/test-database.ts';
import { createValidator } from '../../platform/fhir/validation/validate.ts';
import { importPath } from './import-path.ts';
import type { Reconciliation } from './reconciliation.ts';

const FOLDER = join(import.meta.dirname, '../../dev-env/examples/bad');
const validator = createValidator();
let database: TestDatabase;
let folder: string;

before(async () => {
  database = await startTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'jenner-bad-'));
});
after(async () => {
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});

const load = (path: string, more: { nhsNumber?: string } = {}): Promise<Reconciliation> =>
  importPath(database.app, path, { practice: 'A20047', account: 'system:test', validate: (resource) => validator.validate(resource), ...more });

async function loadText(name: string, content: string | object): Promise<Reconciliation> {
  await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return load(join(folder, name));
}

/** Everything but the note that an import was tried. */
async function tables(): Promise<string> {
  const names = ['resource', 'history', 'record', 'patient_index', 'patient_name', 'identifier', 'coded_entry', 'concept', 'change', 'snapshot', 'conditional_create', 'import_record'];
  const rows = await Promise.all(names.map((name) => database.owner.query<{ n: number }>(`select count(*)::int as n from jenner.${name}`, [])));
  return names.map((name, i) => `${name} ${rows[i]?.[0]?.n}`).join(', ');
}

/** What must be said of each file, the place included. */
const SAYS: Record<string, RegExp> = {
  'about-another.json': /^entry\[2\]\.resource: belongs to a record whose Patient is not in the source$/,
  'absolute-subject.json': /^entry\[1\]\.resource: \(Observation\) does not name its patient/,
  'array.json': /^file: is not a FHIR resource$/,
  'bad-line.ndjson': /^bad-line\.ndjson line 12: is not JSON/,
  'blank.json': /^file: is not JSON/,
  'bundle-in-lines.ndjson': /bundle-in-lines\.ndjson line 2/,
  'dangling.json': /^entry\[2\]\.resource\.encounter\.reference: refers to something that is neither in the source nor in the practice \(Encounter\)$/,
  'dangling.stu3.json': /^entry\[1\]\.resource\.performer\[0\].*: refers to something that the bundle does not hold$/,
  'directory-only.ndjson': /^file: holds no Patient$/,
  'empty.json': /^file: is empty$/,
  'empty-bundle.json': /^entry: is empty/,
  'entry-not-object.json': /^entry\[0\]/,
  'impossible-date.json': /^entry\[1\]\.resource\.Observation\.effectiveDateTime: /,
  'impossible-date.stu3.json': /^entry\[1\]\.resource\.effectiveDateTime: /,
  'nhs-number.json': /^entry\[0\]\.resource\.identifier\[0\]\.value: is not an NHS number: its check digit \(modulus 11\) is wrong$/,
  'nhs-number.stu3.json': /^entry\[0\]\.resource\.identifier\[0\]\.value: .*NHS number/,
  'no-id.json': /^entry\[1\]\.resource: has no id$/,
  'no-patient.json': /^entry: holds no Patient$/,
  'not-json.json': /^file: is not JSON: fault at line 1, column 1$/,
  'not-utf-8.json': /^file: is not UTF-8 text$/,
  'null.json': /^file: is not a FHIR resource$/,
  'number.json': /^file: is not a FHIR resource$/,
  'patient-twice.json': /^entry\[2\]\.resource: has the type and id of entry\[0\]\.resource, but other content$/,
  'prototype.json': /^entry\[1\]\.resource\.Observation/,
  'same-id-twice.json': /^entry\[2\]\.resource: has the type and id of entry\[1\]\.resource, but other content$/,
  'stray.json': /^entry\[2\]\.resource: \(Observation\) does not name its patient/,
  'trailing-comma.json': /^file: is not JSON: fault at line 32, column 23$/,
  'truncated.json': /^file: is not JSON/,
  'two-patients.stu3.json': /^entry\[1\]\.resource: is a second Patient$/,
  'unknown-code.json': /^entry\[1\]\.resource\.Observation\.status: /,
  'wrong-type.json': /^resourceType: is not Bundle/,
};

test('I03: every bad file is refused with the place of its fault, and leaves nothing behind', async () => {
  assert.deepEqual((await readdir(FOLDER)).sort(), Object.keys(SAYS).sort(), 'each file is expected to say something');
  const before = await tables();
  for (const [name, says] of Object.entries(SAYS)) {
    const total = await load(join(FOLDER, name));
    assert.equal(total.failures.length, 1, `${name}: ${JSON.stringify(total.failures)}`);
    assert.match(total.failures[0]?.message ?? '', says, name);
    assert.doesNotMatch(total.failures[0]?.message ?? '', /Made-Up|9434765918|Müller|splendid/, `${name} quotes the record`);
    assert.deepEqual([total.records, total.created, total.updated], [0, 0, 0], name);
    assert.equal(await tables(), before, name);
  }
  const [runs] = await database.owner.query<{ n: number }>(`select count(*)::int as n from jenner.import_run where finished is not null and summary like '%failures%'`, []);
  assert.equal(runs?.n, Object.keys(SAYS).length, 'each try is on record');
});

const NHS = 'https://fhir.nhs.uk/Id/nhs-number';
const person = (id: string, nhs: string | undefined, birthDate = '1980-05-01', more: Partial<Patient> = {}): Patient & { id: string } => ({
  resourceType: 'Patient', id, ...(nhs === undefined ? {} : { identifier: [{ system: NHS, value: nhs }] }), name: [{ family: 'Made-Up' }], birthDate, ...more,
});
const weight = (id: string, patient: string, kg = 60): Observation & { id: string } => ({
  resourceType: 'Observation', id, status: 'final', code: { text: 'Weight' }, subject: { reference: `Patient/${patient}` }, valueQuantity: { value: kg, unit: 'kg' },
});
const bundle = (...resources: Resource[]): Bundle => ({ resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) });
const lines = (...resources: Resource[]): string => resources.map((resource) => `${JSON.stringify(resource)}\n`).join('');

async function subjectsOf(patient: string): Promise<string[]> {
  return (await database.owner.query<{ name: string }>(`select type || '/' || id as name from jenner.resource where patient = $1 order by 1`, [patient])).map(({ name }) => name);
}

test('files too deep or too large are refused quickly, before they are taken apart', async () => {
  const before = await tables();
  const deep = join(folder, 'deep.json');
  const file = await open(deep, 'w');
  const opening = Buffer.alloc(10 * 1024 * 1024, '[{"a":');
  for (let i = 0; i < 20; i++) await file.write(opening);
  await file.close();
  const from = performance.now();
  assert.match((await load(deep)).failures[0]?.message ?? '', /^byte \d+: is nested more than 64 deep$/);
  assert.ok(performance.now() - from < 5000, `${performance.now() - from}`);
  assert.match((await loadText('deep-line.ndjson', `${JSON.stringify(person('deep', undefined))}\n${'['.repeat(1_000_000)}\n`)).failures[0]?.message ?? '', /nested more than 64 deep/);
  // Nothing is read of a document that is larger than can be taken: the file need not even be there to its end.
  const large = await open(join(folder, 'large.json'), 'w');
  await large.write('{"resourceType":"Bundle",');
  await large.truncate(300 * 1024 * 1024);
  await large.close();
  assert.match((await load(join(folder, 'large.json'))).failures[0]?.message ?? '', /larger than 256 MB/);
  assert.equal(await tables(), before);
  await Promise.all([rm(deep), rm(join(folder, 'large.json'))]);
});

test('a bad line 1000 is named by its number, and none of the 999 good ones is taken', async () => {
  const before = await tables();
  const good = lines(person('l1', undefined), ...Array.from({ length: 998 }, (_, i) => weight(`l1-${i}`, 'l1')));
  for (const bad of ['{"resourceType":"Observation"', '[]', '{"resourceType":"Observation","id":"x"}', JSON.stringify({ ...weight('x', 'l1'), subject: { display: 'x' } })]) {
    const total = await loadText('lines.ndjson', `${good}${bad}\n${lines(weight('after', 'l1'))}`);
    assert.match(total.failures[0]?.message ?? '', /^lines\.ndjson line 1000[.:]/, bad);
    assert.equal(await tables(), before);
  }
});

test('H03: the same NHS number under another id is the patient who is registered; the record goes to them', async () => {
  assert.deepEqual((await loadText('a.json', bundle(person('here', '9434765919'), weight('w1', 'here')))).failures, []);
  const total = await loadText('b.json', bundle(person('there', '9434765919', '1980-05-01', { gender: 'female' }), weight('w2', 'there')));
  assert.deepEqual([total.failures, total.unaccounted, total.records], [[], 0, 1]);
  assert.deepEqual(await subjectsOf('here'), ['Observation/w1', 'Observation/w2', 'Patient/here']);
  assert.deepEqual(await subjectsOf('there'), []);
  const again = await loadText('b.json', bundle(person('there', '9434765919', '1980-05-01', { gender: 'female' }), weight('w2', 'there')));
  assert.deepEqual([again.created, again.updated, again.failures], [0, 0, []]);
});

test('H03, I26: two people never become one: another NHS number, or a match by id or NHS number alone with another date of birth', async () => {
  const before = await tables();
  const refused: [string, Patient & { id: string }, RegExp][] = [
    ['same id, another NHS number', person('here', '9000000009'), /has the id of a patient who is registered here with another NHS number/],
    ['same id, no NHS number, another birth date', person('here', undefined, '1981-05-01'), /has the id of a patient who is registered here with another date of birth/],
    ['same NHS number, another id, another birth date', person('elsewhere', '9434765919', '1951-12-24'), /has the NHS number of a patient who is registered here with another date of birth/],
  ];
  for (const [what, patient, says] of refused) {
    const total = await loadText('c.json', bundle(patient, weight('w9', patient.id)));
    assert.match(total.failures[0]?.message ?? '', says, what);
    assert.equal(await tables(), before, what);
  }
  // A date of birth that was put right at the other system: id and NHS number both say it is the same person.
  const corrected = await loadText('c.json', bundle(person('here', '9434765919', '1980-05-02'), weight('w1', 'here')));
  assert.deepEqual([corrected.failures, corrected.updated], [[], 1]);
});

test('an id that is taken by an entry in another patient’s record is refused, and neither record changes', async () => {
  const own = await subjectsOf('here');
  for (const patient of ['new-person', 'known-person']) {
    if (patient === 'known-person') assert.deepEqual((await loadText('d.json', bundle(person('known-person', undefined)))).failures, []);
    const before = await tables();
    const total = await loadText('d.json', bundle(person(patient, undefined), weight('w1', patient), weight(`${patient}-w`, patient)));
    assert.match(total.failures[0]?.message ?? '', /taken by another record|belongs to another record/);
    assert.equal(await tables(), before);
  }
  assert.deepEqual(await subjectsOf('here'), own);
});

test('one record that cannot be taken does not stop the others, nor takes the practice’s own resources with it', async () => {
  const practitioner: Resource = { resourceType: 'Practitioner', id: 'dr', name: [{ family: 'Doctor' }] };
  const seen = (id: string, patient: string): Observation => ({ ...weight(id, patient), performer: [{ reference: 'Practitioner/dr' }] });
  for (const [name, content] of [
    ['mixed.ndjson', lines(person('x1', '9434765919', '1900-01-01'), seen('x1-w', 'x1'), practitioner, person('x2', undefined), seen('x2-w', 'x2'))],
    ['mixed.json', JSON.stringify(bundle(person('x3', '9434765919', '1900-01-01'), seen('x3-w', 'x3'), { ...practitioner, id: 'dr' }, person('x4', undefined), seen('x4-w', 'x4')))],
  ] as const) {
    const total = await loadText(name, content);
    assert.deepEqual([total.failures.length, total.records, total.unaccounted], [1, 1, 0], name);
    assert.deepEqual(await subjectsOf(name === 'mixed.ndjson' ? 'x2' : 'x4'), name === 'mixed.ndjson' ? ['Observation/x2-w', 'Patient/x2'] : ['Observation/x4-w', 'Patient/x4']);
    assert.ok((await subjectsOf('')).includes('Practitioner/dr'), `${name}: the practitioner is there`);
  }
});

test('the same resource given twice is taken once, and accounted for twice', async () => {
  const total = await loadText('twice.ndjson', lines(person('t1', undefined), weight('t1-w', 't1'), weight('t1-w', 't1')));
  assert.deepEqual([total.failures, total.created, total.types['Observation']], [[], 2, { stored: 1, merged: 1, rejected: 0 }]);
});

test('a folder with nothing to import, and a path with nothing at it, are said', async () => {
  await assert.rejects(load(join(folder, 'nothing')), /There is no file or folder/);
  const empty = await mkdtemp(join(tmpdir(), 'jenner-empty-'));
  await assert.rejects(load(empty), /has no \.json or \.ndjson file/);
});

test('H27: names and words of every script, and the longest, come back as they were sent or are refused', async () => {
  const names = ['Żółć', 'İbrahim Işık', '陳大文', 'محمد', 'O’Connor‐Fitzgerald', 'a\u0301', '👩🏽‍⚕️', '\u202Eabc', 'x'.repeat(5000)];
  const total = await loadText('names.ndjson', names.map((family, i) => lines(person(`n${i}`, undefined, '1980-05-01', { name: [{ family }] }))).join(''));
  assert.deepEqual(total.failures, []);
  const rows = await database.owner.query<{ content: string }>(`select content from jenner.resource where id ~ '^n[0-9]$' order by id`, []);
  assert.deepEqual(rows.map(({ content }) => (JSON.parse(content) as Patient).name?.[0]?.family), names);
});

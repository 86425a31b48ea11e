import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Bundle, Patient } from '@medplum/fhirtypes';
import { startTestServer, type TestServer } from '../../dev-env/test-server.ts';
import { DEMONSTRATION_PATIENT_ID } from '../../dev-env/population/generate.ts';
import { ask, bundleOf, type Call, issueOf, send } from '../../platform/http/testing/fhir.ts';

const PATIENT = DEMONSTRATION_PATIENT_ID;
let server: TestServer;
let reception: Call;

before(async () => {
  server = await startTestServer({ practices: ['A20047', 'B81001'], patients: 20 });
  reception = await server.as('reception');
});
after(() => server.stop());

const find = (text: string, more = ''): Promise<Bundle> => ask(reception, `/Patient/$find?text=${encodeURIComponent(text)}${more}`).then(bundleOf);
const people = (bundle: Bundle): Patient[] => (bundle.entry ?? []).flatMap(({ resource }) => (resource?.resourceType === 'Patient' ? [resource] : []));

test('E00186: a tired receptionist finds the patient by any part, in any order, with a slip of the fingers', async () => {
  const [patient] = people(await find('whitfield patricia'));
  assert.equal(patient?.id, PATIENT);
  const [year = '', month = '', day = ''] = (patient.birthDate ?? '').split('-');
  const nhs = patient.identifier?.find(({ system }) => system === 'https://fhir.nhs.uk/Id/nhs-number')?.value ?? '';
  const said = [
    'patricia whitfield', 'WHITFIELD, Patricia', '  whit   pat ', 'pat whit', 'hargreaves', 'whitfeild patrica',
    `${day}/${month}/${year}`, `whit ${day}.${month}.${year.slice(2)}`, `${Number(day)}/${Number(month)}/${year} pat`, `${year}-${month}-${day}`,
    nhs, `${nhs.slice(0, 3)} ${nhs.slice(3, 6)} ${nhs.slice(6)}`, `${nhs.slice(0, 3)}-${nhs.slice(3, 6)}-${nhs.slice(6)}`,
  ];
  for (const text of said) assert.ok(people(await find(text)).some(({ id }) => id === PATIENT), text);
  for (const text of ['oconnor', "O'Connor", 'O’Connor-Fitz', 'fitzgerald siobhan', 'SIOBHÁN']) assert.ok(people(await find(text)).some(({ name }) => name?.[0]?.family === "O'Connor-Fitzgerald"), text);
  for (const text of ['wisniewski', 'Wiśniewski łukasz', 'lukasz']) assert.ok(people(await find(text)).some(({ name }) => name?.[0]?.family === 'Wiśniewski'), text);
});

test('the answer is a searchset of Patients, best first, no more than asked for', async () => {
  const bundle = await find('m', '&_count=3');
  assert.equal(bundle.type, 'searchset');
  assert.equal(people(bundle).length, 3);
  assert.equal(bundle.total, 3);
  const scores = ((await find('whitfeild')).entry ?? []).map(({ search }) => search?.score ?? 0);
  assert.ok(scores.length > 0 && scores.every((score, i) => score <= (scores[i - 1] ?? 1)));
  for (const count of ['0', '-1', 'x', '1e9', '']) assert.ok(people(await find('m', `&_count=${count}`)).length <= 100, count);
});

test('what says nothing finds nobody, and nothing typed breaks it', async () => {
  for (const text of ['', ' ', ',', '%', '*', '_', "'", "'; drop table resource; --", '\\', '(', '0', '漢', '\u0000', '\u001e', 'x'.repeat(5000), '1/1', '31/02/1980', '99/99/9999', '🙂', 'a\u202Eb', '$1']) {
    const answer = await ask(reception, `/Patient/$find?text=${encodeURIComponent(text)}`);
    assert.ok(answer.status === 200 || answer.status === 400, `${text.slice(0, 20)} ${answer.status}`);
  }
  for (const text of ['', ' ', ',', '%', '*', "'"]) assert.deepEqual(people(await find(text)), [], text);
  assert.equal((await ask(reception, '/Patient/$find')).status, 200);
  assert.equal((await ask(reception, '/Patient/$find?text=a&text=b')).status < 500, true);
});

test('I31: one practice finds nobody of another; the patient finds nobody at all', async () => {
  const made = await send(await server.as('gp'), 'POST', '/Patient', { resourceType: 'Patient', name: [{ family: 'Onlyhere' }] });
  assert.equal(made.status, 201);
  assert.equal(people(await find('onlyhere')).length, 1);
  assert.deepEqual(people(await bundleOf(await ask(await server.as('reception', 'B81001'), '/Patient/$find?text=onlyhere'))), []);
  assert.equal(await issueOf(await ask(await server.as('patient'), '/Patient/$find?text=whitfield')), '403 forbidden');
});

test('what was searched for is not in the audit, that somebody searched is', async () => {
  await find('zebrafinch');
  const rows = await server.database.owner.query<{ text: string }>(`select a::text as text from jenner.audit a where target = 'Patient/$find'`, []);
  assert.ok(rows.length > 10);
  assert.ok(rows.every(({ text }) => !text.includes('zebrafinch') && !text.includes('whit')));
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Bundle, BundleEntry, Observation, Patient } from '@medplum/fhirtypes';
import { startTestServer, type TestServer } from '../../../dev-env/test-server.ts';
import { DEMONSTRATION_PATIENT_ID } from '../../../dev-env/population/generate.ts';
import { ask, bodyOf, bundleOf, type Call, issueOf, observation, send } from '../testing/fhir.ts';

const PATIENT = DEMONSTRATION_PATIENT_ID;
let server: TestServer;
let gp: Call;

before(async () => {
  server = await startTestServer({ patients: 3 });
  gp = await server.as('gp');
});
after(() => server.stop());

type Kept = Observation & { id: string };

const create = async (text: string): Promise<Kept> => bodyOf(await send(gp, 'POST', '/Observation', observation(PATIENT, text)));
const line = ({ request, response, fullUrl }: BundleEntry): string => `${request?.method} ${fullUrl?.split('/r4/')[1]} ${response?.etag}`;

/** Every entry of a history, page by page. */
async function walk(call: Call, path: string, between: () => Promise<unknown> = () => Promise.resolve()): Promise<BundleEntry[]> {
  const entries: BundleEntry[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const bundle: Bundle = await bundleOf(await ask(call, next));
    assert.equal(bundle.type, 'history');
    entries.push(...(bundle.entry ?? []));
    next = bundle.link?.find(({ relation }) => relation === 'next')?.url.split('/fhir/r4')[1];
    await between();
  }
  return entries;
}

async function now(): Promise<string> {
  const [row] = await server.database.owner.query<{ at: Date }>(`select clock_timestamp() as at`, []);
  return encodeURIComponent(row?.at.toISOString() ?? '');
}

test('E00165: the history of a type and of the practice tells every version and deletion, newest first', async () => {
  const since = await now();
  const made = await create('told');
  await send(gp, 'PUT', `/Observation/${made.id}`, { ...made, status: 'amended' }, { 'if-match': 'W/"1"' });
  const condition = await bodyOf<Kept>(await send(gp, 'POST', '/Condition', { resourceType: 'Condition', code: { text: 'x' }, subject: { reference: `Patient/${PATIENT}` } }));
  await ask(gp, `/Observation/${made.id}`, {}, 'DELETE');
  const [one, other] = [`Observation/${made.id}`, `Condition/${condition.id}`];
  const ofType = [`DELETE ${one} W/"3"`, `PUT ${one} W/"2"`, `POST ${one} W/"1"`];
  assert.deepEqual((await walk(gp, `/Observation/_history?_since=${since}`)).map(line), ofType);
  assert.deepEqual((await walk(gp, `/_history?_since=${since}&_count=1`)).map(line), [ofType[0], `POST ${other} W/"1"`, ofType[1], ofType[2]]);
  assert.deepEqual((await walk(gp, `/Observation/${made.id}/_history?_count=2`)).map(line), ofType);
  assert.equal((await bundleOf(await ask(gp, `/Observation/${made.id}/_history?_since=2100-01-01`))).total, 0);
  for (const query of ['_count=lots', '_since=yesterday', '_page=x', 'colour=red', '_page=1.x']) assert.equal(await issueOf(await ask(gp, `/_history?${query}`)), '400 invalid', query);
});

test('H28: pages of a history neither skip nor repeat while others write, change and delete', async () => {
  const since = await now();
  const made = await Promise.all(Array.from({ length: 12 }, (_, i) => create(`paged ${i}`)));
  const expected = new Set(made.map(({ id }) => `POST Observation/${id} W/"1"`));
  let n = 0;
  const disturb = async (): Promise<void> => {
    const target = made[n++];
    await create(`disturbs ${n}`);
    if (target !== undefined && n % 2 === 0) await ask(gp, `/Observation/${target.id}`, {}, 'DELETE');
    else if (target !== undefined) await send(gp, 'PUT', `/Observation/${target.id}`, { ...target, status: 'amended' }, { 'if-match': 'W/"1"' });
  };
  for (const path of ['/_history', '/Observation/_history']) {
    const lines = (await walk(gp, `${path}?_count=5&_since=${since}`, disturb)).map(line);
    assert.equal(new Set(lines).size, lines.length, 'no version twice');
    assert.deepEqual([...expected].filter((one) => !lines.includes(one)), [], path);
  }
});

test('what an import brought is in the history, whole, and stays there when it changes', async () => {
  const all = async (): Promise<string[]> => (await walk(gp, '/_history?_count=200')).map(line);
  const [row] = await server.database.owner.query<{ n: number }>(`select (select count(*) from jenner.resource) + (select count(*) from jenner.history) as n`, []);
  const before = await all();
  assert.equal(before.length, Number(row?.n));
  assert.equal(new Set(before).size, before.length);
  const imported = before.find((one) => /^POST Observation\/[0-9a-f-]+ W\/"1"$/.test(one) && !one.includes(PATIENT)) ?? '';
  const [, name = ''] = imported.split(' ');
  const read = await ask(gp, `/${name}`);
  const resource = await bodyOf<Kept>(read);
  assert.equal((await send(gp, 'PUT', `/${name}`, { ...resource, status: 'amended' }, { 'if-match': read.headers.get('etag') ?? '' })).status, 200);
  const after = await all();
  assert.deepEqual(after.slice(1), before);
});

test('a reader is told of what they may see, and of nothing that is withheld from them now', async () => {
  const patient = await server.as('patient');
  const since = await now();
  const labelled = { ...observation(PATIENT, 'withheld'), meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NOPAT' }] } };
  const [open, withheld] = await Promise.all([create('open'), send(gp, 'POST', '/Observation', labelled).then((answer) => bodyOf<Kept>(answer))]);
  const later = await create('withheld later');
  await send(gp, 'PUT', `/Observation/${later.id}`, { ...later, ...labelled }, { 'if-match': 'W/"1"' });
  const other = await bodyOf<Patient>(await send(gp, 'POST', '/Patient', { resourceType: 'Patient', name: [{ family: 'Somebody' }] }));
  for (const path of ['/_history', '/Observation/_history']) {
    const text = JSON.stringify(await walk(patient, `${path}?_since=${since}`));
    assert.ok(text.includes(open.id), path);
    for (const id of [withheld.id, later.id, other.id ?? '']) assert.ok(!text.includes(id), `${path} ${id}`);
  }
  assert.equal((await walk(await server.as('reception'), `/Observation/_history?_since=${since}`)).length, 0);
});

test('I31: nobody writes into what they may not see, nor new entries in the record of a past patient', async () => {
  const { id } = await bodyOf<Patient>(await send(gp, 'POST', '/Patient', { resourceType: 'Patient', name: [{ family: 'Closed' }] }));
  const entry = await bodyOf<Kept>(await send(gp, 'POST', '/Observation', observation(id ?? '', 'before')));
  const gone = await bodyOf<Kept>(await send(gp, 'POST', '/Observation', observation(id ?? '', 'gone')));
  await ask(gp, `/Observation/${gone.id}`, {}, 'DELETE');
  await server.database.owner.query(`insert into jenner.guard (practice, patient, kind, set_by, set_at) values ('A20047', $1, 'sealed', 'test', now())`, [id ?? '']);
  const path = `/Observation/${entry.id}`;
  const version = { 'if-match': 'W/"1"' };
  const attempts: [string, Promise<Response>][] = [
    ['update', send(gp, 'PUT', path, entry, version)],
    ['patch', send(gp, 'PATCH', path, [{ op: 'replace', path: '/status', value: 'amended' }], version)],
    ['delete', ask(gp, path, version, 'DELETE')],
    ['delete of what is deleted', ask(gp, `/Observation/${gone.id}`, {}, 'DELETE')],
    ['patch of what is deleted', send(gp, 'PATCH', `/Observation/${gone.id}`, [], { 'if-match': 'W/"2"' })],
    ['conditional patch', send(gp, 'PATCH', `/Observation?_id=${entry.id}`, [])],
  ];
  for (const [name, attempt] of attempts) assert.equal(await issueOf(await attempt), '404 not-found', name);
  const [created, never] = await Promise.all([id ?? '', 'nobody'].map(async (patient) => issueOf(await send(gp, 'POST', '/Observation', observation(patient, 'x')))));
  assert.equal(created, '422 not-found Observation.subject.reference');
  assert.equal(created, never, 'as about a patient who never was');
  assert.equal((await ask(gp, `/Observation?_id=${entry.id}`, {}, 'DELETE')).status, 204, 'as where there is none');
  await server.database.owner.query(`delete from jenner.guard where patient = $1`, [id ?? '']);
  assert.equal((await ask(gp, path)).headers.get('etag'), 'W/"1"');
  const person = await bodyOf<Patient>(await ask(gp, `/Patient/${id}`));
  assert.equal((await send(gp, 'PUT', `/Patient/${id}`, { ...person, active: false }, version)).status, 200);
  assert.equal(await issueOf(await send(gp, 'POST', '/Observation', observation(id ?? '', 'x'))), '403 forbidden');
  assert.equal(await issueOf(await send(gp, 'PATCH', path, [{ op: 'replace', path: '/status', value: 'amended' }], version)), '403 forbidden');
  assert.equal((await send(gp, 'PATCH', `/Patient/${id}`, [{ op: 'replace', path: '/active', value: true }], { 'if-match': 'W/"2"' })).status, 200);
});

test('I25: who changes a restricted Patient without seeing the address neither reads nor loses it', async () => {
  const restricted = { resourceType: 'Patient', name: [{ family: 'Hidden' }], address: [{ line: ['1 Secret Street'] }], meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }] } };
  const made = await send(gp, 'POST', '/Patient', restricted);
  const seen = await bodyOf<Patient>(made);
  assert.equal(seen.address, undefined);
  const changed = await send(gp, 'PUT', `/Patient/${seen.id}`, { ...seen, gender: 'female' }, { 'if-match': 'W/"1"' });
  const patched = await send(gp, 'PATCH', `/Patient/${seen.id}`, [{ op: 'replace', path: '/gender', value: 'other' }], { 'if-match': 'W/"2"' });
  for (const answer of [changed, patched]) assert.ok(answer.status === 200 && !(await answer.text()).includes('Secret Street'));
  assert.match(await issueOf(await send(gp, 'PATCH', `/Patient/${seen.id}`, [{ op: 'test', path: '/address/0/line/0', value: '1 Secret Street' }], { 'if-match': 'W/"3"' })), /^422 /);
  const [row] = await server.database.owner.query<{ content: string }>(`select content from jenner.resource where type = 'Patient' and id = $1`, [seen.id ?? '']);
  const kept = JSON.parse(row?.content ?? '{}') as Patient;
  assert.deepEqual([kept.address?.[0]?.line, kept.gender], [['1 Secret Street'], 'other']);
});

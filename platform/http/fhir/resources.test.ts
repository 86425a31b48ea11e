import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Bundle, Observation, Patient } from '@medplum/fhirtypes';
import { startTestServer, type TestServer } from '../../../dev-env/test-server.ts';
import { DEMONSTRATION_PATIENT_ID } from '../../../dev-env/population/generate.ts';
import { ask, bodyOf, bundleOf, type Call, issueOf, observation, resourcesOf, send } from '../testing/fhir.ts';

const PATIENT = DEMONSTRATION_PATIENT_ID;
let server: TestServer;
let gp: Call;
let nurse: Call;

before(async () => {
  server = await startTestServer({ patients: 3 });
  [gp, nurse] = await Promise.all([server.as('gp'), server.as('nurse')]);
});
after(() => server.stop());

async function create(text: string): Promise<Observation & { id: string }> {
  return bodyOf(await send(gp, 'POST', '/Observation', observation(PATIENT, text)));
}

async function count(table: string): Promise<number> {
  const [row] = await server.database.owner.query<{ n: number }>(`select count(*)::int as n from jenner.${table}`, []);
  return row?.n ?? -1;
}

test('E00165: an entry is created, read, changed, deleted and brought back, and its history keeps every version', async () => {
  const made = await send(gp, 'POST', '/Observation', { ...observation(PATIENT, 'first', 60.5), id: 'mine', meta: { versionId: '99', lastUpdated: '1999-01-01T00:00:00Z', tag: [{ code: 'kept' }] } });
  assert.equal(made.status, 201);
  assert.equal(made.headers.get('etag'), 'W/"1"');
  assert.match(made.headers.get('content-type') ?? '', /^application\/fhir\+json/);
  const first = await bodyOf<Observation & { id: string }>(made);
  assert.notEqual(first.id, 'mine', 'the server gives the id');
  assert.equal(made.headers.get('location'), `${server.base}/A20047/fhir/r4/Observation/${first.id}/_history/1`);
  assert.deepEqual([first.meta?.versionId, first.meta?.tag], ['1', [{ code: 'kept' }]]);
  assert.ok(Math.abs(Date.parse(first.meta?.lastUpdated ?? '') - Date.now()) < 60_000, 'server time only (H25)');

  const path = `/Observation/${first.id}`;
  const read = await ask(gp, path);
  assert.deepEqual([read.status, read.headers.get('etag'), read.headers.get('cache-control'), await read.json()], [200, 'W/"1"', 'no-store', first]);

  const changed = await send(gp, 'PUT', path, { ...first, status: 'amended' }, { 'if-match': 'W/"1"' });
  assert.deepEqual([changed.status, changed.headers.get('etag')], [200, 'W/"2"']);
  assert.equal((await ask(gp, path, { 'if-match': 'W/"1"' }, 'DELETE')).status, 412);
  assert.equal((await ask(gp, path, { 'if-match': 'W/"2"' }, 'DELETE')).status, 204);
  assert.equal(await issueOf(await ask(gp, path)), '410 deleted');
  assert.equal(await issueOf(await ask(gp, path, {}, 'DELETE')), '410 deleted');

  const history = await bundleOf(await ask(gp, `${path}/_history`));
  assert.equal(history.type, 'history');
  assert.deepEqual(history.entry?.map((entry) => [entry.request?.method, entry.response?.etag, entry.resource === undefined]), [['DELETE', 'W/"3"', true], ['PUT', 'W/"2"', false], ['POST', 'W/"1"', false]]);
  assert.equal(history.total, 3);
  assert.deepEqual(await (await ask(gp, `${path}/_history/1`)).json(), first);
  assert.equal(await issueOf(await ask(gp, `${path}/_history/3`)), '410 deleted');
  for (const version of ['0', '4', '01', '-1', 'x', '99999999999999999999']) assert.equal(await issueOf(await ask(gp, `${path}/_history/${version}`)), '404 not-found', version);

  const back = await send(gp, 'PUT', path, first);
  assert.deepEqual([back.status, back.headers.get('etag'), back.headers.get('location')], [201, 'W/"4"', `${server.base}/A20047/fhir/r4/Observation/${first.id}/_history/4`]);
  assert.equal((await bundleOf(await ask(gp, `${path}/_history`))).total, 4);
});

test('H15: an update says which version it changes: 428 without, 412 with another, and only one of twenty at once wins', async () => {
  const made = await create('race');
  const path = `/Observation/${made.id}`;
  assert.equal(await issueOf(await send(gp, 'PUT', path, made)), '428 required');
  assert.equal(await issueOf(await send(gp, 'PUT', path, made, { 'if-match': 'W/"7"' })), '412 conflict');
  for (const header of ['*', '1', 'W/"x"', 'W/"1", W/"2"', '']) assert.equal(await issueOf(await send(gp, 'PUT', path, made, { 'if-match': header })), '400 invalid', header);
  assert.equal(await issueOf(await send(gp, 'PUT', '/Observation/not-here', { ...made, id: 'not-here' }, { 'if-match': 'W/"1"' })), '412 conflict');
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => send(i % 2 === 0 ? gp : nurse, 'PUT', path, { ...made, code: { text: `writer ${i}` } }, { 'if-match': 'W/"1"' })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array.from({ length: 19 }, () => 412)]);
  const winner = answers.find(({ status }) => status === 200);
  assert.deepEqual(await (await ask(gp, path)).json(), await winner?.json());
});

test('an id that the caller chooses is created once, however many ask at once', async () => {
  const resource = { ...observation(PATIENT, 'chosen'), id: 'chosen-1' };
  const answers = await Promise.all(Array.from({ length: 8 }, () => send(gp, 'PUT', '/Observation/chosen-1', resource)));
  const statuses = answers.map(({ status }) => status).sort();
  assert.equal(statuses[0], 201);
  assert.ok(statuses.slice(1).every((status) => status === 409 || status === 428), String(statuses));
  assert.equal(await issueOf(await send(gp, 'PUT', '/Observation/other', resource)), '400 invalid');
  assert.equal(await issueOf(await send(gp, 'PUT', '/Condition/chosen-1', resource)), '400 invalid');
});

test('what is not sound FHIR R4 is refused with every fault in its place, and nothing is kept of it', async () => {
  const before = await Promise.all([count('resource'), count('history'), count('change')]);
  const wrong = { ...observation(PATIENT, 'x'), status: 'splendid', valueString: 'two values', subject: { reference: 'Patient' } };
  const refused = await send(gp, 'POST', '/Observation', wrong);
  assert.equal(refused.status, 422);
  const places = (await bodyOf<{ issue: { expression?: string[] }[] }>(refused)).issue.flatMap(({ expression = [] }) => expression);
  for (const place of ['Observation.status', 'Observation.subject.reference']) assert.ok(places.includes(place), `${place} in ${places.join(', ')}`);
  const cases: [string, unknown, string][] = [
    ['/Patient', { resourceType: 'Patient', gender: ['male'] }, '422 structure Patient.gender'],
    ['/Patient', { resourceType: 'Patient', birthDate: '1980-02-30' }, '422 value Patient.birthDate'],
    ['/Patient', { resourceType: 'Patient', surname: 'x' }, '422 structure Patient.surname'],
    ['/Patient', { resourceType: 'Patient', name: [{ family: 'nul\u0000' }] }, '422 value Patient.name[0].family'],
    ['/Patient', { resourceType: 'Patient', identifier: [{ value: 'half \ud800 a pair' }] }, '422 value Patient.identifier[0].value'],
    ['/Observation', { resourceType: 'Observation', status: 'final' }, '422 required Observation.code'],
    ['/Observation', { resourceType: 'Patient' }, '400 invalid'],
    ['/Observation', {}, '422 structure Resource'],
    ['/Observation', [], '422 structure Resource'],
    ['/Observation', null, '422 structure Resource'],
    ['/Observation', 'text', '422 structure Resource'],
  ];
  for (const [path, body, expected] of cases) assert.equal(await issueOf(await send(gp, 'POST', path, body)), expected, JSON.stringify(body));
  const raw = (body: string, type: string) => gp('/fhir/r4/Patient', { method: 'POST', headers: { 'content-type': type }, body });
  assert.equal(await issueOf(await raw('{"resourceType":', 'application/fhir+json')), '400 invalid');
  assert.equal(await issueOf(await raw('', 'application/fhir+json')), '400 invalid');
  assert.equal(await issueOf(await raw('{"resourceType":"Patient","__proto__":{"active":true}}', 'application/json')), '400 invalid');
  for (const type of ['text/plain', 'application/fhir+xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    assert.equal(await issueOf(await raw('{"resourceType":"Patient"}', type)), '415 not-supported', type);
  }
  assert.equal(await issueOf(await raw(`{"resourceType":"Patient","name":[{"text":"${'x'.repeat(6_000_000)}"}]}`, 'application/json')), '413 too-long');
  assert.equal((await raw(`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'application/json')).status < 500, true);
  assert.deepEqual(await Promise.all([count('resource'), count('history'), count('change')]), before);
});

test('I27: an entry that does not name its patient here is refused: it would stand in nobody’s record', async () => {
  for (const subject of [
    undefined,
    { display: 'Mrs Whitfield' },
    { identifier: { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9434765919' } },
    { reference: `${server.base}/A20047/fhir/r4/Patient/${PATIENT}` },
    { reference: 'urn:uuid:11111111-1111-4111-8111-111111111111' },
    { reference: 'Group/all' },
  ]) {
    const { subject: _subject, ...rest } = observation(PATIENT, 'stray');
    assert.equal(await issueOf(await send(gp, 'POST', '/Observation', subject === undefined ? rest : { ...rest, subject })), '422 value Observation', JSON.stringify(subject));
  }
  assert.equal(await issueOf(await send(gp, 'POST', '/Observation', observation('nobody-here', 'x'))), '422 not-found Observation.subject.reference');
});

test('a reference leads to something that is here, and what is referred to cannot be deleted from under it', async () => {
  const encounter = await bodyOf<{ id: string }>(await send(gp, 'POST', '/Encounter', { resourceType: 'Encounter', status: 'finished', class: { code: 'AMB' }, subject: { reference: `Patient/${PATIENT}` } }));
  const seen = (reference: string) => ({ ...observation(PATIENT, 'seen'), encounter: { reference } });
  assert.equal(await issueOf(await send(gp, 'POST', '/Observation', seen('Encounter/nobody'))), '422 not-found Observation.encounter.reference');
  assert.equal(await issueOf(await send(gp, 'PUT', '/Observation/ref', { ...seen('Encounter/nobody'), id: 'ref' })), '422 not-found Observation.encounter.reference');
  for (const reference of ['#x', 'https://other.example/Encounter/1']) {
    const contained = reference === '#x' ? { contained: [{ resourceType: 'Encounter', id: 'x', status: 'finished', class: { code: 'AMB' } }] } : {};
    assert.equal((await send(gp, 'POST', '/Observation', { ...seen(reference), ...contained })).status, 201, reference);
  }
  const { id } = await bodyOf<{ id: string }>(await send(gp, 'POST', '/Observation', seen(`Encounter/${encounter.id}`)));
  assert.equal(await issueOf(await ask(gp, `/Encounter/${encounter.id}`, {}, 'DELETE')), '409 conflict');
  const both = { resourceType: 'Bundle', type: 'transaction', entry: [{ request: { method: 'DELETE', url: `Encounter/${encounter.id}` } }, { request: { method: 'DELETE', url: `Observation/${id}` } }] };
  assert.equal((await send(gp, 'POST', '', both)).status, 200);
  const [practitioner] = resourcesOf(await bundleOf(await ask(gp, `/Patient/${PATIENT}/$everything`))).filter(({ resourceType }) => resourceType === 'Practitioner');
  assert.equal(await issueOf(await ask(gp, `/Practitioner/${practitioner?.id}`, {}, 'DELETE')), '409 conflict');
  // Ten refer to it while ten delete it: whoever wins, nothing is left that points at nothing.
  for (let i = 0; i < 5; i++) {
    const target = await create('target');
    const referring = { ...observation(PATIENT, 'refers'), hasMember: [{ reference: `Observation/${target.id}` }] };
    await Promise.all(Array.from({ length: 6 }, (_, n) => (n % 2 === 0 ? send(gp, 'POST', '/Observation', referring) : ask(gp, `/Observation/${target.id}`, {}, 'DELETE'))));
  }
  const rows = await server.database.owner.query<{ content: string; names: string }>(`select content from jenner.resource where patient = $1`, [PATIENT]);
  const names = new Set(rows.map(({ content }) => /^\{"resourceType":"([^"]+)","id":"([^"]+)"/.exec(content)?.slice(1).join('/') ?? ''));
  const dangling = rows.flatMap(({ content }) => [...content.matchAll(/"reference":"((?:Observation|Encounter)\/[^"]+)"/g)].map(([, reference]) => reference ?? '')).filter((reference) => !names.has(reference));
  assert.deepEqual(dangling, []);
});

test('I31: an entry cannot be moved from one record to another', async () => {
  const made = await create('stays');
  const other = resourcesOf(await bundleOf(await ask(gp, '/Patient/$find?text=whitfield'))).find(({ id }) => id !== PATIENT)?.id ?? '';
  const moved = { ...made, subject: { reference: `Patient/${other}` } };
  assert.equal((await send(gp, 'PUT', `/Observation/${made.id}`, moved, { 'if-match': 'W/"1"' })).status, 400);
  assert.equal((await bodyOf<Observation>(await ask(gp, `/Observation/${made.id}`))).subject?.reference, `Patient/${PATIENT}`);
});

test('a Patient who has a record cannot be deleted; one entered by mistake can', async () => {
  assert.equal(await issueOf(await ask(gp, `/Patient/${PATIENT}`, {}, 'DELETE')), '409 conflict');
  const transaction = { resourceType: 'Bundle', type: 'transaction', entry: [{ request: { method: 'DELETE', url: `Patient/${PATIENT}` } }] };
  assert.equal(await issueOf(await send(gp, 'POST', '', transaction)), '409 conflict');
  assert.equal((await ask(gp, `/Patient/${PATIENT}`)).status, 200);
  const mistake = await bodyOf<Patient>(await send(gp, 'POST', '/Patient', { resourceType: 'Patient', name: [{ family: 'Mistake' }] }));
  assert.equal((await ask(gp, `/Patient/${mistake.id}`, {}, 'DELETE')).status, 204);
  assert.equal(await issueOf(await ask(gp, `/Patient/${mistake.id}`)), '410 deleted');
  assert.equal(resourcesOf(await bundleOf(await ask(gp, '/Patient/$find?text=mistake'))).length, 0);
});

test('one NHS number is one patient', async () => {
  const mistyped = { resourceType: 'Patient', identifier: [{ value: 'x' }, { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9434765918' }] };
  assert.equal(await issueOf(await send(gp, 'POST', '/Patient', mistyped)), '422 value Patient.identifier[1].value');
  const twin = { resourceType: 'Patient', identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9434765919' }] };
  const answers = await Promise.all(Array.from({ length: 4 }, () => send(gp, 'POST', '/Patient', twin)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409]);
});

test('an address where no resource can stand is told apart from one where none does', async () => {
  for (const path of ['/Foo/x', '/Foo', '/patient/x', '/Bundle/x', '/Parameters/x', '/AuditEvent/x/_history', '/Observation/$lastn']) {
    assert.equal(await issueOf(await ask(gp, path)), '404 not-supported', path);
  }
  for (const path of ['/Patient/nobody', '/Observation/nobody/_history', `/Observation/${'x'.repeat(65)}`, '/Patient/%00', '/Patient/a%20b', '/Patient/..%2F..%2Fetc%2Fpasswd', `/Patient/nobody/$everything`, '/Patient/nobody/_history/1']) {
    assert.equal(await issueOf(await ask(gp, path)), '404 not-found', path);
  }
  assert.equal(await issueOf(await send(gp, 'POST', '/Foo', { resourceType: 'Foo' })), '404 not-supported');
  assert.equal(await issueOf(await send(gp, 'PUT', '/Bundle/x', { resourceType: 'Bundle', id: 'x', type: 'collection' })), '404 not-supported');
  assert.equal(await issueOf(await ask(gp, '/Foo/x', {}, 'DELETE')), '404 not-supported');
  assert.equal(await issueOf(await send(gp, 'PATCH', `/Patient/${PATIENT}`, [])), '428 required');
  assert.equal(await issueOf(await gp('/no/such/route')), '404 not-found');
  assert.equal(await issueOf(await ask(gp, '/Patient/%E0%A4%A')), '400 invalid');
});

test('E00186: search by every documented parameter, pages that together are the whole, and unknown parameters refused', async () => {
  for (const text of ['page a', 'page b', 'page c', 'page d', 'page e']) await send(gp, 'POST', '/Observation', { ...observation(PATIENT, text), identifier: [{ system: 'urn:page', value: 'all' }], effectiveDateTime: `2026-11-0${'abcde'.indexOf(text.slice(-1)) + 1}`, category: [{ coding: [{ system: 'urn:cat', code: 'paged' }] }] });
  const total = async (query: string) => (await bundleOf(await ask(gp, query))).total;
  const paged = `/Observation?patient=${PATIENT}&category=paged`;
  assert.equal(await total(paged), 5);
  assert.equal(await total(`/Observation?subject=Patient/${PATIENT}&category=urn:cat|paged`), 5);
  assert.equal(await total('/Observation?identifier=urn:page|all'), 5);
  assert.equal(await total(`${paged}&date=2026-11-03`), 1);
  assert.equal(await total(`${paged}&date=ge2026-11-02&date=lt2026-11-05`), 3);
  assert.equal(await total(`${paged}&status=final`), 5);
  assert.equal(await total(`${paged}&status=preliminary`), 0);
  assert.equal(await total(`${paged}&code=http://snomed.info/sct|27113001`), 5);
  assert.equal(await total(`${paged}&code=27113001,1`), 5);
  assert.equal(await total(`${paged}&_lastUpdated=gt2020-01-01`), 5);
  assert.equal(await total(`${paged}&_lastUpdated=lt2020-01-01`), 0);

  const seen: string[] = [];
  for (let next: string | undefined = `${server.base}/A20047/fhir/r4${paged}&_count=2&_sort=-date`; next !== undefined; ) {
    const page: Bundle = await bundleOf(await gp(next.slice(`${server.base}/A20047`.length)));
    assert.equal(page.total, 5);
    seen.push(...(page.entry ?? []).map(({ resource }) => (resource?.resourceType === 'Observation' ? (resource.effectiveDateTime ?? '') : '')));
    next = page.link?.find(({ relation }) => relation === 'next')?.url;
  }
  assert.deepEqual(seen, ['2026-11-05', '2026-11-04', '2026-11-03', '2026-11-02', '2026-11-01'], 'H28');

  const patient = await bodyOf<Patient>(await ask(gp, `/Patient/${PATIENT}`));
  const nhsNumber = patient.identifier?.find(({ system }) => system === 'https://fhir.nhs.uk/Id/nhs-number')?.value ?? '';
  for (const query of [`name=patric`, 'family=Whitfield&given=pat', `birthdate=${patient.birthDate}`, `identifier=${nhsNumber}`, `identifier=https://fhir.nhs.uk/Id/nhs-number|${nhsNumber}`, `_id=${PATIENT}`]) {
    const found = resourcesOf(await bundleOf(await ask(gp, `/Patient?${query}`)));
    assert.ok(found.some(({ id }) => id === PATIENT), query);
  }
  for (const query of ['/Patient?nhs=1', '/Observation?patient=x&colour=red', '/Observation?patient=x&_include=a', '/Observation?patient=x&_sort=colour', '/Observation?patient=x&_count=lots', `/Observation?patient=${PATIENT}&date=yesterday`, '/Observation?patient=', '/Patient?_after=x']) {
    assert.match(await issueOf(await ask(gp, query)), /^400 (?:not-supported|invalid)$/, query);
  }
});

test('type-ahead over terms: words in any order, no more than asked for, clinical staff only', async () => {
  const expand = async (call: Call, query: string) => ask(call, `/ValueSet/$expand?${query}`);
  const found = await bodyOf<{ expansion: { contains: { system: string; code: string; display: string }[] } }>(await expand(gp, 'filter=weig%20bod&count=3'));
  assert.ok(found.expansion.contains.some(({ code, display }) => code === '27113001' && display === 'Body weight'));
  assert.ok(found.expansion.contains.length <= 3);
  assert.equal((await bodyOf<{ expansion: { contains: unknown[] } }>(await expand(gp, 'filter='))).expansion.contains.length, 0);
  for (const username of ['reception', 'manager', 'patient']) assert.equal(await issueOf(await expand(await server.as(username), 'filter=bod')), '403 forbidden', username);
});

test('H20: the audit says who wrote and who read from the session, whatever the body says, for every read and write', async () => {
  const { user } = await bodyOf<{ user: { id: string } }>(await nurse('/auth/session'));
  const forged = { ...observation(PATIENT, 'forged'), performer: [{ display: 'Somebody Else' }], meta: { source: 'urn:somebody-else' } };
  const { id } = await bodyOf<{ id: string }>(await send(nurse, 'POST', '/Observation', forged));
  await send(nurse, 'PUT', `/Observation/${id}`, { ...forged, id }, { 'if-match': 'W/"1"' });
  await ask(nurse, `/Observation/${id}`);
  await ask(nurse, `/Observation/${id}/_history`);
  await ask(nurse, `/Observation/${id}/_history/1`);
  await ask(nurse, `/Observation/${id}`, {}, 'DELETE');
  const rows = await server.database.owner.query<{ actor: string; role: string; action: string; patient: string }>(`select actor, role, action, patient from jenner.audit where target = $1 order by at`, [`Observation/${id}`]);
  assert.deepEqual(rows.map(({ action }) => action), ['create', 'update', 'read', 'read', 'read', 'delete']);
  assert.ok(rows.every(({ actor, role, patient }) => actor === user.id && role === 'nurse' && patient === PATIENT));
  const before = await count('audit');
  await ask(nurse, `/Patient/${PATIENT}/$everything`);
  await ask(nurse, `/Observation?patient=${PATIENT}`);
  await ask(nurse, '/Patient/$find?text=whit');
  assert.equal(await count('audit'), before + 3);
});

test('a session that has ended reads nothing more, though it has read a moment before; nor does one that is disabled', async () => {
  const cookie = { cookie: `jenner_session=${await server.session('nurse')}` };
  const read = async (): Promise<number> => (await fetch(`${server.base}/A20047/fhir/r4/Patient/${PATIENT}`, { headers: cookie })).status;
  const { owner } = server.database;
  assert.deepEqual([await read(), await read()], [200, 200]);
  await owner.query(`update jenner.account set disabled = true where username = 'nurse'`, []);
  assert.equal(await read(), 401);
  await owner.query(`update jenner.account set disabled = false where username = 'nurse'`, []);
  assert.equal(await read(), 200);
  const before = await count('audit');
  await owner.query(`delete from jenner.session`, []);
  assert.equal(await read(), 401);
  assert.equal(await count('audit'), before);
});

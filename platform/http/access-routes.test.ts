import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Bundle, Patient } from '@medplum/fhirtypes';
import { DEMONSTRATION_PATIENT_ID } from '../../dev-env/population/generate.ts';
import { startTestServer, type TestServer } from '../../dev-env/test-server.ts';
import { CONFIDENTIALITY } from '../fhir/labels.ts';
import { type NewAccount, saveAccount } from '../identity/accounts.ts';
import { ask, bodyOf, bundleOf, type Call, issueOf, observation, resourcesOf, send } from './testing/fhir.ts';

const PRACTICE = 'A20047';
const SOON = '2099-01-01T00:00:00Z';
let server: TestServer;
let gp: Call, gp2: Call, reception: Call, manager: Call, officer: Call, patientCall: Call;
let other = ''; // a patient who is nobody's own here

before(async () => {
  server = await startTestServer({ patients: 3 });
  const extra: NewAccount[] = [
    { username: 'officer', role: 'privacy-officer', name: 'Privacy Officer', reference: 'Practitioner/x' },
    { username: 'hub', role: 'gp', name: 'Hub doctor', reference: 'Practitioner/x', organisation: 'C83001' },
  ];
  for (const account of extra) await saveAccount(server.database.app, PRACTICE, account);
  [gp, gp2, reception, manager, officer, patientCall] = await Promise.all(['gp', 'gp2', 'reception', 'manager', 'officer', 'patient'].map((name) => server.as(name))) as [Call, Call, Call, Call, Call, Call];
  const made = await send(gp, 'POST', '/Patient', { resourceType: 'Patient', name: [{ family: 'Quillfeather' }], birthDate: '1971-02-03' });
  other = (await bodyOf<Patient>(made)).id ?? '';
  await send(gp, 'POST', '/Observation', observation(other, 'canary-normal'));
});
after(() => server.stop());

const json = (call: Call, method: string, path: string, body?: unknown): Promise<Response> =>
  call(path, { method, ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
const everything = (call: Call, id: string): Promise<Response> => ask(call, `/Patient/${id}/$everything`);

/** Every way to a patient there is, for somebody who is to learn nothing of them. */
async function learnsNothing(call: Call, id: string): Promise<void> {
  for (const path of [`/Patient/${id}`, `/Patient/${id}/_history`, `/Patient/${id}/$everything`]) assert.equal(await issueOf(await ask(call, path)), '404 not-found', path);
  for (const path of ['/Patient?family=Quillfeather', '/Patient/$find?text=quillf', `/Patient?_id=${id}`, `/Observation?patient=${id}`, `/Observation?patient.family=Quillfeather&_include=Observation:subject&code=27113001`]) {
    const text = JSON.stringify(resourcesOf(await bundleOf(await ask(call, path))));
    assert.ok(!text.includes('Quillfeather') && !text.includes('canary-'), path);
  }
}

test('safety I24: a guarded record is found by nobody until a reason is given, and the alert stands before the record is shown', async () => {
  assert.equal((await json(gp, 'PUT', `/access/guards/${other}/high-profile`)).status, 403);
  assert.equal((await json(manager, 'PUT', `/access/guards/${other}/high-profile`)).status, 204);
  assert.equal((await json(manager, 'PUT', '/access/guards/nobody/sealed')).status, 404);
  assert.equal((await json(manager, 'PUT', `/access/guards/${other}/secret`)).status, 400);
  await learnsNothing(gp, other);
  const [listed] = await bodyOf<{ patient: string; who: Patient }[]>(await officer('/access/guards'));
  assert.deepEqual([listed?.patient, listed?.who], [other, { resourceType: 'Patient', id: other, name: [{ family: 'Quillfeather' }], birthDate: '1971-02-03', identifier: [] }], 'who it is, and no more');
  assert.equal((await server.database.owner.query(`select 1 from jenner.audit where action = 'read' and target = 'guards' and patient = $1 and role = 'privacy-officer'`, [other])).length, 1);
  for (const call of [gp, reception, patientCall]) assert.equal(await issueOf(await call('/access/guards')), '403 forbidden');
  assert.equal(await issueOf(await send(gp, 'POST', '/Observation', observation(other, 'blind'))), await issueOf(await send(gp, 'POST', '/Observation', observation('nobody', 'blind'))));

  assert.equal((await json(gp, 'POST', '/access/break-glass', { patient: other, reason: 'because' })).status, 400);
  assert.equal((await json(reception, 'POST', '/access/break-glass', { patient: other, reason: 'wants to know very much' })).status, 403);
  assert.equal((await json(gp, 'POST', '/access/break-glass', { patient: 'nobody', reason: 'looking after them today' })).status, 404);
  const before = await bodyOf<unknown[]>(await officer('/access/alerts'));
  assert.equal((await json(gp, 'POST', '/access/break-glass', { patient: other, reason: 'collapsed in the waiting room' })).status, 201);
  assert.ok((await (await everything(gp, other)).text()).includes('canary-normal'));
  assert.ok(JSON.stringify(await bundleOf(await ask(gp, '/Patient?family=Quillfeather'))).includes(other));
  await learnsNothing(gp2, other);

  const notices = await bodyOf<{ id: string; seenAt: string | null }[]>(await officer('/access/alerts'));
  assert.equal(notices.length, before.length + 1);
  const [notice] = notices;
  assert.deepEqual(Object.keys(notice ?? {}).sort(), ['at', 'id', 'kind', 'seenAt'], 'the notice names neither patient nor user');
  assert.equal(notice?.seenAt, null);
  assert.equal((await json(reception, 'POST', `/access/alerts/${notice?.id}`)).status, 403);
  const alert = await bodyOf<Record<string, string>>(await json(officer, 'POST', `/access/alerts/${notice?.id}`));
  assert.deepEqual([alert['name'], alert['patient'], alert['reason']], ['Test gp', other, 'collapsed in the waiting room']);
  assert.notEqual((await bodyOf<{ seenAt: string | null }[]>(await officer('/access/alerts'))).at(-1)?.seenAt, null);
  const audited = await server.database.owner.query<{ action: string }>(`select action from jenner.audit where patient = $1 and action in ('guard', 'break-glass', 'read-alert') order by at`, [other]);
  assert.deepEqual(audited.map(({ action }) => action), ['guard', 'break-glass', 'read-alert']);

  const [grant] = await bodyOf<{ id: string; kind: string }[]>(await manager(`/access/grants/${other}`));
  assert.equal(grant?.kind, 'break-glass');
  assert.equal((await json(manager, 'DELETE', `/access/grants/${grant?.id}`)).status, 204);
  await learnsNothing(gp, other);
});

test('a care team reads a guarded record, and stops with the next request after it is ended (safety H18)', async () => {
  assert.equal((await json(manager, 'POST', '/access/grants', { username: 'patient', patient: other, kind: 'care-team', reason: 'x', ends: SOON })).status, 400);
  assert.equal((await json(manager, 'POST', '/access/grants', { username: 'gp2', patient: other, kind: 'care-team', reason: 'x', ends: '2001-01-01' })).status, 400);
  const { id } = await bodyOf<{ id: string }>(await json(manager, 'POST', '/access/grants', { username: 'gp2', patient: other, kind: 'care-team', reason: 'usual doctor', ends: SOON }));
  assert.equal((await everything(gp2, other)).status, 200);
  assert.equal((await json(manager, 'DELETE', `/access/grants/${id}`)).status, 204);
  assert.equal((await everything(gp2, other)).status, 404);
  assert.equal((await json(manager, 'DELETE', `/access/guards/${other}/high-profile`)).status, 204);
  assert.equal((await everything(gp2, other)).status, 200);
});

test('a proxy reads the record of whom they act for until it is revoked or the patient has died (safety H18)', async () => {
  assert.equal((await everything(patientCall, other)).status, 404);
  const { id } = await bodyOf<{ id: string }>(await json(manager, 'POST', '/access/grants', { username: 'patient', patient: other, kind: 'proxy', reason: 'daughter, with consent', ends: SOON }));
  assert.ok((await (await everything(patientCall, other)).text()).includes('canary-normal'));
  assert.equal((await everything(patientCall, DEMONSTRATION_PATIENT_ID)).status, 200);
  const living = await bodyOf<Patient>(await ask(gp, `/Patient/${other}`));
  const died = await send(gp, 'PUT', `/Patient/${other}`, { ...living, deceasedBoolean: true }, { 'if-match': 'W/"1"' });
  assert.equal(died.status, 200);
  assert.equal((await everything(patientCall, other)).status, 404);
  assert.equal((await send(gp, 'PUT', `/Patient/${other}`, living, { 'if-match': 'W/"2"' })).status, 200);
  assert.equal((await everything(patientCall, other)).status, 200);
  assert.equal((await json(manager, 'DELETE', `/access/grants/${id}`)).status, 204);
  assert.equal((await everything(patientCall, other)).status, 404);
});

test('safety I25: a restricted patient is found by name, never by where they live, and shows nobody their whereabouts', async () => {
  const restricted = {
    resourceType: 'Patient', name: [{ family: 'Shieldwell' }], birthDate: '1980-01-01', meta: { security: [{ system: CONFIDENTIALITY, code: 'R' }] },
    address: [{ city: 'Hidetown', postalCode: 'ZZ99 3WZ' }], telecom: [{ system: 'phone', value: '07700900123' }],
  };
  const shown = await send(gp, 'POST', '/Patient', restricted);
  assert.equal(shown.status, 201);
  const { id = '' } = await bodyOf<Patient>(shown);
  const related = await bodyOf<{ id: string }>(await send(gp, 'POST', '/RelatedPerson', { resourceType: 'RelatedPerson', patient: { reference: `Patient/${id}` }, name: [{ family: 'Shieldwell-Kin' }] }));
  const seen = async (call: Call): Promise<string> =>
    (await Promise.all([`/Patient/${id}`, `/Patient/${id}/_history`, `/Patient/${id}/$everything`, '/Patient?family=Shieldwell&_revinclude=RelatedPerson:patient', '/Patient/$find?text=shieldw'].map(async (path) => (await ask(call, path)).text()))).join();
  for (const call of [gp, reception, manager]) {
    const text = await seen(call);
    assert.ok(text.includes('Shieldwell') && !/Hidetown|ZZ99|07700900123|Shieldwell-Kin/.test(text));
    assert.equal((await ask(call, `/RelatedPerson/${related.id}`)).status, 404);
    for (const query of ['address-city=Hidetown', 'address-postalcode=ZZ99%203WZ', 'phone=07700900123', 'address=Hidetown']) assert.deepEqual(resourcesOf(await bundleOf(await ask(call, `/Patient?${query}&family=Shieldwell`))), [], query);
  }
  const masked = await bodyOf<Patient>(await ask(reception, `/Patient/${id}`));
  assert.equal((await send(reception, 'PUT', `/Patient/${id}`, { ...masked, gender: 'female' }, { 'if-match': 'W/"1"' })).status, 200);
  assert.equal((await json(gp, 'POST', '/access/break-glass', { patient: id, reason: 'ambulance needs the address' })).status, 201);
  const whole = await bodyOf<Patient>(await ask(gp, `/Patient/${id}`));
  assert.deepEqual([whole.gender, whole.address?.[0]?.city, whole.telecom?.[0]?.value], ['female', 'Hidetown', '07700900123'], 'what the reception was not shown is still there');
  assert.equal((await ask(gp, `/RelatedPerson/${related.id}`)).status, 200);
  assert.ok(!/Hidetown/.test(await seen(reception)));
});

test('safety I17: another organisation sees nothing until there is an agreement, then reads without sensitive entries, and nothing again once it ends', async () => {
  const hub = await server.as('hub');
  await send(gp, 'POST', '/Observation', { ...observation(other, 'canary-sensitive'), meta: { security: [{ system: CONFIDENTIALITY, code: 'R' }] } });
  for (const path of [`/Patient/${other}`, '/Patient?family=Quillfeather', `/Patient/${other}/$everything`, '/Practitioner?family=x']) assert.equal(await issueOf(await ask(hub, path)), '404 not-found', path);
  assert.equal((await json(manager, 'PUT', '/access/sharing/A20047', { ends: SOON })).status, 400);
  assert.equal((await json(manager, 'PUT', '/access/sharing/C83001', { ends: SOON })).status, 204);
  const record = await (await everything(hub, other)).text();
  assert.ok(record.includes('canary-normal') && !record.includes('canary-sensitive'));
  assert.ok((await (await everything(gp, other)).text()).includes('canary-sensitive'));
  assert.equal(await issueOf(await send(hub, 'POST', '/Observation', observation(other, 'from the hub'))), '403 forbidden');
  assert.equal((await json(manager, 'DELETE', '/access/sharing/C83001')).status, 204);
  assert.equal(await issueOf(await ask(hub, `/Patient/${other}`)), '404 not-found');
});

test('nothing new is written in the record of a past patient, who can be registered again', async () => {
  const patient = await bodyOf<Patient>(await ask(gp, `/Patient/${other}`));
  const tag = { 'if-match': `W/"${patient.meta?.versionId}"` };
  const past = await send(reception, 'PUT', `/Patient/${other}`, { ...patient, active: false }, tag);
  assert.equal(past.status, 200);
  assert.equal(await issueOf(await send(gp, 'POST', '/Observation', observation(other, 'late'))), '403 forbidden');
  assert.equal((await everything(gp, other)).status, 200);
  assert.equal((await send(reception, 'PUT', `/Patient/${other}`, { ...patient, active: true }, { 'if-match': past.headers.get('etag') ?? '' })).status, 200);
  assert.equal((await send(gp, 'POST', '/Observation', observation(other, 'in time'))).status, 201);
});

test('every refusal is in the audit', async () => {
  const count = async (): Promise<number> => (await server.database.owner.query<{ n: number }>(`select count(*)::int as n from jenner.audit where outcome = 'refused'`, []))[0]?.n ?? 0;
  const before = await count();
  await json(reception, 'GET', '/access/guards');
  await send(reception, 'POST', '/Observation', observation(other, 'x'));
  await send(reception, 'POST', '', { resourceType: 'Bundle', type: 'transaction', entry: [{ resource: observation(other, 'x'), request: { method: 'POST', url: 'Observation' } }] } satisfies Bundle);
  assert.equal(await count(), before + 3);
});

test('a refused create or update about a guarded patient is in the audit, with whose record it was; one about nobody is not (I24, I31)', async () => {
  const refusals = async (patient: string): Promise<string[]> => (await server.database.owner.query<{ target: string }>(`select target from jenner.audit where outcome = 'refused' and action = 'request' and patient = $1 order by at, id`, [patient])).map(({ target }) => target);
  const kept = await bodyOf<{ id: string }>(await send(gp, 'POST', '/Observation', { ...observation(other, 'to be guarded'), identifier: [{ system: 'urn:x', value: 'claimed' }] }, { 'if-none-exist': 'identifier=urn:x|claimed' }));
  assert.equal((await json(manager, 'PUT', `/access/guards/${other}/sealed`)).status, 204);
  const before = (await refusals(other)).length;
  const [one, nobodys] = [observation(other, 'blind'), observation('nobody', 'blind')];
  const transaction = (resource: object): object => ({ resourceType: 'Bundle', type: 'transaction', entry: [{ resource, request: { method: 'POST', url: 'Observation' } }] });
  const same = [
    [await send(gp2, 'POST', '/Observation', one), await send(gp2, 'POST', '/Observation', nobodys)],
    [await send(gp2, 'PUT', '/Observation/fresh', { ...one, id: 'fresh' }), await send(gp2, 'PUT', '/Observation/fresh', { ...nobodys, id: 'fresh' })],
    [await send(gp2, 'PUT', `/Observation/${kept.id}`, { ...one, id: kept.id }, { 'if-match': 'W/"1"' }), await send(gp2, 'DELETE', '/Observation/never-was', {})],
    [await send(gp2, 'POST', '', transaction(one)), await send(gp2, 'POST', '', transaction(nobodys))],
  ];
  for (const [guarded, absent] of same) assert.equal(await issueOf(guarded ?? Response.error()), await issueOf(absent ?? Response.error()), 'the answer does not tell');
  assert.equal(await issueOf(await send(gp2, 'POST', '/Observation', observation('nobody', 'x'), { 'if-none-exist': 'identifier=urn:x|claimed' })), '409 duplicate');
  assert.deepEqual((await refusals(other)).slice(before), ['POST /:ods/fhir/r4/:type', 'PUT /:ods/fhir/r4/:type/:id', 'PUT /:ods/fhir/r4/:type/:id', 'POST /:ods/fhir/r4', 'POST /:ods/fhir/r4/:type']);
  assert.deepEqual(await refusals('nobody'), []);
  assert.equal((await json(manager, 'DELETE', `/access/guards/${other}/sealed`)).status, 204);
});

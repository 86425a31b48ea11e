import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Bundle, Patient, Resource } from '@medplum/fhirtypes';
import { DEMONSTRATION_PATIENT_ID } from '../../dev-env/population/generate.ts';
import { startTestServer, type TestServer } from '../../dev-env/test-server.ts';
import { CONFIDENTIALITY } from '../fhir/labels.ts';
import { digest } from '../identity/token.ts';
import { ask, bodyOf, type Call, issueOf, observation, send } from './testing/fhir.ts';

const PRACTICE = 'A20047';
const NHS_NUMBER = 'https://fhir.nhs.uk/Id/nhs-number';
const ADDRESS = 'Canary Row 7';
let server: TestServer;
let gp: Call, nurse: Call, reception: Call, manager: Call;

before(async () => {
  server = await startTestServer({ patients: 2 });
  [gp, nurse, reception, manager] = await Promise.all(['gp', 'nurse', 'reception', 'manager'].map((name) => server.as(name))) as [Call, Call, Call, Call];
});
after(() => server.stop());

async function made<T extends Resource>(resource: T): Promise<string> {
  const answer = await send(gp, 'POST', `/${resource.resourceType}`, resource);
  assert.equal(answer.status, 201);
  return (await bodyOf<{ id: string }>(answer)).id;
}

const patch = (call: Call, path: string, version: number, operations: object[]): Promise<Response> =>
  call(`/fhir/r4${path}`, { method: 'PATCH', headers: { 'content-type': 'application/json-patch+json', 'if-match': `W/"${version}"` }, body: JSON.stringify(operations) });

/** A Patient who was not restricted at first, and is at version 2. */
async function restricted(family: string): Promise<string> {
  const id = await made<Patient>({ resourceType: 'Patient', name: [{ family }], address: [{ line: [ADDRESS] }] });
  assert.equal((await patch(gp, `/Patient/${id}`, 1, [{ op: 'add', path: '/meta/security', value: [{ system: CONFIDENTIALITY, code: 'R' }] }])).status, 200);
  return id;
}

const breakGlass = (call: Call, patient: string): Promise<Response> =>
  call('/access/break-glass', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ patient, reason: 'moving the patient to another address' }) });

test('safety I25: what a restricted patient’s address was before the restriction is in no history', async () => {
  const id = await restricted('Formerly');
  const other = await restricted('Deleted');
  assert.equal((await ask(gp, `/Patient/${other}`, { 'if-match': 'W/"2"' }, 'DELETE')).status, 403, 'deleting would lift the restriction');
  for (const path of [`/Patient/${id}/_history`, `/Patient/${id}/_history/1`, `/Patient/${id}/_history/2`, '/Patient/_history', '/_history?_count=1000']) {
    for (const call of [reception, gp]) {
      const answer = await ask(call, path);
      const text = await answer.text();
      assert.ok(!text.includes(ADDRESS) && (answer.status === 403 || text.includes('Formerly')), path);
    }
  }
  assert.equal((await breakGlass(gp, id)).status, 201);
  assert.ok((await (await ask(gp, `/Patient/${id}/_history/1`)).text()).includes(ADDRESS));
  assert.equal((await breakGlass(gp, other)).status, 201);
  assert.equal((await ask(gp, `/Patient/${other}`, { 'if-match': 'W/"2"' }, 'DELETE')).status, 204);
  const deleted = await ask(nurse, `/Patient/${other}/_history`);
  assert.ok(!(await deleted.text()).includes(ADDRESS));
});

test('safety I25: a restriction is not lifted, and its address not had, by somebody who has not broken the glass', async () => {
  const id = await restricted('Hidden');
  for (const call of [reception, nurse]) {
    const answer = await patch(call, `/Patient/${id}`, 2, [{ op: 'remove', path: '/meta/security' }]);
    assert.equal(answer.status, 403);
    assert.equal((await send(call, 'PUT', `/Patient/${id}`, { resourceType: 'Patient', id, name: [{ family: 'Hidden' }] }, { 'if-match': 'W/"2"' })).status, 403);
    assert.ok(!(await (await ask(call, `/Patient/${id}`)).text()).includes(ADDRESS));
  }
  assert.equal((await patch(reception, `/Patient/${id}`, 2, [{ op: 'add', path: '/gender', value: 'female' }])).status, 200);
  assert.equal((await breakGlass(nurse, id)).status, 201);
  const lifted = await patch(nurse, `/Patient/${id}`, 3, [{ op: 'remove', path: '/meta/security' }]);
  assert.ok((await lifted.text()).includes(ADDRESS));
  assert.ok((await (await ask(reception, `/Patient/${id}`)).text()).includes(ADDRESS));
});

test('E00165: whoever is shown in an answer has it in their own audit, however they were found', async () => {
  const id = await made<Patient>({ resourceType: 'Patient', name: [{ family: 'Watched' }], identifier: [{ system: 'urn:x', value: 'watched-1' }] });
  await made(observation(id, 'watched'));
  const rows = async (): Promise<number> => (await server.database.owner.query(`select from jenner.audit where patient = $1 and actor = (select id from jenner.account where practice = $2 and username = 'nurse')`, [id, PRACTICE])).length;
  let before = await rows();
  for (const path of ['/Patient?identifier=urn:x|watched-1', '/Patient?identifier=urn:x|watched-1&_revinclude=Observation:patient', `/Observation?code:text=watched`, '/Observation?patient.identifier=urn:x|watched-1', `/Observation?patient=${id}`, '/Observation/_history', '/_history']) {
    assert.ok((await (await ask(nurse, path)).text()).includes(id), path);
    assert.equal(await rows(), before + 1, path);
    before++;
  }
});

/** An app that the account has let in, as a launch for one patient ends. */
async function appFor(patient: string): Promise<Call> {
  const token = `confined-${crypto.randomUUID()}`;
  await server.database.owner.query(
    `insert into jenner.app_client (practice, id, name, kind, auth, redirect_uris, scope, registered_by, registered_at)
     values ($1, 'app', 'An app', 'app', 'none', '[]', 'patient/*.cruds', 'test', now()) on conflict do nothing`,
    [PRACTICE],
  );
  await server.database.owner.query(
    `insert into jenner.session (practice, token, kind, account, scope, client, patient, created, used, expires)
     select practice, $2, 'app', id, 'patient/*.cruds', 'app', $3, now(), now(), now() + interval '1 hour' from jenner.account where practice = $1 and username = 'gp'`,
    [PRACTICE, digest(token), patient],
  );
  return (path, init) => fetch(`${server.base}/${PRACTICE}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...(init?.headers as Record<string, string> | undefined) } });
}

test('safety I29: an app that was started for one patient is shown nothing else that the practice keeps, in a record or out of it', async () => {
  const other = await made<Patient>({ resourceType: 'Patient', name: [{ family: 'Somebody-else' }] });
  const app = await appFor(DEMONSTRATION_PATIENT_ID);
  const kept: Resource[] = [
    { resourceType: 'Binary', contentType: 'text/plain', data: 'Y2FuYXJ5', securityContext: { reference: `Patient/${other}` } },
    { resourceType: 'Person', name: [{ family: 'canary' }] },
    { resourceType: 'Task', status: 'requested', intent: 'order', description: 'canary' },
    { resourceType: 'Communication', status: 'completed', payload: [{ contentString: 'canary' }] },
    { resourceType: 'Group', type: 'person', actual: true, member: [{ entity: { reference: `Patient/${other}` } }] },
  ];
  for (const resource of kept) {
    const { resourceType: type } = resource;
    const id = await made(resource);
    for (const path of [`/${type}/${id}`, `/${type}/${id}/_history`, `/${type}/${id}/_history/1`]) assert.equal(await issueOf(await ask(app, path)), '404 not-found', path);
    for (const path of [`/${type}`, `/${type}?_id=${id}`, `/${type}/_history`]) assert.ok(!(await (await ask(app, path)).text()).includes('"fullUrl"'), path);
  }
  assert.equal((await ask(app, '/Practitioner')).status, 200);
  assert.ok((await (await ask(app, '/Practitioner')).text()).includes('"fullUrl"'), 'the directory stays in sight');
  assert.equal(await issueOf(await ask(app, '/ValueSet/$expand?filter=a')), '403 forbidden');

  const draft = (call: Call, patient: string): Promise<Response> => call(`/drafts/${patient}`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text: 'canary draft', version: 0 }) });
  assert.equal((await draft(gp, other)).status, 200);
  assert.equal(await (await app('/drafts')).text(), '[]');
  assert.equal(await issueOf(await app(`/drafts/${other}`)), '404 not-found');
  assert.equal(await issueOf(await draft(app, other)), '404 not-found');
  assert.equal(await issueOf(await app(`/drafts/${other}`, { method: 'DELETE' })), '404 not-found');
  assert.equal((await draft(app, DEMONSTRATION_PATIENT_ID)).status, 200);
});

test('safety H17: a conditional create does not tell who bears an identifier to somebody who may not see them', async () => {
  const identifier = [{ system: NHS_NUMBER, value: '9990000026' }];
  const id = await made<Patient>({ resourceType: 'Patient', name: [{ family: 'Guarded' }], identifier });
  assert.equal((await manager(`/access/guards/${id}/sealed`, { method: 'PUT' })).status, 204);
  const copy: Patient = { resourceType: 'Patient', name: [{ family: 'Copy' }], identifier };
  const condition = `identifier=${NHS_NUMBER}|9990000026`;
  const bundle: Bundle = { resourceType: 'Bundle', type: 'transaction', entry: [{ resource: copy, request: { method: 'POST', url: 'Patient', ifNoneExist: condition } }] };
  const answers = await Promise.all([send(reception, 'POST', '/Patient', copy), send(reception, 'POST', '/Patient', copy, { 'if-none-exist': condition }), send(reception, 'POST', '', bundle)]);
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  assert.deepEqual(answers.map(({ status }) => status), [409, 409, 409]);
  assert.equal(new Set(texts).size, 1, 'all three answer the same');
  assert.ok(!texts.join().includes(id));
});

test('a search or a condition of more parameters and values than could be decided in time is refused at once', async () => {
  const search = (body: string): Promise<Response> => gp('/fhir/r4/Observation/_search', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });
  const from = Date.now();
  for (const many of [`code=${'a,'.repeat(200_000)}a`, 'status:not=x&'.repeat(50_000), '_include=Observation:*&'.repeat(5_000), `_elements=${'a,'.repeat(200_000)}a`]) {
    assert.equal(await issueOf(await search(`patient=${DEMONSTRATION_PATIENT_ID}&${many}`)), '422 too-costly');
  }
  assert.ok(Date.now() - from < 5_000);
  assert.equal((await search(`patient=${DEMONSTRATION_PATIENT_ID}&code=${Array.from({ length: 1_000 }, (_, i) => i).join()}`)).status, 200);
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { startTestServer, type TestServer } from '../../dev-env/test-server.ts';
import { DEMONSTRATION_PATIENT_ID } from '../../dev-env/population/generate.ts';
import { ask, bodyOf, bundleOf, type Call, issueOf, observation, resourcesOf, send } from '../../platform/http/testing/fhir.ts';

const OWN = DEMONSTRATION_PATIENT_ID;
const ROLES = ['gp', 'nurse', 'reception', 'manager', 'patient'] as const;
type Role = (typeof ROLES)[number];

/** What each role gets from each route that is not public: the status of a call about the patient’s own record. */
const POLICY: Record<string, { path: string; body?: object; gets: Record<Role, number> }> = {
  'GET /:ods/auth/session': { path: '/auth/session', gets: all(200) },
  'GET /:ods/events': { path: '/events', gets: all(200) },
  'POST /:ods/fhir/r4': { path: '/fhir/r4', body: transaction(), gets: clinicians(200) },
  'POST /:ods/fhir/r4/': { path: '/fhir/r4/', body: transaction(), gets: clinicians(200) },
  'GET /:ods/fhir/r4/Patient/$find': { path: '/fhir/r4/Patient/$find?text=whit', gets: { ...all(200), patient: 403 } },
  'GET /:ods/fhir/r4/Patient/:id/$everything': { path: `/fhir/r4/Patient/${OWN}/$everything`, gets: all(200) },
  'GET /:ods/fhir/r4/ValueSet/$expand': { path: '/fhir/r4/ValueSet/$expand?filter=a', gets: clinicians(200) },
  'GET /:ods/fhir/r4/:type': { path: `/fhir/r4/Observation?patient=${OWN}`, gets: all(200) },
  'POST /:ods/fhir/r4/:type': { path: '/fhir/r4/Observation', body: observation(OWN, 'policy'), gets: clinicians(201) },
  'GET /:ods/fhir/r4/:type/:id': { path: '/fhir/r4/Observation/policy', gets: { ...all(200), reception: 404, manager: 404 } },
  'PUT /:ods/fhir/r4/:type/:id': { path: '/fhir/r4/Observation/policy', body: { ...observation(OWN, 'policy'), id: 'policy' }, gets: clinicians(428) },
  'DELETE /:ods/fhir/r4/:type/:id': { path: '/fhir/r4/Observation/never-was', gets: clinicians(404) },
  'GET /:ods/fhir/r4/:type/:id/_history': { path: '/fhir/r4/Observation/policy/_history', gets: { ...all(200), reception: 404, manager: 404 } },
  'GET /:ods/fhir/r4/:type/:id/_history/:version': { path: '/fhir/r4/Observation/policy/_history/1', gets: { ...all(200), reception: 404, manager: 404 } },
  'GET /:ods/drafts': { path: '/drafts', gets: clinicians(200) },
  'GET /:ods/drafts/:patient': { path: `/drafts/${OWN}`, gets: clinicians(404) },
  'PUT /:ods/drafts/:patient': { path: '/drafts/nobody', body: { text: 'x', version: 0 }, gets: clinicians(404) },
  'DELETE /:ods/drafts/:patient': { path: `/drafts/${OWN}`, gets: clinicians(204) },
};

/** Open to anybody, each for a reason: signing in and out, what FHIR wants public, health, and pages without content. */
const PUBLIC = new Set([
  'POST /:ods/auth/session', 'DELETE /:ods/auth/session', 'GET /:ods/fhir/r4/metadata', 'GET /practices',
  'GET /', 'GET /healthz', 'GET /readyz', 'GET /metrics', 'GET /workspace', 'GET /workspace/*', 'GET /workspace/patient/*',
  'GET /my', 'GET /my/', 'POST /my', 'POST /my/', 'GET /my/accessibility', 'GET /my/sign-out', 'POST /my/sign-out', 'GET /my/assets/*',
]);

function all(status: number): Record<Role, number> {
  return { gp: status, nurse: status, reception: status, manager: status, patient: status };
}

function clinicians(status: number): Record<Role, number> {
  return { gp: status, nurse: status, reception: 403, manager: 403, patient: 403 };
}

function transaction(): Bundle {
  return { resourceType: 'Bundle', type: 'transaction', entry: [{ resource: observation(OWN, 'policy'), request: { method: 'POST', url: 'Observation' } }] };
}

let server: TestServer;
let calls: Record<Role, Call>;
/** Another patient, who is nobody to the one who signs in. */
let other: string;

before(async () => {
  server = await startTestServer({ practices: ['A20047', 'B81001'], patients: 4 });
  const signedIn = await Promise.all(ROLES.map(async (role) => [role, await server.as(role)] as const));
  calls = Object.fromEntries(signedIn) as Record<Role, Call>;
  await send(calls.gp, 'PUT', '/Observation/policy', { ...observation(OWN, 'policy'), id: 'policy' });
  const rows = await server.database.owner.query<{ id: string }>(`select id from jenner.resource where practice = 'A20047' and type = 'Patient' and id <> $1 order by id limit 1`, [OWN]);
  other = rows[0]?.id ?? '';
});
after(() => server.stop());

/** Every route of the server as `METHOD /pattern`, read off its own route tree. */
function routes(): string[] {
  const found: string[] = [];
  const path: string[] = [];
  for (const line of server.app.printRoutes().split('\n')) {
    const [, lead = '', text = '', methods = ''] = /^(.*?)── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (text === '') continue;
    path.splice(lead.length === 1 ? 0 : (lead.length - 1) / 4, Infinity, text);
    for (const method of methods.split(', ')) if (method !== '') found.push(`${method} ${path.join('')}`);
  }
  return found;
}

test('I30: every route of the server is in the policy, in the list of public ones, or behind the patient’s own sign-in', () => {
  const known = routes();
  assert.ok(known.includes('GET /:ods/fhir/r4/Patient/:id/$everything'), known.join('\n'));
  const own = known.filter((route) => route.startsWith('GET /my/record'));
  assert.ok(own.length >= 10);
  const unknown = known.map((route) => route.replace(/^HEAD /, 'GET ')).filter((route) => !(route in POLICY) && !PUBLIC.has(route) && !own.includes(route));
  assert.deepEqual(unknown, [], 'a new route needs a line in POLICY, or in PUBLIC with a reason');
  assert.deepEqual([...Object.keys(POLICY), ...PUBLIC].filter((route) => !known.includes(route)), [], 'a line for a route that is no more');
});

test('I30: no route that is not public answers anybody without a session, with one of another practice, or with one that has ended', async () => {
  const elsewhere = await fetch(`${server.base}/B81001/auth/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'gp', password: 'correct-horse-battery' }) });
  const cookies = ['', 'jenner_session=', `jenner_session=${'x'.repeat(43)}`, (elsewhere.headers.get('set-cookie') ?? '').split(';')[0] ?? ''];
  for (const route of routes()) {
    const [method = '', pattern = ''] = route.split(' ');
    if (PUBLIC.has(route.replace(/^HEAD /, 'GET '))) continue;
    const path = pattern.replace(':ods', 'A20047').replace(':type', 'Patient').replace(/:id|:patient/, OWN).replace(':version', '1');
    for (const cookie of cookies) {
      const answer = await fetch(server.base + path, { method, redirect: 'manual', headers: { cookie, ...(method.startsWith('P') ? { 'content-type': 'application/json' } : {}) }, ...(method.startsWith('P') ? { body: '{}' } : {}) });
      if (pattern.startsWith('/my/')) assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/my/'], route);
      else if (method === 'HEAD') assert.equal(answer.status, 401, route);
      else assert.equal(await issueOf(answer), '401 login', route);
    }
  }
});

test('I30: each role gets from each route what the policy says', async () => {
  for (const [route, { path, body, gets }] of Object.entries(POLICY)) {
    for (const role of ROLES) {
      const stop = new AbortController();
      const init = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      const answer = await calls[role](path, { method: route.split(' ')[0] ?? '', signal: stop.signal, ...init });
      assert.equal(answer.status, gets[role], `${role} ${route}`);
      if (answer.status >= 400) assert.match(await issueOf(answer), /^4\d\d (?:forbidden|not-found|required)$/);
      stop.abort();
    }
  }
});

const ADMINISTRATIVE = new Set(['Patient', 'RelatedPerson', 'Practitioner', 'PractitionerRole', 'Organization', 'Location', 'HealthcareService', 'Appointment', 'Schedule', 'Slot', 'Coverage']);

interface Stored {
  type: string;
  id: string;
  patient: string;
  content: string;
}

/** One resource of each type in each record. */
async function oneOfEach(): Promise<Stored[]> {
  return server.database.owner.query<Stored>(`select distinct on (patient, type) type, id, patient, content from jenner.resource where practice = 'A20047' and patient <> '' order by patient, type, id`, []);
}

test('reception and management see who the patient is and no clinical entry, by any route', async () => {
  const stored = await oneOfEach();
  const clinical = stored.filter(({ type }) => !ADMINISTRATIVE.has(type));
  assert.ok(new Set(clinical.map(({ type }) => type)).size >= 8, 'the population has entries of many types');
  for (const role of ['reception', 'manager'] as const) {
    const call = calls[role];
    for (const { type, id, patient, content } of clinical) {
      for (const path of [`/${type}/${id}`, `/${type}/${id}/_history`, `/${type}/${id}/_history/1`]) assert.equal(await issueOf(await ask(call, path)), '404 not-found', path);
      const resource: Resource & { identifier?: { system?: string; value?: string }[] } = JSON.parse(content);
      const queries = [`patient=${patient}`, `_id=${id}`, ...(resource.identifier ?? []).map(({ system, value }) => `identifier=${system}|${value}`)];
      const code = /"system":"http:\/\/snomed\.info\/sct","code":"(\d+)"/.exec(content)?.[1];
      if (code !== undefined) queries.push(`code=${code}`);
      for (const query of queries) assert.equal((await bundleOf(await ask(call, `/${type}?${query}`))).total, 0, `${type}?${query}`);
    }
    for (const patient of [OWN, other]) {
      // Once as a snapshot, once with entries written since.
      for (let i = 0; i < 2; i++) {
        const types = resourcesOf(await bundleOf(await ask(call, `/Patient/${patient}/$everything`))).map(({ resourceType }) => resourceType);
        assert.ok(types.includes('Patient') && types.every((type) => ADMINISTRATIVE.has(type)), types.join());
        await send(calls.gp, 'POST', '/Observation', observation(patient, 'written since'));
      }
    }
    const found = resourcesOf(await bundleOf(await ask(call, '/Patient/$find?text=whit')));
    assert.ok(found.length > 0 && found.every(({ resourceType }) => resourceType === 'Patient'));
  }
});

test('I29: a patient reads their own record and nothing of another, by any route', async () => {
  const call = calls.patient;
  const [own] = resourcesOf(await bundleOf(await ask(call, `/Patient/${OWN}/$everything`)));
  assert.equal(own?.id, OWN);
  assert.equal(await issueOf(await ask(call, `/Patient/${other}/$everything`)), '404 not-found');
  for (const { type, id, patient, content } of (await oneOfEach()).filter((each) => each.patient !== OWN)) {
    for (const path of [`/${type}/${id}`, `/${type}/${id}/_history`, `/${type}/${id}/_history/1`]) assert.equal(await issueOf(await ask(call, path)), '404 not-found', path);
    const resource: Resource & { identifier?: { system?: string; value?: string }[] } = JSON.parse(content);
    const queries = [...(type === 'Patient' ? [] : [`patient=${patient}`, `subject=Patient/${patient}`]), `_id=${id}`, ...(resource.identifier ?? []).map(({ system, value }) => `identifier=${system}|${value}`)];
    for (const query of queries) assert.equal((await bundleOf(await ask(call, `/${type}?${query}`))).total, 0, `${type}?${query}`);
  }
  for (const query of ['Patient?name=a', 'Patient?name=e', 'Patient?gender=male&name=a', 'Observation?code=27113001', 'Condition?code=44054006']) {
    const found = await bundleOf(await ask(call, `/${query}`));
    assert.ok(resourcesOf(found).every((resource) => JSON.stringify(resource).includes(OWN)), query);
  }
  assert.equal(JSON.stringify(await bundleOf(await ask(call, `/Patient/${OWN}/$everything`))).includes(other), false);
});

test('I31: a patient changes nothing, of their own or of another’s', async () => {
  const before = await server.database.owner.query(`select count(*) as resources, max(version) as version from jenner.resource`, []);
  const mine = { ...observation(OWN, 'mine'), id: 'policy' };
  const tries: [string, string, unknown][] = [
    ['POST', '/Observation', observation(OWN, 'x')], ['POST', '/Observation', observation(other, 'x')], ['PUT', '/Observation/policy', mine], ['PUT', '/Observation/new', { ...mine, id: 'new' }],
    ['DELETE', '/Observation/policy', {}], ['DELETE', `/Patient/${OWN}`, {}], ['POST', '', transaction()],
    ['POST', '', { resourceType: 'Bundle', type: 'transaction', entry: [{ request: { method: 'DELETE', url: 'Observation/policy' } }] }],
    ['PUT', `/Patient/${OWN}`, { resourceType: 'Patient', id: OWN }],
  ];
  for (const role of ['patient', 'reception', 'manager'] as const) {
    for (const [method, path, body] of tries) assert.equal(await issueOf(await send(calls[role], method, path, body, { 'if-match': 'W/"1"' })), '403 forbidden', `${role} ${method} ${path}`);
  }
  assert.deepEqual(await server.database.owner.query(`select count(*) as resources, max(version) as version from jenner.resource`, []), before);
});

test('I23: what is withheld from the patient is absent for them: the same bytes as if it were not there', async () => {
  const bytes = async (): Promise<string> => (await ask(calls.patient, `/Patient/${OWN}/$everything`)).text();
  const before = await bytes();
  const label = (system: string, code: string) => ({ security: [{ system, code }] });
  const hidden = [
    { ...observation(OWN, 'MARKER'), meta: label('http://terminology.hl7.org/CodeSystem/v3-ActCode', 'NOPAT') },
    { ...observation(OWN, 'MARKER'), meta: label('http://terminology.hl7.org/CodeSystem/v3-Confidentiality', 'R') },
    { resourceType: 'Flag', status: 'active', code: { text: 'MARKER' }, subject: { reference: `Patient/${OWN}` } },
  ];
  for (const resource of hidden) {
    const made = await send(calls.gp, 'POST', `/${resource.resourceType}`, resource);
    assert.equal(made.status, 201);
    const { id } = await bodyOf<{ id: string }>(made);
    assert.equal(await bytes(), before);
    for (const path of ['', '/_history', '/_history/1']) assert.equal(await issueOf(await ask(calls.patient, `/${resource.resourceType}/${id}${path}`)), '404 not-found');
    const search = await (await ask(calls.patient, `/${resource.resourceType}?patient=${OWN}&_sort=-_lastUpdated`)).text();
    assert.ok(!search.includes('MARKER'));
    assert.ok((await (await ask(calls.gp, `/Patient/${OWN}/$everything`)).text()).includes(id));
  }
});

test('I23: what is withheld later can no longer be read in its earlier versions, nor after it is deleted', async () => {
  const shown = await bodyOf<{ id: string }>(await send(calls.gp, 'POST', '/Observation', observation(OWN, 'shown, then withheld')));
  const path = `/Observation/${shown.id}`;
  assert.equal((await ask(calls.patient, `${path}/_history/1`)).status, 200);
  const withheld = { ...shown, meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NOPAT' }] } };
  assert.equal((await send(calls.gp, 'PUT', path, withheld, { 'if-match': 'W/"1"' })).status, 200);
  const gone = async () => {
    for (const each of [path, `${path}/_history`, `${path}/_history/1`, `${path}/_history/2`]) assert.equal(await issueOf(await ask(calls.patient, each)), '404 not-found', each);
    assert.ok(!(await (await ask(calls.patient, `/Patient/${OWN}/$everything`)).text()).includes(shown.id));
  };
  await gone();
  assert.equal((await bundleOf(await ask(calls.gp, `${path}/_history`))).total, 2, 'clinicians keep the whole history');
  await ask(calls.gp, path, {}, 'DELETE');
  await gone();
});

test('deny is the same as not found, to the letter', async () => {
  const [theirs] = (await oneOfEach()).filter(({ patient, type }) => patient === other && type === 'Observation');
  assert.ok(theirs);
  const text = async (call: Call, id: string): Promise<string> => (await (await ask(call, `/Observation/${id}`)).text()).replaceAll(id, 'ID');
  for (const role of ['patient', 'reception'] as const) assert.equal(await text(calls[role], theirs.id), await text(calls[role], '00000000-0000-4000-8000-000000000000'));
  const rows = await server.database.owner.query<{ outcome: string }>(`select outcome from jenner.audit where target = $1 and role = 'patient' order by at desc limit 1`, [`Observation/${theirs.id}`]);
  assert.deepEqual(rows.map(({ outcome }) => outcome), ['refused'], 'but the audit knows');
});

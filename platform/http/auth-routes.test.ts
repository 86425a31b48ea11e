import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import cookie from '@fastify/cookie';
import fastify from 'fastify';
import { startTestServer, TEST_PASSWORD, TEST_TOTP_SECRET, testCredentials, type TestServer } from '../../dev-env/test-server.ts';
import { DEMONSTRATION_PATIENT_ID } from '../../dev-env/population/generate.ts';
import { openFeed } from '../events/feed.ts';
import { saveAccount } from '../identity/accounts.ts';
import { issueAccessToken } from '../identity/sessions.ts';
import { registerAuthRoutes } from './auth-routes.ts';
import { installRouteAccess } from './route-access.ts';
import { NO_TERMINOLOGY } from '../terminology/testing/no-terminology.ts';
import { ask, bodyOf, type Call, issueOf, observation, send } from './testing/fhir.ts';

let server: TestServer;
const PATIENT = DEMONSTRATION_PATIENT_ID;
const SESSION = '/A20047/auth/session';

before(async () => {
  server = await startTestServer({ practices: ['A20047', 'B81001'], patients: 1 });
});
after(() => server.stop());

function signIn(body: unknown, headers: Record<string, string> = {}, path = SESSION): Promise<Response> {
  return fetch(server.base + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
}

async function cookieOf(username: string): Promise<string> {
  return `jenner_session=${await server.session(username)}`;
}

function withToken(token: string, ods = 'A20047'): Call {
  return (path, init = {}) => fetch(`${server.base}/${ods}${path}`, { ...init, headers: { ...(init.headers as Record<string, string> | undefined), authorization: `Bearer ${token}` } });
}

const bearer = async (scope: string): Promise<Call> => withToken(await issueAccessToken(server.database.app, 'A20047', scope, 1));

test('a session is what docs/api.md says, in a cookie that no script can read and no other site can send', async () => {
  const answer = await signIn({ ...testCredentials('GP '), username: 'GP ' });
  assert.equal(answer.status, 200);
  const cookie = answer.headers.get('set-cookie') ?? '';
  assert.match(cookie, /^jenner_session=[\w-]{43}; /);
  assert.match(cookie, /; HttpOnly/i);
  assert.match(cookie, /; SameSite=Strict/i);
  assert.match(cookie, /; Path=\//i);
  const session = await bodyOf<Record<string, Record<string, unknown>>>(answer);
  assert.deepEqual(Object.keys(session), ['practice', 'user', 'abilities', 'expires']);
  assert.deepEqual(session['practice'], { ods: 'A20047', name: 'Practice A20047', synthetic: true });
  assert.deepEqual(session['abilities'], {
    readClinical: true, writeClinical: true, writeAdministrative: true, writeDirectory: true, findPatients: true,
    breakGlass: true, manageAccess: false, manageApps: false, readAudit: true,
  });
  assert.deepEqual(Object.keys(session['user'] ?? {}), ['id', 'username', 'name', 'role', 'reference']);
  assert.match(String(session['user']?.['reference']), /^Practitioner\//);
  assert.ok(Date.parse(String(session['expires'])) > Date.now());
  const again = await fetch(server.base + SESSION, { headers: { cookie: cookie.split(';')[0] ?? '' } });
  assert.deepEqual(await again.json(), session);
});

test('the cookie is Secure where people reach the server by https', async () => {
  const app = fastify();
  await app.register(cookie);
  const feed = openFeed(server.database.app, () => undefined);
  const context = { db: server.database.app, feed, base: 'https://jenner.example', validate: () => [], profiles: new Map(), practices: async () => [], today: () => '2026-11-22', terminology: NO_TERMINOLOGY };
  installRouteAccess(app, context);
  registerAuthRoutes(app, context);
  const answer = await app.inject({ method: 'POST', url: SESSION, payload: testCredentials('nurse') });
  assert.match(String(answer.headers['set-cookie']), /; Secure/);
  feed.close();
  await app.close();
});

test('a wrong name and a wrong password get the same answer; a body without them is told so', async () => {
  const wrongName = await signIn(testCredentials('nobody'));
  const wrongPassword = await signIn({ ...testCredentials('manager'), password: 'wrong-wrong-wrong' });
  const wrongCode = await signIn({ ...testCredentials('manager'), code: '000000' });
  assert.equal(wrongName.status, 401);
  assert.deepEqual([wrongPassword.status, await wrongPassword.text()], [401, await wrongCode.text()]);
  assert.deepEqual([wrongName.status, wrongCode.status], [401, 401]);
  assert.equal(wrongName.headers.get('set-cookie'), null);
  for (const body of [{}, [], 'x', null, { username: 'gp' }, { username: 'gp', password: TEST_PASSWORD }, { username: 1, password: 2, code: 3 }, { username: 'a'.repeat(2001), password: 'x', code: '1' }, { username: 'gp', password: { $ne: '' }, code: '1' }]) {
    assert.equal(await issueOf(await signIn(body)), '400 invalid', JSON.stringify(body));
  }
});

test('nobody without a session, and no session at another practice, gets anything', async () => {
  const asked = await fetch(server.base + SESSION);
  assert.equal(await issueOf(asked), '401 login');
  const cookie = await cookieOf('gp');
  assert.equal(await issueOf(await fetch(`${server.base}/B81001/fhir/r4/Patient/${PATIENT}`, { headers: { cookie } })), '401 login');
  for (const authorization of ['Bearer', 'Bearer ', 'Bearer x y', 'Basic Z3A6eA==', `Bearer ${cookie.split('=')[1]}x`]) {
    // A header that is wrong is not made good by a cookie that is right.
    assert.equal(await issueOf(await fetch(server.base + SESSION, { headers: { cookie, authorization } })), '401 login', authorization);
  }
  for (const ods of ['a20047', 'A2', "A20047'--", 'A20047%00', 'ZZZ999']) {
    const answer = await fetch(`${server.base}/${ods}/auth/session`, { headers: { cookie } });
    assert.ok(answer.status === 401 || answer.status === 404, `${ods} ${answer.status}`);
  }
});

test('signing out ends the session at once, with the cookie or the token, and can be done twice', async () => {
  const cookie = await cookieOf('nurse');
  const other = await cookieOf('nurse');
  const session = (value: string, method = 'GET') => fetch(server.base + SESSION, { method, headers: { cookie: value } });
  assert.equal((await session(cookie)).status, 200);
  const out = await session(cookie, 'DELETE');
  assert.equal(out.status, 204);
  assert.match(out.headers.get('set-cookie') ?? '', /jenner_session=;/);
  assert.equal(await issueOf(await session(cookie)), '401 login');
  assert.equal((await session(cookie, 'DELETE')).status, 204);
  assert.equal((await session(other)).status, 200, 'another session of the same person goes on');
});

test('I30: an unsafe call by cookie from another site is refused, whatever it calls itself', async () => {
  const cookie = await cookieOf('gp');
  const body = JSON.stringify(observation(PATIENT, 'cross-site'));
  const write = (headers: Record<string, string>) =>
    fetch(`${server.base}/A20047/fhir/r4/Observation`, { method: 'POST', headers: { 'content-type': 'application/json', cookie, ...headers }, body });
  for (const origin of ['https://evil.example', 'null', '', 'http://127.0.0.1:1', `${server.base}.evil.example`, 'not an origin']) {
    assert.equal(await issueOf(await write({ origin })), '403 forbidden', origin);
    assert.equal(await issueOf(await signIn(testCredentials('gp'), { origin })), '403 forbidden', origin);
    assert.equal((await fetch(server.base + SESSION, { method: 'DELETE', headers: { cookie, origin } })).status, 403);
  }
  assert.equal((await write({ origin: server.base })).status, 201);
  // A token does not travel by itself, so where the page came from does not matter.
  const token = await issueAccessToken(server.database.app, 'A20047', 'user/*.cruds', 1);
  assert.equal((await fetch(`${server.base}/A20047/fhir/r4/Observation`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, origin: 'https://partner.example' }, body })).status, 201);
  // Forms can be sent from anywhere without asking: the API takes none.
  const form = await fetch(server.base + SESSION, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `username=gp&password=${TEST_PASSWORD}` });
  assert.equal(await issueOf(form), '415 not-supported');
});

test('ten failures in a quarter of an hour throttle the name: 429 with Retry-After, the right answer included', async () => {
  const account = { username: 'forgetful', role: 'receptionist', name: 'Tired receptionist', reference: 'Practitioner/x', password: TEST_PASSWORD, totpSecret: TEST_TOTP_SECRET } as const;
  await saveAccount(server.database.app, 'A20047', account);
  for (let i = 0; i < 10; i++) assert.equal((await signIn({ username: 'forgetful', password: `guess number ${i}`, code: '000000' })).status, 401);
  const throttled = await signIn(testCredentials('forgetful'));
  assert.ok(Number(throttled.headers.get('retry-after')) > 60);
  assert.equal(await issueOf(throttled), '429 throttled');
  assert.equal((await signIn(testCredentials('forgetful'), {}, '/B81001/auth/session')).status, 401, 'it is one practice’s');
});

test('a token does what its scopes say and nothing else', async () => {
  const reads = await bearer('system/Observation.rs');
  const created = await send(await bearer('system/Observation.c'), 'POST', '/Observation', observation(PATIENT, 'by token'));
  assert.equal(created.status, 201);
  const { id } = await bodyOf<{ id: string }>(created);
  assert.equal((await ask(reads, `/Observation/${id}`)).status, 200);
  assert.equal((await ask(reads, `/Observation?patient=${PATIENT}`)).status, 200);
  assert.equal((await ask(reads, `/Observation/${id}/_history`)).status, 200);
  assert.equal(await issueOf(await ask(reads, `/Patient/${PATIENT}`)), '403 forbidden');
  assert.equal(await issueOf(await ask(reads, `/Observation/${id}`, { 'if-match': 'W/"1"' }, 'DELETE')), '403 forbidden');
  assert.equal(await issueOf(await send(reads, 'POST', '/Observation', observation(PATIENT, 'x'))), '403 forbidden');
  assert.equal(await issueOf(await ask(reads, `/Patient/$find?text=whit`)), '403 forbidden');
  const transaction = { resourceType: 'Bundle', type: 'transaction', entry: [{ request: { method: 'DELETE', url: `Observation/${id}` } }] };
  assert.equal(await issueOf(await send(reads, 'POST', '', transaction)), '403 forbidden');
});

test('a token for one type opens no whole record, hears no changes and harvests nothing by creating', async () => {
  const patientOnly = await bearer('system/Patient.cr');
  assert.equal(await issueOf(await ask(patientOnly, `/Patient/${PATIENT}/$everything`)), '403 forbidden');
  assert.equal(await issueOf(await patientOnly('/events')), '403 forbidden');
  const everything = await bearer('user/*.rs');
  assert.equal((await ask(everything, `/Patient/${PATIENT}/$everything`)).status, 200);
  // If-None-Exist answers with what stands there: that is reading it.
  const writesOnly = await bearer('system/Patient.c');
  const harvest = await send(writesOnly, 'POST', '/Patient', { resourceType: 'Patient' }, { 'if-none-exist': 'identifier=https://fhir.nhs.uk/Id/nhs-number|9434765919' });
  assert.equal(await issueOf(harvest), '403 forbidden');
});

test('a token is good at its own practice only, and until its time or its end', async () => {
  const token = await issueAccessToken(server.database.app, 'A20047', 'system/*.cruds', 1);
  assert.equal(await issueOf(await ask(withToken(token, 'B81001'), `/Patient/${PATIENT}`)), '401 login');
  assert.equal((await ask(withToken(token), `/Patient/${PATIENT}`)).status, 200);
  assert.equal((await withToken(token)('/auth/session', { method: 'DELETE' })).status, 204);
  assert.equal(await issueOf(await ask(withToken(token), `/Patient/${PATIENT}`)), '401 login');
  const expired = await issueAccessToken(server.database.app, 'A20047', 'system/*.cruds', -1);
  assert.equal(await issueOf(await ask(withToken(expired), `/Patient/${PATIENT}`)), '401 login');
});

test('nothing of a session or password stands in the database as it was typed', async () => {
  const token = (await cookieOf('gp')).split('=')[1] ?? '';
  const rows = await server.database.owner.query<{ text: string }>(`select s::text as text from jenner.session s union all select a::text from jenner.account a`, []);
  assert.ok(rows.length > 6);
  assert.ok(rows.every(({ text }) => !text.includes(token) && !text.includes(TEST_PASSWORD)));
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestServer, type TestServer } from '../../dev-env/test-server.ts';
import { DEMONSTRATION_PATIENT_ID } from '../../dev-env/population/generate.ts';
import { SESSION_COOKIE } from '../../platform/http/session.ts';
import { issueOf } from '../../platform/http/testing/fhir.ts';

/** Open to anybody, each for a reason. Who may call the rest, and for whom, is held against an oracle in dev-env/matrix. */
const PUBLIC: Record<string, readonly string[]> = {
  'operations, without content': ['GET /', 'GET /healthz', 'GET /readyz', 'GET /metrics', 'GET /practices'],
  'FHIR and SMART want them read before signing in': [
    'GET /:ods/fhir/r4/metadata', 'GET /:ods/fhir/r4/.well-known/smart-configuration', 'GET /:ods/oauth/.well-known/openid-configuration', 'GET /:ods/oauth/jwks',
  ],
  'a browser asks them before it asks for anything': ['OPTIONS /:ods/fhir/r4', 'OPTIONS /:ods/fhir/r4/*', 'OPTIONS /:ods/oauth/token', 'OPTIONS /:ods/oauth/revoke'],
  'signing in and out': [
    'POST /:ods/auth/session', 'DELETE /:ods/auth/session', 'POST /:ods/auth/passkey-session', 'POST /:ods/auth/passkey-session/options', 'GET /:ods/auth/services',
    'GET /:ods/auth/cis2', 'GET /:ods/auth/cis2/roles', 'POST /:ods/auth/cis2/roles', 'GET /auth/cis2/callback', 'GET /:ods/auth/nhs-login', 'GET /auth/nhs-login/callback',
  ],
  'a locked session, which no other route takes for one': ['GET /:ods/auth/lock', 'POST /:ods/auth/lock', 'POST /:ods/auth/unlock'],
  'an enrolment code, or a session': [
    'POST /:ods/auth/passkeys', 'POST /:ods/auth/passkeys/options', 'POST /:ods/auth/enrolment', 'POST /:ods/auth/authenticator', 'POST /:ods/auth/authenticator/options',
  ],
  'the caller proves itself otherwise: a signed assertion, a secret, a one-time token': [
    'POST /auth/cis2/logout', 'POST /:ods/oauth/token', 'POST /:ods/oauth/introspect', 'POST /:ods/oauth/revoke', 'GET /:ods/subscriptions',
  ],
  'a page that asks who is signed in before it shows anything': ['GET /:ods/oauth/authorize', 'POST /:ods/oauth/decision', 'GET /:ods/oauth/apps', 'POST /:ods/oauth/apps'],
  'simulators of national services: made-up people': [
    'GET /simulated/cis2/*', 'POST /simulated/cis2/*', 'GET /simulated/cis2/choose/:uid', 'GET /simulated/nhs-login/*', 'POST /simulated/nhs-login/*', 'GET /simulated/nhs-login/choose/:uid',
  ],
  'files, and pages without content': [
    'GET /workspace', 'GET /workspace/*', 'GET /workspace/patient/*', 'GET /workspace/access', 'GET /workspace/alerts', 'GET /workspace/apps', 'GET /workspace/sign-ins', 'GET /workspace/audit',
    'GET /my', 'POST /my', 'GET /my/accessibility', 'GET /my/sign-in/:outcome', 'GET /my/sign-out', 'POST /my/sign-out', 'GET /my/assets/*',
  ],
};
const LISTED = new Set(Object.values(PUBLIC).flat());

/** Pages of a record: the patient application sends whoever has no session to its first page. */
const OWN_RECORD = /^GET \/my\/record/;

let server: TestServer;
let routes: { route: string; method: string; url: string; open: boolean }[];

before(async () => {
  server = await startTestServer({ practices: ['A20047', 'B81001'], patients: 2 });
  // HEAD is GET's, without its body.
  routes = server.app.routeRules.filter(({ url }) => url !== '/my/').map(({ method, url, access }) => ({ route: `${method.replace('HEAD', 'GET')} ${url}`, method, url, open: 'public' in access }));
});
after(() => server.stop());

test('I30: no route is open to everybody but those listed here, each for a reason', () => {
  const open = new Set(routes.filter((each) => each.open && !OWN_RECORD.test(each.route)).map(({ route }) => route));
  assert.deepEqual([...open].sort(), [...LISTED].sort());
});

test('I30: no other route answers anybody without a session, with one of another practice, or with one that has ended', async () => {
  const ended = await server.session('gp');
  assert.equal((await fetch(`${server.base}/A20047/auth/session`, { method: 'DELETE', headers: { cookie: `${SESSION_COOKIE}=${ended}`, origin: server.base } })).status, 204);
  const cookies = ['', ...['', 'x'.repeat(43), await server.session('gp', 'B81001'), ended].map((token) => `${SESSION_COOKIE}=${token}`)];
  const closed = routes.filter(({ route }) => !LISTED.has(route));
  assert.ok(closed.length > 100, String(closed.length));
  for (const { route, method, url } of closed) {
    const path = url.replace(':ods', 'A20047').replace(':type', 'Patient').replace(/:id|:patient/, DEMONSTRATION_PATIENT_ID).replace(':version', '1').replace(':kind', 'restricted');
    const body = method.startsWith('P') ? { body: '{}' } : {};
    for (const cookie of cookies) {
      const answer = await fetch(server.base + path, { method, redirect: 'manual', headers: { cookie, ...('body' in body ? { 'content-type': 'application/json' } : {}) }, ...body });
      if (OWN_RECORD.test(route)) assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/my/'], route);
      else if (method === 'HEAD') assert.equal(answer.status, 401, route);
      else assert.equal(await issueOf(answer), '401 login', route);
    }
  }
});

/** A GET that gives out, begins or uses up something. HEAD, which a browser or a crawler may send by itself, is not to. */
const GIVES = /\/\$export$|\$export\/:id\/:file|\$get-ws-binding-token|\$events$|\/oauth\/authorize$|\/auth\/(?:[^/]+\/)?(?:cis2|nhs-login)(?:$|\/callback)|\/:ods\/events$/;

test('RFC 9110 §9.2.1: what a GET gives out, begins or uses up, a HEAD does not', () => {
  const given = server.app.routeRules.filter(({ method, url }) => method === 'GET' && GIVES.test(url)).map(({ url }) => url);
  assert.ok(given.length >= 11, given.join());
  assert.deepEqual(server.app.routeRules.filter(({ method, url }) => method === 'HEAD' && given.includes(url)), []);
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fastify, { type FastifyInstance } from 'fastify';
import { startTestServer, TEST_PASSWORD, testCredentials, type TestServer } from '../../dev-env/test-server.ts';
import { DEMONSTRATION_PATIENT_ID } from '../../dev-env/population/generate.ts';
import { createValidator } from '../../platform/fhir/validation/validate.ts';
import { installErrorHandler } from '../../platform/http/errors.ts';
import type { Call } from '../../platform/http/testing/fhir.ts';
import { observation, send } from '../../platform/http/testing/fhir.ts';
import { buildPatientAssets } from '../patient/build-assets.ts';
import { buildApp } from './app.ts';
import { makeContext } from './make-context.ts';
import { registerOperations } from './operations.ts';

const OWN = DEMONSTRATION_PATIENT_ID;
/** What must not come out anywhere: a name, a note, a search, an NHS number. */
const MARKERS = ['Zzyzxberg', 'suspected-quinsy', 'zebrafinch', '9434765919', TEST_PASSWORD];
const [NAME = '', NOTE = '', SEARCH = '', NHS = ''] = MARKERS;

let server: TestServer;
let app: FastifyInstance;
let base: string;
let cookie: string;
let broken: Error | undefined;
let closeFeed = (): void => undefined;
const log: string[] = [];
const answers: string[] = [];

before(async () => {
  server = await startTestServer({ patients: 1 });
  const validator = createValidator();
  const { app: db } = server.database;
  const unlessBroken = <T>(work: () => Promise<T>): Promise<T> => (broken === undefined ? work() : Promise.reject(broken));
  const context = makeContext(
    {
      ...db,
      transaction: (practice, work) => unlessBroken(() => db.transaction(practice, work)),
      query: (text, values) => unlessBroken(() => db.query(text, values)),
      raw: (text, values) => unlessBroken(() => db.raw(text, values)),
    },
    validator, 'http://127.0.0.1', server.background, () => undefined,
  );
  const directory = await mkdtemp(join(tmpdir(), 'jenner-silence-'));
  await buildPatientAssets(directory);
  app = await buildApp({ context, background: server.background, validator, logLevel: 'trace', logTo: { write: (line) => void log.push(line) }, workspaceDir: directory, patientAssetsDir: directory });
  await app.listen({ port: 0, host: '127.0.0.1' });
  base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const signedIn = await fetch(`${base}/A20047/auth/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(testCredentials('gp')) });
  cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  closeFeed = context.feed.close;
});
after(async () => {
  closeFeed();
  app.server.closeAllConnections();
  await app.close();
  await server.stop();
});

const gp: Call = async (path, init = {}) => {
  const answer = await fetch(`${base}/A20047${path}`, { ...init, headers: { cookie, ...(init.headers as Record<string, string> | undefined) } });
  if (answer.status >= 400) answers.push(`${init.method ?? 'GET'} ${answer.status} ${await answer.clone().text()}`);
  return answer;
};

const json = (method: string, body: string): RequestInit => ({ method, headers: { 'content-type': 'application/json' }, body });

function found(lines: readonly string[]): string[] {
  return lines.filter((line) => MARKERS.some((marker) => line.includes(marker) || line.includes(encodeURIComponent(marker))));
}

test('no patient data comes out in logs or errors, whatever goes wrong with a request', async () => {
  const note = { ...observation(OWN, NOTE), note: [{ text: `${NAME} ${NOTE}\nin two lines` }] };
  const made = await (await send(gp, 'POST', '/Observation', { ...note, identifier: [{ system: 'urn:x', value: NHS }] })).text();
  const id = /"id":"([^"]+)"/.exec(made)?.[1] ?? '';
  const patient = { resourceType: 'Patient', name: [{ family: NAME }], identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: NHS }] };
  await send(gp, 'POST', '/Patient', patient);
  await send(gp, 'POST', '/Patient', patient);
  await send(gp, 'PUT', `/Patient/${NHS}`, { ...patient, id: NHS });
  await send(gp, 'PUT', `/Observation/${NHS}`, { ...note, id: NHS });
  await send(gp, 'PUT', `/Observation/${NHS}`, { ...note, id: NHS });
  await send(gp, 'PUT', `/Observation/${NHS}`, { ...note, id: NHS }, { 'if-match': 'W/"9"' });
  await send(gp, 'PUT', `/Observation/${NHS}`, { ...note, id: id }, { 'if-match': NOTE });
  await gp(`/fhir/r4/Observation/${NHS}`, { method: 'DELETE' });
  for (const path of ['', '/_history/7', '/_history/2']) await gp(`/fhir/r4/Observation/${NHS}${path}`);
  await gp(`/fhir/r4/Observation/${NHS}`, { method: 'DELETE' });
  await send(gp, 'PUT', `/Observation/${id}`, { ...note, id, subject: { reference: `Patient/${NHS}` } }, { 'if-match': 'W/"1"' });
  await send(gp, 'POST', '/Observation', { ...note, status: NOTE, valueString: NAME, effectiveDateTime: NHS, subject: { reference: NAME } });
  await send(gp, 'POST', '/Observation', { ...note, [NOTE]: NAME });
  await send(gp, 'POST', '/Observation', { ...note, extension: [{ url: `urn:${NOTE}`, [`value ${NAME}`]: 1 }] });
  await send(gp, 'POST', '/Observation', { ...note, subject: { reference: 'Patient/nobody' } });
  await send(gp, 'POST', '/Encounter', note, { 'if-none-exist': `identifier=${NHS}` });
  await send(gp, 'POST', '/Observation', note, { 'if-none-exist': `name=${NAME}` });
  await send(gp, 'POST', '', { resourceType: 'Bundle', type: 'transaction', entry: [{ resource: note, request: { method: 'PUT', url: `Observation/${NHS}`, ifMatch: `W/"${NHS}"` } }] });
  await send(gp, 'POST', '', { resourceType: 'Bundle', type: 'transaction', entry: [{ resource: note, request: { method: 'POST', url: `Observation?name=${NAME}` } }] });
  await send(gp, 'POST', '', { resourceType: 'Bundle', type: 'transaction', entry: [{ request: { method: 'DELETE', url: `Observation/${NHS}` } }] });
  await gp('/fhir/r4/Observation', json('POST', `{"resourceType":"Observation","note":"${NOTE} ${NAME}`));
  await gp('/fhir/r4/Observation', json('POST', `${NOTE} ${NAME}`));
  await gp('/fhir/r4/Observation', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: NOTE });
  await gp('/fhir/r4/Observation', json('POST', JSON.stringify({ resourceType: 'Observation', note: [{ text: NOTE.repeat(400_000) }] })));
  await gp(`/fhir/r4/Patient?name=${NAME}&birthday=${NHS}`);
  await gp(`/fhir/r4/Patient?_sort=${NAME}`);
  await gp(`/fhir/r4/Patient?_count=${NAME}`);
  await gp(`/fhir/r4/Observation?date=${NAME}&patient=${OWN}`);
  await gp(`/fhir/r4/Observation?status=${NAME}`);
  await gp(`/fhir/r4/Patient/$find?text=${SEARCH}%20${NAME}%20${NHS}&_count=x`);
  await gp(`/fhir/r4/ValueSet/$expand?filter=${SEARCH}`);
  await gp(`/fhir/r4/${NAME}/${NHS}`);
  await gp(`/fhir/r4/Patient/${NHS}/$everything`);
  await gp(`/fhir/r4/Patient/${NAME}%zz`);
  await gp(`/fhir/r4/Patient/${NAME}%00`);
  await gp(`/fhir/r4/Patient/${NAME.repeat(40)}`);
  await gp(`/${NAME}/${NHS}`);
  await gp(`/drafts/${NHS}`);
  await gp(`/drafts/${NHS}`, json('PUT', JSON.stringify({ text: NOTE, version: 0 })));
  await gp(`/drafts/${OWN}`, json('PUT', JSON.stringify({ text: NOTE, version: NOTE })));
  await gp('/auth/session', json('POST', JSON.stringify({ username: NAME, password: NOTE, code: '000000' })));
  await gp('/auth/session', json('POST', JSON.stringify({ [NAME]: NOTE })));
  for (const origin of [`https://${NAME}.example`]) await gp('/auth/session', { ...json('POST', '{}'), headers: { 'content-type': 'application/json', origin } });
  await gp('/auth/session', { headers: { authorization: `Bearer ${NAME}` } });
  for (const path of [`/my/record/consultations/${NHS}`, `/my/${NAME}`, `/workspace/${NAME}?text=${SEARCH}`, `/${NAME}?x=${SEARCH}`]) await fetch(base + path, { redirect: 'manual' });

  const statuses = new Set(answers.map((answer) => answer.split(' ')[1]));
  for (const status of ['400', '401', '403', '404', '409', '410', '412', '413', '415', '422', '428']) assert.ok(statuses.has(status), `no ${status} was provoked`);
  assert.deepEqual(found(answers), []);
  assert.ok(log.length > 100, 'the log was listened to');
  assert.deepEqual(found(log), []);
});

test('no patient data comes out when something here is broken: 500 and 503 say so, and no more', async () => {
  const paths = [`/fhir/r4/Observation/${NHS}`, `/fhir/r4/Patient/${OWN}/$everything`, `/fhir/r4/Patient/$find?text=${SEARCH}`, `/fhir/r4/Observation?patient=${NHS}`, `/drafts/${NHS}`];
  await gp('/auth/session'); // known for the next two seconds, so that the calls get as far as the fault
  const from = answers.length;
  broken = Object.assign(new Error(`duplicate key (${NAME})\n${NOTE}\n    ${NHS}`), { code: 'XX000', detail: NOTE, query: SEARCH, parameters: [NAME] });
  for (const path of paths) await gp(path);
  await send(gp, 'POST', '/Observation', observation(OWN, NOTE));
  broken = new TypeError(`cannot read ${NAME}`, { cause: new Error(NOTE) });
  for (const path of paths) await gp(path);
  assert.ok(answers.slice(from).every((answer) => / 500 .*"exception"/.test(answer)), answers.slice(from).join('\n'));
  assert.ok(log.some((line) => line.includes('unexpected error') && line.includes('    at ')), 'our own faults are logged with where they are');
  broken = Object.assign(new Error(`connect ${NAME}`), { code: 'ECONNREFUSED' });
  const down = await gp(paths[0] ?? '');
  broken = undefined;
  assert.deepEqual([down.status, down.headers.get('retry-after')], [503, '2']);
  assert.deepEqual(found(answers), []);
  assert.deepEqual(found(log), []);
});

test('no patient data comes out when the request itself is broken', async () => {
  const raw = async (text: string): Promise<string> => {
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    let heard = '';
    socket.on('data', (chunk) => (heard += chunk.toString())).on('error', () => undefined);
    socket.write(text);
    await Promise.race([once(socket, 'close'), new Promise((resolve) => setTimeout(resolve, 300))]);
    socket.destroy();
    return heard;
  };
  const heard = [
    await raw(`GET /A20047/fhir/r4/Patient/${NHS} HTTP/9.9\r\n\r\n`),
    await raw(`${NAME} ${NOTE}\r\n\r\n`),
    await raw(`GET / HTTP/1.1\r\nHost: x\r\n${NAME}: ${'x'.repeat(40_000)}\r\n\r\n`),
    await raw(`POST /A20047/fhir/r4/Observation HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"note":"${NOTE}`),
  ];
  assert.ok(heard.some((answer) => answer.startsWith('HTTP/1.1 400')));
  assert.deepEqual(found(heard), []);
  assert.deepEqual(found(log), []);
});

test('health is public, metrics are this machine’s and carry routes, not addresses', async () => {
  const metrics = await (await fetch(`${base}/metrics`)).text();
  assert.match(metrics, /http_request_duration_seconds_count\{method="GET",route="\/:ods\/fhir\/r4\/:type\/:id",status="404"\}/);
  assert.deepEqual(found([metrics]), []);
  assert.ok(!metrics.includes(OWN));
  assert.deepEqual([(await fetch(`${base}/healthz`)).status, (await fetch(`${base}/readyz`)).status], [200, 200]);
  // A proxy on this machine asks for somebody elsewhere.
  for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']) assert.equal((await fetch(`${base}/metrics`, { headers: { [name]: '203.0.113.9' } })).status, 404, name);
  for (const [remoteAddress, status] of [['203.0.113.9', 404], ['10.0.0.1', 404], ['::ffff:203.0.113.9', 404], ['::ffff:127.0.0.1', 200], ['::1', 200]] as const) {
    assert.equal((await app.inject({ url: '/metrics', remoteAddress })).statusCode, status, remoteAddress);
  }
});

test('with JENNER_METRICS_TOKEN set, metrics are for whoever bears it, from wherever, and for nobody else', async () => {
  const token = 'sixteen-or-more-letters';
  const own = fastify();
  installErrorHandler(own);
  const context = makeContext(server.database.app, createValidator(), base, server.background, () => undefined);
  registerOperations(own, context, server.background, token);
  const status = async (authorization?: string): Promise<number> => (await own.inject({ url: '/metrics', remoteAddress: '203.0.113.9', ...(authorization === undefined ? {} : { headers: { authorization } }) })).statusCode;
  assert.equal(await status(`Bearer ${token}`), 200);
  for (const wrong of [undefined, 'Bearer', `Bearer ${token}x`, `Basic ${token}`, token]) assert.equal(await status(wrong), 404, wrong);
  assert.equal((await own.inject({ url: '/metrics', remoteAddress: '127.0.0.1' })).statusCode, 404, 'this machine too');
  await own.close();
  context.feed.close();
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { randomUUID } from 'node:crypto';
import type { Bundle, BundleEntry, Observation, Resource } from '@medplum/fhirtypes';
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
const five = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 5 }, work));

/** How many writes there have been. */
async function effects(): Promise<number> {
  const [row] = await server.database.owner.query<{ n: number }>(`select count(*)::int as n from jenner.audit where action in ('create', 'update', 'delete')`, []);
  return row?.n ?? -1;
}

/** All that an answer says. */
async function told(answer: Response): Promise<string> {
  const { headers } = answer;
  return [answer.status, headers.get('etag'), headers.get('location'), headers.get('last-modified'), await answer.text()].join('\n');
}

test('I06: the same unsafe request with one X-Request-ID, five times at once and again later, has one effect and one answer, in every verb', async () => {
  const [updated, patched, deleted, conditional] = await Promise.all(['u', 'p', 'd', 'c'].map(create));
  const version = { 'if-match': 'W/"1"' };
  const bundle: Bundle = { resourceType: 'Bundle', type: 'transaction', entry: [{ request: { method: 'POST', url: 'Observation' }, resource: observation(PATIENT, 'in a transaction') }] };
  const requests: [string, (id: Record<string, string>) => Promise<Response>, number][] = [
    ['create', (id) => send(gp, 'POST', '/Observation', observation(PATIENT, 'created'), id), 201],
    ['update', (id) => send(gp, 'PUT', `/Observation/${updated?.id}`, { ...updated, status: 'amended' }, { ...id, ...version }), 200],
    ['update that creates', (id) => send(gp, 'PUT', '/Observation/retried-put', { ...observation(PATIENT, 'x'), id: 'retried-put' }, id), 201],
    ['conditional update', (id) => send(gp, 'PUT', `/Observation?_id=${conditional?.id}`, { ...conditional, status: 'amended' }, id), 200],
    ['patch', (id) => send(gp, 'PATCH', `/Observation/${patched?.id}`, [{ op: 'replace', path: '/status', value: 'amended' }], { ...id, ...version }), 200],
    ['delete', (id) => ask(gp, `/Observation/${deleted?.id}`, { ...id, ...version }, 'DELETE'), 204],
    ['transaction', (id) => send(gp, 'POST', '', bundle, id), 200],
  ];
  for (const [name, request, status] of requests) {
    const id = { 'x-request-id': randomUUID() };
    const before = await effects();
    const answers = await Promise.all((await five(() => request(id))).map(told));
    answers.push(await told(await request(id)));
    assert.equal(await effects(), before + 1, name);
    assert.equal(new Set(answers).size, 1, name);
    assert.ok(answers[0]?.startsWith(`${status}\n`), `${name}: ${answers[0]?.slice(0, 3)}`);
  }
});

test('an X-Request-ID is one request’s: another with it is refused, somebody else’s is another, and a request that failed may be sent again', async () => {
  const id = { 'x-request-id': randomUUID() };
  assert.equal((await send(gp, 'POST', '/Observation', observation(PATIENT, 'first'), id)).status, 201);
  assert.match(await issueOf(await send(gp, 'POST', '/Observation', observation(PATIENT, 'second'), id)), /^422 value/);
  assert.match(await issueOf(await send(gp, 'PUT', '/Observation/x', { ...observation(PATIENT, 'first'), id: 'x' }, id)), /^422 value/);
  assert.equal((await send(await server.as('nurse'), 'POST', '/Observation', observation(PATIENT, 'nurse'), id)).status, 201);
  for (const wrong of ['short', 'x'.repeat(101), 'with a space in it']) assert.equal(await issueOf(await send(gp, 'POST', '/Observation', observation(PATIENT, 'x'), { 'x-request-id': wrong })), '400 invalid', wrong);
  const again = { 'x-request-id': randomUUID() };
  const body = { ...observation(PATIENT, 'waits'), hasMember: [{ reference: 'Observation/comes-later' }] };
  assert.equal((await send(gp, 'POST', '/Observation', body, again)).status, 422);
  await send(gp, 'PUT', '/Observation/comes-later', { ...observation(PATIENT, 'later'), id: 'comes-later' });
  assert.equal((await send(gp, 'POST', '/Observation', body, again)).status, 201);
});

const post = (...entry: object[]) => ({ resourceType: 'Bundle', type: 'batch', entry });
/** How many entries the searchset has that an entry was answered with. */
const matchesIn = (entry: BundleEntry | undefined): number | undefined => (entry?.resource?.resourceType === 'Bundle' ? (entry.resource.entry ?? []).length : undefined);
const statuses = (bundle: Bundle): (string | undefined)[] => (bundle.entry ?? []).map(({ response }) => response?.status);

test('E00165: a batch answers each entry by itself: reads, searches and writes of every verb, good and bad', async () => {
  const [one, two] = await Promise.all([create('one'), create('two')]);
  const patch = Buffer.from(JSON.stringify([{ op: 'replace', path: '/status', value: 'amended' }])).toString('base64');
  const answer = await send(gp, 'POST', '', post(
    { request: { method: 'GET', url: `Observation/${one.id}` } },
    { request: { method: 'GET', url: `Observation/${one.id}`, ifNoneMatch: 'W/"1"' } },
    { request: { method: 'GET', url: `Observation?_id=${one.id},${two.id}` } },
    { request: { method: 'GET', url: 'Observation/nobody' } },
    { request: { method: 'POST', url: 'Observation' }, resource: observation(PATIENT, 'batched') },
    { request: { method: 'POST', url: 'Observation' }, resource: { resourceType: 'Observation', status: 'splendid' } },
    { request: { method: 'PATCH', url: `Observation/${one.id}`, ifMatch: 'W/"1"' }, resource: { resourceType: 'Binary', contentType: 'application/json-patch+json', data: patch } },
    { request: { method: 'PUT', url: `Observation/${two.id}` }, resource: two },
    { request: { method: 'DELETE', url: `Observation/${two.id}`, ifMatch: 'W/"7"' } },
    { request: { method: 'GET', url: 'metadata' } },
    { request: { method: 'GET', url: `_history?_count=1` } },
    { request: { method: 'GET', url: `?_type=Observation&_id=${one.id}` } },
  ));
  const bundle = await bundleOf(answer);
  assert.equal(bundle.type, 'batch-response');
  assert.deepEqual(statuses(bundle), ['200', '304', '200', '404', '201', '422', '200', '428', '412', '200', '200', '200']);
  const entries = bundle.entry ?? [];
  assert.equal(matchesIn(entries[2]), 2);
  assert.deepEqual([entries[0]?.resource?.id, entries[0]?.response?.etag], [one.id, 'W/"1"']);
  assert.equal(entries[5]?.response?.outcome?.resourceType, 'OperationOutcome');
  assert.equal((await bodyOf<Kept>(await ask(gp, `/Observation/${one.id}`))).status, 'amended');
});

test('I31: an entry cannot leave the practice’s FHIR address, batch again, or do what its sender may not', async () => {
  const urls: [string, string][] = [
    ['GET', '../auth/session'], ['DELETE', 'Patient/../../../auth/session'], ['DELETE', 'Patient/%2e%2e/%2e%2e/%2e%2e/auth/session'], ['GET', '/A20047/auth/session'],
    ['GET', `https://other.example/Patient/${PATIENT}`], ['POST', '?'], ['POST', 'metadata'], ['HEAD', `Patient/${PATIENT}`], ['GET', 'Patient/x#y'], ['GET', '..'],
  ];
  const entries = urls.map(([method, url]): object => ({ request: { method, url }, ...(method === 'POST' ? { resource: post() } : {}) }));
  for (const [i, entry] of entries.entries()) {
    const answer = await send(gp, 'POST', '', post(entry));
    if (answer.status === 422) continue; // not a method that FHIR knows: the Bundle itself is not sound
    assert.deepEqual(statuses(await bundleOf(answer)), ['400'], urls[i]?.join(' '));
  }
  assert.equal((await gp('/auth/session')).status, 200, 'still signed in');
  const reception = await server.as('reception');
  const bundle = await bundleOf(await send(reception, 'POST', '', post({ request: { method: 'GET', url: `Observation?patient=${PATIENT}` } }, { request: { method: 'POST', url: 'Observation' }, resource: observation(PATIENT, 'x') }, { request: { method: 'GET', url: `Patient/${PATIENT}` } })));
  assert.deepEqual(statuses(bundle), ['200', '403', '200']);
  assert.equal(matchesIn(bundle.entry?.[0]), 0);
});

test('I06: a batch with an X-Request-ID, sent again, has each entry’s effect once', async () => {
  const id = { 'x-request-id': randomUUID() };
  const entries: BundleEntry[] = ['a', 'b', 'c', 'd', 'e', 'f'].map((text) => ({ request: { method: 'POST', url: 'Observation' }, resource: observation(PATIENT, `batched ${text}`) }));
  const before = await effects();
  const ids = async (): Promise<(string | undefined)[]> => ((await bundleOf(await send(gp, 'POST', '', post(...entries), id))).entry ?? []).map(({ resource }) => (resource as Resource | undefined)?.id);
  const first = await ids();
  assert.equal(new Set(first).size, 6);
  assert.deepEqual(await ids(), first);
  assert.equal(await effects(), before + 6);
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Observation } from '@medplum/fhirtypes';
import { startTestServer, type TestServer } from '../../../dev-env/test-server.ts';
import { DEMONSTRATION_PATIENT_ID } from '../../../dev-env/population/generate.ts';
import { ask, bodyOf, bundleOf, type Call, issueOf, observation, resourcesOf, send } from '../testing/fhir.ts';

const PATIENT = DEMONSTRATION_PATIENT_ID;
let server: TestServer;
let gp: Call;

before(async () => {
  server = await startTestServer({ patients: 3 });
  gp = await server.as('gp');
});
after(() => server.stop());

type Kept = Observation & { id: string };

/** An Observation that a condition can name. */
const marked = (value: string, text = value) => ({ ...observation(PATIENT, text), identifier: [{ system: 'urn:marked', value }] });
const where = (value: string): string => `identifier=urn:marked|${value}`;
const ten = <T>(work: (i: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 10 }, (_, i) => work(i)));
const found = async (value: string): Promise<Kept[]> => resourcesOf(await bundleOf(await ask(gp, `/Observation?${where(value)}`))) as Kept[];
const statuses = (answers: readonly Response[]): number[] => answers.map(({ status }) => status).sort((a, b) => a - b);

test('If-None-Exist: sent ten times at once it is created once, and every answer is that resource', async () => {
  const post = (query: string, value = 'once') => send(gp, 'POST', '/Observation', marked(value), { 'if-none-exist': query });
  const answers = await ten(() => post(where('once')));
  assert.deepEqual(statuses(answers), [...Array.from({ length: 9 }, () => 200), 201]);
  const bodies = await Promise.all(answers.map((answer) => answer.text()));
  assert.equal(new Set(bodies).size, 1);
  assert.equal(new Set(answers.map(({ headers }) => headers.get('location'))).size, 1);
  assert.equal((await found('once')).length, 1);
  for (const query of ['identifier=urn%3Amarked%7Conce', 'identifier=once', `?${where('once')}`]) assert.equal((await post(query)).status, 200, query);
  assert.equal(await issueOf(await post(`subject=Patient/${PATIENT}&status=final`)), '412 conflict', 'several meet the condition');
  for (const query of ['colour=x', '_count=1', '', '%zz']) assert.equal(await issueOf(await post(query)), '400 invalid', query);
});

test('a condition that is no identifier creates once too, of ten at once', async () => {
  const answers = await ten(() => send(gp, 'POST', '/Observation', { ...observation(PATIENT, 'dated'), effectiveDateTime: '1999-12-31' }, { 'if-none-exist': `patient=${PATIENT}&date=1999-12-31` }));
  assert.deepEqual(statuses(answers), [...Array.from({ length: 9 }, () => 200), 201]);
});

test('H15: a conditional update creates what nothing meets, changes the one that does, and refuses several', async () => {
  const put = (value: string, body: object, headers = {}) => send(gp, 'PUT', `/Observation?${where(value)}`, body, headers);
  const made = await put('update', marked('update'));
  assert.equal(made.status, 201);
  const first = await bodyOf<Kept>(made);
  assert.equal(made.headers.get('location'), `${server.base}/A20047/fhir/r4/Observation/${first.id}/_history/1`);
  const changed = await put('update', marked('update', 'changed'));
  assert.deepEqual([changed.status, changed.headers.get('etag')], [200, 'W/"2"']);
  assert.deepEqual((await found('update')).map(({ id, code }) => [id, code.text]), [[first.id, 'changed']]);
  assert.equal(await issueOf(await put('update', marked('update'), { 'if-match': 'W/"1"' })), '412 conflict');
  assert.equal(await issueOf(await put('update', { ...marked('update'), id: 'another' })), '400 invalid');
  assert.equal((await put('own-id', { ...marked('own-id'), id: 'own-conditional' })).status, 201);
  assert.equal((await found('own-id'))[0]?.id, 'own-conditional');
  await send(gp, 'POST', '/Observation', marked('update'));
  assert.equal(await issueOf(await put('update', marked('update'))), '412 conflict');
  assert.equal(await issueOf(await send(gp, 'PUT', '/Observation', marked('x'))), '400 invalid');
});

test('ten conditional updates at once leave one resource with ten versions', async () => {
  const answers = await ten((i) => send(gp, 'PUT', `/Observation?${where('race')}`, marked('race', `writer ${i}`)));
  assert.deepEqual(statuses(answers), [...Array.from({ length: 9 }, () => 200), 201]);
  assert.deepEqual((await found('race')).map(({ meta }) => meta?.versionId), ['10']);
});

test('a conditional create and a conditional update of the same identifier at once leave one resource', async () => {
  for (let round = 0; round < 5; round++) {
    const value = `both-${round}`;
    await ten((i) => (i % 2 === 0 ? send(gp, 'POST', '/Observation', marked(value), { 'if-none-exist': where(value) }) : send(gp, 'PUT', `/Observation?${where(value)}`, marked(value))));
    assert.equal((await found(value)).length, 1, value);
  }
});

test('a conditional delete ends the one that meets it, once of ten; none is no fault, several are', async () => {
  await send(gp, 'POST', '/Observation', marked('delete'));
  const answers = await ten(() => ask(gp, `/Observation?${where('delete')}`, {}, 'DELETE'));
  assert.deepEqual(statuses(answers), Array.from({ length: 10 }, () => 204));
  assert.equal((await found('delete')).length, 0);
  const [row] = await server.database.owner.query<{ n: number }>(`select count(*)::int as n from jenner.audit where action = 'delete'`, []);
  assert.equal(row?.n, 1);
  await Promise.all([1, 2].map(() => send(gp, 'POST', '/Observation', marked('several'))));
  assert.equal(await issueOf(await ask(gp, `/Observation?${where('several')}`, {}, 'DELETE')), '412 conflict');
  assert.equal((await found('several')).length, 2);
  assert.equal(await issueOf(await ask(gp, '/Observation', {}, 'DELETE')), '400 invalid');
});

test('a conditional patch changes the one that meets it; none is 404, several 412', async () => {
  const { id } = await bodyOf<Kept>(await send(gp, 'POST', '/Observation', marked('patch')));
  const patch = [{ op: 'replace', path: '/status', value: 'amended' }];
  const patched = await send(gp, 'PATCH', `/Observation?${where('patch')}`, patch);
  assert.deepEqual([patched.status, patched.headers.get('etag'), (await bodyOf<Kept>(patched)).status], [200, 'W/"2"', 'amended']);
  assert.equal(await issueOf(await send(gp, 'PATCH', `/Observation?${where('nobody')}`, patch)), '404 not-found');
  assert.equal(await issueOf(await send(gp, 'PATCH', `/Observation?${where('several')}`, patch)), '412 conflict');
  const parameters = { resourceType: 'Parameters', parameter: [{ name: 'operation', part: [{ name: 'type', valueCode: 'replace' }, { name: 'path', valueString: 'Observation.status' }, { name: 'value', valueCode: 'final' }] }] };
  assert.equal((await send(gp, 'PATCH', `/Observation?${where('patch')}`, parameters)).status, 200);
  assert.equal((await bodyOf<Kept>(await ask(gp, `/Observation/${id}`))).status, 'final');
});

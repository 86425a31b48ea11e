import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Observation } from '@medplum/fhirtypes';
import { startTestServer, type TestServer } from '../../../dev-env/test-server.ts';
import { DEMONSTRATION_PATIENT_ID } from '../../../dev-env/population/generate.ts';
import { ask, bodyOf, type Call, issueOf, observation, send } from '../testing/fhir.ts';

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
const operation = (type: string, path: string, ...more: object[]) => ({ name: 'operation', part: [{ name: 'type', valueCode: type }, { name: 'path', valueString: path }, ...more] });
const parameters = (...operations: object[]) => ({ resourceType: 'Parameters', parameter: operations });

test('E00165: JSON Patch changes what it names and nothing else, under either content type', async () => {
  const made = await create('json');
  const patch = [{ op: 'test', path: '/status', value: 'final' }, { op: 'replace', path: '/status', value: 'amended' }, { op: 'add', path: '/note', value: [{ text: 'why' }] }, { op: 'add', path: '/note/-', value: { text: 'and when' } }];
  const answer = await gp(`/fhir/r4/Observation/${made.id}`, { method: 'PATCH', headers: { 'content-type': 'application/json-patch+json', 'if-match': 'W/"1"' }, body: JSON.stringify(patch) });
  assert.deepEqual([answer.status, answer.headers.get('etag')], [200, 'W/"2"']);
  const after = await bodyOf<Kept>(answer);
  assert.deepEqual({ ...after, meta: undefined }, { ...made, meta: undefined, status: 'amended', note: [{ text: 'why' }, { text: 'and when' }] });
  assert.deepEqual(await bodyOf<Kept>(await ask(gp, `/Observation/${made.id}`)), after);
  assert.equal((await send(gp, 'PATCH', `/Observation/${made.id}`, [{ op: 'remove', path: '/note' }], { 'if-match': 'W/"2"' })).status, 200);
});

test('E00165: FHIRPath Patch adds, inserts, moves, replaces and deletes', async () => {
  const made = await create('fhirpath');
  const note = (text: string) => ({ name: 'value', part: [{ name: 'text', valueMarkdown: text }] });
  const patch = parameters(
    operation('add', 'Observation', { name: 'name', valueString: 'note' }, note('b')),
    operation('insert', 'Observation.note', { name: 'index', valueInteger: 0 }, note('a')),
    operation('insert', 'Observation.note', { name: 'index', valueInteger: 2 }, note('c')),
    operation('move', 'Observation.note', { name: 'source', valueInteger: 2 }, { name: 'destination', valueInteger: 0 }),
    operation('replace', 'Observation.value.value', { name: 'value', valueDecimal: 72.5 }),
    operation('replace', 'Observation.status', { name: 'value', valueCode: 'amended' }),
    operation('delete', "Observation.note.where(text = 'b')"),
    operation('delete', 'Observation.effective'),
  );
  const after = await bodyOf<Kept>(await send(gp, 'PATCH', `/Observation/${made.id}`, patch, { 'if-match': 'W/"1"' }));
  assert.deepEqual([after.status, after.valueQuantity, after.note?.map(({ text }) => text), after.effectiveDateTime], ['amended', { value: 72.5, unit: 'kg' }, ['c', 'a'], undefined]);
});

test('H15: a patch says which version it changes, and of ten at once one wins', async () => {
  const { id } = await create('race');
  const path = `/Observation/${id}`;
  const patch = (i: number, version = 'W/"1"') => send(gp, 'PATCH', path, [{ op: 'replace', path: '/code/text', value: `writer ${i}` }], { 'if-match': version });
  assert.equal(await issueOf(await send(gp, 'PATCH', path, [])), '428 required');
  assert.equal(await issueOf(await patch(0, 'W/"9"')), '412 conflict');
  const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => patch(i)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array.from({ length: 9 }, () => 412)]);
  assert.equal(await issueOf(await send(gp, 'PATCH', '/Observation/nobody', [], { 'if-match': 'W/"1"' })), '404 not-found');
  await ask(gp, path, {}, 'DELETE');
  assert.equal(await issueOf(await patch(1, 'W/"2"')), '410 deleted');
});

test('a patch that does not apply, or would leave something unsound, is refused in its place and changes nothing', async () => {
  const { id } = await create('refused');
  const cases: [unknown, string][] = [
    [[{ op: 'replace', path: '/status', value: 'splendid' }], '422 code-invalid Observation.status'],
    [[{ op: 'remove', path: '/code' }], '422 required Observation.code'],
    [[{ op: 'remove', path: '/nothing' }], '422 value Observation[0]'],
    [[{ op: 'test', path: '/status', value: 'amended' }], '422 value Observation[0]'],
    [[{ op: 'replace', path: '/id', value: 'x' }], '422 value Observation'],
    [[{ op: 'replace', path: '/resourceType', value: 'Condition' }], '422 value Observation'],
    [[{ op: 'add', path: '/__proto__/status', value: 'x' }], '400 invalid'],
    [[{ op: 'replace', path: '/subject/reference', value: 'Patient/nobody' }], '422 not-found Observation.subject.reference'],
    [[{ op: 'destroy', path: '/status' }], '422 value Observation[0]'],
    [{ status: 'amended' }, '422 value Observation'],
    [parameters(operation('replace', 'Observation.status', { name: 'value', valueCode: 'splendid' })), '422 code-invalid Observation.status'],
    [parameters(operation('replace', 'Observation.nothing', { name: 'value', valueCode: 'x' })), '422 value Observation.parameter[0]'],
    [parameters(operation('replace', 'Observation.where(', { name: 'value', valueCode: 'x' })), '422 value Observation.parameter[0]'],
    [parameters(operation('add', 'Observation', { name: 'name', valueString: 'colour' }, { name: 'value', valueCode: 'x' })), '422 value Observation.parameter[0]'],
  ];
  for (const [patch, expected] of cases) {
    const answer = await issueOf(await send(gp, 'PATCH', `/Observation/${id}`, patch, { 'if-match': 'W/"1"' }));
    if (expected === '400 invalid') assert.match(answer, /^4\d\d /, JSON.stringify(patch));
    else assert.equal(answer, expected, JSON.stringify(patch));
  }
  assert.equal((await ask(gp, `/Observation/${id}`)).headers.get('etag'), 'W/"1"');
});

test('a transaction carries patches: JSON Patch in a Binary, FHIRPath Patch as Parameters; all or none', async () => {
  const [one, two] = await Promise.all([create('one'), create('two')]);
  const binary = (patch: object) => ({ resourceType: 'Binary', contentType: 'application/json-patch+json', data: Buffer.from(JSON.stringify(patch)).toString('base64') });
  const bundle = (status: string) => ({
    resourceType: 'Bundle', type: 'transaction', entry: [
      { request: { method: 'PATCH', url: `Observation/${one.id}`, ifMatch: 'W/"1"' }, resource: binary([{ op: 'replace', path: '/status', value: 'amended' }]) },
      { request: { method: 'PATCH', url: `Observation/${two.id}`, ifMatch: 'W/"1"' }, resource: parameters(operation('replace', 'Observation.status', { name: 'value', valueCode: status })) },
    ],
  });
  assert.equal(await issueOf(await send(gp, 'POST', '', bundle('splendid'))), '422 code-invalid Observation.status');
  assert.equal((await ask(gp, `/Observation/${one.id}`)).headers.get('etag'), 'W/"1"');
  assert.equal((await send(gp, 'POST', '', bundle('corrected'))).status, 200);
  assert.deepEqual(await Promise.all([one, two].map(async ({ id }) => (await bodyOf<Kept>(await ask(gp, `/Observation/${id}`))).status)), ['amended', 'corrected']);
});

test('Prefer says what a write answers; a read gives a part, and nothing while the version stands', async () => {
  const post = (prefer: string) => send(gp, 'POST', '/Observation', observation(PATIENT, 'preferred'), { prefer });
  const minimal = await post('return=minimal');
  assert.deepEqual([minimal.status, await minimal.text(), minimal.headers.get('etag')], [201, '', 'W/"1"']);
  assert.equal((await bodyOf<Kept>(await post('return=representation'))).code.text, 'preferred');
  assert.equal((await bodyOf<{ resourceType: string }>(await post('handling=lenient; return=OperationOutcome'))).resourceType, 'OperationOutcome');
  const path = new URL(minimal.headers.get('location') ?? '').pathname.replace('/A20047/fhir/r4', '').replace(/\/_history.*/, '');
  const read = await ask(gp, path);
  const whole = await bodyOf<Kept>(read);
  assert.equal(read.headers.get('last-modified'), minimal.headers.get('last-modified'));
  const part = await bodyOf<Kept>(await ask(gp, `${path}?_elements=status`));
  assert.deepEqual(Object.keys(part).sort(), ['code', 'id', 'meta', 'resourceType', 'status']);
  assert.equal(part.meta?.tag?.[0]?.code, 'SUBSETTED');
  assert.equal((await bodyOf<Kept>(await ask(gp, `${path}?_summary=true`))).valueQuantity?.value, whole.valueQuantity?.value);
  assert.deepEqual(await bodyOf<Kept>(await ask(gp, `${path}?_summary=false`)), whole);
  assert.equal(await issueOf(await ask(gp, `${path}?_summary=count`)), '400 invalid');
  for (const etag of ['W/"1"', '"1"', 'W/"7", W/"1"']) assert.equal((await ask(gp, path, { 'if-none-match': etag })).status, 304, etag);
  assert.equal((await ask(gp, path, { 'if-none-match': 'W/"2"' })).status, 200);
});

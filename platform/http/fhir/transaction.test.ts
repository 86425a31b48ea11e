import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Bundle, BundleEntry, Encounter, Observation } from '@medplum/fhirtypes';
import { startTestServer, type TestServer } from '../../../dev-env/test-server.ts';
import { DEMONSTRATION_PATIENT_ID } from '../../../dev-env/population/generate.ts';
import { ask, bodyOf, bundleOf, type Call, issueOf, observation, send } from '../testing/fhir.ts';

const PATIENT = DEMONSTRATION_PATIENT_ID;
const ENCOUNTER = 'urn:uuid:11111111-1111-4111-8111-111111111111';
const OBSERVATION = 'urn:uuid:22222222-2222-4222-8222-222222222222';
let server: TestServer;
let gp: Call;

before(async () => {
  server = await startTestServer({ patients: 2 });
  gp = await server.as('gp');
});
after(() => server.stop());

const encounter: Encounter = { resourceType: 'Encounter', status: 'finished', class: { code: 'AMB' }, subject: { reference: `Patient/${PATIENT}` } };

function transaction(...entry: BundleEntry[]): Bundle {
  return { resourceType: 'Bundle', type: 'transaction', entry };
}

function post(resource: NonNullable<BundleEntry['resource']>, more: { fullUrl?: string; ifNoneExist?: string } = {}): BundleEntry {
  const { fullUrl, ...request } = more;
  return { ...(fullUrl === undefined ? {} : { fullUrl }), resource, request: { method: 'POST', url: resource.resourceType, ...request } };
}

const commit = (bundle: Bundle, call = gp): Promise<Response> => send(call, 'POST', '', bundle);

/** Everything a write may leave behind. */
async function everything(): Promise<string> {
  const [row] = await server.database.owner.query<{ counts: string }>(
    `select concat_ws(' ', (select count(*) from jenner.resource), (select count(*) from jenner.history), (select count(*) from jenner.change), (select count(*) from jenner.coded_entry),
       (select count(*) from jenner.identifier), (select count(*) from jenner.conditional_create), (select position from jenner.feed), (select sum(version) from jenner.record),
       (select count(*) from jenner.audit where action in ('create', 'update', 'delete'))) as counts`, []);
  return row?.counts ?? '';
}

async function made(answer: Response): Promise<string[]> {
  assert.equal(answer.status, 200);
  return ((await bundleOf(answer)).entry ?? []).map(({ response }) => response?.location?.replace(/\/_history.*/, '') ?? response?.status ?? '');
}

test('E00165: a consultation goes in as one: references between its entries are resolved in either direction', async () => {
  const before = await everything();
  assert.notEqual(before, '');
  const answer = await commit(transaction(
    post({ ...observation(PATIENT, 'weighed'), encounter: { reference: ENCOUNTER } }, { fullUrl: OBSERVATION }),
    post({ ...encounter, identifier: [{ system: 'urn:ietf:rfc:3986', value: ENCOUNTER }] }, { fullUrl: ENCOUNTER }),
  ));
  const bundle = await bundleOf(answer);
  assert.equal(bundle.type, 'transaction-response');
  assert.deepEqual(bundle.entry?.map(({ response }) => [response?.status, response?.etag]), [['201', 'W/"1"'], ['201', 'W/"1"']]);
  const [weighed = '', visit = ''] = (bundle.entry ?? []).map(({ response }) => `/${response?.location}`.replace(/\/_history\/1$/, ''));
  const stored = await bodyOf<Observation>(await ask(gp, weighed));
  assert.equal(stored.encounter?.reference, visit.slice(1));
  // An identifier is what the sender calls it: it is not a reference, and stays.
  assert.equal((await bodyOf<Encounter>(await ask(gp, visit))).identifier?.[0]?.value, ENCOUNTER);
});

test('it can be posted to the base with a slash or without', async () => {
  for (const slash of ['', '/']) assert.equal((await send(gp, 'POST', slash, transaction(post(encounter)))).status, 200);
});

test('I03: when the last entry is bad nothing is left of the others, whatever is wrong with it', async () => {
  const before = await everything();
  const made = await bodyOf<Observation & { id: string }>(await send(gp, 'POST', '/Observation', observation(PATIENT, 'stands')));
  const after = await everything();
  assert.notEqual(after, before);
  const bad: [BundleEntry, string][] = [
    [post({ ...observation(PATIENT, 'x'), status: 'splendid' as 'final' }), '422 code-invalid Bundle.entry[2].resource.status'],
    [post(observation('nobody', 'x')), '422 not-found Bundle.entry[2].resource.subject.reference'],
    [post({ ...observation(PATIENT, 'x'), encounter: { reference: 'Encounter/nobody' } }), '422 not-found Bundle.entry[2].resource.encounter.reference'],
    [post({ ...observation(PATIENT, 'x'), encounter: { reference: 'urn:uuid:99999999-9999-4999-8999-999999999999' } }), '422 value Bundle.entry[2]'],
    [post({ ...observation(PATIENT, 'x'), subject: { display: 'Mrs W' } }), '422 value Bundle.entry[2].resource'],
    [{ resource: made, request: { method: 'PUT', url: `Observation/${made.id}` } }, '428 required Bundle.entry[2].request.ifMatch'],
    [{ resource: made, request: { method: 'PUT', url: `Observation/${made.id}`, ifMatch: 'W/"9"' } }, '412 conflict'],
    [{ resource: made, request: { method: 'PUT', url: `Observation/${made.id}`, ifMatch: 'latest' } }, '400 invalid'],
    [{ resource: made, request: { method: 'PUT', url: 'Observation/another' } }, '422 value Bundle.entry[2]'],
    [{ resource: made, request: { method: 'PUT', url: `Condition/${made.id}` } }, '422 value Bundle.entry[2]'],
    [{ request: { method: 'DELETE', url: 'Observation/nobody' } }, '404 not-found'],
    [{ request: { method: 'DELETE', url: `Observation/${made.id}`, ifMatch: 'W/"9"' } }, '412 conflict'],
    [{ request: { method: 'DELETE', url: `Observation?patient=${PATIENT}` } }, '412 conflict'],
    [{ request: { method: 'DELETE', url: 'Observation?nonsense=x' } }, '400 invalid'],
    [post({ ...observation(PATIENT, 'x'), subject: { reference: 'Patient?family=Nobody-of-that-name' } }), '422 value Bundle.entry[2]'],
    [{ request: { method: 'GET', url: `Observation/${made.id}` } }, '422 value Bundle.entry[2]'],
    [{ request: { method: 'PATCH', url: `Observation/${made.id}` } }, '428 required Bundle.entry[2].request.ifMatch'],
    [{ request: { method: 'PATCH', url: `Observation/${made.id}`, ifMatch: 'W/"1"' }, resource: { resourceType: 'Binary', contentType: 'application/json-patch+json', data: 'bm90IGpzb24=' } }, '422 value Bundle.entry[2]'],
    [{ request: { method: 'POST', url: 'Observation' } }, '422 value Bundle.entry[2]'],
    [{ request: { method: 'POST', url: 'Observation/_search' }, resource: observation(PATIENT, 'x') }, '422 value Bundle.entry[2]'],
    [{ request: { method: 'PUT', url: '../../B81001/fhir/r4/Observation/x' }, resource: { ...made, id: 'x' } }, '422 value Bundle.entry[2]'],
    [{ request: { method: 'POST', url: 'Subscription' }, resource: { resourceType: 'Subscription', status: 'requested', reason: 'x', criteria: 'Observation?', channel: { type: 'message' } } }, '404 not-supported'],
    [post(observation(PATIENT, 'x'), { ifNoneExist: 'name=x' }), '400 invalid'],
    [{ resource: observation(PATIENT, 'no request') }, '422'],
  ];
  for (const [entry, expected] of bad) {
    const answer = await commit(transaction(post(encounter, { fullUrl: ENCOUNTER, ifNoneExist: 'identifier=urn:never|kept' }), post({ ...observation(PATIENT, 'good'), encounter: { reference: ENCOUNTER } }), entry));
    assert.ok((await issueOf(answer)).startsWith(expected), `${JSON.stringify(entry.request)} gave ${answer.status}, not ${expected}`);
    assert.equal(await everything(), after, JSON.stringify(entry));
  }
});

test('a mix of create, update, delete and re-create is one effect, told in one change of each record', async () => {
  const [kept = '', gone = ''] = await made(await commit(transaction(post(observation(PATIENT, 'kept')), post(observation(PATIENT, 'gone')))));
  const version = (await ask(gp, `/Patient/${PATIENT}/$everything`)).headers.get('etag') ?? '';
  const keptId = kept.split('/')[1] ?? '';
  const answer = await commit(transaction(
    { resource: { ...observation(PATIENT, 'kept, amended'), id: keptId }, request: { method: 'PUT', url: kept, ifMatch: 'W/"1"' } },
    { request: { method: 'DELETE', url: gone, ifMatch: 'W/"1"' } },
    { resource: { ...observation(PATIENT, 'own id'), id: 'own-id' }, request: { method: 'PUT', url: 'Observation/own-id' } },
    post(observation(PATIENT, 'new')),
  ));
  assert.deepEqual((await bundleOf(answer)).entry?.map(({ response }) => response?.status), ['200', '204', '201', '201']);
  assert.equal((await ask(gp, `/${gone}`)).status, 410);
  assert.equal((await bodyOf<Observation>(await ask(gp, `/${kept}`))).code.text, 'kept, amended');
  const now = (await ask(gp, `/Patient/${PATIENT}/$everything`)).headers.get('etag') ?? '';
  assert.equal(Number(now.slice(3, -1)), Number(version.slice(3, -1)) + 1);
  const [change] = await server.database.owner.query<{ resources: string }>(`select resources from jenner.change order by position desc limit 1`, []);
  assert.equal((JSON.parse(change?.resources ?? '[]') as unknown[]).length, 4);
});

test('two entries about one resource are refused: which of them should win?', async () => {
  const [target = ''] = await made(await commit(transaction(post(observation(PATIENT, 'one')))));
  const id = target.split('/')[1] ?? '';
  const before = await everything();
  const put: BundleEntry = { resource: { ...observation(PATIENT, 'two'), id }, request: { method: 'PUT', url: target, ifMatch: 'W/"1"' } };
  const remove: BundleEntry = { request: { method: 'DELETE', url: target } };
  for (const [first, second] of [[put, put], [put, remove], [remove, put], [remove, remove]] as const) {
    assert.equal(await issueOf(await commit(transaction(first, second))), '422 value Bundle.entry[1]');
  }
  assert.equal(await everything(), before);
});

test('I06: a bundle whose every entry has an ifNoneExist, sent five times at once and again later, has one effect and one answer', async () => {
  const bundle = transaction(
    post({ ...encounter, identifier: [{ system: 'urn:retry', value: 'e1' }] }, { fullUrl: ENCOUNTER, ifNoneExist: 'identifier=urn:retry|e1' }),
    post({ ...observation(PATIENT, 'retried'), identifier: [{ system: 'urn:retry', value: 'o1' }], encounter: { reference: ENCOUNTER } }, { ifNoneExist: 'identifier=urn:retry|o1' }),
  );
  const answers = await Promise.all(Array.from({ length: 5 }, () => commit(bundle)));
  const addresses = await Promise.all(answers.map(made));
  assert.equal(new Set(addresses.map((each) => each.join())).size, 1);
  assert.deepEqual(await made(await commit(bundle)), addresses[0]);
  assert.equal((await bundleOf(await ask(gp, '/Encounter?identifier=urn:retry|e1'))).total, 1);
  assert.equal((await bundleOf(await ask(gp, '/Observation?identifier=urn:retry|o1'))).total, 1);
  // The entry that was there already can still be referred to by a new one.
  const [, added = ''] = await made(await commit(transaction(bundle.entry?.[0] ?? {}, post({ ...observation(PATIENT, 'afterwards'), encounter: { reference: ENCOUNTER } }))));
  assert.equal((await bodyOf<Observation>(await ask(gp, `/${added}`))).encounter?.reference, addresses[0]?.[0]);
});

test('bundles that touch the same records in opposite order do not hurt one another', async () => {
  const second = ((await bundleOf(await ask(gp, '/Patient/$find?text=whitfield'))).entry ?? []).map(({ resource }) => resource?.id ?? '').find((id) => id !== PATIENT) ?? '';
  const bundles = Array.from({ length: 12 }, (_, i) => {
    const entries = [post(observation(PATIENT, `race ${i}`)), post(observation(second, `race ${i}`))];
    return transaction(...(i % 2 === 0 ? entries : entries.reverse()));
  });
  const answers = await Promise.all(bundles.map((bundle) => commit(bundle)));
  assert.deepEqual(answers.map(({ status }) => status), bundles.map(() => 200));
});

test('1000 entries go, 1001 do not; another type of Bundle does not; an empty one changes nothing', async () => {
  const many = (n: number) => transaction(...Array.from({ length: n }, (_, i) => post(observation(PATIENT, `bulk ${i}`))));
  const before = await everything();
  assert.equal(await issueOf(await commit(many(1001))), '413 too-long');
  for (const type of ['collection', 'searchset'] as const) assert.ok((await issueOf(await commit({ ...transaction(), type }))).startsWith('422 '), type);
  assert.equal(await issueOf(await send(gp, 'POST', '', observation(PATIENT, 'x'))), '400 invalid');
  assert.equal((await commit({ resourceType: 'Bundle', type: 'transaction' })).status, 200);
  assert.equal(await everything(), before);
  assert.equal((await commit(many(1000))).status, 200);
});

test('a whole new patient can be registered with what is known of them', async () => {
  const patientUrl = 'urn:uuid:33333333-3333-4333-8333-333333333333';
  const bundle = transaction(
    post({ ...observation('x', 'first weight'), subject: { reference: patientUrl } }),
    post({ resourceType: 'Patient', name: [{ family: 'Newcomer' }] }, { fullUrl: patientUrl }),
  );
  const [weight = '', patient = ''] = await made(await commit(bundle));
  assert.equal((await bodyOf<Observation>(await ask(gp, `/${weight}`))).subject?.reference, patient);
  assert.equal((await bundleOf(await ask(gp, `/${patient}/$everything`))).entry?.length, 2);
});

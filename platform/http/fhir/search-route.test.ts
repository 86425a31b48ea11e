import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Bundle, Observation, OperationOutcome, Patient } from '@medplum/fhirtypes';
import { startTestServer, type TestServer } from '../../../dev-env/test-server.ts';
import { DEMONSTRATION_PATIENT_ID as PATIENT } from '../../../dev-env/population/generate.ts';
import { ask, bundleOf, type Call, issueOf, resourcesOf } from '../testing/fhir.ts';

let server: TestServer;
let gp: Call;
let own: Call;
before(async () => {
  server = await startTestServer({ patients: 10 });
  gp = await server.as('gp');
  own = await server.as('patient');
});
after(() => server.stop());

const post = (call: Call, path: string, body: string): Promise<Response> => call(`/fhir/r4${path}`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });
const linkOf = (bundle: Bundle, relation: string): string | undefined => bundle.link?.find((link) => link.relation === relation)?.url;

test('E00186: POST _search answers what GET does, with parameters in the body, and pages on', async () => {
  const asked = await bundleOf(await ask(gp, `/Observation?patient=${PATIENT}&_count=3&_sort=-date`));
  const posted = await bundleOf(await post(gp, '/Observation/_search', `patient=${PATIENT}&_count=3&_sort=-date`));
  assert.deepEqual(resourcesOf(posted).map(({ id }) => id), resourcesOf(asked).map(({ id }) => id));
  assert.equal(posted.total, asked.total);
  const next = linkOf(posted, 'next') ?? '';
  const second = await bundleOf(await gp(next.slice(`${server.base}/A20047`.length)));
  assert.equal(resourcesOf(second).length, 3);
  assert.deepEqual(resourcesOf(second).filter(({ id }) => resourcesOf(posted).some((one) => one.id === id)), []);
  assert.equal(linkOf(second, 'self'), next);
  assert.equal((await bundleOf(await post(gp, '/Patient/_search', 'gender=male&gender=female'))).total, 0, 'a parameter given twice must hold twice');
});

test('a search of several types by _type finds each of them and nothing else', async () => {
  const bundle = await bundleOf(await ask(gp, '?_type=Practitioner,Organization&_sort=-_lastUpdated&_count=500'));
  assert.deepEqual([...new Set(resourcesOf(bundle).map(({ resourceType }) => resourceType as string))].toSorted(), ['Organization', 'Practitioner']);
  assert.equal(bundle.total, resourcesOf(bundle).length);
  for (const query of ['', '?_count=1', '?_type=Bundle', '?_type=Practitioner,Nonsense', '?_type=Practitioner,Organization&family=x']) assert.match(await issueOf(await ask(gp, query === '' ? '?' : query)), /^40[04] /, query);
  assert.ok((await bundleOf(await post(gp, '/_search', '_type=Practitioner'))).total);
});

test('matches, what goes with them, and what was left out are told apart; only the matches are counted', async () => {
  const bundle = await bundleOf(await ask(gp, `/Observation?patient=${PATIENT}&colour=red&_count=2&_include=Observation:encounter&_include=Observation:patient`, { prefer: 'handling=lenient' }));
  const modes = (bundle.entry ?? []).map(({ search }) => search?.mode);
  assert.deepEqual([modes.filter((mode) => mode === 'match').length, modes.at(-1), modes.includes('include')], [2, 'outcome', true]);
  const outcome = bundle.entry?.at(-1)?.resource as OperationOutcome | undefined;
  assert.equal(outcome?.issue?.[0]?.code, 'not-supported');
  assert.doesNotMatch(linkOf(bundle, 'self') ?? '', /colour/);
  assert.equal(await issueOf(await ask(gp, `/Observation?patient=${PATIENT}&colour=red`)), '400 not-supported');
});

test('_summary, _elements and _total shape the answer; _summary=count has no entries', async () => {
  const [short] = resourcesOf(await bundleOf(await ask(gp, `/Observation?patient=${PATIENT}&_count=1&_elements=subject`)));
  assert.ok(short?.resourceType === 'Observation');
  assert.deepEqual([short.meta?.tag?.at(-1)?.code, short.subject?.reference, short.effectiveDateTime], ['SUBSETTED', `Patient/${PATIENT}`, undefined]);
  const counted = await bundleOf(await ask(gp, `/Observation?patient=${PATIENT}&_summary=count`));
  assert.ok((counted.total ?? 0) > 10 && counted.entry === undefined);
  assert.equal((await bundleOf(await ask(gp, `/Observation?patient=${PATIENT}&_total=none`))).total, undefined);
  const [whole] = resourcesOf(await bundleOf(await ask(gp, `/Patient?_id=${PATIENT}&_summary=data`)));
  assert.ok((whole as Patient).birthDate !== undefined && (whole as Patient).text === undefined);
});

test('I29: a patient who searches through others finds their own record only', async () => {
  const everyone = await bundleOf(await ask(gp, '/Patient?_has:Observation:patient:status=final&_count=500'));
  assert.ok(resourcesOf(everyone).length > 3);
  assert.deepEqual(resourcesOf(await bundleOf(await ask(own, '/Patient?_has:Observation:patient:status=final&_count=500'))).map(({ id }) => id), [PATIENT]);
  const mine = resourcesOf(await bundleOf(await ask(own, '/Observation?status=final&_count=1000&_include=Observation:patient&_revinclude=Task:focus'))) as Observation[];
  assert.deepEqual([...new Set(mine.map((resource) => (resource.resourceType === 'Observation' ? resource.subject?.reference : `${resource['resourceType'] as string}/${(resource as { id: string }).id}`)))], [`Patient/${PATIENT}`]);
});

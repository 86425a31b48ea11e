import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { get } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Bundle, Observation } from '@medplum/fhirtypes';
import { startTestServer, type TestServer } from '../../../dev-env/test-server.ts';
import { DEMONSTRATION_PATIENT_ID } from '../../../dev-env/population/generate.ts';
import { ask, bodyOf, bundleOf, type Call, observation, resourcesOf, send } from '../testing/fhir.ts';

const PATIENT = DEMONSTRATION_PATIENT_ID;
let server: TestServer;
let gp: Call;

before(async () => {
  server = await startTestServer({ patients: 3 });
  gp = await server.as('gp');
});
after(() => server.stop());

async function create(text: string): Promise<Observation & { id: string }> {
  return bodyOf(await send(gp, 'POST', '/Observation', observation(PATIENT, text)));
}

function fetchRaw(path: string, cookie: string, encoding: string): Promise<{ headers: Record<string, unknown>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    get(server.base + path, { headers: { cookie, 'accept-encoding': encoding } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(chunks) })).on('error', reject);
    }).on('error', reject);
  });
}

test('E00165: $everything is the rows, byte for byte, compressed or not, from a snapshot, with later writes, and made anew', async () => {
  const cookie = `jenner_session=${await server.session('gp')}`;
  const path = `/A20047/fhir/r4/Patient/${PATIENT}/$everything`;
  const check = async (): Promise<string> => {
    const [plain, zipped] = [await fetchRaw(path, cookie, 'identity'), await fetchRaw(path, cookie, 'br, gzip;q=0.5')];
    assert.equal(plain.headers['content-encoding'], undefined);
    assert.equal(zipped.headers['content-encoding'], 'gzip');
    assert.equal(Number(zipped.headers['content-length']), zipped.body.length);
    assert.deepEqual(gunzipSync(zipped.body), plain.body);
    assert.equal(plain.headers['etag'], zipped.headers['etag']);
    const contents = await server.database.owner.query<{ content: string }>(`select content from jenner.resource where patient = $1`, [PATIENT]);
    const bundle: Bundle = JSON.parse(plain.body.toString());
    const own = (bundle.entry ?? []).filter(({ search }) => search?.mode === 'match');
    assert.deepEqual(own.map(({ resource }) => JSON.stringify(resource)).sort(), contents.map(({ content }) => content).sort());
    for (const { fullUrl, resource } of bundle.entry ?? []) assert.equal(fullUrl, `${server.base}/A20047/fhir/r4/${resource?.resourceType}/${resource?.id}`);
    assert.equal(own[0]?.resource?.resourceType, 'Patient');
    return String(plain.headers['etag']);
  };
  const before = await check();
  const added = await create('added “after” the snapshot: £, ł, 漢字, 👩🏽‍⚕️, "quotes" and \\ backslashes');
  assert.notEqual(await check(), before);
  await send(gp, 'PUT', `/Observation/${added.id}`, { ...added, status: 'amended' }, { 'if-match': 'W/"1"' });
  await check();
  await ask(gp, `/Observation/${added.id}`, {}, 'DELETE');
  await check();
  for (let i = 0; i < 70; i++) await create(`many ${i}`);
  await check();
  for (const refused of ['identity', '', 'gzip;q=0', 'gzip; q=0.0', 'br', 'xgzip']) assert.equal((await fetchRaw(path, cookie, refused)).headers['content-encoding'], undefined, refused);
});

test('If-None-Match answers 304 while the record stands, in whatever form the version comes back', async () => {
  const path = `/Patient/${PATIENT}/$everything`;
  const etag = (await ask(gp, path)).headers.get('etag') ?? '';
  assert.match(etag, /^W\/"\d+"$/);
  for (const header of [etag, etag.slice(2), `W/"1", ${etag}`]) {
    const answer = await ask(gp, path, { 'if-none-match': header });
    assert.deepEqual([answer.status, await answer.text(), answer.headers.get('etag')], [304, '', etag], header);
  }
  await create('something new');
  assert.equal((await ask(gp, path, { 'if-none-match': etag })).status, 200);
});

test('$everything brings the people and places the record refers to, and nobody else’s entries', async () => {
  const bundle = await bundleOf(await ask(gp, `/Patient/${PATIENT}/$everything`));
  const included = (bundle.entry ?? []).filter(({ search }) => search?.mode === 'include').map(({ resource }) => resource);
  assert.ok(included.some((resource) => resource?.resourceType === 'Practitioner'));
  const names = new Set(resourcesOf(bundle).map((resource) => `${resource.resourceType}/${resource.id}`));
  const referred = [...JSON.stringify(bundle).matchAll(/"reference":"((?:Practitioner|Organization|Location)\/[^"]+)"/g)].map(([, reference]) => reference ?? '');
  assert.ok(referred.length > 0 && referred.every((reference) => names.has(reference)));
  const patients = new Set([...JSON.stringify(bundle).matchAll(/"reference":"(Patient\/[^"]+)"/g)].map(([, reference]) => reference));
  assert.deepEqual([...patients], [`Patient/${PATIENT}`]);
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { AuditEvent, Bundle, Group, OperationOutcome, Resource } from '@medplum/fhirtypes';
import { startTestServer, type TestServer } from '../../../dev-env/test-server.ts';
import { DEMONSTRATION_PATIENT_ID } from '../../../dev-env/population/generate.ts';
import { EXPORT } from '../../bulk/job.ts';
import { makeFiles } from '../../bulk/make-files.ts';
import { caller, serveEvents, until } from '../../events/testing/serve.ts';
import { createValidator } from '../../fhir/validation/validate.ts';
import { issueAccessToken } from '../../identity/sessions.ts';
import { openJobs, type Jobs } from '../../jobs/jobs.ts';
import { ask, bodyOf, type Call, issueOf, observation, send } from '../testing/fhir.ts';
import { keptTypes } from './address.ts';
import { registerExportRoutes } from './export-routes.ts';

const PATIENT = DEMONSTRATION_PATIENT_ID;
const ASYNC = { prefer: 'respond-async' };
let server: TestServer;
let exporting: Awaited<ReturnType<typeof serveEvents>>;
let jobs: Jobs;
let gp: Call;
let program: Call;

before(async () => {
  server = await startTestServer({ patients: 3, practices: ['A20047', 'B81001'] });
  const { app, connections } = server.database;
  jobs = await openJobs(app, { connection: connections.app, kinds: [EXPORT], pollSeconds: 0.5, heartbeatSeconds: 10, retrySeconds: 1, watchSeconds: 1 }, () => undefined);
  exporting = await serveEvents(app, true, (fastify, context) => registerExportRoutes(fastify, context, jobs, keptTypes(createValidator().resourceTypes)));
  gp = await server.as('gp');
  program = await withScope('system/*.rs');
});
after(async () => {
  await jobs.close();
  await exporting.stop();
  await server.stop();
});

async function withScope(scope: string, ods = 'A20047'): Promise<Call> {
  return caller(exporting.base, ods, await issueAccessToken(server.database.app, ods, scope, 1));
}

interface Manifest {
  transactionTime: string;
  requiresAccessToken: boolean;
  output: { type: string; url: string; count: number }[];
}

const below = (address: string): string => address.slice(`${exporting.base}/A20047`.length);

/** Asks, waits, and answers the manifest and the lines of all files. */
async function exported(call: Call, path: string): Promise<{ manifest: Manifest; lines: string[]; status: string }> {
  const asked = await ask(call, path, ASYNC);
  assert.equal(asked.status, 202, await asked.clone().text());
  const status = below(asked.headers.get('content-location') ?? '');
  await until(async () => (await call(status)).status === 200, 'the export', 20_000);
  const manifest = await bodyOf<Manifest>(await call(status));
  const texts = await Promise.all(manifest.output.map(async ({ url, count, type }) => {
    const file = await call(below(url));
    assert.match(file.headers.get('content-type') ?? '', /^application\/fhir\+ndjson/);
    const lines = (await file.text()).trimEnd().split('\n');
    assert.equal(lines.length, count);
    for (const line of lines) assert.equal((JSON.parse(line) as Resource).resourceType, type);
    return lines;
  }));
  return { manifest, lines: texts.flat(), status };
}

async function stored(where = 'true'): Promise<string[]> {
  return (await server.database.owner.query<{ content: string }>(`select content from jenner.resource where practice = 'A20047' and ${where}`, [])).map(({ content }) => content).sort();
}

test('E00165: $export of a practice is every row of it, of its patients every record, and never a row of another practice (I31)', async () => {
  const whole = await exported(program, '/$export');
  assert.deepEqual(whole.lines.toSorted(), await stored());
  assert.ok(whole.lines.length > 500);
  assert.equal(whole.manifest.requiresAccessToken, true);
  const records = await exported(program, '/Patient/$export?_outputFormat=application/fhir%2Bndjson');
  assert.deepEqual(records.lines.toSorted(), await stored(`patient <> ''`));
  const rows = await server.database.owner.query<{ target: string; detail: string }>(`select target, detail from jenner.audit where action = 'export' and outcome = 'success' order by at, target`, []);
  assert.ok(rows.some(({ target, detail }) => target === `export/${whole.status.split('/').at(-1)}` && detail === `${whole.lines.length} resources in ${whole.manifest.output.length} files`), JSON.stringify(rows));
});

test('a Group’s export is its members’ records as they are now; types, filters and _since narrow it', async () => {
  const group = await bodyOf<Group>(await send(gp, 'POST', '/Group', { resourceType: 'Group', type: 'person', actual: true, member: [{ entity: { reference: `Patient/${PATIENT}` } }] }));
  const path = `/Group/${group.id}/$export`;
  assert.deepEqual((await exported(program, path)).lines.toSorted(), await stored(`patient = '${PATIENT}'`));
  assert.deepEqual((await exported(program, `${path}?_type=Patient,Condition`)).lines.toSorted(), await stored(`patient = '${PATIENT}' and type in ('Patient', 'Condition')`));
  await send(gp, 'POST', '/Observation', { ...observation(PATIENT, 'filtered'), status: 'preliminary' });
  const filtered = await exported(program, '/$export?_type=Observation,Patient&_typeFilter=Observation%3Fstatus%3Dpreliminary');
  assert.deepEqual(filtered.lines.toSorted(), [...(await stored(`type = 'Observation' and content like '%"preliminary"%'`)), ...(await stored(`type = 'Patient'`))].sort());
  await server.database.owner.query(`update jenner.resource set updated = now() - interval '1 hour' where id <> $1`, [PATIENT]);
  const since = new Date(Date.now() - 1000).toISOString();
  const added = await bodyOf<Resource>(await send(gp, 'POST', '/Observation', observation(PATIENT, 'since')));
  const lines = (await exported(program, `/$export?_type=Observation&_since=${encodeURIComponent(since)}`)).lines;
  assert.deepEqual(lines.map((line) => (JSON.parse(line) as Resource).id), [added.id]);
});

test('all of it is from one moment: what is written while it is read is not in it', async () => {
  const asked = await ask(program, '/$export?_type=Observation', ASYNC);
  const before = await stored(`type = 'Observation'`);
  const writing = Promise.all(Array.from({ length: 30 }, (_, i) => send(gp, 'POST', '/Observation', observation(PATIENT, `meanwhile ${i}`))));
  const status = below(asked.headers.get('content-location') ?? '');
  await until(async () => (await program(status)).status === 200, 'the export', 20_000);
  await writing;
  const { output, transactionTime } = await bodyOf<Manifest>(await program(status));
  const lines = (await Promise.all(output.map(async ({ url }) => (await program(below(url))).text()))).flatMap((text) => text.trimEnd().split('\n'));
  const ids = new Set(lines.map((line) => (JSON.parse(line) as Resource).id));
  assert.ok(before.every((content) => ids.has((JSON.parse(content) as Resource).id)));
  for (const line of lines) assert.ok(Date.parse((JSON.parse(line) as Resource).meta?.lastUpdated ?? '') <= Date.parse(transactionTime) + 1000);
});

test('ISO 27789: who fetched an export has seen each patient in it, once a day, and nobody else; a file that nobody fetched shows nobody', async () => {
  const seen = async (id: string): Promise<string[]> => (await server.database.owner.query<{ patient: string }>(`select patient from jenner.audit where target = $1 and patient <> '' order by patient`, [`export/${id}`])).map(({ patient }) => patient);
  const group = await bodyOf<Group>(await send(gp, 'POST', '/Group', { resourceType: 'Group', type: 'person', actual: true, member: [{ entity: { reference: `Patient/${PATIENT}` } }] }));
  const asked = await ask(program, `/Group/${group.id}/$export?_type=Condition,Observation,Patient`, ASYNC);
  const status = below(asked.headers.get('content-location') ?? '');
  const id = status.split('/').at(-1) ?? '';
  await until(async () => (await program(status)).status === 200, 'the export', 20_000);
  assert.deepEqual(await seen(id), []);
  const { output } = await bodyOf<Manifest>(await program(status));
  assert.ok(output.length >= 3);
  for (const { url } of [...output, ...output]) assert.equal((await program(below(url))).status, 200);
  assert.deepEqual(await seen(id), [PATIENT]);
  const whole = await exported(program, '/$export?_type=Patient');
  assert.deepEqual(await seen(whole.status.split('/').at(-1) ?? ''), whole.lines.map((line) => (JSON.parse(line) as Resource).id ?? '').sort());
  // Under the registered name of the service, both in the practice's audit and in what the patient is told.
  await server.database.owner.query(`insert into jenner.app_client (practice, id, name, kind, auth, redirect_uris, scope, jwks, registered_by, registered_at) values ('A20047', 'c1', 'Regional research', 'service', 'private_key_jwt', '[]', 'system/*.rs', '{}', 'test', now())`, []);
  await server.database.owner.query(`update jenner.export set account = 'client:c1' where id = $1`, [id]);
  const service = await withScope('system/*.rs');
  await server.database.owner.query(`update jenner.session set account = 'client:c1', client = 'c1' where practice = 'A20047' and account like 'program:%' and created = (select max(created) from jenner.session where account like 'program:%' and practice = 'A20047')`, []);
  assert.equal((await service(below(output[0]?.url ?? ''))).status, 200);
  for (const reader of ['manager', 'patient']) {
    const listed = await bodyOf<Bundle<AuditEvent>>(await ask(await server.as(reader), `/AuditEvent?patient=Patient/${PATIENT}`));
    assert.ok(listed.entry?.some(({ resource }) => resource?.agent[0]?.name === 'Regional research'), reader);
  }
});

test('a HEAD starts no export and fetches no file', async () => {
  const counted = async () => (await server.database.owner.query<{ exports: number; audited: number }>(`select (select count(*)::int from jenner.export) as exports, (select count(*)::int from jenner.audit where action = 'export') as audited`, []))[0];
  const { manifest } = await exported(program, '/$export?_type=Patient');
  const before = await counted();
  for (const path of ['/$export', '/Patient/$export', '/Group/x/$export']) assert.equal((await ask(program, path, ASYNC, 'HEAD')).status, 404, path);
  assert.equal((await program(below(manifest.output[0]?.url ?? ''), { method: 'HEAD' })).status, 404);
  assert.deepEqual(await counted(), before);
});

test('a file comes as gzip when it is asked for so, and is the same', async () => {
  const { manifest } = await exported(program, '/$export?_type=Condition');
  const [file] = manifest.output;
  const address = below(file?.url ?? '');
  const plain = await (await program(address, { headers: { 'accept-encoding': 'identity' } })).text();
  const zipped = await program(address, { headers: { 'accept-encoding': 'gzip' } });
  assert.equal(zipped.headers.get('content-encoding'), 'gzip');
  assert.equal(await zipped.text(), plain);
  const [row] = await server.database.owner.query<{ body: Uint8Array }>(`select body from jenner.export_file where type = 'Condition' and export = $1`, [address.split('/').at(-2) ?? '']);
  assert.equal(gunzipSync(row?.body ?? Buffer.alloc(0)).toString(), plain);
});

test('I31: only programs export, only what their scopes cover, and nobody sees or ends another’s export', async () => {
  for (const role of ['gp', 'manager', 'patient', 'reception']) {
    const person = caller(exporting.base, 'A20047', await server.session(role));
    assert.equal(await issueOf(await ask(person, '/$export', ASYNC)), '403 forbidden', role);
  }
  const narrow = await withScope('system/Condition.rs system/Observation.r?status=preliminary system/Patient.s');
  const { lines, status, manifest } = await exported(narrow, '/$export');
  assert.deepEqual(lines.toSorted(), await stored(`type = 'Condition' or (type = 'Observation' and content like '%"preliminary"%')`));
  assert.equal(await issueOf(await ask(narrow, '/$export?_type=Patient', ASYNC)), '400 not-supported');
  assert.equal(await issueOf(await ask(narrow, '/Group/x/$export', ASYNC)), '403 forbidden');
  for (const other of [program, caller(exporting.base, 'A20047', await server.session('gp')), await withScope('system/*.rs', 'B81001')]) {
    for (const [path, method] of [[status, 'GET'], [below(manifest.output[0]?.url ?? ''), 'GET'], [status, 'DELETE']] as const) {
      assert.match(await issueOf(await other(path, { method })), /^40[34] /, path);
    }
  }
  assert.equal((await narrow(status)).status, 200);
});

test('what is guarded is not exported, and a restricted patient is masked (I25, I31)', async () => {
  const family = { name: [{ family: 'Zzyzx' }], address: [{ line: ['1 Hidden Street'] }] };
  const restricted = await bodyOf<Resource>(await send(gp, 'POST', '/Patient', { resourceType: 'Patient', ...family, meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }] } }));
  const guarded = await bodyOf<Resource>(await send(gp, 'POST', '/Patient', { resourceType: 'Patient', name: [{ family: 'Guarded' }] }));
  await server.database.owner.query(`insert into jenner.guard (practice, patient, kind, set_by, set_at) values ('A20047', $1, 'sealed', 'test', now())`, [guarded.id ?? '']);
  const { lines } = await exported(program, '/Patient/$export?_type=Patient');
  const ids = lines.map((line) => (JSON.parse(line) as Resource).id);
  assert.ok(ids.includes(restricted.id) && !ids.includes(guarded.id));
  assert.ok(!lines.join().includes('Hidden Street'));
});

test('an export is ended by its program, expires, and starts again from nothing when its worker was killed', async () => {
  const { status } = await exported(program, '/$export?_type=Patient');
  const id = status.split('/').at(-1) ?? '';
  const count = async () => (await server.database.owner.query<{ n: number }>(`select count(*)::int as n from jenner.export_file where export = $1`, [id]))[0]?.n;
  // A worker that died has left the export running, with files: the next begins anew.
  await server.database.owner.query(`update jenner.export set status = 'running' where id = $1`, [id]);
  await server.database.owner.query(`insert into jenner.export_file (practice, export, number, type, resources, body) values ('A20047', $1, 7, 'Patient', 1, '')`, [id]);
  assert.equal((await program(status)).status, 202);
  await makeFiles(server.database.app, 'A20047', id);
  assert.deepEqual([(await program(status)).status, await count()], [200, 1]);
  assert.equal((await program(status, { method: 'DELETE' })).status, 202);
  assert.equal(await issueOf(await program(status)), '404 not-found');
  assert.equal(await count(), 0);
  await makeFiles(server.database.app, 'A20047', id);
  assert.equal(await count(), 0, 'a worker that comes late adds nothing');
  const old = await exported(program, '/$export?_type=Patient');
  await server.database.owner.query(`update jenner.export set expires = now() where id = $1`, [old.status.split('/').at(-1) ?? '']);
  for (const path of [old.status, below(old.manifest.output[0]?.url ?? '')]) assert.equal(await issueOf(await program(path)), '404 not-found');
});

test('what cannot be exported is refused in words, and one program cannot fill the queue', async () => {
  assert.equal(await issueOf(await ask(program, '/$export')), '400 invalid');
  for (const query of ['_type=Foo', '_type=AuditEvent', '_since=yesterday', '_outputFormat=text/csv', '_elements=id', '_typeFilter=Observation', '_typeFilter=Observation%3Fcolour%3Dred', '_typeFilter=Observation%3Fsubject.name%3Dx']) {
    const refused = await ask(program, `/$export?${query}`, ASYNC);
    assert.ok((await issueOf(refused.clone())).startsWith('400 '), query);
    assert.equal((await bodyOf<OperationOutcome>(refused)).resourceType, 'OperationOutcome');
  }
  assert.equal((await ask(program, '/$export?_elements=id&_type=Patient', { prefer: 'respond-async, handling=lenient' })).status, 202);
  assert.equal(await issueOf(await ask(program, '/Group/nobody/$export', ASYNC)), '404 not-found');
  await jobs.close();
  const answers = await Promise.all(Array.from({ length: 3 }, () => ask(program, '/$export', ASYNC)));
  for (let i = 0; i < 4; i++) answers.push(await ask(program, '/$export', ASYNC));
  assert.equal(await issueOf(answers.at(-1) ?? Response.error()), '429 throttled');
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CapabilityStatement, CapabilityStatementRestResource, Resource } from '@medplum/fhirtypes';
import { startTestServer, type TestServer } from '../../../dev-env/test-server.ts';
import { DEMONSTRATION_PATIENT_ID } from '../../../dev-env/population/generate.ts';
import { createValidator } from '../../fhir/validation/validate.ts';
import { issueAccessToken } from '../../identity/sessions.ts';
import { ask, bodyOf, bundleOf, type Call, issueOf, send } from '../testing/fhir.ts';

const PATIENT = DEMONSTRATION_PATIENT_ID;
let server: TestServer;
let gp: Call;
let statement: CapabilityStatement;
let claimed: CapabilityStatementRestResource[];

before(async () => {
  server = await startTestServer({ patients: 3 });
  gp = await server.as('gp');
  const answer = await fetch(`${server.base}/A20047/fhir/r4/metadata`);
  assert.equal(answer.status, 200);
  statement = await bodyOf(answer);
  claimed = statement.rest?.[0]?.resource ?? [];
});
after(() => server.stop());

/** Enough of a resource to be accepted, for some types that have little in common. */
const SAMPLES: Record<string, object> = {
  AllergyIntolerance: { code: { text: 'Penicillin' }, clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }] }, patient: { reference: `Patient/${PATIENT}` } },
  Appointment: { status: 'proposed', participant: [{ actor: { reference: `Patient/${PATIENT}` }, status: 'accepted' }] },
  Binary: { contentType: 'text/plain', data: 'eA==' },
  Condition: { code: { text: 'Asthma' }, subject: { reference: `Patient/${PATIENT}` } },
  Group: { type: 'person', actual: true },
  Organization: { name: 'A laboratory' },
  Questionnaire: { status: 'active' },
  Task: { status: 'requested', intent: 'order', for: { reference: `Patient/${PATIENT}` } },
};

/** The types that every generic route serves. */
const kept = (): CapabilityStatementRestResource[] => claimed.filter(({ type }) => type !== 'AuditEvent' && type !== 'Subscription');

test('metadata is public, valid FHIR, and of this practice', async () => {
  assert.deepEqual(createValidator().validate(statement), []);
  assert.equal(statement.fhirVersion, '4.0.1');
  assert.equal(statement.implementation?.url, `${server.base}/A20047/fhir/r4`);
  assert.ok(claimed.length > 100);
  assert.equal(new Set(claimed.map(({ type }) => type)).size, claimed.length);
  for (const never of ['Bundle', 'Parameters', 'OperationOutcome']) assert.ok(!claimed.some(({ type }) => type === never));
  assert.equal(await issueOf(await fetch(`${server.base}/ZZZ999/fhir/r4/metadata`)), '404 not-found');
});

test('E00165: every type that metadata names is read, searched and has a history; what it does not name is not served', async () => {
  for (const { type } of kept()) {
    assert.equal(await issueOf(await ask(gp, `/${type}/not-here`)), '404 not-found', type);
    assert.equal((await bundleOf(await ask(gp, `/${type}?_id=not-here`))).total, 0, type);
  }
  for (const { type, interaction } of kept()) assert.deepEqual(interaction?.map(({ code }) => code), ['read', 'vread', 'update', 'patch', 'delete', 'history-instance', 'history-type', 'create', 'search-type'], type);
});

test('every interaction and conditional flag that it claims works on types of every kind', async () => {
  for (const [type, sample] of Object.entries(SAMPLES)) {
    const asked = { 'if-none-exist': '_id=never-there' };
    const made = await send(gp, 'POST', `/${type}`, { resourceType: type, ...sample }, asked);
    assert.equal(made.status, 201, type);
    const resource = await bodyOf<Resource & { id: string }>(made);
    const path = `/${type}/${resource.id}`;
    assert.equal((await ask(gp, path, { 'if-none-match': 'W/"1"' })).status, 304, type);
    assert.equal((await send(gp, 'PUT', path, { ...resource, language: 'en-GB' }, { 'if-match': 'W/"1"' })).status, 200, type);
    assert.equal((await send(gp, 'PUT', `/${type}?_id=${resource.id}`, { ...resource, language: 'cy' })).status, 200, type);
    assert.equal((await send(gp, 'PATCH', path, [{ op: 'replace', path: '/language', value: 'en-GB' }], { 'if-match': 'W/"3"' })).status, 200, type);
    assert.equal((await ask(gp, `${path}/_history/1`)).status, 200, type);
    assert.equal((await bundleOf(await ask(gp, `/${type}?_id=${resource.id}`))).total, 1, type);
    assert.equal((await ask(gp, `/${type}?_id=${resource.id}`, {}, 'DELETE')).status, 204, type);
    assert.equal((await bundleOf(await ask(gp, `${path}/_history`))).total, 5, type);
    assert.equal((await bundleOf(await ask(gp, `/${type}/_history?_count=1`))).entry?.[0]?.request?.method, 'DELETE', type);
    assert.equal((await send(gp, 'PUT', `/${type}/own-${type.toLowerCase()}`, { resourceType: type, id: `own-${type.toLowerCase()}`, ...sample })).status, 201, `${type}: updateCreate`);
  }
  const bundle = (type: string) => ({ resourceType: 'Bundle', type });
  const ofAll: Record<string, () => Promise<Response>> = {
    transaction: () => send(gp, 'POST', '', bundle('transaction')),
    batch: () => send(gp, 'POST', '', bundle('batch')),
    'history-system': () => ask(gp, '/_history?_count=1'),
    'search-system': () => ask(gp, '?_type=Patient,Observation&_id=x'),
  };
  const codes = statement.rest?.[0]?.interaction?.map(({ code }) => code ?? '') ?? [];
  assert.deepEqual(codes.toSorted(), Object.keys(ofAll).toSorted());
  for (const code of codes) assert.equal((await ofAll[code]?.())?.status, 200, code);
});

test('E00186: every search parameter, include and reverse include of some types is answered, and each profile is for its type', async () => {
  for (const { type, searchParam, searchInclude, searchRevInclude } of kept().filter((one) => ['Patient', 'Observation', 'Appointment', 'Encounter'].includes(one.type ?? ''))) {
    for (const { name, type: kind } of searchParam ?? []) {
      const value = kind === 'composite' ? ':missing=true' : kind === 'date' ? '=2026-01-01' : kind === 'quantity' || kind === 'number' ? '=1' : '=x';
      assert.equal((await ask(gp, `/${type}?_id=not-here&${name}${value}`)).status, 200, `${type} ${name}`);
    }
    assert.ok((searchInclude ?? []).length > 0 && (searchRevInclude ?? []).length > 0, type);
    for (const include of searchInclude ?? []) assert.equal((await ask(gp, `/${type}?_id=not-here&_include=${include}`)).status, 200, include);
    for (const include of (searchRevInclude ?? []).filter((_, i) => i % 10 === 0)) assert.equal((await ask(gp, `/${type}?_id=not-here&_revinclude=${include}`)).status, 200, include);
  }
  const { profiles } = createValidator();
  const told = kept().flatMap(({ type, supportedProfile = [] }) => supportedProfile.map((canonical) => [canonical, type]));
  assert.ok(told.length > 10);
  for (const [canonical = '', type] of told) assert.equal(profiles.get(canonical), type);
});

test('every operation that it claims is there, and does not answer as one that is not', async () => {
  const token = await issueAccessToken(server.database.app, 'A20047', 'system/*.rs', 1);
  const names: string[] = [];
  const ofType = [...claimed, { type: undefined, operation: statement.rest?.[0]?.operation }].flatMap(({ type, operation = [] }) => operation.map(({ name }) => [type, name ?? ''] as const));
  for (const [type, name] of ofType) {
    const isOfInstance = name === 'everything' || (type === 'Group' && name === 'export') || type === 'Subscription';
    const path = `${type === undefined ? '' : `/${type}`}${isOfInstance ? '/not-here' : ''}/$${name}`;
    const init = { headers: { authorization: `Bearer ${token}`, prefer: 'respond-async', 'content-type': 'application/fhir+json' }, ...(name === 'validate' ? { method: 'POST', body: '{}' } : {}) };
    const answer = await fetch(`${server.base}/A20047/fhir/r4${path}`, init);
    assert.doesNotMatch(`${answer.status} ${await answer.text()}`, /^404 .*not-supported/, path);
    names.push(`${type ?? ''}$${name}`);
  }
  for (const expected of ['Patient$everything', 'Patient$find', 'ValueSet$expand']) assert.ok(names.includes(expected), expected);
  assert.equal(await issueOf(await ask(gp, '/Observation/$lastn')), '404 not-supported');
});

test('AuditEvent is read and never written; Subscription and security are claimed as they are served', async () => {
  const audit = claimed.find(({ type }) => type === 'AuditEvent');
  assert.deepEqual(audit?.interaction?.map(({ code }) => code), ['read', 'search-type']);
  const event = { resourceType: 'AuditEvent', type: { code: 'rest' }, recorded: '2026-11-22T00:00:00Z', agent: [{ requestor: true }], source: { observer: { display: 'x' } } };
  assert.equal(await issueOf(await send(gp, 'POST', '/AuditEvent', event)), '404 not-supported');
  assert.equal(await issueOf(await send(gp, 'PUT', '/AuditEvent/x', { ...event, id: 'x' })), '404 not-supported');
  for (const { name } of audit?.searchParam ?? []) assert.equal((await ask(gp, `/AuditEvent?patient=${PATIENT}&${name}=${{ patient: PATIENT, date: '2026', agent: 'x', outcome: '0' }[name ?? ''] ?? ''}`)).status, 200, name);
  const subscription = claimed.find(({ type }) => type === 'Subscription');
  assert.deepEqual(subscription?.interaction?.map(({ code }) => code), ['create', 'read', 'update', 'delete', 'search-type']);
  assert.equal((await ask(gp, '/Subscription?status=active')).status, 200);
  const security = statement.rest?.[0]?.security;
  const smart = await bodyOf<Record<string, string>>(await fetch(`${server.base}/A20047/fhir/r4/.well-known/smart-configuration`));
  const uris = Object.fromEntries((security?.extension?.[0]?.extension ?? []).map(({ url, valueUri }) => [url, valueUri]));
  assert.deepEqual([uris['authorize'], uris['token'], uris['manage']], [smart['authorization_endpoint'], smart['token_endpoint'], smart['management_endpoint']]);
  assert.equal(security?.service?.[0]?.coding?.[0]?.code, 'SMART-on-FHIR');
});

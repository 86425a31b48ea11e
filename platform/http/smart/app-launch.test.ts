import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as oauth from 'openid-client';
import { DEMONSTRATION_PATIENT_ID } from '../../../dev-env/population/generate.ts';
import { entryId, patientPrefix } from '../../../dev-env/population/ids.ts';
import { CALLBACK, connectAs, fhir, ODS, question, startThirdParty, type ThirdParty } from '../../../dev-env/examples/third-party.ts';

const OTHER_PATIENT = entryId(patientPrefix(2), 0);

describe('SMART App Launch', () => {
  let party: ThirdParty;
  let app: { id: string; secret: string | undefined };
  let config: oauth.Configuration;
  before(async () => {
    party = await startThirdParty();
    app = await party.register({ launchUrl: 'https://charts.example.org/launch' });
    config = await party.discover(app.id);
  });
  after(() => party.stop());

  it('lets a patient’s app read that patient’s record and nobody else’s (standalone)', async () => {
    const tokens = await connectAs(party, config, 'patient');
    assert.deepEqual([tokens['patient'], tokens['need_patient_banner'], tokens.scope, tokens.refresh_token], [DEMONSTRATION_PATIENT_ID, true, 'openid fhirUser launch/patient patient/*.rs', undefined]);
    assert.equal(tokens.claims()?.['fhirUser'], `${party.server.base}/${ODS}/fhir/r4/Patient/${DEMONSTRATION_PATIENT_ID}`);
    assert.equal((await fhir(party, tokens.access_token, `Patient/${DEMONSTRATION_PATIENT_ID}`)).status, 200);
    assert.equal((await fhir(party, tokens.access_token, `Patient/${OTHER_PATIENT}`)).status, 404);
  });

  it('confines scopes for a patient to the one that staff chose, though staff may see all', async () => {
    const { url } = await question(party, config);
    const page = await (await party.browse('gp', url)).text();
    assert.match(page, /Whose record\?/);
    const tokens = await connectAs(party, config, 'gp', {}, OTHER_PATIENT);
    assert.equal(tokens['patient'], OTHER_PATIENT);
    assert.equal((await fhir(party, tokens.access_token, `Patient/${OTHER_PATIENT}`)).status, 200);
    assert.equal((await fhir(party, tokens.access_token, `Patient/${DEMONSTRATION_PATIENT_ID}`)).status, 404);
    const found = (await (await fhir(party, tokens.access_token, `Observation?patient=Patient/${DEMONSTRATION_PATIENT_ID}`)).json()) as { entry?: unknown[] };
    assert.equal(found.entry?.length ?? 0, 0);
    const everything = await fhir(party, tokens.access_token, `Patient/${OTHER_PATIENT}/$everything`);
    assert.equal(everything.status, 200);
    assert.equal((await fhir(party, tokens.access_token, `Patient/${DEMONSTRATION_PATIENT_ID}/$everything`)).status, 404);
  });

  it('starts an app for the patient on screen, once, for that user and that app (EHR launch)', async () => {
    const gp = await party.server.as('gp');
    const launch = async () => {
      const answer = await gp('/auth/launches', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ client: app.id, patient: OTHER_PATIENT }) });
      assert.equal(answer.status, 201);
      const address = new URL(((await answer.json()) as { address: string }).address);
      assert.deepEqual([address.origin, address.searchParams.get('iss')], ['https://charts.example.org', `${party.server.base}/${ODS}/fhir/r4`]);
      assert.doesNotMatch(address.href, new RegExp(OTHER_PATIENT), 'the patient is in the address');
      return address.searchParams.get('launch') ?? '';
    };
    const scope = 'openid fhirUser launch patient/*.rs';
    const token = await launch();
    const tokens = await connectAs(party, config, 'gp', { scope, launch: token });
    assert.equal(tokens['patient'], OTHER_PATIENT);
    const again = await question(party, config, { scope, launch: token });
    assert.equal((await party.allow('gp', again.url)).searchParams.get('error'), 'invalid_request');
    const others = await question(party, config, { scope, launch: await launch() });
    assert.equal((await party.allow('nurse', others.url)).searchParams.get('error'), 'invalid_request');
    const unknown = await gp('/auth/launches', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ client: app.id, patient: 'nobody' }) });
    assert.equal(unknown.status, 404);
  });

  it('never lets an app do what its user may not: no role, no scope can widen the other', async () => {
    const writing = await party.register({ scopes: ['openid', 'launch/patient', 'user/*.cruds'] });
    const tokens = await connectAs(party, await party.discover(writing.id), 'patient', { scope: 'openid user/*.cruds' });
    const body = JSON.stringify({ resourceType: 'Condition', subject: { reference: `Patient/${DEMONSTRATION_PATIENT_ID}` }, code: { text: 'x' } });
    assert.equal((await fhir(party, tokens.access_token, 'Condition', { method: 'POST', body })).status, 403);
    assert.equal((await fhir(party, tokens.access_token, `Patient/${OTHER_PATIENT}`)).status, 404);
    const reading = await connectAs(party, config, 'gp', { scope: 'openid user/Patient.rs' });
    assert.equal(reading.scope, 'openid user/Patient.rs');
    assert.equal((await fhir(party, reading.access_token, `Patient/${OTHER_PATIENT}`)).status, 200);
    assert.equal((await fhir(party, reading.access_token, `Condition?patient=Patient/${OTHER_PATIENT}`)).status, 403);
    assert.equal((await fhir(party, reading.access_token, 'Condition', { method: 'POST', body })).status, 403);
  });

  it('grants of what is asked no more than what is registered, and says what was granted', async () => {
    const tokens = await connectAs(party, config, 'patient', { scope: 'openid launch/patient patient/Observation.cruds system/*.rs patient/*.read nonsense' });
    assert.equal(tokens.scope, 'openid launch/patient patient/Observation.rs');
  });

  it('rotates refresh tokens; one that comes back ends all that came of the grant', async () => {
    const first = await connectAs(party, config, 'patient', { scope: 'openid launch/patient patient/*.rs offline_access' });
    const second = await oauth.refreshTokenGrant(config, first.refresh_token ?? '');
    assert.equal(second['patient'], DEMONSTRATION_PATIENT_ID);
    assert.notEqual(second.refresh_token, first.refresh_token);
    assert.equal((await fhir(party, second.access_token, `Patient/${DEMONSTRATION_PATIENT_ID}`)).status, 200);
    await assert.rejects(oauth.refreshTokenGrant(config, first.refresh_token ?? ''), { error: 'invalid_grant' });
    assert.equal((await fhir(party, second.access_token, `Patient/${DEMONSTRATION_PATIENT_ID}`)).status, 401);
    await assert.rejects(oauth.refreshTokenGrant(config, second.refresh_token ?? ''), { error: 'invalid_grant' });
  });

  it('lets a token be narrowed by a refresh, never widened', async () => {
    const first = await connectAs(party, config, 'patient', { scope: 'openid launch/patient patient/Observation.rs patient/Condition.rs offline_access' });
    const second = await oauth.refreshTokenGrant(config, first.refresh_token ?? '', { scope: 'patient/Observation.cruds patient/Patient.rs' });
    assert.equal(second.scope, 'patient/Observation.rs');
  });

  it('stops with online_access when the user has signed out', async () => {
    const nurse = await party.server.session('nurse');
    const { url, verifier, state, nonce } = await question(party, config, { scope: 'openid user/*.rs online_access' });
    const headers = { cookie: `jenner_session=${nurse}`, origin: party.server.base };
    const answered = await fetch(`${party.server.base}/${ODS}/oauth/decision`, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams({ request: url.search.slice(1), decision: 'allow' }) });
    const tokens = await oauth.authorizationCodeGrant(config, new URL(answered.headers.get('location') ?? ''), { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce });
    const next = await oauth.refreshTokenGrant(config, tokens.refresh_token ?? '');
    await fetch(`${party.server.base}/${ODS}/auth/session`, { method: 'DELETE', headers });
    await assert.rejects(oauth.refreshTokenGrant(config, next.refresh_token ?? ''), { error: 'invalid_grant' });
  });

  it('remembers what was agreed, asks again for more, and not when it may not ask', async () => {
    const fresh = await party.register({ name: 'Diary' });
    const own = await party.discover(fresh.id);
    const silent = await question(party, own, { prompt: 'none' });
    assert.equal((await party.allow('patient', silent.url)).searchParams.get('error'), 'consent_required');
    await connectAs(party, own, 'patient');
    const again = await question(party, own);
    assert.equal((await party.browse('patient', again.url)).status, 303);
    const more = await question(party, own, { scope: 'openid launch/patient patient/*.rs offline_access' });
    const page = await party.browse('patient', more.url);
    assert.equal(page.status, 200);
    const text = await page.text();
    for (const said of ['Diary', 'Practice A20047', 'registered this app', '127.0.0.1:9', 'Find and see: everything in this one patient’s record', 'when you are not signed in']) assert.ok(text.includes(said), said);
    const denied = await party.browse('patient', `${party.server.base}/${ODS}/oauth/decision`, { request: more.url.search.slice(1), decision: 'deny' });
    assert.equal(new URL(denied.headers.get('location') ?? '').searchParams.get('error'), 'access_denied');
  });

  it('ends at once, tokens and all, when the user takes it back', async () => {
    const tokens = await connectAs(party, config, 'patient', { scope: 'openid launch/patient patient/*.rs offline_access' });
    const patient = await party.server.as('patient');
    const listed = (await (await patient('/auth/allowed-apps')).json()) as { client: string; name: string; does: string[] }[];
    assert.ok(listed.some(({ client, name, does }) => client === app.id && name === 'Growth charts' && does.length > 0));
    assert.match(await (await party.browse('patient', `${party.server.base}/${ODS}/oauth/apps`)).text(), /Stop allowing Growth charts/);
    assert.equal((await patient(`/auth/allowed-apps/${app.id}`, { method: 'DELETE' })).status, 204);
    assert.equal((await fhir(party, tokens.access_token, `Patient/${DEMONSTRATION_PATIENT_ID}`)).status, 401);
    await assert.rejects(oauth.refreshTokenGrant(config, tokens.refresh_token ?? ''), { error: 'invalid_grant' });
    assert.doesNotMatch(await (await party.browse('patient', `${party.server.base}/${ODS}/oauth/apps`)).text(), new RegExp(app.id));
  });

  it('takes nobody’s word for who is signed in: first a page of ours, then the way to sign in and back', async () => {
    const { url } = await question(party, config);
    const first = await fetch(url);
    assert.match(await first.text(), /http-equiv="refresh" content="0;url=\/A20047\/oauth\/authorize\?[^"]*jenner_again=1"/);
    const second = await (await fetch(`${url.href}&jenner_again=1`)).text();
    assert.match(second, /href="\/workspace\/\?return=%2FA20047%2Foauth%2Fauthorize/);
    const silent = await fetch(`${url.href}&prompt=none`, { redirect: 'manual' });
    assert.equal(new URL(silent.headers.get('location') ?? '').searchParams.get('error'), 'login_required');
    assert.equal(CALLBACK, new URL(silent.headers.get('location') ?? '').href.split('?')[0]);
  });

  it('lets an app’s own pages call it from the browser, and no others', async () => {
    const ask = async (origin: string) => (await fetch(`${party.server.base}/${ODS}/fhir/r4/Patient`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' } })).headers;
    const own = await ask('http://127.0.0.1:9');
    assert.equal(own.get('access-control-allow-origin'), 'http://127.0.0.1:9');
    assert.match(own.get('access-control-allow-headers') ?? '', /authorization/);
    assert.equal(own.get('access-control-allow-credentials'), null);
    assert.equal((await ask('https://elsewhere.example')).get('access-control-allow-origin'), null);
    const unsigned = await fetch(`${party.server.base}/${ODS}/fhir/r4/Patient`, { headers: { origin: 'http://127.0.0.1:9' } });
    assert.deepEqual([unsigned.status, unsigned.headers.get('access-control-allow-origin')], [401, 'http://127.0.0.1:9'], 'a refusal cannot be read');
    const refused = await fetch(`${party.server.base}/${ODS}/oauth/token`, { method: 'POST', headers: { origin: 'http://127.0.0.1:9' }, body: new URLSearchParams({ grant_type: 'x' }) });
    assert.deepEqual([refused.status, refused.headers.get('access-control-allow-origin')], [401, 'http://127.0.0.1:9'], 'an error cannot be read');
  });
});

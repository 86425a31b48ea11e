import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as oauth from 'openid-client';
import { DEMONSTRATION_PATIENT_ID } from '../../../dev-env/population/generate.ts';
import { CALLBACK, connectAs, fhir, ODS, question, startThirdParty, type ThirdParty } from '../../../dev-env/examples/third-party.ts';

const OTHER_PRACTICE = 'B81001';
const OWN = `Patient/${DEMONSTRATION_PATIENT_ID}`;

describe('connecting under attack', () => {
  let party: ThirdParty;
  let app: { id: string; secret: string | undefined };
  let config: oauth.Configuration;
  before(async () => {
    party = await startThirdParty([ODS, OTHER_PRACTICE]);
    app = await party.register();
    config = await party.discover(app.id);
  });
  after(() => party.stop());

  const tokenAt = (form: Record<string, string>, headers: Record<string, string> = {}, ods = ODS) =>
    fetch(`${party.server.base}/${ods}/oauth/token`, { method: 'POST', headers, body: new URLSearchParams(form) });
  const errorOf = async (answer: Response): Promise<unknown> => ((await answer.json()) as { error?: unknown }).error;
  /** A code that the patient has given, not yet redeemed. */
  async function code() {
    const asked = await question(party, config, { scope: 'openid launch/patient patient/*.rs offline_access' });
    const back = await party.allow('patient', asked.url);
    return { ...asked, back, form: { grant_type: 'authorization_code', client_id: app.id, code: back.searchParams.get('code') ?? '', redirect_uri: CALLBACK, code_verifier: asked.verifier } };
  }

  it('sends nothing to an address that is not the app’s own (open redirect)', async () => {
    for (const redirect of ['https://evil.example/callback', `${CALLBACK}/more`, `${CALLBACK}?x=1`, `${CALLBACK}#x`, 'http://127.0.0.1:9@evil.example/callback', 'http://127.0.0.1.evil.example/callback', 'javascript:alert(1)', `${CALLBACK}/../x`, '']) {
      const { url } = await question(party, config, { redirect_uri: redirect });
      const answer = await party.browse('patient', url);
      assert.deepEqual([answer.status, answer.headers.get('location')], [400, null], redirect);
    }
    const { url } = await question(party, config, { client_id: 'nobody' });
    assert.equal((await party.browse('patient', url)).status, 400);
    assert.equal((await party.browse('patient', (await question(party, config, { redirect_uri: CALLBACK.replace(':9', ':4444') })).url)).headers.get('location'), null, 'an app on the user’s own machine may choose its port');
  });

  it('takes the decision from its own page though the browser keeps its origin to itself, and from nowhere else (CSRF)', async () => {
    const { url } = await question(party, config);
    const cookie = `jenner_session=${await party.server.session('patient')}`;
    const decide = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(`${party.server.base}/${ODS}/oauth/decision`, { method: 'POST', redirect: 'manual', headers: { cookie, ...headers }, body: new URLSearchParams({ request: url.search.slice(1), decision: 'allow' }) })).status;
    const { origin } = new URL(party.server.base);
    for (const ours of [{ origin }, { origin: 'null', 'sec-fetch-site': 'same-origin' }, { origin, 'sec-fetch-site': 'same-origin' }]) assert.equal(await decide(ours), 303, JSON.stringify(ours));
    const others: Record<string, string>[] = [
      { origin: 'null' }, { origin: 'null', 'sec-fetch-site': 'cross-site' }, { origin: 'null', 'sec-fetch-site': 'same-site' }, { origin: 'null', 'sec-fetch-site': 'none' },
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' },
    ];
    for (const other of others) assert.equal(await decide(other), 403, JSON.stringify(other));
  });

  it('gives no code for another server’s API, without PKCE with S256, without state, or for a parameter that stands twice', async () => {
    const wrong = { aud: ['https://evil.example/fhir', `${party.server.base}/${OTHER_PRACTICE}/fhir/r4`], code_challenge_method: ['plain', ''], code_challenge: ['', 'short'], state: [''], response_type: ['token', 'code id_token', ''] };
    for (const [name, values] of Object.entries(wrong)) {
      for (const value of values) {
        const { url } = await question(party, config, { [name]: value });
        const back = await party.allow('patient', url);
        assert.ok(back.searchParams.has('error') && !back.searchParams.has('code'), `${name} ${value}`);
      }
    }
    for (const name of ['aud', 'code_challenge', 'code_challenge_method', 'state']) {
      const { url } = await question(party, config);
      url.searchParams.delete(name);
      assert.ok((await party.allow('patient', url)).searchParams.has('error'), name);
    }
    const { url } = await question(party, config);
    url.searchParams.append('redirect_uri', 'https://evil.example');
    assert.equal((await party.browse('patient', url)).status, 400);
  });

  it('takes a code once: seen again, all that came of it is dead', async () => {
    const { form } = await code();
    const tokens = (await (await tokenAt(form)).json()) as { access_token: string; refresh_token: string };
    assert.equal((await fhir(party, tokens.access_token, OWN)).status, 200);
    assert.equal(await errorOf(await tokenAt(form)), 'invalid_grant');
    assert.equal((await fhir(party, tokens.access_token, OWN)).status, 401);
    assert.equal(await errorOf(await tokenAt({ grant_type: 'refresh_token', client_id: app.id, refresh_token: tokens.refresh_token })), 'invalid_grant');
  });

  it('takes a code once of many times at once, and leaves no token that works', async () => {
    const { form } = await code();
    const answers = await Promise.all(Array.from({ length: 16 }, () => tokenAt(form)));
    const won = answers.filter(({ status }) => status === 200);
    assert.ok(won.length <= 1, `${won.length} times`);
    for (const answer of won) assert.equal((await fhir(party, ((await answer.json()) as { access_token: string }).access_token, OWN)).status, 401);
  });

  it('takes no code with another verifier, redirect address or client, and not after such a try', async () => {
    const other = await party.register({ name: 'Other' });
    const bad: Record<string, string>[] = [{ code_verifier: oauth.randomPKCECodeVerifier() }, { code_verifier: '' }, { redirect_uri: 'http://127.0.0.1:9/elsewhere' }, { client_id: other.id }];
    for (const change of bad) {
      const { form } = await code();
      assert.equal(await errorOf(await tokenAt({ ...form, ...change })), 'invalid_grant', JSON.stringify(change));
      assert.equal(await errorOf(await tokenAt(form)), 'invalid_grant');
    }
    const { form } = await code();
    await party.server.database.owner.query(`update app_grant set code_expires = now() where code_used_at is null`, []);
    assert.equal(await errorOf(await tokenAt(form)), 'invalid_grant', 'too old');
  });

  it('says which server answers, so that an app that uses several is not mixed up (RFC 9207)', async () => {
    const { url, verifier, state, nonce } = await question(party, config);
    const back = await party.allow('patient', url);
    assert.equal(back.searchParams.get('iss'), `${party.server.base}/${ODS}/oauth`);
    back.searchParams.set('iss', 'https://evil.example');
    await assert.rejects(oauth.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce }));
  });

  it('knows no practice’s codes, tokens or apps at another (safety I31)', async () => {
    const { form } = await code();
    assert.equal(await errorOf(await tokenAt(form, {}, OTHER_PRACTICE)), 'invalid_client');
    const tokens = await connectAs(party, config, 'patient');
    assert.equal((await fhir(party, tokens.access_token, OWN, {}, OTHER_PRACTICE)).status, 401);
    const there = new URL((await question(party, config)).url.href.replace(`/${ODS}/oauth`, `/${OTHER_PRACTICE}/oauth`));
    assert.equal((await party.browse('patient', there)).status, 400);
  });

  it('lets no other site send the user’s answer, and no token stand for a user at the screens', async () => {
    const { url } = await question(party, config);
    const cookie = `jenner_session=${await party.server.session('patient')}`;
    const body = () => new URLSearchParams({ request: url.search.slice(1), decision: 'allow' });
    for (const origin of ['https://evil.example', 'null']) {
      assert.equal((await fetch(`${party.server.base}/${ODS}/oauth/decision`, { method: 'POST', redirect: 'manual', headers: { cookie, origin }, body: body() })).status, 403);
    }
    const writing = await party.register({ name: 'All', scopes: ['openid', 'user/*.cruds'] });
    const tokens = await connectAs(party, await party.discover(writing.id), 'manager', { scope: 'openid user/*.cruds' });
    const headers = { authorization: `Bearer ${tokens.access_token}`, 'content-type': 'application/json' };
    const register = await fetch(`${party.server.base}/${ODS}/apps`, { method: 'POST', headers, body: '{}' });
    assert.equal(register.status, 403);
    const allowed = await fetch(`${party.server.base}/${ODS}/oauth/decision`, { method: 'POST', redirect: 'manual', headers: { authorization: headers.authorization }, body: body() });
    assert.equal(allowed.headers.get('location'), null);
    for (const path of ['/auth/launches', '/auth/allowed-apps']) assert.equal((await fetch(`${party.server.base}/${ODS}${path}`, { headers })).status, 403, path);
  });

  it('tells a secret’s guesser nothing, and takes no other way to prove oneself than the registered', async () => {
    const secret = await party.register({ name: 'Secret', auth: 'client_secret_basic' });
    const basic = (id: string, password: string) => ({ authorization: `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}` });
    const form = { grant_type: 'refresh_token', refresh_token: 'x' };
    assert.equal(await errorOf(await tokenAt(form, basic(secret.id, secret.secret ?? ''))), 'invalid_grant', 'the right one');
    for (const headers of [basic(secret.id, 'x'), basic(secret.id, ''), basic('nobody', 'x'), basic(app.id, ''), { authorization: 'Basic !' }]) assert.equal(await errorOf(await tokenAt(form, headers)), 'invalid_client');
    for (const more of [{ client_id: secret.id }, { client_id: secret.id, client_secret: secret.secret ?? '' }]) assert.equal(await errorOf(await tokenAt({ ...form, ...more })), 'invalid_client');
    const [row] = await party.server.database.owner.query<{ n: number }>(`select count(*)::int as n from app_client t where strpos(t::text, $1) > 0`, [secret.secret ?? '']);
    assert.equal(row?.n, 0, 'the secret is kept');
  });

  it('withdraws an app with all that it holds', async () => {
    const tokens = await connectAs(party, config, 'patient', { scope: 'openid launch/patient patient/*.rs offline_access' });
    const manager = await party.server.as('manager');
    assert.equal((await (await party.server.as('gp'))(`/apps/${app.id}`, { method: 'DELETE' })).status, 403);
    assert.equal((await manager(`/apps/${app.id}`, { method: 'DELETE' })).status, 204);
    assert.equal((await fhir(party, tokens.access_token, OWN)).status, 401);
    assert.equal(await errorOf(await tokenAt({ grant_type: 'refresh_token', client_id: app.id, refresh_token: tokens.refresh_token ?? '' })), 'invalid_client');
    assert.equal((await party.browse('patient', (await question(party, config)).url)).status, 400);
    assert.equal((await manager(`/apps/${app.id}`, { method: 'DELETE' })).status, 404);
    const acts = (await (await manager(`/apps/${app.id}/acts`)).json()) as { action: string }[];
    for (const action of ['register-app', 'allow-app', 'issue-token', 'end-grant', 'withdraw-app']) assert.ok(acts.some((act) => act.action === action), action);
    assert.doesNotMatch(JSON.stringify(acts), new RegExp(DEMONSTRATION_PATIENT_ID));
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { exportJWK, generateKeyPair } from 'jose';
import * as oauth from 'openid-client';
import { DEMONSTRATION_PATIENT_ID } from '../../../dev-env/population/generate.ts';
import { fhir, ODS, question, startThirdParty, type ThirdParty } from '../../../dev-env/examples/third-party.ts';
import { accountByUsername, disableAccount, type NewAccount, saveAccount } from '../../identity/accounts.ts';
import { removeWaysIn } from '../../identity/enrolment.ts';
import { readLocked, renewSession } from '../../identity/lock.ts';

const ONE = `Patient/${DEMONSTRATION_PATIENT_ID}`;
/** Two ways to a record: the second is served for a minute by what is known of the session, and looks it up in its own statement. */
const PATHS = [ONE, `${ONE}/$everything`];
const LOCUM: NewAccount = { username: 'locum', role: 'gp', name: 'Locum', reference: 'Practitioner/x' };

/** SMART App Launch 2.2 §3.4: online_access lasts while the user is signed in; safety H18: what is revoked is so at the next request. */
describe('what is revoked counts from the next request on', () => {
  let party: ThirdParty;
  let app: { id: string; secret: string | undefined };
  before(async () => {
    party = await startThirdParty();
    app = await party.register();
    await saveAccount(party.server.database.app, ODS, LOCUM);
  });
  after(() => party.stop());

  const statuses = async (token: string): Promise<number[]> => Promise.all(PATHS.map(async (path) => (await fhir(party, token, path)).status));
  const headersOf = (session: string) => ({ cookie: `jenner_session=${session}`, origin: party.server.base });

  /** Connects in a browser of the locum's own, and reads by it. */
  async function connected(scope: string, client = app.id) {
    const session = await party.server.session('locum');
    const config = await party.discover(client);
    const { url, verifier, state, nonce } = await question(party, config, { scope });
    const body = new URLSearchParams({ request: url.search.slice(1), decision: 'allow' });
    const answered = await fetch(`${party.server.base}/${ODS}/oauth/decision`, { method: 'POST', redirect: 'manual', headers: headersOf(session), body });
    const tokens = await oauth.authorizationCodeGrant(config, new URL(answered.headers.get('location') ?? ''), { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce });
    assert.deepEqual(await statuses(tokens.access_token), [200, 200]);
    return { session, config, token: tokens.access_token, refresh: tokens.refresh_token ?? '' };
  }
  const signOut = (session: string) => fetch(`${party.server.base}/${ODS}/auth/session`, { method: 'DELETE', headers: headersOf(session) });

  for (const scope of ['openid user/*.rs', 'openid user/*.rs online_access']) {
    it(`signing out ends the tokens of ${scope}, and those of that browser alone`, async () => {
      const [one, other] = [await connected(scope), await connected(scope)];
      await signOut(one.session);
      assert.deepEqual(await statuses(one.token), [401, 401]);
      assert.deepEqual(await statuses(other.token), [200, 200]);
    });
  }

  it('signing out of one browser leaves offline_access, signing out everywhere does not', async () => {
    const { session, config, token, refresh } = await connected('openid user/*.rs offline_access');
    await signOut(session);
    assert.deepEqual(await statuses(token), [200, 200]);
    const next = await oauth.refreshTokenGrant(config, refresh);
    const all = await fetch(`${party.server.base}/${ODS}/auth/sessions`, { method: 'DELETE', headers: headersOf(await party.server.session('locum')) });
    assert.equal(all.status, 204);
    assert.deepEqual(await statuses(next.access_token), [401, 401]);
    await assert.rejects(oauth.refreshTokenGrant(config, next.refresh_token ?? ''), { error: 'invalid_grant' });
  });

  it('unlocking the screen, which gives the session another token, keeps the app that was started in it', async () => {
    const { session, config, token, refresh } = await connected('openid user/*.rs online_access');
    const renewed = await party.server.database.app.transaction(ODS, async (tx) => {
      const locked = await readLocked(tx, session);
      assert.ok(locked !== undefined);
      return renewSession(tx, session, locked, 'code');
    });
    assert.deepEqual(await statuses(token), [200, 200]);
    const next = await oauth.refreshTokenGrant(config, refresh);
    await signOut(renewed.token);
    assert.deepEqual(await statuses(next.access_token), [401, 401]);
  });

  const ends: [string, () => Promise<unknown>][] = [
    ['the account is disabled', () => disableAccount(party.server.database.app, ODS, 'locum')],
    ['its role is changed', () => saveAccount(party.server.database.app, ODS, { ...LOCUM, role: 'nurse' })],
    ['its ways of signing in are taken away', () => removeWaysIn(party.server.database.app, ODS, 'locum')],
  ];
  for (const [what, end] of ends) {
    it(`all that an app holds ends when ${what}, and does not come back with the account`, async () => {
      const { config, token, refresh } = await connected('openid user/*.rs offline_access');
      await end();
      assert.deepEqual(await statuses(token), [401, 401]);
      await saveAccount(party.server.database.app, ODS, LOCUM);
      assert.deepEqual(await statuses(token), [401, 401]);
      await assert.rejects(oauth.refreshTokenGrant(config, refresh), { error: 'invalid_grant' });
    });
  }

  it('a token that is issued while its app is withdrawn, or its grant ended, is good for nothing', async () => {
    const { owner } = party.server.database;
    const { token } = await connected('openid user/*.rs offline_access');
    await owner.query(`update app_grant g set ended = now() from session s where s.grant_id = g.id and s.client = $1`, [app.id]); // the session row stands
    assert.deepEqual(await statuses(token), [401, 401]);
    const other = await party.register({ name: 'Withdrawn' });
    const held = await connected('openid user/*.rs offline_access', other.id);
    await owner.query(`update app_client set withdrawn_at = now() where id = $1`, [other.id]);
    assert.deepEqual(await statuses(held.token), [401, 401]);
  });

  it('a service’s token ends with the service, and says so when asked about (RFC 7662)', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true });
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES384' }] };
    const service = (name: string) => party.register({ name, kind: 'service', auth: 'private_key_jwt', redirectUris: [], scopes: ['system/*.rs'], jwks });
    const [recalls, watcher] = [await service('Recalls'), await service('Watcher')];
    const [own, other] = await Promise.all([recalls, watcher].map(({ id }) => party.discover(id, oauth.PrivateKeyJwt({ key: privateKey, kid: 'one' })))) as [oauth.Configuration, oauth.Configuration];
    const { access_token: token } = await oauth.clientCredentialsGrant(own, { scope: 'system/*.rs' });
    assert.deepEqual(await statuses(token), [200, 200]);
    assert.equal((await oauth.tokenIntrospection(other, token)).active, true);
    await party.server.database.owner.query(`update app_client set withdrawn_at = now() where id = $1`, [recalls.id]); // its session row stands
    assert.deepEqual(await statuses(token), [401, 401]);
    assert.equal((await oauth.tokenIntrospection(other, token)).active, false);
    const { id } = (await party.server.database.app.transaction(ODS, (tx) => accountByUsername(tx, 'locum'))) ?? { id: '' };
    const { token: app1 } = await connected('openid user/*.rs');
    assert.equal((await oauth.tokenIntrospection(other, app1)).active, true);
    await party.server.database.owner.query(`delete from session where account = $1 and kind = 'browser'`, [id]);
    assert.equal((await oauth.tokenIntrospection(other, app1)).active, false);
  });
});

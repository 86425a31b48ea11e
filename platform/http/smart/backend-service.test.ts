import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import * as oauth from 'openid-client';
import { connectAs, fhir, ODS, startThirdParty, type ThirdParty } from '../../../dev-env/examples/third-party.ts';

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const SCOPES = ['system/Patient.rs', 'system/Observation.rs'];

interface Key {
  privateKey: CryptoKey;
  jwk: JWK;
}

async function newKey(alg: 'RS384' | 'ES384', kid: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg } };
}

describe('SMART Backend Services', () => {
  let party: ThirdParty;
  let key: Key;
  let client: { id: string };
  let endpoint: string;
  before(async () => {
    party = await startThirdParty();
    key = await newKey('ES384', 'one');
    client = await party.register({ name: 'Recalls', kind: 'service', auth: 'private_key_jwt', redirectUris: [], scopes: SCOPES, jwks: { keys: [key.jwk] } });
    endpoint = `${party.server.base}/${ODS}/oauth/token`;
  });
  after(() => party.stop());

  interface Claims {
    iss?: string;
    sub?: string;
    aud?: string;
    jti?: string;
    exp?: number;
  }
  const now = () => Math.floor(Date.now() / 1000);
  const assertion = (claims: Claims = {}, by: Key = key, header: Record<string, unknown> = {}) =>
    new SignJWT({ iss: client.id, sub: client.id, aud: endpoint, exp: now() + 240, ...(claims.jti === '' ? {} : { jti: randomUUID() }), ...claims }).setProtectedHeader({ alg: by.jwk.alg ?? '', kid: by.jwk.kid ?? '', ...header }).sign(by.privateKey);
  const ask = async (signed: string, more: Record<string, string> = {}) => {
    const answer = await fetch(endpoint, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'system/*.rs', client_assertion_type: ASSERTION, client_assertion: signed, ...more }) });
    return (await answer.json()) as { access_token?: string; scope?: string; expires_in?: number; error?: string };
  };

  it('gives a service a token of five minutes for what is registered, and no more', async () => {
    const answer = await ask(await assertion(), { scope: 'system/*.cruds' });
    assert.deepEqual([answer.scope, answer.expires_in], ['system/Patient.rs system/Observation.rs', 300]);
    const found = await fhir(party, answer.access_token ?? '', 'Patient?family=white');
    assert.equal(found.status, 200, await found.text());
    assert.equal((await fhir(party, answer.access_token ?? '', 'Condition?code=1')).status, 403);
    assert.equal((await fhir(party, answer.access_token ?? '', 'Patient', { method: 'POST', body: '{}' })).status, 403);
    assert.equal((await ask(await assertion(), { scope: 'user/*.rs' })).error, 'invalid_scope');
    assert.equal((await ask(await assertion(), { grant_type: 'authorization_code' })).error, 'unauthorized_client');
    await party.server.database.owner.query(`update session set expires = now() where client = $1`, [client.id]);
    assert.equal((await fhir(party, answer.access_token ?? '', 'Patient?family=white')).status, 401);
  });

  it('serves openid-client as it comes, with RSA keys too', async () => {
    const rsa = await newKey('RS384', 'rsa');
    const service = await party.register({ name: 'RSA', kind: 'service', auth: 'private_key_jwt', redirectUris: [], scopes: SCOPES, jwks: { keys: [rsa.jwk] } });
    const config = await party.discover(service.id, oauth.PrivateKeyJwt({ key: rsa.privateKey, kid: 'rsa' }, { [oauth.modifyAssertion]: (header) => { header['alg'] = 'RS384'; } })).catch((error: unknown) => error);
    // The library signs RSA keys with what the key says; a key made for RS384 says so.
    assert.ok(!(config instanceof Error), String(config));
    const tokens = await oauth.clientCredentialsGrant(config as oauth.Configuration, { scope: 'system/Patient.rs' });
    assert.equal(tokens.scope, 'system/Patient.rs');
  });

  it('refuses an assertion seen before, expired, too long, for another server, of another client or key, or not signed', async () => {
    const once = await assertion();
    assert.ok((await ask(once)).access_token);
    const stranger = await newKey('ES384', 'one');
    const body = Buffer.from(JSON.stringify({ iss: client.id, sub: client.id, aud: endpoint, jti: randomUUID(), exp: now() + 100 })).toString('base64url');
    const none = `${Buffer.from('{"alg":"none","kid":"one"}').toString('base64url')}.${body}.`;
    const hmac = await new SignJWT({ iss: client.id, sub: client.id, aud: endpoint, jti: randomUUID(), exp: now() + 100 }).setProtectedHeader({ alg: 'HS384', kid: 'one' }).sign(Buffer.from(JSON.stringify(key.jwk).padEnd(48)));
    const wrong: Record<string, string> = {
      replayed: once,
      expired: await assertion({ exp: now() - 60 }),
      'too long': await assertion({ exp: now() + 3600 }),
      'another server': await assertion({ aud: 'https://evil.example/token' }),
      'another practice': await assertion({ aud: endpoint.replace(ODS, 'B81001') }),
      'another issuer': await assertion({ iss: 'x' }),
      'no jti': await assertion({ jti: '' }),
      'another key': await assertion({}, stranger),
      'unknown kid': await assertion({}, key, { kid: 'two' }),
      'jku elsewhere': await assertion({}, key, { jku: 'https://evil.example/jwks' }),
      none,
      hmac,
      garbage: 'a.b.c',
      empty: '',
    };
    for (const [what, signed] of Object.entries(wrong)) assert.equal((await ask(signed)).error, 'invalid_client', what);
    const both = await Promise.all(Array.from({ length: 8 }, ((shared) => async () => (await ask(await shared)).access_token)(assertion())));
    assert.equal(both.filter((token) => token !== undefined).length, 1, 'of one assertion used eight times at once');
  });

  it('reads keys from an address and remembers them for a while', async () => {
    const keys: { keys: JWK[] } = { keys: [key.jwk] };
    let asked = 0;
    const host = createServer((_request, response) => {
      asked++;
      response.end(JSON.stringify(keys));
    });
    await new Promise<void>((resolve) => void host.listen(0, '127.0.0.1', resolve));
    try {
      const jwksUrl = `http://127.0.0.1:${(host.address() as AddressInfo).port}/jwks`;
      const service = await party.register({ name: 'By address', kind: 'service', auth: 'private_key_jwt', redirectUris: [], scopes: SCOPES, jwksUrl });
      const signed = () => assertion({ iss: service.id, sub: service.id });
      assert.ok((await ask(await signed())).access_token);
      assert.ok((await ask(await signed())).access_token);
      assert.equal(asked, 1, 'keys are asked for at every request');
    } finally {
      host.close();
    }
  });

  it('tells who may ask what a token is worth, and nobody else; revoked, it is dead at the next request', async () => {
    const privateKeyJwt = oauth.PrivateKeyJwt({ key: key.privateKey, kid: 'one' });
    const service = await party.discover(client.id, privateKeyJwt);
    const app = await party.register();
    const config = await party.discover(app.id);
    const tokens = await connectAs(party, config, 'patient', { scope: 'openid fhirUser launch/patient patient/*.rs offline_access' });
    const told = await oauth.tokenIntrospection(service, tokens.access_token);
    assert.deepEqual([told.active, told.client_id, told['patient'], told.scope], [true, app.id, tokens['patient'], tokens.scope]);
    assert.equal((await oauth.tokenIntrospection(service, 'x')).active, false);
    await assert.rejects(oauth.tokenIntrospection(config, tokens.access_token), 'a public client has asked');
    const secret = await party.register({ name: 'Other', auth: 'client_secret_basic' });
    assert.equal((await oauth.tokenIntrospection(await party.discover(secret.id, oauth.ClientSecretBasic(secret.secret)), tokens.access_token)).active, false, 'another app has been told');
    await oauth.tokenRevocation(service, tokens.access_token);
    assert.equal((await oauth.tokenIntrospection(service, tokens.access_token)).active, true, 'a client has revoked another’s token');
    await oauth.tokenRevocation(config, tokens.access_token);
    assert.equal((await oauth.tokenIntrospection(service, tokens.access_token)).active, false);
    assert.equal((await fhir(party, tokens.access_token, `Patient/${String(tokens['patient'])}`)).status, 401);
    const next = await oauth.refreshTokenGrant(config, tokens.refresh_token ?? '');
    await oauth.tokenRevocation(config, next.refresh_token ?? '');
    assert.equal((await fhir(party, next.access_token, `Patient/${String(tokens['patient'])}`)).status, 401, 'a refresh token’s end leaves the access token alive');
  });

  it('tells in its configuration the truth', async () => {
    const smart = (await (await fetch(`${party.server.base}/${ODS}/fhir/r4/.well-known/smart-configuration`, { headers: { origin: 'https://anybody.example' } })).json()) as Record<string, unknown>;
    const openid = (await (await fetch(`${party.server.base}/${ODS}/oauth/.well-known/openid-configuration`)).json()) as Record<string, unknown>;
    for (const name of ['issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri', 'grant_types_supported']) assert.deepEqual(smart[name], openid[name], name);
    const keys = (await (await fetch(String(smart['jwks_uri']))).json()) as { keys: Record<string, unknown>[] };
    assert.ok(keys.keys.length === 1 && keys.keys[0]?.['d'] === undefined && keys.keys[0]?.['alg'] === 'RS256');
    for (const path of ['introspection_endpoint', 'revocation_endpoint', 'token_endpoint']) assert.equal((await fetch(String(smart[path]), { method: 'POST', body: new URLSearchParams() })).status, 401, path);
    assert.equal((await fetch(`${party.server.base}/Z99999/fhir/r4/.well-known/smart-configuration`)).status, 404);
  });
});

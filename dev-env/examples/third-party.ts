import * as oauth from 'openid-client';
import { startTestServer, type TestServer } from '../test-server.ts';

export const ODS = 'A20047';
export const CALLBACK = 'http://127.0.0.1:9/callback';

/** A running practice with an app registered in it: what the tests of connecting start from. */
export interface ThirdParty {
  server: TestServer;
  /** Registers an app or service as the practice manager does. */
  register(more?: object): Promise<{ id: string; secret: string | undefined }>;
  /** What openid-client knows of this practice for that client. */
  discover(client: string, auth?: oauth.ClientAuth): Promise<oauth.Configuration>;
  /** Asks as a browser in which that person has signed in. Redirects are not followed. */
  browse(username: string, url: string | URL, form?: Record<string, string>): Promise<Response>;
  /** Goes through the authorization end point as that person, who allows it; answers the address the app is called back at. */
  allow(username: string, url: URL, patient?: string): Promise<URL>;
  stop(): Promise<void>;
}

export async function startThirdParty(practices: readonly string[] = [ODS]): Promise<ThirdParty> {
  const server = await startTestServer({ practices, patients: 6 });
  const sessions = new Map<string, string>();

  async function browse(username: string, url: string | URL, form?: Record<string, string>): Promise<Response> {
    const [, ods = ODS] = new URL(url).pathname.split('/');
    const key = `${username} ${ods}`;
    if (!sessions.has(key)) sessions.set(key, await server.session(username, ods));
    return fetch(url, {
      redirect: 'manual',
      headers: { cookie: `jenner_session=${sessions.get(key) ?? ''}`, origin: server.base },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
  }

  return {
    server,
    browse,
    async register(more = {}) {
      const manager = await server.as('manager');
      const body = { name: 'Growth charts', kind: 'app', auth: 'none', redirectUris: [CALLBACK], scopes: ['openid', 'fhirUser', 'launch', 'launch/patient', 'offline_access', 'online_access', 'patient/*.rs', 'user/*.rs'], ...more };
      const answer = await manager('/apps', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
      if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
      return (await answer.json()) as { id: string; secret: string | undefined };
    },
    discover: (client, auth = oauth.None()) =>
      // eslint-disable-next-line typescript/no-deprecated -- marked so by its authors to be seen: the test server has no TLS
      oauth.discovery(new URL(`${server.base}/${ODS}/oauth`), client, {}, auth, { execute: [oauth.allowInsecureRequests] }),
    async allow(username, url, patient) {
      const asked = await browse(username, url);
      if (asked.status !== 200) return new URL(asked.headers.get('location') ?? '');
      const answered = await browse(username, `${url.origin}${url.pathname.replace('/authorize', '/decision')}`, { request: url.search.slice(1), decision: 'allow', ...(patient === undefined ? {} : { patient }) });
      if (answered.status !== 303) throw new Error(`${answered.status} ${await answered.text()}`);
      return new URL(answered.headers.get('location') ?? '');
    },
    stop: () => server.stop(),
  };
}

/** A question as SMART asks it, with PKCE; what is not said has a sound value. */
export async function question(party: ThirdParty, config: oauth.Configuration, more: Record<string, string> = {}): Promise<{ url: URL; verifier: string; state: string; nonce: string }> {
  const [verifier, state, nonce] = [oauth.randomPKCECodeVerifier(), oauth.randomState(), oauth.randomNonce()];
  const url = oauth.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK, scope: 'openid fhirUser launch/patient patient/*.rs', state, nonce, aud: `${party.server.base}/${ODS}/fhir/r4`,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', ...more,
  });
  return { url, verifier, state, nonce };
}

/** Connects as that person, all the way to the tokens. */
export async function connectAs(party: ThirdParty, config: oauth.Configuration, username: string, more: Record<string, string> = {}, patient?: string) {
  const { url, verifier, state, nonce } = await question(party, config, more);
  const back = await party.allow(username, url, patient);
  return oauth.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce });
}

/** Reads from the practice's FHIR API with a token. */
export async function fhir(party: ThirdParty, token: string, path: string, init: RequestInit = {}, ods = ODS): Promise<Response> {
  return fetch(`${party.server.base}/${ods}/fhir/r4/${path}`, { ...init, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json', ...(init.headers as Record<string, string> | undefined) } });
}

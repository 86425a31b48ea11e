import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DEMONSTRATION_PATIENT_ID } from '../population/generate.ts';
import { startTestServer, type TestServer } from '../test-server.ts';
import { countPatients, makeKey } from './backend-service/service.ts';
import { startApp } from './smart-app/app.ts';

const ODS = 'A20047';

describe('the examples written from docs/connecting.md', () => {
  let server: TestServer;
  let fhir: string;
  let family: string;
  before(async () => {
    server = await startTestServer({ practices: [ODS], patients: 5 });
    fhir = `${server.base}/${ODS}/fhir/r4`;
    const patient = await server.as('patient');
    ({ name: [{ family }] } = (await (await patient(`/fhir/r4/Patient/${DEMONSTRATION_PATIENT_ID}`)).json()) as { name: [{ family: string }] });
  });
  after(() => server.stop());

  async function register(body: object): Promise<string> {
    const manager = await server.as('manager');
    const answer = await manager('/apps', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    assert.equal(answer.status, 201, await answer.clone().text());
    return ((await answer.json()) as { id: string }).id;
  }

  /** Follows the way of a browser in which this person is signed in, agreeing when asked, to the app's last page. */
  async function visit(username: string, start: string): Promise<string> {
    const cookie = `jenner_session=${await server.session(username)}`;
    let answer = await fetch(start, { redirect: 'manual' });
    for (let step = 0; step < 6; step++) {
      const location = answer.headers.get('location');
      if (location === null && !answer.url.includes('/oauth/')) return answer.text();
      if (location !== null) answer = await fetch(location, { redirect: 'manual', headers: location.startsWith(server.base) ? { cookie } : {} });
      else answer = await fetch(answer.url.replace(/\/authorize.*/, '/decision'), { method: 'POST', redirect: 'manual', headers: { cookie, origin: server.base }, body: new URLSearchParams({ request: new URL(answer.url).search.slice(1), decision: 'allow' }) });
    }
    throw new Error('The way never ends');
  }

  it('connect an app, by itself and from the workspace', async () => {
    const client = await register({
      name: 'Example', kind: 'app', auth: 'none', redirectUris: ['http://127.0.0.1/callback'], launchUrl: 'http://127.0.0.1/launch',
      scopes: ['openid', 'fhirUser', 'launch', 'launch/patient', 'patient/Patient.r', 'patient/Observation.rs'],
    });
    const app = await startApp(fhir, client);
    try {
      assert.match(await visit('patient', app.address), new RegExp(`^${family}: [1-9]\\d* observations`));
      const gp = await server.as('gp');
      const started = (await (await gp('/auth/launches', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ client, patient: DEMONSTRATION_PATIENT_ID }) })).json()) as { address: string };
      const { search } = new URL(started.address);
      assert.match(await visit('gp', `${app.address}/launch${search}`), new RegExp(`^${family}: [1-9]\\d* observations`));
      assert.equal((await fetch(`${app.address}/launch?iss=https://evil.example&launch=x`, { redirect: 'manual' })).status, 403);
      assert.match(await (await fetch(`${app.address}/callback?code=x&state=y`)).text(), /not an answer/);
    } finally {
      app.stop();
    }
  });

  it('connect a service', async () => {
    const key = await makeKey();
    const client = await register({ name: 'Example service', kind: 'service', auth: 'private_key_jwt', redirectUris: [], scopes: ['system/Patient.rs'], jwks: key.jwks });
    assert.ok((await countPatients(fhir, client, key, family)) >= 1);
    await assert.rejects(countPatients(fhir, client, await makeKey(), family), /No token: The assertion is not good/);
  });
});

/**
 * A SMART app in one file, written from docs/connecting.md with nothing but Node: it shows a patient's name and how many
 * observations they have. FHIR_BASE=… CLIENT_ID=… node app.ts, then open the address it prints.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Configuration {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
}

interface Tokens {
  access_token: string;
  patient: string;
  scope: string;
}

/** Starts the app; answers its address. `/` connects by itself, `/launch` is where a workspace starts it. */
export async function startApp(fhir: string, client: string, port = 0): Promise<{ address: string; stop: () => void }> {
  const { issuer, authorization_endpoint, token_endpoint } = (await (await fetch(`${fhir}/.well-known/smart-configuration`)).json()) as Configuration;
  // What has been asked and not yet answered, by its state.
  const asked = new Map<string, string>();
  let address = '';

  function connect(response: ServerResponse, launch: string | null): void {
    const [state, verifier] = [random(), random()];
    asked.set(state, verifier);
    const url = new URL(authorization_endpoint);
    url.search = new URLSearchParams({
      response_type: 'code', client_id: client, redirect_uri: `${address}/callback`, state, aud: fhir,
      scope: `openid fhirUser ${launch === null ? 'launch/patient' : 'launch'} patient/Patient.r patient/Observation.rs`,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256', ...(launch === null ? {} : { launch }),
    }).toString();
    response.writeHead(302, { location: url.href }).end();
  }

  async function callback(parameters: URLSearchParams): Promise<string> {
    const verifier = asked.get(parameters.get('state') ?? '');
    asked.delete(parameters.get('state') ?? '');
    if (verifier === undefined || parameters.get('iss') !== issuer) return 'This is not an answer to a question of ours.';
    if (parameters.has('error')) return `Not connected: ${parameters.get('error') ?? ''}`;
    const answer = await fetch(token_endpoint, { method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code', code: parameters.get('code') ?? '', redirect_uri: `${address}/callback`, client_id: client, code_verifier: verifier }) });
    if (!answer.ok) return `Not connected: ${answer.status}`;
    return summary((await answer.json()) as Tokens);
  }

  async function summary({ access_token, patient }: Tokens): Promise<string> {
    const get = async (path: string): Promise<unknown> => (await fetch(`${fhir}/${path}`, { headers: { authorization: `Bearer ${access_token}` } })).json();
    const { name } = (await get(`Patient/${patient}`)) as { name?: { family?: string }[] };
    const { entry } = (await get(`Observation?patient=Patient/${patient}`)) as { entry?: unknown[] };
    return `${name?.[0]?.family ?? 'Unnamed'}: ${entry?.length ?? 0} observations on the first page`;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
    if (pathname === '/callback') response.end(await callback(searchParams));
    else if (pathname !== '/launch') connect(response, null);
    // Started by somebody else's server: not one this app knows.
    else if (searchParams.get('iss') !== fhir) response.writeHead(403).end();
    else connect(response, searchParams.get('launch'));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => void response.writeHead(502).end());
  });
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { address, stop: () => void server.close() };
}

function random(): string {
  return randomBytes(32).toString('base64url');
}

if (import.meta.main) {
  const { FHIR_BASE = 'http://127.0.0.1:8420/A20047/fhir/r4', CLIENT_ID = '', PORT = '9000' } = process.env;
  const { address } = await startApp(FHIR_BASE, CLIENT_ID, Number(PORT));
  console.log(`Open ${address}/`);
}

/**
 * A SMART backend service in one file, written from docs/connecting.md: it makes its key, says what to register, and
 * counts patients of a family name. FHIR_BASE=… CLIENT_ID=… KEY_FILE=… node service.ts smith
 */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';

/** The service's private key and what is to be registered of it. */
export interface ServiceKey {
  private: JWK;
  jwks: { keys: JWK[] };
}

export async function makeKey(): Promise<ServiceKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true });
  const names = { kid: randomUUID(), alg: 'ES384', use: 'sig' };
  return { private: { ...(await exportJWK(privateKey)), ...names }, jwks: { keys: [{ ...(await exportJWK(publicKey)), ...names }] } };
}

/** Asks for a token and counts the patients on the first page of a search. */
export async function countPatients(fhir: string, client: string, key: ServiceKey, family: string): Promise<number> {
  const token = await askToken(fhir, client, key);
  const answer = await fetch(`${fhir}/Patient?${new URLSearchParams({ family }).toString()}`, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`The search was answered ${answer.status}`);
  const { entry } = (await answer.json()) as { entry?: unknown[] };
  return entry?.length ?? 0;
}

async function askToken(fhir: string, client: string, { private: jwk }: ServiceKey): Promise<string> {
  const { token_endpoint } = (await (await fetch(`${fhir}/.well-known/smart-configuration`)).json()) as { token_endpoint: string };
  const assertion = await new SignJWT({ iss: client, sub: client, aud: token_endpoint, jti: randomUUID() })
    .setProtectedHeader({ alg: 'ES384', kid: jwk.kid ?? '' })
    .setExpirationTime('4 minutes')
    .sign(await importJWK(jwk, 'ES384'));
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'system/Patient.rs', client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: assertion });
  const answer = await fetch(token_endpoint, { method: 'POST', body });
  const { access_token, error_description } = (await answer.json()) as { access_token?: string; error_description?: string };
  if (access_token === undefined) throw new Error(`No token: ${error_description ?? answer.status}`);
  return access_token;
}

if (import.meta.main) {
  const { FHIR_BASE = 'http://127.0.0.1:8420/A20047/fhir/r4', CLIENT_ID, KEY_FILE = 'service-key.json' } = process.env;
  if (!existsSync(KEY_FILE)) writeFileSync(KEY_FILE, JSON.stringify(await makeKey()), { mode: 0o600 });
  const key = JSON.parse(readFileSync(KEY_FILE, 'utf8')) as ServiceKey;
  if (CLIENT_ID === undefined) console.log(`Register a service with system/Patient.rs and this JWKS, then set CLIENT_ID:\n${JSON.stringify(key.jwks)}`);
  else console.log(await countPatients(FHIR_BASE, CLIENT_ID, key, process.argv[2] ?? 'smith'));
}

import { Problem } from '../errors.ts';
import { formatScope, parseScope } from '../access/scope.ts';
import { isLoopback } from './addresses.ts';
import { IDENTITY_SCOPES } from './grant-scopes.ts';
import { readKeySet } from './key-set.ts';

/** What a practice manager says of an app. */
export interface Registration {
  name: string;
  kind: 'app' | 'service';
  auth: 'none' | 'client_secret_basic' | 'private_key_jwt';
  redirectUris: readonly string[];
  launchUrl: string | undefined;
  scopes: readonly string[];
  jwks: string | undefined;
  jwksUrl: string | undefined;
}

/** Reads a registration out of a request's body. Throws `invalid` with every fault and its field. */
export function readRegistration(body: unknown): Registration {
  const given = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const issues: { code: string; message: string; expression: string }[] = [];
  const fault = (expression: string, message: string) => void issues.push({ code: 'value', message, expression });
  const name = textOf(given['name']).trim();
  if (name === '' || name.length > 100) fault('name', 'An app has a name of at most 100 letters');
  const kind = given['kind'] === 'service' ? 'service' : 'app';
  if (given['kind'] !== kind) fault('kind', 'The kind is app or service');
  const auth = given['auth'] === 'none' || given['auth'] === 'client_secret_basic' ? given['auth'] : 'private_key_jwt';
  if (given['auth'] !== auth) fault('auth', 'An app proves itself by none, client_secret_basic or private_key_jwt');
  if (kind === 'service' && auth !== 'private_key_jwt') fault('auth', 'A service proves itself by private_key_jwt');

  const redirectUris = listOfTexts(given['redirectUris']);
  if (kind === 'app' && redirectUris.length === 0) fault('redirectUris', 'An app needs an address to come back to');
  if (kind === 'service' && redirectUris.length > 0) fault('redirectUris', 'A service has no address to come back to');
  if (!redirectUris.every(isRedirectUri)) fault('redirectUris', 'An address to come back to begins with https://, or http:// on this machine, or is an app’s own such as org.example.app:/callback; it has no #');
  const launchUrl = textOf(given['launchUrl']) || undefined;
  if (launchUrl !== undefined && !isWebAddress(launchUrl)) fault('launchUrl', 'The address to start the app at begins with https://');

  const asked = listOfTexts(given['scopes']);
  const scopes = asked.flatMap((scope) => (IDENTITY_SCOPES.has(scope) ? [scope] : fitting(scope, kind)));
  if (scopes.length === 0 || scopes.length < asked.length) fault('scopes', kind === 'service' ? 'A service has scopes such as system/Observation.rs' : 'An app has scopes such as launch/patient, openid, patient/Observation.rs');

  const jwks = given['jwks'] === undefined || given['jwks'] === '' ? undefined : JSON.stringify(given['jwks']);
  const jwksUrl = textOf(given['jwksUrl']) || undefined;
  if (auth === 'private_key_jwt' ? (jwks === undefined) === (jwksUrl === undefined) : jwks !== undefined || jwksUrl !== undefined) fault('jwks', 'private_key_jwt needs a JWKS or the address of one, and nothing else does');
  if (jwks !== undefined && readKeySet(jwks) === undefined) fault('jwks', 'The JWKS holds public RSA or P-384 keys, each with a kid, and nothing private');
  if (jwksUrl !== undefined && !isWebAddress(jwksUrl)) fault('jwksUrl', 'The address of the JWKS begins with https://');
  if (issues.length > 0) throw new Problem('invalid', 'The registration is not sound', { issues });
  return { name, kind, auth, redirectUris, launchUrl, scopes, jwks, jwksUrl };
}

function fitting(text: string, kind: Registration['kind']): string[] {
  const scope = parseScope(text);
  return scope === undefined || (scope.context === 'system') !== (kind === 'service') ? [] : [formatScope(scope)];
}

function isRedirectUri(text: string): boolean {
  if (!URL.canParse(text) || text.includes('#') || /[\s\\]/.test(text)) return false;
  // A scheme of an app's own has a dot in it (RFC 8252 §7.1): javascript: and data: have none.
  return isWebAddress(text) || /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:/.test(text);
}

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return username === '' && password === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopback(text)));
}

function textOf(value: unknown): string {
  return typeof value === 'string' && value.length <= 2000 ? value : '';
}

function listOfTexts(value: unknown): string[] {
  return Array.isArray(value) && value.length <= 50 ? value.map(textOf).filter((text) => text !== '') : [];
}

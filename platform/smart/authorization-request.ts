import type { Addresses } from './addresses.ts';
import type { Client } from './clients.ts';
import { grantScopes, needsPatient } from './grant-scopes.ts';
import { OAuthError } from './oauth-error.ts';

/** What an app asks for at the authorization end point, once it has been found sound. */
export interface AuthorizationRequest {
  client: Client;
  redirectUri: string;
  /** What it may be granted of what it asks for. */
  scopes: readonly string[];
  state: string;
  challenge: string;
  nonce: string | undefined;
  launch: string | undefined;
  prompt: string | undefined;
}

/**
 * The address to come back to: one that is registered, letter by letter; on the user's own machine any port (RFC 8252
 * §7.3). Undefined is for a page to the user: nothing may be sent to an address that is not the app's.
 */
export function redirectUriOf({ redirectUris }: Client, given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  return redirectUris.some((uri) => uri === given || (withoutPort(uri) !== undefined && withoutPort(uri) === withoutPort(given))) ? given : undefined;
}

function withoutPort(uri: string): string | undefined {
  const [, host, rest] = /^http:\/\/(127\.0\.0\.1|\[::1\])(?::\d{1,5})?(\/[^\\]*)?$/.exec(uri) ?? [];
  return host === undefined ? undefined : `${host}${rest ?? ''}`;
}

/** Reads the rest of a request. Throws what the app is told at its redirect address. */
export function readAuthorizationRequest(client: Client, redirectUri: string, form: ReadonlyMap<string, string>, { fhir }: Addresses): AuthorizationRequest {
  const state = form.get('state');
  if (form.get('response_type') !== 'code') throw new OAuthError('unsupported_response_type', 'The response_type is code');
  if (client.kind !== 'app') throw new OAuthError('unauthorized_client', 'A service asks at the token end point');
  if (state === undefined || state === '' || state.length > 1000) throw new OAuthError('invalid_request', 'A state is needed, of at most 1000 letters');
  const challenge = form.get('code_challenge') ?? '';
  if (form.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(challenge)) throw new OAuthError('invalid_request', 'PKCE is needed, with S256');
  if (form.get('aud')?.replace(/\/$/, '') !== fhir) throw new OAuthError('invalid_request', `aud must be ${fhir}`);
  const scopes = grantScopes((form.get('scope') ?? '').split(' '), client);
  const launch = form.get('launch');
  if (scopes.length === 0) throw new OAuthError('invalid_scope', 'None of the scopes can be granted to this app');
  if (scopes.includes('launch') && launch === undefined && !scopes.includes('launch/patient')) throw new OAuthError('invalid_request', 'The scope launch needs the launch parameter');
  // Without a way to come by a patient, scopes for one would reach none.
  if (needsPatient(scopes) && !scopes.includes('launch') && !scopes.includes('launch/patient')) throw new OAuthError('invalid_scope', 'Scopes for a patient need launch or launch/patient');
  return { client, redirectUri, scopes, state, challenge, nonce: form.get('nonce'), launch, prompt: form.get('prompt') };
}

/** The redirect address with an answer in it; `iss` lets an app that uses several servers tell them apart (RFC 9207). */
export function answerAt(redirectUri: string, { issuer }: Addresses, answer: Readonly<Record<string, string>>): string {
  const address = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) address.searchParams.set(name, value);
  address.searchParams.set('iss', issuer);
  return address.href;
}

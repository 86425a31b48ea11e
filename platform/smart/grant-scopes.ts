import { intersectScopes, parseScope } from '../access/scope.ts';
import type { Client } from './clients.ts';

/** Scopes that are not for data: who the user is, what they are looking at, how long it lasts. */
export const IDENTITY_SCOPES: ReadonlySet<string> = new Set(['openid', 'fhirUser', 'launch', 'launch/patient', 'offline_access', 'online_access']);

/**
 * What an app may be granted of what it asks for: no more than was registered for it, a service `system/` scopes only,
 * an app none of those. What is unknown is left out, and the app is told what it got.
 */
export function grantScopes(asked: readonly string[], { kind, scopes }: Pick<Client, 'kind' | 'scopes'>): string[] {
  const data = intersectScopes(asked, scopes).filter((scope) => (parseScope(scope)?.context === 'system') === (kind === 'service'));
  const identity = kind === 'service' ? [] : [...IDENTITY_SCOPES].filter((scope) => asked.includes(scope) && scopes.includes(scope));
  return [...identity, ...data];
}

/** Whether the scopes need a patient to be chosen. */
export function needsPatient(scopes: readonly string[]): boolean {
  return scopes.includes('launch') || scopes.includes('launch/patient') || scopes.some((scope) => parseScope(scope)?.context === 'patient');
}

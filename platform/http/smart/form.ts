import { OAuthError } from '../../smart/oauth-error.ts';

/** The parameters of an OAuth request, each at most once (RFC 6749 §3.1). Throws `invalid_request` otherwise. */
export function formOf(given: unknown): ReadonlyMap<string, string> {
  const form = new Map<string, string>();
  for (const [name, value] of Object.entries(typeof given === 'object' && given !== null ? given : {})) {
    if (typeof value !== 'string') throw new OAuthError('invalid_request', 'A parameter stands more than once');
    form.set(name, value);
  }
  return form;
}

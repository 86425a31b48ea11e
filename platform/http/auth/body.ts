import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { Problem } from '../../errors.ts';

const LONGEST = 2_000;

/** Texts by name from a JSON body; every one must be there and of sensible length. Throws `invalid`, which names them and repeats nothing. */
export function texts<Name extends string>(body: unknown, ...names: Name[]): Record<Name, string> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = field(body, name);
    if (typeof value !== 'string' || value.length > LONGEST) throw new Problem('invalid', `Send ${JSON.stringify(names)}`);
    found[name] = value;
  }
  return found as Record<Name, string>;
}

/** A text that may be absent. */
export function optionalText(body: unknown, name: string): string | undefined {
  const value = field(body, name);
  return typeof value === 'string' && value.length <= LONGEST ? value : undefined;
}

/** The browser's answer for a new passkey. What is in it, @simplewebauthn/server verifies. */
export function registrationOf(body: unknown): RegistrationResponseJSON {
  const response = field(body, 'response');
  if (isCredential(response) && isText(field(response.response, 'attestationObject'))) return response as RegistrationResponseJSON;
  throw new Problem('invalid', 'Send the browser’s answer as "response"');
}

/** The browser's answer with a passkey that is known. */
export function authenticationOf(body: unknown): AuthenticationResponseJSON {
  const response = field(body, 'response');
  if (isCredential(response) && isText(field(response.response, 'authenticatorData')) && isText(field(response.response, 'signature'))) return response as AuthenticationResponseJSON;
  throw new Problem('invalid', 'Send the browser’s answer as "response"');
}

function isCredential(value: unknown): value is { id: string; rawId: string; type: 'public-key'; response: { clientDataJSON: string }; clientExtensionResults: object } {
  return isText(field(value, 'id')) && isText(field(value, 'rawId')) && field(value, 'type') === 'public-key'
    && isText(field(field(value, 'response'), 'clientDataJSON')) && typeof field(value, 'clientExtensionResults') === 'object';
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 20_000;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;
}

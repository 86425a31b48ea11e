import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import { call } from './http.ts';
import { openSession } from './session.ts';
import type { Session } from './session.ts';

export interface Passkey {
  id: string;
  name: string;
  created: string;
  used?: string;
}

/** Passkeys are made for names: not where the page was opened by the number of the machine. */
export function passkeysWork(): boolean {
  return typeof PublicKeyCredential === 'function' && isSecureContext && !/^[\d.]+$|^\[/.test(location.hostname);
}

/** Signs in, or unlocks the screen, with a passkey. */
export async function presentPasskey(ods: string, what: 'passkey-session' | 'unlock'): Promise<Session> {
  const answer = await call<Question<PublicKeyCredentialRequestOptionsJSON>>(`/${ods}/auth/passkey-session/options`, { method: 'POST', body: {}, signingIn: true });
  const { step, options } = asked(answer.body);
  const response = await startAuthentication({ optionsJSON: options });
  return openSession(`/${ods}/auth/${what}`, { step, response });
}

/** Sets a passkey up: for whoever is signed in, or with what an enrolment code began, which opens a session. */
export async function makePasskey(ods: string, name: string, enrolment?: string): Promise<Session | undefined> {
  const proof = enrolment === undefined ? {} : { enrolment };
  const answer = await call<Question<PublicKeyCredentialCreationOptionsJSON>>(`/${ods}/auth/passkeys/options`, { method: 'POST', body: proof, signingIn: true });
  const { step, options } = asked(answer.body);
  const body = { ...proof, step, name, response: await startRegistration({ optionsJSON: options }) };
  return (await call<Session>(`/${ods}/auth/passkeys`, { method: 'POST', body, signingIn: true })).body;
}

export async function fetchPasskeys(ods: string): Promise<Passkey[]> {
  return (await call<Passkey[]>(`/${ods}/auth/passkeys`)).body ?? [];
}

export async function removePasskey(ods: string, id: string): Promise<void> {
  await call(`/${ods}/auth/passkeys/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

/** What the browser is asked to do, and the step that its answer belongs to. */
interface Question<Options> {
  step: string;
  options: Options;
}

function asked<T>(question: T | undefined): T {
  if (question === undefined) throw new Error('The server asked nothing');
  return question;
}

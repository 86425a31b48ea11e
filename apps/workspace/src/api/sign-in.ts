import { call } from './http.ts';
import { openSession } from './session.ts';
import type { Session } from './session.ts';

/** The national services to sign in by; null where this server is not connected to one. */
export interface Services {
  cis2: { simulated: boolean } | null;
}

export interface NationalRole {
  id: string;
  role: string;
  name: string;
}

/** A locked session: whose, and what unlocks it. */
export interface Lock {
  user: { id: string; name: string; username: string };
  ways: { code: boolean; passkey: boolean; cis2: boolean };
}

export interface OwnSession {
  id: string;
  method: 'passkey' | 'password-and-code' | 'cis2' | 'nhs-login';
  agent: string;
  created: string;
  used: string;
  current: boolean;
}

export async function fetchServices(ods: string): Promise<Services> {
  return (await call<Services>(`/${ods}/auth/services`, { signingIn: true })).body ?? { cis2: null };
}

export async function fetchRoles(ods: string): Promise<NationalRole[]> {
  return (await call<{ roles: NationalRole[] }>(`/${ods}/auth/cis2/roles`, { signingIn: true })).body?.roles ?? [];
}

export function chooseRole(ods: string, role: string): Promise<Session> {
  return openSession(`/${ods}/auth/cis2/roles`, { role });
}

/** Locks this browser's session. */
export async function lock(ods: string): Promise<void> {
  await call(`/${ods}/auth/lock`, { method: 'POST', body: {}, signingIn: true });
}

/** The session that is locked; undefined when it has ended for good. */
export async function fetchLock(ods: string): Promise<Lock | undefined> {
  return call<Lock>(`/${ods}/auth/lock`, { signingIn: true }).then(({ body }) => body, () => undefined);
}

export function unlockWithCode(ods: string, code: string): Promise<Session> {
  return openSession(`/${ods}/auth/unlock`, { code });
}

export async function beginEnrolment(ods: string, username: string, code: string): Promise<string> {
  const { body } = await call<{ enrolment: string }>(`/${ods}/auth/enrolment`, { method: 'POST', body: { username, code }, signingIn: true });
  return body?.enrolment ?? '';
}

export interface NewAuthenticator {
  step: string;
  secret: string;
  address: string;
}

export async function beginAuthenticator(ods: string, enrolment: string): Promise<NewAuthenticator> {
  const { body } = await call<NewAuthenticator>(`/${ods}/auth/authenticator/options`, { method: 'POST', body: { enrolment }, signingIn: true });
  if (!body) throw new Error('The server gave no secret');
  return body;
}

export function setAuthenticator(ods: string, setting: { enrolment: string; step: string; code: string; password: string }): Promise<Session> {
  return openSession(`/${ods}/auth/authenticator`, setting);
}

export async function fetchOwnSessions(ods: string): Promise<OwnSession[]> {
  return (await call<OwnSession[]>(`/${ods}/auth/sessions`)).body ?? [];
}

export async function endOwnSession(ods: string, id: string): Promise<void> {
  await call(`/${ods}/auth/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

export async function signOutEverywhere(ods: string): Promise<void> {
  await call(`/${ods}/auth/sessions`, { method: 'DELETE', signingIn: true });
}

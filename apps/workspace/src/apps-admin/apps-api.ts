import { call } from '../api/http.ts';

/** An app as the practice has it registered. */
export interface RegisteredApp {
  id: string;
  name: string;
  kind: 'app' | 'service';
  auth: 'none' | 'client_secret_basic' | 'private_key_jwt';
  redirectUris: string[];
  launchUrl?: string;
  scopes: string[];
  /** What the scopes let it do, in words. */
  does: string[];
  registeredAt: string;
  withdrawnAt?: string;
  usedAt?: string;
}

export interface NewApp {
  name: string;
  kind: RegisteredApp['kind'];
  auth: RegisteredApp['auth'];
  redirectUris: string[];
  launchUrl: string;
  scopes: string[];
  jwks?: unknown;
  jwksUrl?: string;
}

/** What is told once, when an app has been registered. */
export interface Credentials {
  id: string;
  secret?: string;
  fhir: string;
}

export interface Act {
  at: string;
  action: string;
  outcome: string;
  what: string;
}

export async function fetchApps(ods: string): Promise<RegisteredApp[]> {
  return (await call<RegisteredApp[]>(`/${ods}/apps`)).body ?? [];
}

export async function registerApp(ods: string, app: NewApp): Promise<Credentials> {
  const { body } = await call<Credentials>(`/${ods}/apps`, { method: 'POST', body: app });
  if (!body) throw new Error('The server did not say what it registered');
  return body;
}

export async function withdrawApp(ods: string, id: string): Promise<void> {
  await call(`/${ods}/apps/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

export async function fetchActs(ods: string, id: string): Promise<Act[]> {
  return (await call<Act[]>(`/${ods}/apps/${encodeURIComponent(id)}/acts`)).body ?? [];
}

/** The apps that can be started for a patient. */
export async function fetchStartable(ods: string): Promise<{ client: string; name: string }[]> {
  return (await call<{ client: string; name: string }[]>(`/${ods}/auth/launches`)).body ?? [];
}

/** The address that starts an app for a patient, good once. */
export async function launchApp(ods: string, client: string, patient: string): Promise<string> {
  const { body } = await call<{ address: string }>(`/${ods}/auth/launches`, { method: 'POST', body: { client, patient } });
  if (!body) throw new Error('The server did not say where the app is');
  return body.address;
}

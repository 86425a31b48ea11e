import { ApiFailure, type ApiClient, type ApiResponse } from './api-client.ts';
import { field, text } from './json.ts';

/** A surgery that uses this system. `synthetic`: its patients are made up. */
export interface Practice {
  ods: string;
  name: string;
  synthetic: boolean;
}

export interface PatientSession {
  practice: Practice;
  patientId: string;
}

export type SignIn =
  | { outcome: 'signed-in'; practice: Practice; cookies: string[] }
  | { outcome: 'wrong' | 'too-many' | 'not-a-patient' };

/** The practices of this system, by name. */
export async function readPractices(api: ApiClient): Promise<Practice[]> {
  const { status, json } = await api({ method: 'GET', path: '/practices' });
  if (status !== 200 || !Array.isArray(json)) throw new ApiFailure(status, 'GET /practices');
  return json.map(readPractice).sort((a, b) => a.name.localeCompare(b.name));
}

/** Who is signed in at a practice; undefined for nobody, and for staff, who have an app of their own. */
export async function readSession(api: ApiClient, ods: string, cookie: string): Promise<PatientSession | undefined> {
  const { status, json } = await api({ method: 'GET', path: sessionPath(ods), cookie });
  if (status === 401 || status === 403 || status === 404) return undefined;
  if (status !== 200) throw new ApiFailure(status, 'GET session');
  return patientSession(json);
}

/** Signs a patient in. A member of staff who tries is signed out again at once. */
export async function signIn(api: ApiClient, ods: string, credentials: { username: string; password: string; code: string }): Promise<SignIn> {
  const answer = await api({ method: 'POST', path: sessionPath(ods), body: credentials });
  if (answer.status === 429) return { outcome: 'too-many' };
  if (answer.status >= 500) throw new ApiFailure(answer.status, 'POST session');
  if (answer.status !== 200) return { outcome: 'wrong' };
  const session = patientSession(answer.json);
  if (session !== undefined) return { outcome: 'signed-in', practice: session.practice, cookies: setCookies(answer) };
  await signOut(api, ods, setCookies(answer).map((cookie) => cookie.split(';', 1)[0] ?? '').join('; '));
  return { outcome: 'not-a-patient' };
}

/** Whether patients of a practice can sign in with NHS login, and whether that is a simulator. */
export async function readNhsLogin(api: ApiClient, ods: string): Promise<{ simulated: boolean } | undefined> {
  const { status, json } = await api({ method: 'GET', path: `/${encodeURIComponent(ods)}/auth/services` });
  const nhsLogin = status === 200 ? field(json, 'nhsLogin') : undefined;
  return typeof nhsLogin === 'object' && nhsLogin !== null ? { simulated: field(nhsLogin, 'simulated') === true } : undefined;
}

/** Ends the session; the cookies that clear it in the browser come back. */
export async function signOut(api: ApiClient, ods: string, cookie: string): Promise<string[]> {
  return setCookies(await api({ method: 'DELETE', path: sessionPath(ods), cookie }));
}

function sessionPath(ods: string): string {
  return `/${encodeURIComponent(ods)}/auth/session`;
}

function patientSession(json: unknown): PatientSession | undefined {
  const user = field(json, 'user');
  const [type, patientId = ''] = text(user, 'reference').split('/');
  if (text(user, 'role') !== 'patient' || type !== 'Patient' || patientId === '') return undefined;
  return { practice: readPractice(field(json, 'practice')), patientId };
}

function readPractice(json: unknown): Practice {
  return { ods: text(json, 'ods'), name: text(json, 'name'), synthetic: field(json, 'synthetic') === true };
}

function setCookies({ headers }: ApiResponse): string[] {
  const cookies = headers['set-cookie'];
  return cookies === undefined ? [] : Array.isArray(cookies) ? cookies : [cookies];
}

import { ApiError, call } from './http.ts';

export interface Practice {
  ods: string;
  name: string;
  synthetic: boolean;
}

export interface Session {
  practice: Practice;
  user: { id: string; username: string; name: string; role: 'gp' | 'nurse' | 'receptionist' | 'manager' | 'patient'; reference: string };
  abilities: { readClinical: boolean; writeClinical: boolean; findPatients: boolean };
  expires: string;
}

export async function fetchPractices(): Promise<Practice[]> {
  return (await call<Practice[]>('/practices')).body ?? [];
}

/** The session this browser holds with a practice, if any. */
export async function fetchSession(ods: string): Promise<Session | undefined> {
  try {
    return (await call<Session>(`/${ods}/auth/session`, { signingIn: true })).body;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return undefined;
    throw error;
  }
}

export async function signIn(ods: string, username: string, password: string): Promise<Session> {
  const { body } = await call<Session>(`/${ods}/auth/session`, { method: 'POST', body: { username, password }, signingIn: true });
  if (!body) throw new Error('The server opened no session');
  return body;
}

export async function signOut(ods: string): Promise<void> {
  await call(`/${ods}/auth/session`, { method: 'DELETE', signingIn: true });
}

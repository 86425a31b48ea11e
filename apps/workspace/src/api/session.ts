import type { Abilities, Role } from '../../../../platform/access/roles.ts';
import { ApiError, call } from './http.ts';

export interface Practice {
  ods: string;
  name: string;
  synthetic: boolean;
}

export interface Session {
  practice: Practice;
  user: { id: string; username: string; name: string; role: Role; reference: string };
  abilities: Abilities;
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

/** Calls what opens a session, or opens one again. */
export async function openSession(path: string, body: unknown): Promise<Session> {
  const { body: session } = await call<Session>(path, { method: 'POST', body, signingIn: true });
  if (!session) throw new Error('The server opened no session');
  return session;
}

export function signIn(ods: string, username: string, password: string, code: string): Promise<Session> {
  return openSession(`/${ods}/auth/session`, { username, password, code });
}

export async function signOut(ods: string): Promise<void> {
  await call(`/${ods}/auth/session`, { method: 'DELETE', signingIn: true });
}

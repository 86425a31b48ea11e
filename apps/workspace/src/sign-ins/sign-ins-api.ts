import { call } from '../api/http.ts';
import type { Role } from '../../../../platform/access/roles.ts';

/** The sign-in of a member of staff, as those who keep sign-ins see it. */
export interface SignIn {
  username: string;
  name: string;
  role: Role;
  disabled: boolean;
  ways: ('password-and-code' | 'passkey' | 'cis2')[];
  /** Until when an enrolment code is good; null where there is none. */
  codeUntil: string | null;
}

export async function fetchSignIns(ods: string): Promise<SignIn[]> {
  return (await call<SignIn[]>(`/${ods}/auth/accounts`)).body ?? [];
}

/** A one-time code by which its holder sets up a way of signing in. */
export async function issueCode(ods: string, username: string): Promise<string> {
  const { body } = await call<{ code: string }>(`/${ods}/auth/enrolment-codes`, { method: 'POST', body: { username } });
  if (!body) throw new Error('The server gave no code');
  return body.code;
}

export async function setDisabled(ods: string, username: string, disabled: boolean): Promise<void> {
  await call(`/${ods}/auth/accounts/${encodeURIComponent(username)}/disabled`, disabled ? { method: 'PUT', body: {} } : { method: 'DELETE' });
}

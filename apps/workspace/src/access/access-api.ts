import type { Patient } from '@medplum/fhirtypes';
import { call } from '../api/http.ts';

export type GuardKind = 'high-profile' | 'sealed';
export type GrantKind = 'care-team' | 'proxy';

/** A record that somebody has opened by giving a reason. */
export interface BrokenGlass {
  patient: string;
  ends: string;
}

/** That the glass was broken, and when: who and whom is told by opening the alert. */
export interface AlertNotice {
  id: string;
  at: string;
  seenAt: string | null;
}

export interface Alert extends AlertNotice {
  name: string | null;
  patient: string;
  reason: string;
}

export interface Guard {
  patient: string;
  /** Name, birth date and NHS number alone; null where there is no such patient any more. */
  who: Patient | null;
  kind: GuardKind;
  setAt: string;
}

export interface Grant {
  id: string;
  name: string | null;
  kind: GrantKind | 'break-glass';
  reason: string;
  starts: string;
  ends: string;
}

export interface NewGrant {
  username: string;
  patient: string;
  kind: GrantKind;
  reason: string;
  ends: string;
}

export interface Sharing {
  organisation: string;
  starts: string;
  ends: string;
}

/** `patient`: an id, or an NHS number. */
export async function breakGlass(ods: string, patient: string, reason: string): Promise<BrokenGlass> {
  const { body } = await call<BrokenGlass>(`/${ods}/access/break-glass`, { method: 'POST', body: { patient, reason } });
  if (!body) throw new Error('The server did not say until when the record is open');
  return body;
}

export async function fetchAlerts(ods: string): Promise<AlertNotice[]> {
  return (await call<AlertNotice[]>(`/${ods}/access/alerts`)).body ?? [];
}

/** Who, whom and why; it is seen from then on. */
export async function openAlert(ods: string, id: string): Promise<Alert> {
  const { body } = await call<Alert>(`/${ods}/access/alerts/${encodeURIComponent(id)}`, { method: 'POST', body: {} });
  if (!body) throw new Error('The server did not say what the alert is about');
  return body;
}

/** Where the list of guards is held. */
export function guardsKey(ods: string) {
  return ['guards', ods] as const;
}

export async function fetchGuards(ods: string): Promise<Guard[]> {
  return (await call<Guard[]>(`/${ods}/access/guards`)).body ?? [];
}

export async function setGuard(ods: string, patient: string, kind: GuardKind): Promise<void> {
  await call(`/${ods}/access/guards/${encodeURIComponent(patient)}/${kind}`, { method: 'PUT', body: {} });
}

export async function liftGuard(ods: string, patient: string, kind: GuardKind): Promise<void> {
  await call(`/${ods}/access/guards/${encodeURIComponent(patient)}/${kind}`, { method: 'DELETE' });
}

export async function fetchGrants(ods: string, patient: string): Promise<Grant[]> {
  return (await call<Grant[]>(`/${ods}/access/grants/${encodeURIComponent(patient)}`)).body ?? [];
}

export async function giveGrant(ods: string, grant: NewGrant): Promise<void> {
  await call(`/${ods}/access/grants`, { method: 'POST', body: grant });
}

export async function endGrant(ods: string, id: string): Promise<void> {
  await call(`/${ods}/access/grants/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

export async function fetchSharing(ods: string): Promise<Sharing[]> {
  return (await call<Sharing[]>(`/${ods}/access/sharing`)).body ?? [];
}

export async function agreeSharing(ods: string, organisation: string, ends: string): Promise<void> {
  await call(`/${ods}/access/sharing/${encodeURIComponent(organisation)}`, { method: 'PUT', body: { ends } });
}

export async function endSharing(ods: string, organisation: string): Promise<void> {
  await call(`/${ods}/access/sharing/${encodeURIComponent(organisation)}`, { method: 'DELETE' });
}

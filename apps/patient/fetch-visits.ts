import type { AuditEvent, Bundle } from '@medplum/fhirtypes';
import { ApiFailure, type ApiClient } from './api-client.ts';
import { text } from './json.ts';
import type { PatientSession } from './session.ts';

/** That somebody was in the record on a day. */
export interface Visit {
  /** An instant of that day. */
  at: string;
  name: string;
  role: string;
  who: 'you' | 'another patient' | 'staff' | 'program';
}

export interface Visits {
  visits: Visit[];
  /** Where the page with earlier ones begins; undefined where there are none. */
  earlier: string | undefined;
}

const COUNT = 40;

/** Who has been in the signed-in patient's record, newest first, a page at a time; undefined where their session has ended meanwhile. */
export async function fetchVisits(api: ApiClient, session: PatientSession, cookie: string, after: string): Promise<Visits | undefined> {
  const query = new URLSearchParams({ patient: `Patient/${session.patientId}`, _count: String(COUNT), ...(after === '' ? {} : { _after: after }) });
  const path = `/${encodeURIComponent(session.practice.ods)}/fhir/r4/AuditEvent?${query.toString()}`;
  const { status, json } = await api({ method: 'GET', path, cookie });
  if (status === 401 || status === 403) return undefined;
  if (status !== 200 || !isBundle(json)) throw new ApiFailure(status, 'GET AuditEvent');
  const next = json.link?.find(({ relation }) => relation === 'next')?.url;
  return {
    visits: (json.entry ?? []).flatMap(({ resource }) => (resource?.resourceType === 'AuditEvent' ? [visitOf(resource, session.patientId)] : [])),
    earlier: next === undefined ? undefined : (new URL(next, 'http://api').searchParams.get('_after') ?? undefined),
  };
}

function visitOf({ agent: [agent], period, recorded }: AuditEvent, patientId: string): Visit {
  const reference = agent?.who?.reference ?? '';
  const who = reference === `Patient/${patientId}` ? 'you' : reference.startsWith('Patient/') ? 'another patient' : reference === '' ? 'program' : 'staff';
  return { at: period?.start ?? recorded, name: agent?.name ?? '', role: agent?.role?.[0]?.text ?? '', who };
}

function isBundle(json: unknown): json is Bundle {
  return text(json, 'resourceType') === 'Bundle';
}

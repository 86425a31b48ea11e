import { randomUUID } from 'node:crypto';
import type { AuditEvent, Bundle, Resource } from '@medplum/fhirtypes';
import type { ApiClient, ApiResponse } from '../api-client.ts';
import { text } from '../json.ts';

export const PASSWORD = 'correct horse battery staple';

export interface FakeApi {
  api: ApiClient;
  /** Every call made, as "GET /path". */
  calls: string[];
  /** The next calls to this path answer with this status. */
  fail(path: string, status: number): void;
}

export interface FakePractice {
  ods: string;
  name: string;
  synthetic: boolean;
}

export const PRACTICE: FakePractice = { ods: 'A20047', name: 'Temple Sowerby Medical Practice', synthetic: true };

/** The API that `docs/api.md` describes, over records held in memory: one account per record, `staff` besides. */
export function fakeApi(records: Readonly<Record<string, readonly Resource[]>>, practices: readonly FakePractice[] = [PRACTICE]): FakeApi {
  const sessions = new Map<string, string>();
  const failures = new Map<string, number>();
  const calls: string[] = [];

  const api: ApiClient = async ({ method, path, cookie, body }) => {
    calls.push(`${method} ${path}`);
    const failure = failures.get(path);
    if (failure !== undefined) return outcome(failure);
    if (path === '/practices') return ok(practices);
    const practice = practices.find(({ ods }) => path.startsWith(`/${ods}/`));
    if (practice === undefined) return outcome(404);
    const token = /(?:^|; )jenner_session=([^;]+)/.exec(cookie ?? '')?.[1] ?? '';
    const username = sessions.get(token);

    if (path === `/${practice.ods}/auth/session`) {
      if (method === 'POST') {
        const name = text(body, 'username');
        if ((!(name in records) && name !== 'staff') || text(body, 'password') !== PASSWORD) return outcome(401);
        const created = randomUUID();
        sessions.set(created, name);
        return { ...ok(session(practice, name, records[name])), headers: { 'set-cookie': `jenner_session=${created}; Path=/; HttpOnly; SameSite=Strict` } };
      }
      if (method === 'DELETE') {
        sessions.delete(token);
        return { status: 204, headers: { 'set-cookie': 'jenner_session=; Path=/; Max-Age=0' }, json: undefined };
      }
      return username === undefined ? outcome(401) : ok(session(practice, username, records[username]));
    }
    const record = username === undefined ? undefined : records[username];
    if (record === undefined) return outcome(401);
    if (path.startsWith(`/${practice.ods}/fhir/r4/AuditEvent?`)) return ok(visits(path, patientId(record)));
    const bundle: Bundle = { resourceType: 'Bundle', type: 'searchset', entry: record.map((resource) => ({ resource })) };
    return path.endsWith(`/fhir/r4/Patient/${patientId(record)}/$everything`) ? ok(bundle) : outcome(404);
  };
  return { api, calls, fail: (path, status) => void failures.set(path, status) };
}

/** Two pages of who was in the record. */
function visits(path: string, id: string): Bundle {
  const event = (day: string, name: string, role: string, reference: string | undefined): AuditEvent => ({
    resourceType: 'AuditEvent', id: `${day}.${name.replaceAll(' ', '-')}`, type: { code: 'rest' }, recorded: `${day}T17:00:00Z`, period: { start: `${day}T09:00:00Z`, end: `${day}T17:00:00Z` },
    agent: [{ requestor: true, name, role: [{ text: role }], who: reference === undefined ? { display: name } : { reference } }], source: { observer: { display: 'Jenner' } },
  });
  const later = path.includes('_after=');
  const events = later
    ? [event('2026-10-01', 'Nurse Bell', 'Nurse', 'Practitioner/2')]
    : [event('2026-11-20', 'Jo Smith', 'Patient', `Patient/${id}`), event('2026-11-20', 'Dr Asha Khan', 'GP', 'Practitioner/1'), event('2026-11-20', 'A program', 'Computer system', undefined),
      event('2026-11-19', 'Sam Smith', 'Patient', 'Patient/parent')];
  return {
    resourceType: 'Bundle', type: 'searchset', entry: events.map((resource) => ({ resource })),
    ...(later ? {} : { link: [{ relation: 'next', url: `http://api/A20047/fhir/r4/AuditEvent?_after=2026-11-19.x` }] }),
  };
}

function session(practice: FakePractice, username: string, record: readonly Resource[] | undefined): unknown {
  const user = record === undefined
    ? { role: 'gp', reference: 'Practitioner/1' }
    : { role: 'patient', reference: `Patient/${patientId(record)}` };
  return { practice, user: { id: username, username, name: username, ...user }, expires: '2030-01-01T00:00:00Z' };
}

function patientId(record: readonly Resource[]): string {
  return record.find(({ resourceType }) => resourceType === 'Patient')?.id ?? '';
}

function ok(json: unknown): ApiResponse {
  return { status: 200, headers: {}, json };
}

function outcome(status: number): ApiResponse {
  return { status, headers: {}, json: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'processing' }] } };
}

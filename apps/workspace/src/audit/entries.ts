import type { AuditEvent, Bundle } from '@medplum/fhirtypes';
import { call } from '../api/http.ts';

/** What is asked of the audit: '' where it does not matter. */
export interface AuditFilter {
  patientId: string;
  from: string;
  until: string;
  refusedOnly: boolean;
}

/** One line of the audit, in words. */
export interface AuditLine {
  id: string;
  at: string;
  who: string;
  role: string;
  did: string;
  /** '' for success. */
  trouble: string;
  patientId: string;
}

export interface AuditPage {
  lines: AuditLine[];
  /** Where the next page begins. */
  next: string | undefined;
}

const COUNT = 100;

/** A page of the audit, newest first. */
export async function fetchAudit(ods: string, filter: AuditFilter, after: string | undefined, signal: AbortSignal): Promise<AuditPage> {
  const query = new URLSearchParams({ _count: String(COUNT) });
  if (filter.patientId !== '') query.set('patient', `Patient/${filter.patientId}`);
  if (filter.from !== '') query.append('date', `ge${filter.from}`);
  if (filter.until !== '') query.append('date', `le${filter.until}`);
  if (filter.refusedOnly) query.set('outcome', '4');
  if (after !== undefined) query.set('_after', after);
  const { body } = await call<Bundle>(`/${ods}/fhir/r4/AuditEvent?${query}`, { signal });
  const next = body?.link?.find(({ relation }) => relation === 'next')?.url;
  return {
    lines: (body?.entry ?? []).flatMap(({ resource }) => (resource?.resourceType === 'AuditEvent' ? [lineOf(resource)] : [])),
    next: next === undefined ? undefined : (new URL(next, location.origin).searchParams.get('_after') ?? undefined),
  };
}

/** An AuditEvent as a line for people. */
export function lineOf(event: AuditEvent): AuditLine {
  const [agent] = event.agent;
  const entities = event.entity ?? [];
  return {
    id: event.id ?? '',
    at: event.recorded ?? '',
    who: agent?.name ?? 'Not recorded',
    role: agent?.role?.[0]?.text ?? '',
    did: didOf(event.subtype?.[0]?.code ?? event.subtype?.[0]?.display ?? '', entities.at(-1)?.what?.reference ?? entities.at(-1)?.name ?? ''),
    trouble: event.outcome === '0' ? '' : (event.outcomeDesc ?? 'Did not succeed'),
    patientId: entities.find(({ role }) => role?.code === '1')?.what?.reference?.slice('Patient/'.length) ?? '',
  };
}

const VERBS: Readonly<Record<string, string>> = {
  read: 'Read', 'search-type': 'Searched', create: 'Wrote', update: 'Changed', delete: 'Deleted', import: 'Imported', export: 'Exported', request: 'Asked for',
};
/** Said the same whatever they were done to. */
const ACTS: Readonly<Record<string, string>> = {
  'break-glass': 'Opened the record for a reason', 'guard': 'Guarded the record', 'lift-guard': 'Lifted a guard', 'grant-care-team': 'Let somebody into the care team',
  'grant-proxy': 'Let somebody act for the patient', 'end-grant': 'Ended somebody’s access', 'read-alert': 'Read a privacy alert', 'share': 'Agreed to share with an organisation', 'end-share': 'Ended sharing with an organisation',
  'issue-enrolment-code': 'Issued an enrolment code', 'disable-account': 'Disabled a sign-in', 'enable-account': 'Enabled a sign-in', 'forget-secrets': 'Gave up a sign-in’s codes, whose key was lost',
};
const WHOLE: Readonly<Record<string, string>> = {
  'read Patient/$everything': 'Opened the record', 'read guards': 'Looked at the list of guarded records', 'search-type AuditEvent': 'Looked at this list', 'search-type Patient/$find': 'Looked for a patient', 'sign-in session': 'Signed in',
  'issue-token session': 'Issued an access token', 'export practice': 'Exported the practice',
};

function didOf(action: string, target: string): string {
  const whole = ACTS[action] ?? WHOLE[`${action} ${target}`];
  if (whole !== undefined) return whole;
  if (action === 'export' && target.startsWith('export/')) return 'Exported, in a bulk export';
  const verb = VERBS[action] ?? capital(action.replaceAll('-', ' '));
  const [type = '', id = ''] = target.split('/');
  // The id of an entry tells nobody anything; that it was its history does.
  return target.endsWith('/_history') ? `${verb} the history of ${type}` : `${verb} ${/^[A-Z][a-z]/.test(type) && id !== '' ? type : target}`.trim();
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

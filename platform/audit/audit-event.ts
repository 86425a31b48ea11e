import type { AuditEvent, AuditEventAgent, CodeableConcept } from '@medplum/fhirtypes';
import { policyOf, ROLES } from '../access/roles.ts';
import type { AuditEntry } from './read-audit.ts';
import { roleWords } from './role-words.ts';
import type { Visit } from './who-saw.ts';

const EVENT_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-event-type';
const DICOM = 'http://dicom.nema.org/resources/ontology/DCM';
const INTERACTION = 'http://hl7.org/fhir/restful-interaction';
const OBJECT_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';
const JOB_ROLE = 'https://fhir.nhs.uk/CodeSystem/NHSDigital-SDS-JobRoleCode';

const REST = { system: EVENT_TYPE, code: 'rest', display: 'RESTful Operation' };
const USER_AUTHENTICATION = { system: DICOM, code: '110114', display: 'User Authentication' };
const TYPES: Readonly<Record<string, AuditEvent['type']>> = {
  'sign-in': USER_AUTHENTICATION,
  'issue-token': USER_AUTHENTICATION,
  export: { system: DICOM, code: '110106', display: 'Export' },
  import: { system: DICOM, code: '110107', display: 'Import' },
};
const ACTIONS: Readonly<Record<string, NonNullable<AuditEvent['action']>>> = { create: 'C', import: 'C', read: 'R', export: 'R', update: 'U', delete: 'D' };
const INTERACTIONS: Readonly<Record<string, string>> = { read: 'read', search: 'search-type', create: 'create', update: 'update', delete: 'delete' };

/** An id of an entry that says where it is, so that it can be found again by itself: `<microseconds>-<uuid>`. */
export function entryId({ at, id }: Pick<AuditEntry, 'at' | 'id'>): string {
  return `${at}-${id}`;
}

/** Reads such an id back. */
export function readEntryId(text: string): { at: string; id: string } | undefined {
  const [, at, id] = /^(\d{1,16})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text) ?? [];
  return at === undefined || id === undefined ? undefined : { at, id };
}

/** An audit row as a FHIR R4 AuditEvent, for staff. */
export function auditEvent(practice: string, entry: AuditEntry): AuditEvent {
  const interaction = INTERACTIONS[entry.action];
  return {
    resourceType: 'AuditEvent',
    id: entryId(entry),
    type: TYPES[entry.action] ?? REST,
    subtype: [interaction === undefined ? { display: entry.action } : { system: INTERACTION, code: interaction }],
    action: ACTIONS[entry.action] ?? 'E',
    recorded: entry.recorded,
    outcome: entry.outcome === 'success' ? '0' : '4',
    ...(entry.outcome === 'success' ? {} : { outcomeDesc: entry.outcome === 'refused' ? 'Refused' : 'Nothing was found' }),
    agent: [agentOf(entry)],
    source: sourceOf(practice),
    entity: [
      ...(entry.patient === '' ? [] : [{ what: { reference: `Patient/${entry.patient}` }, role: { system: OBJECT_ROLE, code: '1', display: 'Patient' } }]),
      targetOf(entry),
    ],
  };
}

/** What a patient is told: who was in the record on a day. */
export function visitEvent(practice: string, patient: string, visit: Visit): AuditEvent {
  return {
    resourceType: 'AuditEvent',
    id: visitId(visit),
    type: REST,
    period: { start: visit.first, end: visit.last },
    recorded: visit.last,
    outcome: '0',
    agent: [agentOf(visit)],
    source: sourceOf(practice),
    entity: [{ what: { reference: `Patient/${patient}` }, role: { system: OBJECT_ROLE, code: '1', display: 'Patient' } }],
  };
}

/** The place of a visit in its list, as an id: an actor that is a program has a colon in its name, which an id may not. */
export function visitId({ day, actor }: Pick<Visit, 'day' | 'actor'>): string {
  return `${day}.${actor.replaceAll(':', '.')}`.slice(0, 64);
}

/** Reads such an id back. */
export function readVisitId(text: string): { day: string; actor: string } | undefined {
  const [, day, actor] = /^(\d{4}-\d{2}-\d{2})\.([\w.-]+)$/.exec(text) ?? [];
  return day === undefined || actor === undefined ? undefined : { day, actor: actor.replace(/^(program|system|client)\./, '$1:') };
}

function agentOf({ actor, name, reference, role }: Pick<AuditEntry, 'actor' | 'name' | 'reference' | 'role'>): AuditEventAgent {
  const shown = name === '' ? 'A program' : name;
  return {
    requestor: true,
    altId: actor,
    name: shown,
    who: { ...(reference === '' ? { identifier: { value: actor } } : { reference }), display: shown },
    ...(role === '' ? {} : { role: [conceptOf(role)] }),
  };
}

function conceptOf(role: string): CodeableConcept {
  const known = ROLES.find((one) => one === role);
  const code = known === undefined ? undefined : policyOf(known).code;
  return { ...(code === undefined ? {} : { coding: [{ system: JOB_ROLE, code }] }), text: roleWords(role) };
}

function sourceOf(practice: string): AuditEvent['source'] {
  return { site: practice, observer: { display: 'Jenner' }, type: [{ system: 'http://terminology.hl7.org/CodeSystem/security-source-type', code: '4', display: 'Application Server' }] };
}

function targetOf({ target, detail }: AuditEntry): NonNullable<AuditEvent['entity']>[number] {
  const more = detail === '' ? {} : { description: detail };
  const role = { system: OBJECT_ROLE, code: '4', display: 'Domain Resource' };
  return /^[A-Z]\w+\/[A-Za-z0-9\-.]{1,64}$/.test(target) ? { what: { reference: target }, role, ...more } : { name: target, ...more };
}

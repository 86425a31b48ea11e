import type { List, Resource } from '@medplum/fhirtypes';
import { relativeReference } from '../../../../../platform/fhir/resource.ts';
import { momentOf } from './by-date.ts';
import { encounterOf, entryOf, partsOf } from './entry.ts';
import type { Entry } from './entry.ts';
import { perRecord } from './per-record.ts';
import type { PatientRecord } from './record.ts';
import { consultationLists, CONSULTATION_LIST_KINDS } from './consultation-lists.ts';

/** A consultation with its entries, or an entry that stands alone. */
export interface JournalGroup {
  key: string;
  /** When it happened, for the order of the journal. */
  moment: number;
  consultation?: Entry;
  items: readonly JournalItem[];
}

export interface JournalItem {
  entry: Entry;
  /** 1 for a part of the entry before it, such as a result of a report. */
  depth: number;
  /** Topic and category the author put it under, said once at the first item of each. */
  heading?: string;
}

/** Types that are about people and places, not about this patient's care. */
const NOT_ENTRIES = new Set<Resource['resourceType']>(['Patient', 'Practitioner', 'PractitionerRole', 'Organization', 'Location', 'Medication', 'HealthcareService', 'Substance', 'Device']);

/**
 * Everything in the record, newest first. Every resource that is no Patient and no directory entry appears exactly once:
 * under its consultation where it has one, under its report where it is part of one, else by itself.
 */
export const journalOf = perRecord((record): JournalGroup[] => {
  const entries = new Map<string, Entry>();
  for (const resource of record.resources) {
    if (!NOT_ENTRIES.has(resource.resourceType) && !isConsultationList(resource)) entries.set(relativeReference(resource), entryOf(record, resource));
  }
  const { parents, parts } = partsWithin(record, entries);
  const groups: JournalGroup[] = [];
  const placed = new Set<string>();
  const byConsultation = membersOf(record, entries, parents);
  for (const encounter of record.ofType('Encounter')) {
    const key = relativeReference(encounter);
    const consultation = entries.get(key);
    if (!consultation) continue;
    placed.add(key);
    const items = (byConsultation.get(key) ?? []).flatMap((member) => withParts(member.key, member.heading, entries, parts, placed));
    groups.push({ key, moment: momentOf(consultation.date ?? items[0]?.entry.date), consultation, items });
  }
  for (const [key, entry] of entries) {
    if (placed.has(key) || parents.has(key)) continue;
    groups.push({ key, moment: momentIn(entry), items: withParts(key, undefined, entries, parts, placed) });
  }
  for (const [key, entry] of entries) {
    if (!placed.has(key)) groups.push({ key, moment: momentOf(entry.date), items: [{ entry, depth: 0 }] });
  }
  return groups.sort((a, b) => (a.moment === b.moment ? 0 : b.moment - a.moment));
});

/** The lists a record was sent with say when it was sent, not when anything happened: they come last. */
function momentIn(entry: Entry): number {
  return entry.resource.resourceType === 'List' ? -Infinity : momentOf(entry.date);
}

interface Member {
  key: string;
  heading?: string;
}

/** The entries of each consultation: first as its lists order them, then those that only say they belong to it, by time. */
function membersOf(record: PatientRecord, entries: ReadonlyMap<string, Entry>, parents: ReadonlyMap<string, string>): Map<string, Member[]> {
  const lists = consultationLists(record);
  const owners = new Map<string, string>();
  for (const [key, entry] of entries) {
    const owner = encounterOf(entry.resource) ?? lists.ownerOf.get(key);
    if (owner !== undefined && entries.has(owner) && owner !== key && !parents.has(key)) owners.set(key, owner);
  }
  const members = new Map<string, Member[]>();
  const listed = new Set<string>();
  for (const { consultation, key, heading } of lists.ordered) {
    if (owners.get(key) !== consultation || listed.has(key)) continue;
    listed.add(key);
    push(members, consultation, { key, ...(heading === undefined ? {} : { heading }) });
  }
  const rest = [...owners].filter(([key]) => !listed.has(key));
  rest.sort(([a], [b]) => momentOf(entries.get(a)?.date) - momentOf(entries.get(b)?.date));
  for (const [key, consultation] of rest) push(members, consultation, { key });
  return members;
}

/**
 * Which entry each part belongs to: results to their report, a statement of medication to the plan it is based on.
 * An entry is part of one other at most, and never of itself in a circle.
 */
function partsWithin(record: PatientRecord, entries: ReadonlyMap<string, Entry>) {
  const parents = new Map<string, string>();
  const parts = new Map<string, string[]>();
  const join = (whole: string, part: string | undefined) => {
    if (part === undefined || !entries.has(part) || !entries.has(whole) || parents.has(part) || isWithin(whole, part, parents)) return;
    parents.set(part, whole);
    push(parts, whole, part);
  };
  for (const whole of [...record.ofType('DiagnosticReport'), ...record.ofType('Observation')]) {
    for (const part of partsOf(whole)) join(relativeReference(whole), part);
  }
  for (const statement of record.ofType('MedicationStatement')) join(statement.basedOn?.[0]?.reference ?? '', relativeReference(statement));
  return { parents, parts };
}

function isWithin(key: string, ancestor: string, parents: ReadonlyMap<string, string>): boolean {
  for (let at: string | undefined = key; at !== undefined; at = parents.get(at)) if (at === ancestor) return true;
  return false;
}

function withParts(
  key: string, heading: string | undefined, entries: ReadonlyMap<string, Entry>, parts: ReadonlyMap<string, readonly string[]>, placed: Set<string>, depth = 0,
): JournalItem[] {
  const entry = entries.get(key);
  if (!entry || placed.has(key)) return [];
  placed.add(key);
  return [
    { entry, depth, ...(heading === undefined ? {} : { heading }) },
    ...(parts.get(key) ?? []).flatMap((part) => withParts(part, undefined, entries, parts, placed, depth + 1)),
  ];
}

function isConsultationList(resource: Resource): resource is List {
  return resource.resourceType === 'List' && resource.encounter !== undefined
    && (resource.code?.coding?.some((coding) => CONSULTATION_LIST_KINDS.has(coding.code ?? '')) ?? false);
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const held = map.get(key);
  if (held) held.push(value);
  else map.set(key, [value]);
}

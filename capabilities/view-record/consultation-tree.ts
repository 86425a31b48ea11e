import type { Composition, CompositionSection, List, Reference, Resource, ResourceType } from '@medplum/fhirtypes';
import { isA, type PatientRecord } from './record.ts';
import { reportedObservations } from './test-results.ts';

/** A part of a consultation under its heading, as the clinician laid it out. */
export interface ConsultationPart {
  /** The problem it was about, where one was named. */
  topic: string | undefined;
  heading: string | undefined;
  items: Resource[];
}

/**
 * Lays out what was recorded in one encounter. GP Connect nests Lists (consultation, topic, category); a document
 * nests Composition sections; what neither names but says it belongs to the encounter comes last, by kind.
 */
export function consultationParts(record: PatientRecord, encounterId: string): ConsultationPart[] {
  const encounter = `Encounter/${encounterId}`;
  const seen = new Set<Resource>();
  const parts: ConsultationPart[] = [];

  for (const list of record.all('List')) {
    if (list.encounter?.reference === encounter && isConsultation(list)) walkList(record, list, undefined, seen, parts);
  }
  for (const composition of record.all('Composition')) {
    if (composition.encounter?.reference === encounter) walkSections(record, composition.section, seen, parts);
  }
  return [...parts, ...unplaced(record, encounter, seen)];
}

function isConsultation({ code }: List): boolean {
  return code?.coding?.some((coding) => coding.code === '325851000000107') ?? false;
}

function walkList(record: PatientRecord, list: List, topic: string | undefined, seen: Set<Resource>, parts: ConsultationPart[]): void {
  if (seen.has(list)) return;
  seen.add(list);
  const items: Resource[] = [];
  const isTopic = list.code?.coding?.some(({ code }) => code === '25851000000105') ?? false;
  const about = isTopic ? list.title : topic;
  for (const { item } of list.entry ?? []) {
    const resource = record.resolve(item);
    if (isA(resource, 'List')) walkList(record, resource, about, seen, parts);
    else take(resource, seen, items);
  }
  if (items.length > 0) parts.push({ topic: about, heading: isTopic || isConsultation(list) ? undefined : list.title, items });
}

function walkSections(record: PatientRecord, sections: Composition['section'], seen: Set<Resource>, parts: ConsultationPart[], topic?: string): void {
  for (const section of sections ?? []) {
    const items: Resource[] = [];
    for (const reference of section.entry ?? []) take(record.resolve(reference), seen, items);
    if (items.length > 0) parts.push({ topic, heading: section.title, items });
    walkSections(record, section.section, seen, parts, topicOf(section));
  }
}

function topicOf({ title, section }: CompositionSection): string | undefined {
  return (section ?? []).length > 0 ? title : undefined;
}

function take(resource: Resource | undefined, seen: Set<Resource>, items: Resource[]): void {
  if (resource === undefined || seen.has(resource)) return;
  seen.add(resource);
  items.push(resource);
}

/** What may stand in a consultation by itself, under which heading, in the order of the page. */
const HEADINGS: readonly (readonly [heading: string, types: readonly ResourceType[]])[] = [
  ['Health problems', ['Condition']],
  ['Notes', ['Observation', 'FamilyMemberHistory', 'Procedure']],
  ['Allergies', ['AllergyIntolerance']],
  ['Medicines', ['MedicationRequest']],
  ['Vaccinations', ['Immunization']],
  ['Test results', ['DiagnosticReport']],
  ['Referrals and reminders', ['ServiceRequest']],
  ['Documents', ['DocumentReference']],
];
const indexes = new WeakMap<PatientRecord, Map<string | undefined, Resource[]>>();

/** What names the encounter and no layout placed, by kind. Tests within a report are shown by the report. */
function unplaced(record: PatientRecord, encounter: string, seen: ReadonlySet<Resource>): ConsultationPart[] {
  const rest = recordedIn(record, encounter).filter((resource) => !seen.has(resource));
  return HEADINGS.map(([heading, types]) => ({
    topic: undefined, heading, items: rest.filter(({ resourceType }) => types.includes(resourceType)),
  })).filter(({ items }) => items.length > 0);
}

/** Everything that says it was recorded in the encounter. Indexed once per record: a long one has many encounters. */
function recordedIn(record: PatientRecord, encounter: string): readonly Resource[] {
  let index = indexes.get(record);
  if (index === undefined) {
    const reported = reportedObservations(record);
    const entries = record.everything.filter((resource) => !reported.has(resource.id ?? ''));
    index = Map.groupBy(entries, (resource) => encounterOf(resource)?.reference);
    indexes.set(record, index);
  }
  return index.get(encounter) ?? [];
}

function encounterOf(resource: Resource): Reference | undefined {
  if (isA(resource, 'DocumentReference')) return resource.context?.encounter?.[0];
  return 'encounter' in resource && !Array.isArray(resource.encounter) ? resource.encounter : undefined;
}

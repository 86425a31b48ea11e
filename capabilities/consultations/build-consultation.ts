import type { Bundle, BundleEntry, CodeableConcept, Condition, Encounter, Identifier, Observation, Resource } from '@medplum/fhirtypes';
import { COMMENT_NOTE, LOINC, SNOMED, UCUM } from './codes.ts';
import type { Quantified } from './measurements.ts';
import type { MeasuredEntry } from './parse-entry.ts';
import type { CodedTerm, DerivedFrom, NoteLine } from './note.ts';

/** Names the draft a stored entry came from, so that the same draft sent twice is stored once. */
const CONSULTATION_ENTRY_SYSTEM = 'urn:jenner:consultation-entry';

/** How the patient was seen. `code` is v3 ActCode. */
export const CONSULTATION_KINDS = {
  surgery: { text: 'Surgery consultation', code: 'AMB', display: 'ambulatory' },
  telephone: { text: 'Telephone consultation', code: 'VR', display: 'virtual' },
  home: { text: 'Home visit', code: 'HH', display: 'home health' },
} as const;

export type ConsultationKind = keyof typeof CONSULTATION_KINDS;

export interface Consultation {
  /** UUID of the draft. */
  id: string;
  kind: ConsultationKind;
  patient: string;
  author: string;
  /** Organization the patient was seen by, when known. */
  organization?: string;
  /** Instant the consultation began, with its offset. */
  started: string;
  /** Settled lines: a line of kind `ask` is a programming error here. */
  lines: readonly NoteLine[];
}

/**
 * A consultation as one FHIR transaction: an Encounter, and an entry for each line referring to it.
 * Every entry carries an identifier made from the draft and its place in it and an `ifNoneExist` on it,
 * so that sending the same draft again changes nothing.
 */
export function buildConsultation(consultation: Consultation, newId: () => string): Bundle {
  const encounterUrl = `urn:uuid:${consultation.id}`;
  const urls = consultation.lines.map(() => `urn:uuid:${newId()}`);
  const entries = [entry(encounterUrl, encounter(consultation), identifier(consultation, 0))];
  consultation.lines.forEach((line, index) => {
    const id = identifier(consultation, index + 1);
    entries.push(entry(urls[index] ?? '', resource(line, consultation, encounterUrl, id, urls), id));
  });
  return { resourceType: 'Bundle', type: 'transaction', entry: entries };
}

/** The identifier of the consultation's Encounter: finding it in the record proves the draft was saved. */
export function encounterIdentifier(draftId: string): string {
  return `${CONSULTATION_ENTRY_SYSTEM}|${draftId}.0`;
}

function identifier(consultation: Consultation, place: number): Identifier {
  return { system: CONSULTATION_ENTRY_SYSTEM, value: `${consultation.id}.${place}` };
}

function entry(fullUrl: string, stored: Resource, id: Identifier): BundleEntry {
  return {
    fullUrl,
    resource: stored,
    request: { method: 'POST', url: stored.resourceType, ifNoneExist: `identifier=${encodeURIComponent(`${id.system}|${id.value}`)}` },
  };
}

function encounter(consultation: Consultation): Encounter {
  const kind = CONSULTATION_KINDS[consultation.kind];
  return {
    resourceType: 'Encounter',
    identifier: [identifier(consultation, 0)],
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: kind.code, display: kind.display },
    type: [{ text: kind.text }],
    subject: { reference: consultation.patient },
    participant: [{ individual: { reference: consultation.author } }],
    period: { start: consultation.started },
    ...(consultation.organization ? { serviceProvider: { reference: consultation.organization } } : {}),
  };
}

function resource(
  line: NoteLine, consultation: Consultation, encounterUrl: string, id: Identifier, urls: readonly string[],
): Observation | Condition {
  if (line.kind === 'ask') throw new Error('A line of the note is not settled');
  if (line.kind === 'coded' && line.problem) return problem(line, consultation, encounterUrl, id);
  const base = observation(consultation, encounterUrl, id);
  switch (line.kind) {
    case 'text': return { ...base, code: COMMENT_NOTE, valueString: line.text };
    case 'coded': return { ...base, code: conceptOf(line.term), ...(line.note ? { note: [{ text: line.note }] } : {}) };
    case 'measured': return { ...base, ...measured(line.entry), ...derived(line.derivedFrom, urls) };
  }
}

function observation(consultation: Consultation, encounterUrl: string, id: Identifier): Omit<Observation, 'code'> {
  return {
    resourceType: 'Observation',
    identifier: [id],
    status: 'final',
    subject: { reference: consultation.patient },
    encounter: { reference: encounterUrl },
    effectiveDateTime: consultation.started,
    performer: [{ reference: consultation.author }],
  };
}

function problem(
  line: Extract<NoteLine, { kind: 'coded' }>, consultation: Consultation, encounterUrl: string, id: Identifier,
): Condition {
  return {
    resourceType: 'Condition',
    identifier: [id],
    clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-category', code: 'problem-list-item', display: 'Problem List Item' }] }],
    code: conceptOf(line.term),
    subject: { reference: consultation.patient },
    encounter: { reference: encounterUrl },
    recordedDate: consultation.started,
    recorder: { reference: consultation.author },
    asserter: { reference: consultation.author },
    ...(line.note ? { note: [{ text: line.note }] } : {}),
  };
}

/** `display` is what the code system calls it. What was picked is kept beside that: an abbreviation alone may be read as something else. */
function conceptOf({ system, code, display, text }: CodedTerm): CodeableConcept {
  return { coding: [{ system, code, display }], ...(text === undefined || text === display ? {} : { text: `${display} (${text})` }) };
}

function measured(measuredEntry: MeasuredEntry): Pick<Observation, 'code'> & Partial<Observation> {
  const { measurement, values, note } = measuredEntry;
  const single = values.length === 1 ? values[0] : undefined;
  return {
    ...(measurement.vitalSign ? { category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs', display: 'Vital Signs' }] }] } : {}),
    code: concept(measurement),
    ...(single
      ? { valueQuantity: quantity(single.what, single.value) }
      : { component: values.map(({ what, value }) => ({ code: { ...concept(what), text: what.label }, valueQuantity: quantity(what, value) })) }),
    ...(note ? { note: [{ text: note }] } : {}),
  };
}

function derived(sources: readonly DerivedFrom[] | undefined, urls: readonly string[]): Partial<Observation> {
  if (!sources) return {};
  return { derivedFrom: sources.map((source) => ({ reference: 'line' in source ? urls[source.line] ?? '' : source.reference })) };
}

function concept(what: Quantified) {
  return { coding: [{ system: LOINC, ...what.loinc }, { system: SNOMED, ...what.snomed }] };
}

function quantity(what: Quantified, value: number) {
  return { value, unit: what.unit, system: UCUM, code: what.ucum };
}

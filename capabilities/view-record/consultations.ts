import type { Encounter } from '@medplum/fhirtypes';
import { recordedText } from './concept.ts';
import { consultationParts, type ConsultationPart } from './consultation-tree.ts';
import { readEntry, type Entry } from './entry.ts';
import { newestFirst } from './newest-first.ts';
import { plainTerm, type PlainTerm } from './plain-english.ts';
import { isA, type PatientRecord } from './record.ts';
import { plainMoment } from './when.ts';
import { nameOf } from './who.ts';

export interface ConsultationSummary {
  id: string;
  kind: PlainTerm;
  date: string | undefined;
  with: string | undefined;
  where: string | undefined;
  reason: string | undefined;
  /** What it was about: problems named in it, else its first entries; at most three. */
  about: string[];
}

export interface Consultation extends ConsultationSummary {
  parts: { topic: string | undefined; heading: string | undefined; entries: Entry[] }[];
}

/** Kinds of consultation in the words patients use. */
const KINDS: Readonly<Record<string, string>> = {
  'gp surgery': 'Seen at the surgery',
  'surgery consultation': 'Seen at the surgery',
  'face to face consultation': 'Seen at the surgery',
  'telephone consultation': 'Phone consultation',
  'telephone call to a patient': 'Phone call to you',
  'telephone call from a patient': 'Phone call from you',
  'home visit note': 'Home visit',
  'nursing home visit note': 'Nursing home visit',
  'externally entered': 'Added from outside the surgery',
  'administration note': 'Note by the surgery',
  'outbound referral': 'Referral sent',
  'inbound referral': 'Referral received',
  'other': 'Other contact with the surgery',
};

/** The headings clinicians file under, in the words patients use. */
const HEADINGS: Readonly<Record<string, string>> = {
  'problem': 'Health problem',
  'history': 'Your symptoms and history',
  'examination': 'What was found',
  'medication': 'Medicines',
  'follow up': 'What happens next',
  'comment': 'Notes',
  'additional': 'Other notes',
  'test request': 'Tests asked for',
  'lab results': 'Test results',
  'document': 'Documents',
  'referral': 'Referrals',
  'social': 'About your life',
  'allergy': 'Allergies',
  'regime review': 'Review',
  'procedure': 'What was done',
};

/**
 * Consultations and other contacts, newest first, in summary. One in which the reader may see nothing is left out:
 * an empty one would tell them that something was written which they are not shown.
 */
export function readConsultations(record: PatientRecord): ConsultationSummary[] {
  return encounters(record)
    .map((encounter) => ({ encounter, parts: consultationParts(record, encounter.id ?? '') }))
    .filter(({ parts }) => parts.length > 0)
    .map(({ encounter, parts }) => summary(record, encounter, parts));
}

/** One consultation with everything recorded in it, or undefined where the record does not hold it. */
export function readConsultation(record: PatientRecord, id: string): Consultation | undefined {
  const encounter = encounters(record).find((candidate) => candidate.id === id);
  if (encounter === undefined) return undefined;
  const parts = consultationParts(record, id);
  if (parts.length === 0) return undefined;
  return {
    ...summary(record, encounter, parts),
    parts: parts.map(({ topic, heading, items }) => ({
      topic: topic === undefined ? undefined : plainTerm(topic).text,
      heading: heading === undefined ? undefined : (HEADINGS[heading.toLowerCase()] ?? heading),
      entries: items.map((item) => readEntry(record, item)).filter((entry) => entry !== undefined),
    })).filter(({ entries }) => entries.length > 0),
  };
}

function encounters(record: PatientRecord): Encounter[] {
  return newestFirst(record.all('Encounter').filter(({ status }) => status !== 'entered-in-error' && status !== 'cancelled'));
}

function summary(record: PatientRecord, encounter: Encounter, parts: readonly ConsultationPart[]): ConsultationSummary {
  const recorded = recordedText(encounter.type?.[0]) ?? 'Consultation';
  const kind = KINDS[recorded.toLowerCase()];
  const place = record.resolve(encounter.location?.[0]?.location);
  return {
    id: encounter.id ?? '',
    kind: kind === undefined ? plainTerm(recorded) : { text: kind, recorded },
    date: plainMoment(encounter.period?.start),
    with: clinician(record, encounter),
    where: isA(place, 'Location') ? place.name : nameOf(record, encounter.serviceProvider),
    reason: recordedText(encounter.reasonCode?.[0]),
    about: about(record, parts),
  };
}

function clinician(record: PatientRecord, { participant }: Encounter): string | undefined {
  const performer = participant?.find(({ type }) => type?.some(({ coding }) => coding?.some(({ code }) => code === 'PPRF')));
  return nameOf(record, (performer ?? participant?.[0])?.individual);
}

function about(record: PatientRecord, parts: readonly ConsultationPart[]): string[] {
  const topics = parts.map(({ topic }) => topic).filter((topic) => topic !== undefined).map((topic) => plainTerm(topic).text);
  const named = topics.length > 0 ? topics : parts.flatMap(({ items }) => items.map((item) => readEntry(record, item)?.name?.text));
  return [...new Set(named.filter((name) => name !== undefined))].slice(0, 3);
}

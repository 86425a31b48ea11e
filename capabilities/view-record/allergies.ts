import type { AllergyIntolerance, Extension } from '@medplum/fhirtypes';
import { plainConcept, recordedText } from './concept.ts';
import { newestFirst } from './newest-first.ts';
import { readNotes, type Notes } from './notes.ts';
import type { PlainTerm } from './plain-english.ts';
import type { PatientRecord } from './record.ts';
import { plainDate } from './when.ts';

export interface Allergy {
  id: string;
  name: PlainTerm;
  /** What happened: "Rash", "Swollen face". */
  reactions: string[];
  severe: boolean;
  started: string | undefined;
  lastHappened: string | undefined;
  ended: string | undefined;
  whyEnded: string | undefined;
  notes: Notes;
}

export interface Allergies {
  current: Allergy[];
  ended: Allergy[];
  /** When the surgery recorded that there are no known allergies; only said where no current allergy stands. */
  noneKnown: { recorded: string | undefined } | undefined;
}

/** SNOMED CT: no known allergy, and no known drug allergy. */
const NONE_KNOWN = new Set(['716186003', '409137002']);

/** Allergies and bad reactions, current and ended, newest first. Entries made in error are left out. */
export function readAllergies(record: PatientRecord): Allergies {
  const allergies: Allergies = { current: [], ended: [], noneKnown: undefined };
  let noneKnown: AllergyIntolerance | undefined;
  for (const resource of newestFirst(record.all('AllergyIntolerance'))) {
    if (hasCode(resource.verificationStatus, 'entered-in-error')) continue;
    if (isNoneKnown(resource)) {
      noneKnown ??= resource;
      continue;
    }
    const over = hasCode(resource.clinicalStatus, 'resolved') || hasCode(resource.clinicalStatus, 'inactive');
    (over ? allergies.ended : allergies.current).push(readAllergy(resource));
  }
  if (noneKnown !== undefined && allergies.current.length === 0) {
    allergies.noneKnown = { recorded: plainDate(noneKnown.recordedDate ?? noneKnown.onsetDateTime) };
  }
  return allergies;
}

function readAllergy(resource: AllergyIntolerance): Allergy {
  const reactions = (resource.reaction ?? []).flatMap(({ manifestation, description }) => [
    ...manifestation.map((concept) => plainConcept(concept, '').text),
    description ?? '',
  ]);
  return {
    id: resource.id ?? '',
    name: plainConcept(resource.code, 'Allergy, no name recorded'),
    reactions: reactions.filter((reaction) => reaction !== ''),
    severe: resource.criticality === 'high' || (resource.reaction?.some(({ severity }) => severity === 'severe') ?? false),
    started: plainDate(resource.onsetDateTime),
    lastHappened: plainDate(resource.lastOccurrence),
    ended: plainDate(ending(resource, 'endDate')?.valueDateTime),
    whyEnded: ending(resource, 'reasonEnded')?.valueString,
    notes: readNotes(resource.note),
  };
}

/** A part of the UK Core extension of the clinical status that says when and why an allergy was taken off the list. */
function ending({ clinicalStatus }: AllergyIntolerance, part: string): Extension | undefined {
  return clinicalStatus?.extension?.find(({ url }) => url.includes('AllergyIntoleranceEnd'))?.extension?.find(({ url }) => url === part);
}

function isNoneKnown({ code }: AllergyIntolerance): boolean {
  const coded = code?.coding?.some((coding) => NONE_KNOWN.has(coding.code ?? '')) ?? false;
  return coded || /^no known (?:drug )?allerg(?:y|ies)$/i.test(recordedText(code) ?? '');
}

function hasCode(concept: AllergyIntolerance['clinicalStatus'], code: string): boolean {
  return concept?.coding?.some((coding) => coding.code === code) ?? false;
}

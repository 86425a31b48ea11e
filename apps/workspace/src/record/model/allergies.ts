import type { AllergyIntolerance } from '@medplum/fhirtypes';
import { newestFirst } from './by-date.ts';
import { hasCode, isCoded, termOf } from './coding.ts';
import { entryOf } from './entry.ts';
import type { Entry } from './entry.ts';
import { perRecord } from './per-record.ts';
import type { PatientRecord } from './record.ts';

/** The four states of the banner's allergies header (PAB-0064). */
export type AllergyState = 'Known allergies' | 'No known allergies' | 'Allergies not recorded' | 'Allergies unavailable';

export interface Allergy {
  entry: Entry;
  /** False: decision support cannot see it (ADR-0055 to ADR-0057). */
  coded: boolean;
  reactions: string;
  status: string;
  updated?: string;
}

export interface Allergies {
  state: AllergyState;
  active: readonly Allergy[];
  ended: readonly Allergy[];
  /** Statements that there are none, shown with date and author (ADR-0051). */
  noneKnown: readonly Entry[];
}

/** SNOMED CT: no known allergy, and its kinds. */
const NONE_KNOWN = new Set(['716186003', '409137002', '428607008', '429625007', '716184000', '716185004', '787483001', '160244002']);
const ENDED = new Set(['inactive', 'resolved']);
const REFUTED = new Set(['refuted', 'entered-in-error']);

export const allergiesOf = perRecord((record): Allergies => {
  const stated = newestFirst(record.ofType('AllergyIntolerance').filter((one) => !hasVerification(one, REFUTED)), (one) => one.recordedDate ?? one.onsetDateTime);
  const noneKnown = stated.filter((one) => hasCode(one.code, NONE_KNOWN) && !isEnded(one));
  const known = stated.filter((one) => !hasCode(one.code, NONE_KNOWN));
  const active = known.filter((one) => !isEnded(one));
  const none = [...noneKnown.map((one) => entryOf(record, one)), ...noneKnownObservations(record)];
  return {
    state: active.length > 0 ? 'Known allergies' : none.length > 0 ? 'No known allergies' : 'Allergies not recorded',
    active: active.map((one) => allergy(record, one)),
    ended: known.filter(isEnded).map((one) => allergy(record, one)),
    noneKnown: none,
  };
});

function noneKnownObservations(record: PatientRecord): Entry[] {
  return record.ofType('Observation').filter((one) => hasCode(one.code, NONE_KNOWN)).map((one) => entryOf(record, one));
}

function allergy(record: PatientRecord, one: AllergyIntolerance): Allergy {
  const updated = one.recordedDate ?? one.lastOccurrence ?? one.onsetDateTime;
  return {
    entry: entryOf(record, one),
    coded: isCoded(one.code),
    reactions: reactionsOf(one),
    status: one.clinicalStatus?.coding?.[0]?.code ?? 'status not recorded',
    ...(updated === undefined ? {} : { updated }),
  };
}

function reactionsOf(one: AllergyIntolerance): string {
  const reactions = (one.reaction ?? []).map((reaction) => {
    const words = reaction.manifestation.map((manifestation) => termOf(manifestation)).filter((term) => term !== undefined).join(', ');
    const parts = [words, reaction.description, reaction.severity && `(${reaction.severity})`];
    return parts.filter((part) => part !== undefined && part !== '').join(' ');
  });
  return reactions.filter((reaction) => reaction !== '').join('; ');
}

function isEnded(one: AllergyIntolerance): boolean {
  return one.clinicalStatus?.coding?.some((coding) => ENDED.has(coding.code ?? '')) ?? false;
}

function hasVerification(one: AllergyIntolerance, codes: ReadonlySet<string>): boolean {
  return one.verificationStatus?.coding?.some((coding) => codes.has(coding.code ?? '')) ?? false;
}

import type { CodeableConcept, Condition, Extension, Reference } from '@medplum/fhirtypes';
import { dateText } from './calendar.ts';
import { coded, deepFreeze } from './concept.ts';
import type { Random } from './random.ts';
import type { RecordWriter } from './record-writer.ts';

const CATEGORY = 'http://terminology.hl7.org/CodeSystem/condition-category';
const PROBLEM: CodeableConcept[] = [coded(CATEGORY, 'problem-list-item', 'Problem List Item')];
const ILLNESS: CodeableConcept[] = [coded(CATEGORY, 'encounter-diagnosis', 'Encounter Diagnosis')];
const CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
const ACTIVE = coded(CLINICAL, 'active', 'Active');
const INACTIVE = coded(CLINICAL, 'inactive', 'Inactive');
const RESOLVED = coded(CLINICAL, 'resolved', 'Resolved');
const CONFIRMED = coded('http://terminology.hl7.org/CodeSystem/condition-ver-status', 'confirmed', 'Confirmed');
const SIGNIFICANCE = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ProblemSignificance';
const MAJOR: Extension[] = [deepFreeze({ url: SIGNIFICANCE, valueCode: 'major' })];
const MINOR: Extension[] = [deepFreeze({ url: SIGNIFICANCE, valueCode: 'minor' })];

export interface Problem {
  concept: CodeableConcept;
  onset: number;
  major: boolean;
  /** The day it ended: an inactive problem. */
  ended?: number;
  /** How exactly the onset is known: as in real records, often only a year or a month. */
  precision: 'day' | 'month' | 'year';
}

/** A problem of the problem list. */
export function recordProblem(writer: RecordWriter, problem: Problem): Reference<Condition> {
  const condition = diagnosis(writer, problem.concept, PROBLEM);
  condition.extension = problem.major ? MAJOR : MINOR;
  condition.onsetDateTime = dateText(problem.onset).slice(0, problem.precision === 'day' ? 10 : problem.precision === 'month' ? 7 : 4);
  if (problem.ended !== undefined) {
    condition.clinicalStatus = INACTIVE;
    condition.abatementDateTime = dateText(problem.ended);
  }
  writer.resources.push(condition);
  return { reference: `Condition/${condition.id}` };
}

/** An illness that came and went; some practices put it on the list as a minor past problem. */
export function recordIllness(writer: RecordWriter, random: Random, concept: CodeableConcept): Reference<Condition> {
  const condition = diagnosis(writer, concept, ILLNESS);
  condition.clinicalStatus = RESOLVED;
  condition.onsetDateTime = writer.date;
  if (random.chance(0.08)) {
    condition.category = PROBLEM;
    condition.extension = MINOR;
  }
  writer.resources.push(condition);
  return { reference: `Condition/${condition.id}` };
}

function diagnosis(writer: RecordWriter, code: CodeableConcept, category: CodeableConcept[]): Condition & { id: string } {
  return {
    resourceType: 'Condition',
    id: writer.nextId(),
    clinicalStatus: ACTIVE,
    verificationStatus: CONFIRMED,
    category,
    code,
    subject: writer.subject,
    encounter: writer.encounter,
    recordedDate: writer.moment,
    recorder: writer.clinician,
    asserter: writer.clinician,
  };
}

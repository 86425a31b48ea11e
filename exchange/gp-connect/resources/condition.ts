import type { CodeableConcept, Condition, ConditionEvidence, ConditionStage } from '@medplum/fhirtypes';
import { annotation, codeableConcept, identifier, period, quantity, range, reference } from '../reading/datatypes.ts';
import { code, dateTime, sameCode, string } from '../reading/primitives.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';

/**
 * Condition (a GP Connect problem), STU3 -> R4. What is not named keeps its name.
 * - extensions ActualProblem, ProblemSignificance, RelatedClinicalContent, RelatedProblemHeader -> UK Core's
 * - clinicalStatus code -> CodeableConcept; verificationStatus too, its STU3 `unknown` meaning no R4 value
 * - category: CareConnect-ConditionCategory-1 -> HL7's condition-category, where problem-list-item stands
 * - context -> encounter
 * - assertedDate -> recordedDate
 * - stage -> stage[0]
 */
export function condition(r: Reader, id: string): Stored<Condition> {
  const clinical = r.one('clinicalStatus', sameCode('active', 'recurrence', 'inactive', 'remission', 'resolved'));
  const verification = r.one('verificationStatus', code({
    provisional: 'provisional', differential: 'differential', confirmed: 'confirmed', refuted: 'refuted',
    'entered-in-error': 'entered-in-error', unknown: '',
  }));
  return r.finish<Stored<Condition>>({
    resourceType: 'Condition',
    ...header(r, id),
    identifier: r.many('identifier', identifier),
    clinicalStatus: clinical && concept(`${HL7}condition-clinical`, clinical),
    verificationStatus: verification ? concept(`${HL7}condition-ver-status`, verification) : undefined,
    category: r.many('category', codeableConcept),
    severity: r.one('severity', codeableConcept),
    code: r.one('code', codeableConcept),
    bodySite: r.many('bodySite', codeableConcept),
    subject: r.required('subject', reference),
    encounter: r.one('context', reference),
    onsetDateTime: r.one('onsetDateTime', dateTime),
    onsetAge: r.one('onsetAge', quantity),
    onsetPeriod: r.one('onsetPeriod', period),
    onsetRange: r.one('onsetRange', range),
    onsetString: r.one('onsetString', string),
    abatementDateTime: r.one('abatementDateTime', dateTime),
    abatementAge: r.one('abatementAge', quantity),
    abatementPeriod: r.one('abatementPeriod', period),
    abatementRange: r.one('abatementRange', range),
    abatementString: r.one('abatementString', string),
    recordedDate: r.one('assertedDate', dateTime),
    asserter: r.one('asserter', reference),
    stage: r.one('stage', stages),
    evidence: r.many('evidence', evidence),
    note: r.many('note', annotation),
  });
}

const HL7 = 'http://terminology.hl7.org/CodeSystem/';

function concept(system: string, value: string): CodeableConcept {
  return { coding: [{ system, code: value }] };
}

const stages: Parse<ConditionStage[]> = (value, place, world) => {
  const r = new Reader('Condition.stage', value, place, world);
  return [r.finish<ConditionStage>({
    summary: r.one('summary', codeableConcept),
    assessment: r.many('assessment', reference),
  })];
};

const evidence: Parse<ConditionEvidence> = (value, place, world) => {
  const r = new Reader('Condition.evidence', value, place, world);
  return r.finish<ConditionEvidence>({
    code: r.many('code', codeableConcept),
    detail: r.many('detail', reference),
  });
};

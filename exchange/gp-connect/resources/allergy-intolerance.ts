import type { AllergyIntolerance, AllergyIntoleranceReaction, CodeableConcept } from '@medplum/fhirtypes';
import { UK_CORE_EXTENSION } from '../extension-urls.ts';
import { annotation, asReference, codeableConcept, identifier, period, quantity, range, reference } from '../reading/datatypes.ts';
import { dateTime, sameCode, string } from '../reading/primitives.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';

/**
 * AllergyIntolerance, STU3 -> R4. What is not named keeps its name.
 * - clinicalStatus code -> CodeableConcept. Absent and not entered in error -> active: R4 demands one, and an allergy
 *   that nobody has ended is safest shown.
 * - extension AllergyIntoleranceEnd (ended when and why) -> on clinicalStatus, where UK Core puts it
 * - verificationStatus code -> CodeableConcept
 * - extension encounter-associatedEncounter -> encounter
 * - assertedDate -> recordedDate
 */
export function allergyIntolerance(r: Reader, id: string): Stored<AllergyIntolerance> {
  const verification = r.one('verificationStatus', sameCode('unconfirmed', 'confirmed', 'refuted', 'entered-in-error'));
  const clinical = r.one('clinicalStatus', sameCode('active', 'inactive', 'resolved'))
    ?? (verification === 'entered-in-error' ? undefined : 'active');
  const end = r.pluck(END, 'extension');
  return r.finish<Stored<AllergyIntolerance>>({
    resourceType: 'AllergyIntolerance',
    ...header(r, id),
    identifier: r.many('identifier', identifier),
    clinicalStatus: clinical && {
      ...concept(`${HL7}allergyintolerance-clinical`, clinical),
      ...(end && { extension: [{ url: END, extension: end }] }),
    },
    verificationStatus: verification && concept(`${HL7}allergyintolerance-verification`, verification),
    type: r.one('type', sameCode('allergy', 'intolerance')),
    category: r.many('category', sameCode('food', 'medication', 'environment', 'biologic')),
    criticality: r.one('criticality', sameCode('low', 'high', 'unable-to-assess')),
    code: r.one('code', codeableConcept),
    patient: r.required('patient', reference),
    encounter: asReference(r.pluck(ENCOUNTER, 'valueReference')),
    onsetDateTime: r.one('onsetDateTime', dateTime),
    onsetAge: r.one('onsetAge', quantity),
    onsetPeriod: r.one('onsetPeriod', period),
    onsetRange: r.one('onsetRange', range),
    onsetString: r.one('onsetString', string),
    recordedDate: r.one('assertedDate', dateTime),
    recorder: r.one('recorder', reference),
    asserter: r.one('asserter', reference),
    lastOccurrence: r.one('lastOccurrence', dateTime),
    note: r.many('note', annotation),
    reaction: r.many('reaction', reaction),
  });
}

const END = `${UK_CORE_EXTENSION}AllergyIntoleranceEnd`;
const ENCOUNTER = 'http://hl7.org/fhir/StructureDefinition/encounter-associatedEncounter';
const HL7 = 'http://terminology.hl7.org/CodeSystem/';

function concept(system: string, code: string): CodeableConcept {
  return { coding: [{ system, code }] };
}

/** What GP Connect itself sends for a reaction that nobody described. */
const NO_INFORMATION: CodeableConcept = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor', code: 'NI', display: 'NoInformation' }],
};

const reaction: Parse<AllergyIntoleranceReaction> = (value, place, world) => {
  const r = new Reader('AllergyIntolerance.reaction', value, place, world);
  return r.finish<AllergyIntoleranceReaction>({
    substance: r.one('substance', codeableConcept),
    manifestation: r.many('manifestation', codeableConcept) ?? [NO_INFORMATION],
    description: r.one('description', string),
    onset: r.one('onset', dateTime),
    severity: r.one('severity', sameCode('mild', 'moderate', 'severe')),
    exposureRoute: r.one('exposureRoute', codeableConcept),
    note: r.many('note', annotation),
  });
};

import type {
  CodeableConcept, Extension, MedicationRequest, MedicationRequestDispenseRequest, MedicationRequestSubstitution,
} from '@medplum/fhirtypes';
import { UK_CORE_EXTENSION } from '../extension-urls.ts';
import { annotation, codeableConcept, identifier, listOf, period, quantity, reference } from '../reading/datatypes.ts';
import { dosage } from '../reading/dosage.ts';
import { boolean, dateTime, integer, sameCode } from '../reading/primitives.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';
import { medicine } from './medicine.ts';
import { requester } from './requester.ts';

/**
 * MedicationRequest, STU3 -> R4: an authorisation (intent plan) or an issue of it (intent order, basedOn the plan).
 * What is not named keeps its name.
 * - medicationReference -> medicationCodeableConcept, see `medicine`
 * - context -> encounter
 * - category -> category[0]
 * - requester.agent -> requester; requester.onBehalfOf -> extension on it
 * - extension PrescriptionType -> UK Core's, and from it courseOfTherapyType
 * - extension MedicationRepeatInformation -> UK Core's
 * - extension MedicationStatusReason: statusReason -> statusReason; statusChangeDate stays in the extension
 * - substitution.allowed -> substitution.allowedBoolean
 */
export function medicationRequest(r: Reader, id: string): Stored<MedicationRequest> {
  const base = header(r, id);
  const medication = medicine(r, base);
  const stopped = statusReason(r.pluck(STATUS_REASON, 'extension'));
  const type = r.pluck(PRESCRIPTION_TYPE, 'valueCodeableConcept');
  return r.finish<Stored<MedicationRequest>>({
    resourceType: 'MedicationRequest',
    ...base,
    contained: medication.contained,
    extension: [
      ...(type ? [{ url: PRESCRIPTION_TYPE, valueCodeableConcept: type }] : []),
      ...stopped.extension,
    ],
    identifier: r.many('identifier', identifier),
    status: r.one('status', status) ?? 'unknown',
    statusReason: stopped.reason,
    intent: r.required('intent', sameCode('proposal', 'plan', 'order', 'instance-order')),
    category: r.one('category', listOf(codeableConcept)),
    priority: r.one('priority', sameCode('routine', 'urgent', 'stat', 'asap')),
    medicationCodeableConcept: medication.medicationCodeableConcept,
    medicationReference: medication.medicationReference,
    subject: r.required('subject', reference),
    encounter: r.one('context', reference),
    supportingInformation: r.many('supportingInformation', reference),
    authoredOn: r.one('authoredOn', dateTime),
    requester: r.one('requester', requester('MedicationRequest')),
    recorder: r.one('recorder', reference),
    reasonCode: r.many('reasonCode', codeableConcept),
    reasonReference: r.many('reasonReference', reference),
    basedOn: r.many('basedOn', reference),
    groupIdentifier: r.one('groupIdentifier', identifier),
    courseOfTherapyType: type && courseOfTherapy(type),
    note: r.many('note', annotation),
    dosageInstruction: r.many('dosageInstruction', dosage),
    dispenseRequest: r.one('dispenseRequest', dispenseRequest),
    substitution: r.one('substitution', substitution),
    priorPrescription: r.one('priorPrescription', reference),
    detectedIssue: r.many('detectedIssue', reference),
    eventHistory: r.many('eventHistory', reference),
  });
}

const PRESCRIPTION_TYPE = `${UK_CORE_EXTENSION}PrescriptionType`;
const STATUS_REASON = 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-MedicationStatusReason-1';

const status = sameCode(
  'active', 'on-hold', 'cancelled', 'completed', 'entered-in-error', 'stopped', 'draft', 'unknown',
);

function statusReason(parts: Extension[] | undefined): { reason: CodeableConcept | undefined; extension: Extension[] } {
  const reason = parts?.find((part) => part.url === 'statusReason' && part.valueCodeableConcept);
  const rest = (parts ?? []).filter((part) => part !== reason);
  return {
    reason: reason?.valueCodeableConcept,
    extension: rest.length > 0 ? [{ url: STATUS_REASON, extension: rest }] : [],
  };
}

/** UK Core's value set: HL7's acute and continuous, its own code for repeat dispensing. */
function courseOfTherapy(type: CodeableConcept): CodeableConcept | undefined {
  const code = type.coding?.find((each) => each.code !== undefined)?.code;
  if (code === 'acute') return { coding: [{ system: COURSE, code: 'acute', display: 'Short course (acute) therapy' }] };
  if (code === 'repeat') return { coding: [{ system: COURSE, code: 'continuous', display: 'Continuous long term therapy' }] };
  if (code !== 'repeat-dispensing') return undefined;
  return { coding: [{ system: UK_COURSE, code: 'continuous-repeating-dispensing', display: 'Continuous long term (repeat dispensing)' }] };
}

const COURSE = 'http://terminology.hl7.org/CodeSystem/medicationrequest-course-of-therapy';
const UK_COURSE = 'https://fhir.hl7.org.uk/CodeSystem/UKCore-MedicationRequestCourseOfTherapy';

const dispenseRequest: Parse<MedicationRequestDispenseRequest> = (value, place, world) => {
  const r = new Reader('MedicationRequest.dispenseRequest', value, place, world);
  return r.finish<MedicationRequestDispenseRequest>({
    validityPeriod: r.one('validityPeriod', period),
    numberOfRepeatsAllowed: r.one('numberOfRepeatsAllowed', integer),
    quantity: r.one('quantity', quantity),
    expectedSupplyDuration: r.one('expectedSupplyDuration', quantity),
    performer: r.one('performer', reference),
  });
};

const substitution: Parse<MedicationRequestSubstitution> = (value, place, world) => {
  const r = new Reader('MedicationRequest.substitution', value, place, world);
  return r.finish<MedicationRequestSubstitution>({
    allowedBoolean: r.one('allowed', boolean),
    reason: r.one('reason', codeableConcept),
  });
};

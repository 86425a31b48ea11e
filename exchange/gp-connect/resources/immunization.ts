import type { CodeableConcept, Immunization, ImmunizationPerformer, ImmunizationProtocolApplied, ImmunizationReaction } from '@medplum/fhirtypes';
import { annotation, codeableConcept, identifier, quantity, reference } from '../reading/datatypes.ts';
import { boolean, date, dateTime, integer, sameCode, string } from '../reading/primitives.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';

/**
 * Immunization, STU3 -> R4. What is not named keeps its name.
 * - notGiven true -> status not-done; false is what every other status says
 * - date -> occurrenceDateTime; absent -> occurrenceString, since R4 demands one of them
 * - extension DateRecorded -> recorded
 * - extensions VaccinationProcedure, ParentPresent -> UK Core's
 * - practitioner.role / actor -> performer.function / actor
 * - explanation.reason -> reasonCode; explanation.reasonNotGiven -> statusReason (all in its text beyond the first)
 * - vaccinationProtocol -> protocolApplied: doseSequence -> doseNumberPositiveInt, seriesDoses -> seriesDosesPositiveInt
 */
export function immunization(r: Reader, id: string): Stored<Immunization> {
  const status = r.one('status', sameCode('completed', 'entered-in-error')) ?? 'completed';
  const notGiven = r.one('notGiven', boolean) === true && status !== 'entered-in-error';
  const given = r.one('date', dateTime);
  const why = r.one('explanation', explanation);
  return r.finish<Stored<Immunization>>({
    resourceType: 'Immunization',
    ...header(r, id),
    extension: why?.extension,
    identifier: r.many('identifier', identifier),
    status: notGiven ? 'not-done' : status,
    statusReason: why?.statusReason,
    vaccineCode: r.required('vaccineCode', codeableConcept),
    patient: r.required('patient', reference),
    encounter: r.one('encounter', reference),
    occurrenceDateTime: given,
    occurrenceString: given === undefined ? 'Date not recorded' : undefined,
    recorded: r.pluck(DATE_RECORDED, 'valueDateTime') ?? r.pluck(DATE_RECORDED_GPC, 'valueDateTime'),
    primarySource: r.one('primarySource', boolean),
    reportOrigin: r.one('reportOrigin', codeableConcept),
    location: r.one('location', reference),
    manufacturer: r.one('manufacturer', reference),
    lotNumber: r.one('lotNumber', string),
    expirationDate: r.one('expirationDate', date),
    site: r.one('site', codeableConcept),
    route: r.one('route', codeableConcept),
    doseQuantity: r.one('doseQuantity', quantity),
    performer: r.many('practitioner', performer),
    note: r.many('note', annotation),
    reasonCode: why?.reasonCode,
    reaction: r.many('reaction', reaction),
    protocolApplied: r.many('vaccinationProtocol', protocolApplied),
  });
}

const DATE_RECORDED = 'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-DateRecorded-1';
const DATE_RECORDED_GPC = 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-DateRecorded-1';

const explanation: Parse<Pick<Immunization, 'reasonCode' | 'statusReason' | 'extension'>> = (value, place, world) => {
  const r = new Reader('Immunization.explanation', value, place, world);
  const notGiven = r.many('reasonNotGiven', codeableConcept);
  return r.finish<Pick<Immunization, 'id' | 'reasonCode' | 'statusReason' | 'extension'>>({
    reasonCode: r.many('reason', codeableConcept),
    statusReason: notGiven && merged(notGiven),
  });
};

/** R4 has one reason where STU3 had many: they become codings and text of one concept. */
function merged(reasons: readonly CodeableConcept[]): CodeableConcept {
  const [first, ...others] = reasons;
  if (first === undefined || others.length === 0) return first ?? {};
  const text = reasons.flatMap((each) => each.text ?? []).join('; ');
  return { coding: reasons.flatMap((each) => each.coding ?? []), ...(text && { text }) };
}

const performer: Parse<ImmunizationPerformer> = (value, place, world) => {
  const r = new Reader('Immunization.practitioner', value, place, world);
  return r.finish<ImmunizationPerformer>({
    function: r.one('role', codeableConcept),
    actor: r.required('actor', reference),
  });
};

const reaction: Parse<ImmunizationReaction> = (value, place, world) => {
  const r = new Reader('Immunization.reaction', value, place, world);
  return r.finish<ImmunizationReaction>({
    date: r.one('date', dateTime),
    detail: r.one('detail', reference),
    reported: r.one('reported', boolean),
  });
};

const protocolApplied: Parse<ImmunizationProtocolApplied> = (value, place, world) => {
  const r = new Reader('Immunization.vaccinationProtocol', value, place, world);
  const dose = r.one('doseSequence', integer);
  return r.finish<ImmunizationProtocolApplied>({
    series: r.one('series', string),
    authority: r.one('authority', reference),
    targetDisease: r.many('targetDisease', codeableConcept),
    doseNumberPositiveInt: dose,
    doseNumberString: dose === undefined ? 'Not recorded' : undefined,
    seriesDosesPositiveInt: r.one('seriesDoses', integer),
  });
};

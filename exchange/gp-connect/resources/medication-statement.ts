import type { MedicationStatement } from '@medplum/fhirtypes';
import { annotation, codeableConcept, identifier, period, reference } from '../reading/datatypes.ts';
import { dosage } from '../reading/dosage.ts';
import { dateTime, sameCode } from '../reading/primitives.ts';
import type { Reader } from '../reading/reader.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';
import { medicine } from './medicine.ts';

/**
 * MedicationStatement, STU3 -> R4: the summary of one course of medication. What is not named keeps its name.
 * - medicationReference -> medicationCodeableConcept, see `medicine`
 * - extensions MedicationStatementLastIssueDate, PrescribingAgency, DosageLastChanged -> UK Core's
 * - reasonNotTaken -> statusReason
 * - taken (GP Connect: always `unk`) stays as an extension: status does not change with it
 */
export function medicationStatement(r: Reader, id: string): Stored<MedicationStatement> {
  const base = header(r, id);
  const medication = medicine(r, base);
  const taken = r.one('taken', sameCode('y', 'n', 'unk', 'na'));
  return r.finish<Stored<MedicationStatement>>({
    resourceType: 'MedicationStatement',
    ...base,
    contained: medication.contained,
    extension: taken && [{ url: TAKEN, valueCode: taken }],
    identifier: r.many('identifier', identifier),
    basedOn: r.many('basedOn', reference),
    partOf: r.many('partOf', reference),
    status: r.one('status', status) ?? 'unknown',
    statusReason: r.many('reasonNotTaken', codeableConcept),
    category: r.one('category', codeableConcept),
    medicationCodeableConcept: medication.medicationCodeableConcept,
    medicationReference: medication.medicationReference,
    subject: r.required('subject', reference),
    context: r.one('context', reference),
    effectiveDateTime: r.one('effectiveDateTime', dateTime),
    effectivePeriod: r.one('effectivePeriod', period),
    dateAsserted: r.one('dateAsserted', dateTime),
    informationSource: r.one('informationSource', reference),
    derivedFrom: r.many('derivedFrom', reference),
    reasonCode: r.many('reasonCode', codeableConcept),
    reasonReference: r.many('reasonReference', reference),
    note: r.many('note', annotation),
    dosage: r.many('dosage', dosage),
  });
}

const TAKEN = 'http://hl7.org/fhir/3.0/StructureDefinition/extension-MedicationStatement.taken';

const status = sameCode('active', 'completed', 'entered-in-error', 'intended', 'stopped', 'on-hold');

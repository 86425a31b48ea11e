import type { Annotation, Dosage, Immunization, MedicationRequest, MedicationStatement, Resource, ServiceRequest } from '@medplum/fhirtypes';
import { extensionEnding, termOf } from './coding.ts';
import { nameOf } from './people.ts';
import type { PatientRecord } from './record.ts';
import { formatQuantity, observationValue } from './value.ts';

/** The words an entry is known by. Never blank. */
export function entryTerm(record: PatientRecord, resource: Resource): string {
  return specificTerm(record, resource) ?? ('code' in resource ? conceptTerm(resource.code) : undefined) ?? 'No term recorded';
}

function specificTerm(record: PatientRecord, resource: Resource): string | undefined {
  switch (resource.resourceType) {
    case 'Encounter': return termOf(resource.type?.[0]) ?? termOf(resource.reasonCode?.[0]) ?? 'Consultation';
    case 'MedicationRequest':
    case 'MedicationStatement': return drugOf(record, resource);
    case 'Immunization': return vaccineOf(resource);
    case 'DocumentReference': return termOf(resource.type) ?? resource.description ?? resource.content[0]?.attachment?.title ?? 'Document';
    case 'ServiceRequest': return termOf(resource.code) ?? termOf(resource.reasonCode?.[0]) ?? 'Request';
    case 'Specimen': return `Specimen: ${termOf(resource.type) ?? 'kind not recorded'}`;
    case 'List': return resource.title ?? termOf(resource.code) ?? 'List';
    case 'FamilyMemberHistory': return `${termOf(resource.relationship) ?? 'Relative'}: ${(resource.condition ?? []).map((condition) => termOf(condition.code)).join(', ')}`;
    case 'QuestionnaireResponse': return resource.questionnaire ?? 'Questionnaire';
    case 'Appointment': return termOf(resource.appointmentType) ?? resource.description ?? 'Appointment';
    case 'RelatedPerson': return nameOf(record, { reference: `RelatedPerson/${resource.id ?? ''}` });
    default: return undefined;
  }
}

/** The drug verbatim, as prescribed: never shortened. */
export function drugOf(record: PatientRecord, medication: MedicationRequest | MedicationStatement): string {
  const { medicationCodeableConcept: concept, medicationReference: reference } = medication;
  if (concept) return termOf(concept) ?? 'Drug not named';
  const contained = medication.contained?.find((resource) => `#${resource.id ?? ''}` === reference?.reference);
  const found = contained ?? record.find(reference?.reference);
  return (found?.resourceType === 'Medication' ? termOf(found.code) : undefined) ?? reference?.display ?? 'Drug not named';
}

/** The vaccination procedure the author picked, else the vaccine; records often hold `unknown` for the vaccine. */
function vaccineOf(immunization: Immunization): string {
  const procedure = extensionEnding(immunization.extension, 'VaccinationProcedure')?.valueCodeableConcept;
  return termOf(procedure) ?? termOf(immunization.vaccineCode) ?? 'Immunisation';
}

/** What was found, given or asked for: the part of an entry a reader looks for after its name. */
export function entryValue(record: PatientRecord, resource: Resource): string | undefined {
  switch (resource.resourceType) {
    case 'Observation': return observationValue(resource);
    case 'MedicationRequest': return joined([doseOf(resource.dosageInstruction), quantityOf(resource)]);
    case 'MedicationStatement': return doseOf(resource.dosage);
    case 'Immunization': return joined([
      resource.status === 'not-done' ? 'Not given' : undefined,
      formatQuantity(resource.doseQuantity),
      resource.lotNumber && `Batch ${resource.lotNumber}`,
    ]);
    case 'AllergyIntolerance': return joined((resource.reaction ?? []).flatMap((reaction) => reaction.manifestation.map((one) => termOf(one))));
    case 'DiagnosticReport': return resource.conclusion;
    case 'DocumentReference': return resource.type ? resource.description : undefined;
    case 'ServiceRequest': return joined([performersOf(record, resource), resource.priority && resource.priority !== 'routine' ? resource.priority : undefined]);
    case 'Condition': return joined([termOf(resource.severity), resource.abatementDateTime ? 'Ended' : undefined]);
    case 'Procedure': return termOf(resource.outcome);
    default: return undefined;
  }
}

function performersOf(record: PatientRecord, request: ServiceRequest): string | undefined {
  const names = (request.performer ?? []).map((performer) => nameOf(record, performer)).filter((name) => name !== undefined);
  return names.length === 0 ? undefined : `To ${names.join(', ')}`;
}

export function doseOf(dosage: readonly Dosage[] | undefined): string | undefined {
  return joined((dosage ?? []).map((one) => joined([one.text, one.patientInstruction !== one.text ? one.patientInstruction : undefined])));
}

export function quantityOf(request: MedicationRequest): string | undefined {
  const { quantity, expectedSupplyDuration: supply } = request.dispenseRequest ?? {};
  const text = extensionEnding(quantity?.extension, 'MedicationQuantityText')?.valueString;
  return formatQuantity(quantity) ?? text ?? (supply && formatQuantity(supply));
}

/** Everything written in an entry as free text. */
export function entryText(resource: Resource): string | undefined {
  const note = 'note' in resource ? resource.note : undefined;
  const notes = Array.isArray(note) ? note.flatMap((one) => (isAnnotation(one) ? [one.text] : [])) : [];
  const instruction = resource.resourceType === 'ServiceRequest' ? resource.patientInstruction : undefined;
  return joined([...notes, instruction], '\n');
}

function isAnnotation(value: unknown): value is Annotation {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string';
}

function conceptTerm(code: unknown): string | undefined {
  if (typeof code === 'string') return code;
  return typeof code === 'object' && code !== null ? termOf(code) : undefined;
}

function joined(parts: readonly (string | undefined)[], separator = ', '): string | undefined {
  return parts.filter((part) => part !== undefined && part !== '').join(separator) || undefined;
}

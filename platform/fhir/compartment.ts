import type { Resource } from '@medplum/fhirtypes';

/** Types of the practice's own directory, which records refer to. */
export const DIRECTORY_TYPES: ReadonlySet<string> = new Set(['Practitioner', 'PractitionerRole', 'Organization', 'Location', 'HealthcareService']);

/** Elements that may name the one patient a resource is about, in the order they are looked at. */
const SUBJECT_ELEMENTS = ['subject', 'patient', 'beneficiary', 'for', 'individual'] as const;

/**
 * The id of the patient whose record the resource belongs to; '' for what belongs to the practice
 * (FHIR R4 CompartmentDefinition patient, reduced to the element that says whom a resource is about).
 */
export function patientOf(resource: Resource): string {
  if (resource.resourceType === 'Patient') return resource.id ?? '';
  for (const element of SUBJECT_ELEMENTS) {
    const id = element in resource ? patientId(resource[element as keyof Resource]) : '';
    if (id !== '') return id;
  }
  if (resource.resourceType === 'Appointment') {
    for (const participant of resource.participant) {
      const id = patientId(participant.actor);
      if (id !== '') return id;
    }
  }
  return '';
}

function patientId(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('reference' in value)) return '';
  const { reference } = value;
  return typeof reference === 'string' && reference.startsWith('Patient/') ? reference.slice('Patient/'.length) : '';
}

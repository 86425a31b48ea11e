import type { Resource } from '@medplum/fhirtypes';

/**
 * When what an entry says was so: the date a journal sorts by. A FHIR date, dateTime or instant at its own
 * precision, or undefined. Where a resource says several, the one nearest the event wins, then when it was recorded.
 */
export function clinicalDate(resource: Resource): string | undefined {
  switch (resource.resourceType) {
    case 'Condition':
      return resource.onsetDateTime ?? resource.onsetPeriod?.start ?? resource.recordedDate;
    case 'Observation':
      return resource.effectiveDateTime ?? resource.effectivePeriod?.start ?? resource.effectiveInstant ?? resource.issued;
    case 'DiagnosticReport':
      return resource.effectiveDateTime ?? resource.effectivePeriod?.start ?? resource.issued;
    case 'Encounter':
      return resource.period?.start;
    case 'AllergyIntolerance':
      return resource.onsetDateTime ?? resource.recordedDate;
    case 'Immunization':
      return resource.occurrenceDateTime ?? resource.recorded;
    case 'MedicationRequest':
      return resource.authoredOn ?? resource.dispenseRequest?.validityPeriod?.start;
    case 'MedicationStatement':
      return resource.effectivePeriod?.start ?? resource.effectiveDateTime ?? resource.dateAsserted;
    case 'Procedure':
      return resource.performedDateTime ?? resource.performedPeriod?.start;
    case 'ServiceRequest':
      return resource.occurrenceDateTime ?? resource.occurrencePeriod?.start ?? resource.authoredOn;
    case 'DocumentReference':
      return resource.context?.period?.start ?? resource.date;
    case 'Specimen':
      return resource.collection?.collectedDateTime ?? resource.receivedTime;
    case 'FamilyMemberHistory':
    case 'List':
      return resource.date;
    case 'QuestionnaireResponse':
      return resource.authored;
    case 'Appointment':
      return resource.start;
    default:
      return undefined;
  }
}

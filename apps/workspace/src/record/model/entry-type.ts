import type { Observation, Resource } from '@medplum/fhirtypes';
import { hasCode } from './coding.ts';

const COMMENT = new Set(['37331000000100']);
const LABORATORY = new Set(['laboratory', 'LAB']);
const VITAL_SIGNS = new Set(['vital-signs']);
const PROBLEM = new Set(['problem-list-item']);
const REFERRAL = new Set(['3457005', '306206005']);

/** Types whose own name says it badly or not at all. */
const NAMES: Partial<Record<Resource['resourceType'], string>> = {
  Encounter: 'Consultation', AllergyIntolerance: 'Allergy', Immunization: 'Immunisation', MedicationStatement: 'Medication statement',
  DiagnosticReport: 'Report', DocumentReference: 'Document', FamilyMemberHistory: 'Family history', QuestionnaireResponse: 'Questionnaire',
  RelatedPerson: 'Related person', MedicationDispense: 'Dispensed', CarePlan: 'Care plan', EpisodeOfCare: 'Registration',
};

/** What a clinician calls this kind of entry. Also what the journal is filtered by. */
export function entryType(resource: Resource): string {
  switch (resource.resourceType) {
    case 'Observation': return observationType(resource);
    case 'Condition': return resource.category?.some((category) => hasCode(category, PROBLEM)) ? 'Problem' : 'Diagnosis';
    case 'MedicationRequest': return resource.intent === 'order' ? 'Issue' : 'Medication';
    case 'ServiceRequest': return isReferral(resource) ? 'Referral' : 'Request';
    default: return NAMES[resource.resourceType] ?? resource.resourceType.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
  }
}

function observationType(observation: Observation): string {
  if (hasCode(observation.code, COMMENT)) return 'Comment';
  const { category } = observation;
  if (category?.some((one) => hasCode(one, VITAL_SIGNS))) return 'Measurement';
  if (category?.some((one) => hasCode(one, LABORATORY)) || observation.specimen || observation.referenceRange) return 'Result';
  return observation.valueQuantity || observation.component ? 'Measurement' : 'Observation';
}

function isReferral(request: Extract<Resource, { resourceType: 'ServiceRequest' }>): boolean {
  return request.category?.some((category) => hasCode(category, REFERRAL)) === true
    || (request.reasonCode !== undefined && request.code === undefined)
    || request.performer !== undefined;
}

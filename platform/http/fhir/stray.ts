import type { Resource } from '@medplum/fhirtypes';
import { patientOf } from '../../fhir/compartment.ts';

/** Types that say something about one patient. Without their patient they would stand in nobody's record, unseen. */
const ABOUT_A_PATIENT = new Set([
  'Account', 'AdverseEvent', 'AllergyIntolerance', 'BodyStructure', 'CarePlan', 'CareTeam', 'ChargeItem', 'Claim', 'ClaimResponse',
  'ClinicalImpression', 'CommunicationRequest', 'Composition', 'Condition', 'Consent', 'Coverage', 'DetectedIssue', 'DeviceRequest',
  'DeviceUseStatement', 'DiagnosticReport', 'DocumentManifest', 'DocumentReference', 'Encounter', 'EpisodeOfCare', 'ExplanationOfBenefit',
  'FamilyMemberHistory', 'Flag', 'Goal', 'ImagingStudy', 'Immunization', 'ImmunizationEvaluation', 'ImmunizationRecommendation', 'Invoice',
  'Media', 'MedicationAdministration', 'MedicationDispense', 'MedicationRequest', 'MedicationStatement', 'MolecularSequence', 'NutritionOrder',
  'Observation', 'Procedure', 'QuestionnaireResponse', 'RelatedPerson', 'RequestGroup', 'RiskAssessment', 'ServiceRequest', 'Specimen', 'VisionPrescription',
]);

/** True for an entry of a record that does not name its patient as `Patient/<id>`: by NHS number or by another address, say. */
export function isStray(resource: Resource): boolean {
  return ABOUT_A_PATIENT.has(resource.resourceType) && patientOf(resource) === '';
}

import type { StoredResource } from '../../../platform/fhir/resource.ts';
import type { Reader } from '../reading/reader.ts';
import { allergyIntolerance } from './allergy-intolerance.ts';
import { condition } from './condition.ts';
import { diagnosticReport } from './diagnostic-report.ts';
import { documentReference } from './document-reference.ts';
import { encounter } from './encounter.ts';
import { healthcareService } from './healthcare-service.ts';
import { immunization } from './immunization.ts';
import { list } from './list.ts';
import { location } from './location.ts';
import { medication } from './medication.ts';
import { medicationRequest } from './medication-request.ts';
import { medicationStatement } from './medication-statement.ts';
import { observation } from './observation.ts';
import { organization } from './organization.ts';
import { patient } from './patient.ts';
import { practitioner } from './practitioner.ts';
import { practitionerRole } from './practitioner-role.ts';
import { procedure } from './procedure.ts';
import { procedureRequest } from './procedure-request.ts';
import { questionnaireResponse } from './questionnaire-response.ts';
import { referralRequest } from './referral-request.ts';
import { relatedPerson } from './related-person.ts';
import { specimen } from './specimen.ts';

/** How one STU3 resource type is taken over. */
export interface ResourceType {
  /** The R4 type it becomes. */
  r4: string;
  convert: (r: Reader, id: string) => StoredResource;
  /** True for what belongs to the practice and not to the patient. */
  directory?: true;
}

/** Every STU3 resource type that is taken over, by its STU3 name. */
export const RESOURCE_TYPES: ReadonlyMap<string, ResourceType> = new Map<string, ResourceType>([
  ['AllergyIntolerance', { r4: 'AllergyIntolerance', convert: allergyIntolerance }],
  ['Condition', { r4: 'Condition', convert: condition }],
  ['DiagnosticReport', { r4: 'DiagnosticReport', convert: diagnosticReport }],
  ['DocumentReference', { r4: 'DocumentReference', convert: documentReference }],
  ['Encounter', { r4: 'Encounter', convert: encounter }],
  ['HealthcareService', { r4: 'HealthcareService', convert: healthcareService, directory: true }],
  ['Immunization', { r4: 'Immunization', convert: immunization }],
  ['List', { r4: 'List', convert: list }],
  ['Location', { r4: 'Location', convert: location, directory: true }],
  ['Medication', { r4: 'Medication', convert: medication }],
  ['MedicationRequest', { r4: 'MedicationRequest', convert: medicationRequest }],
  ['MedicationStatement', { r4: 'MedicationStatement', convert: medicationStatement }],
  ['Observation', { r4: 'Observation', convert: observation }],
  ['Organization', { r4: 'Organization', convert: organization, directory: true }],
  ['Patient', { r4: 'Patient', convert: patient }],
  ['Practitioner', { r4: 'Practitioner', convert: practitioner, directory: true }],
  ['PractitionerRole', { r4: 'PractitionerRole', convert: practitionerRole, directory: true }],
  ['Procedure', { r4: 'Procedure', convert: procedure }],
  ['ProcedureRequest', { r4: 'ServiceRequest', convert: procedureRequest }],
  ['QuestionnaireResponse', { r4: 'QuestionnaireResponse', convert: questionnaireResponse }],
  ['ReferralRequest', { r4: 'ServiceRequest', convert: referralRequest }],
  ['RelatedPerson', { r4: 'RelatedPerson', convert: relatedPerson }],
  ['Specimen', { r4: 'Specimen', convert: specimen }],
]);

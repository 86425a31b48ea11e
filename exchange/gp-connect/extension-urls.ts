/**
 * R4 url of an STU3 extension: UK Core's (2.0.0) where UK Core took the extension over with the same meaning,
 * otherwise the url it has. The names within a complex extension go through here as well.
 */
export function extensionUrl(url: string): string {
  const careConnect = CARE_CONNECT.exec(url)?.[1];
  const name = careConnect === undefined ? undefined : UK_CORE_NAMES.get(careConnect);
  return name === undefined ? (NESTED.get(url) ?? url) : UK_CORE_EXTENSION + name;
}

export const UK_CORE_EXTENSION = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-';

/** The same extension may stand under either of two publishers, with or without GPC in its name. */
const CARE_CONNECT = /^https:\/\/fhir\.(?:nhs|hl7\.org)\.uk\/STU3\/StructureDefinition\/Extension-CareConnect-(?:GPC-)?(\w+)-1$/;

const UK_CORE_NAMES: ReadonlyMap<string, string> = new Map([
  ...[
    'ActualProblem', 'AllergyIntoleranceEnd', 'ClinicalSetting', 'ConditionEpisode', 'DeathNotificationStatus',
    'EthnicCategory', 'Evidence', 'ListWarningCode', 'MainLocation', 'MedicationQuantityText',
    'MedicationRepeatInformation', 'MedicationStatementLastIssueDate', 'NHSCommunication', 'NHSNumberVerificationStatus',
    'NominatedPharmacy', 'ParentPresent', 'PrescriptionType', 'ProblemSignificance', 'RelatedClinicalContent',
    'RelatedProblemHeader', 'ReligiousAffiliation', 'ResidentialStatus', 'TreatmentCategory', 'VaccinationProcedure',
  ].map((name): [string, string] => [name, name]),
  ['PrescribingAgency', 'MedicationPrescribingAgency'],
  ['MedicationStatementDosageLastChanged', 'MedicationDosageLastChanged'],
]);

const NESTED: ReadonlyMap<string, string> = new Map([
  ['numberOfRepeatPrescriptionsIssued', 'numberOfPrescriptionsIssued'],
]);

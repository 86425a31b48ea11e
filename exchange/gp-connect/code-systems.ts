/**
 * R4 / UK Core URI of a code system that has moved since STU3. Codes are the same under both names.
 * Systems not named here stay as they are.
 */
export function codeSystem(uri: string): string {
  const hl7 = /^http:\/\/hl7\.org\/fhir\/(v2|v3)\/(.+)$/.exec(uri);
  if (hl7) return `${HL7}${hl7[1]}-${hl7[2]}`;
  return MOVED.get(uri) ?? uri;
}

const HL7 = 'http://terminology.hl7.org/CodeSystem/';
const UK_CORE = 'https://fhir.hl7.org.uk/CodeSystem/UKCore-';
const GP_CONNECT = 'https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-';

const MOVED: ReadonlyMap<string, string> = new Map([
  ...[
    'condition-category', 'data-absent-reason', 'diagnosis-role', 'encounter-type', 'immunization-origin',
    'list-empty-reason', 'list-order', 'observation-category', 'referencerange-meaning', 'service-category',
  ].map((name): [string, string] => [`http://hl7.org/fhir/${name}`, HL7 + name]),
  ['https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-ConditionCategory-1', `${HL7}condition-category`],
  [`${GP_CONNECT}ListEmptyReasonCode-1`, `${UK_CORE}ListEmptyReasonCode`],
  [`${GP_CONNECT}PrescriptionType-1`, `${UK_CORE}PrescriptionType`],
  [`${GP_CONNECT}PrescribingAgency-1`, `${UK_CORE}MedicationPrescribingAgency`],
  [`${GP_CONNECT}NHSNumberVerificationStatus-1`, `${UK_CORE}NHSNumberVerificationStatusEngland`],
  [`${GP_CONNECT}HumanLanguage-1`, `${UK_CORE}HumanLanguage`],
  [`${GP_CONNECT}LanguageAbilityMode-1`, `${UK_CORE}LanguageAbilityMode`],
  [`${GP_CONNECT}SDSJobRoleName-1`, `${UK_CORE}SDSJobRoleName`],
]);

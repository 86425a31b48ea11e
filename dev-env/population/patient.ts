import type { Extension, Patient } from '@medplum/fhirtypes';
import { SYNTHETIC_LABEL } from '../../platform/fhir/labels.ts';
import { NHS_NUMBER_SYSTEM } from '../../platform/fhir/nhs-number.ts';
import { dateText, momentText } from './calendar.ts';
import { coded, deepFreeze, words } from './concept.ts';
import type { Person } from './person.ts';
import type { Practice } from './practice.ts';

const CORE = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-';
const META = deepFreeze({ security: [SYNTHETIC_LABEL] });
const VERIFIED: Extension[] = [deepFreeze({ url: `${CORE}NHSNumberVerificationStatus`, valueCodeableConcept: coded('https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland', '01', 'Number present and verified') })];
const INTERPRETER: Extension = deepFreeze({ url: 'http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired', valueBoolean: true });
const NEXT_OF_KIN = coded('http://terminology.hl7.org/CodeSystem/v2-0131', 'N', 'Next-of-Kin');

const ETHNICITIES: Readonly<Record<string, string>> = {
  A: 'White - British', B: 'White - Irish', C: 'White - Any other White background', D: 'Mixed - White and Black Caribbean', G: 'Mixed - Any other mixed background',
  H: 'Asian or Asian British - Indian', J: 'Asian or Asian British - Pakistani', K: 'Asian or Asian British - Bangladeshi', L: 'Asian or Asian British - Any other Asian background',
  M: 'Black or Black British - Caribbean', N: 'Black or Black British - African', P: 'Black or Black British - Any other Black background', R: 'Other Ethnic Groups - Chinese', S: 'Other Ethnic Groups - Any other ethnic group', Z: 'Not stated',
};
const LANGUAGES: Readonly<Record<string, string>> = { en: 'English', cy: 'Welsh', pl: 'Polish', ro: 'Romanian', tr: 'Turkish', gu: 'Gujarati', ur: 'Urdu', bn: 'Bengali', zh: 'Chinese', ar: 'Arabic', so: 'Somali' };
const MARITAL: Readonly<Record<string, string>> = { S: 'Single', M: 'Married/Civil Partner', D: 'Divorced/Person whose Civil Partnership has been dissolved', W: 'Widowed/Surviving Civil Partner' };

const table = (system: string, names: Readonly<Record<string, string>>) => new Map(Object.entries(names).map(([code, name]) => [code, coded(system, code, name)] as const));
const ETHNICITY = new Map([...table('https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategoryEngland', ETHNICITIES)].map(([code, concept]) => [code, deepFreeze<Extension>({ url: `${CORE}EthnicCategory`, valueCodeableConcept: concept })]));
const LANGUAGE = table('https://fhir.hl7.org.uk/CodeSystem/UKCore-HumanLanguage', LANGUAGES);
const MARITAL_STATUS = table('https://fhir.hl7.org.uk/CodeSystem/UKCore-PersonMaritalStatusEngland', MARITAL);
const RELATIONSHIP = new Map(['Partner', 'Parent', 'Sister'].map((name) => [name, words(name)]));

/** The Patient resource of a person, UK Core shaped and labelled as made up. */
export function toPatient(person: Person, id: string, nhsNumber: string, practice: Practice): Patient & { id: string } {
  const ethnicity = ETHNICITY.get(person.ethnicity);
  const marital = MARITAL_STATUS.get(person.maritalStatus);
  const language = LANGUAGE.get(person.language);
  const gp = practice.practitioners[person.index % 4];
  const patient: Patient & { id: string } = { resourceType: 'Patient', id, meta: META };
  const extension: Extension[] = ethnicity ? [ethnicity] : [];
  if (person.interpreter) extension.push(INTERPRETER);
  if (extension.length > 0) patient.extension = extension;
  patient.identifier = [{ extension: VERIFIED, system: NHS_NUMBER_SYSTEM, value: nhsNumber }];
  patient.active = person.deathDay === undefined;
  patient.name = person.names;
  const telecom: Patient['telecom'] = [];
  if (person.telephone !== undefined) telecom.push({ system: 'phone', value: person.telephone, use: 'home' });
  if (person.mobile !== undefined) telecom.push({ system: 'phone', value: person.mobile, use: 'mobile' });
  if (person.email !== undefined) telecom.push({ system: 'email', value: person.email, use: 'home' });
  if (telecom.length > 0) patient.telecom = telecom;
  patient.gender = person.gender;
  patient.birthDate = dateText(person.birthDay);
  if (person.deathDay !== undefined) patient.deceasedDateTime = momentText(person.deathDay, 420);
  patient.address = [person.address];
  if (marital) patient.maritalStatus = marital;
  if (person.kin) {
    const stated = RELATIONSHIP.get(person.kin.relationship);
    patient.contact = [{ relationship: stated ? [NEXT_OF_KIN, stated] : [NEXT_OF_KIN], name: person.kin.name, telecom: [{ system: 'phone', value: person.kin.telephone, use: 'home' }] }];
  }
  if (language) patient.communication = [{ language, preferred: true }];
  if (gp) patient.generalPractitioner = [gp];
  patient.managingOrganization = practice.organization;
  return patient;
}

import type { Extension, Location, Organization, Practitioner, PractitionerRole, Reference } from '@medplum/fhirtypes';
import { SYNTHETIC_LABEL } from '../../platform/fhir/labels.ts';
import { relativeReference } from '../../platform/fhir/resource.ts';
import type { StoredResource } from '../../platform/fhir/resource.ts';
import { coded, deepFreeze, words } from './concept.ts';
import { directoryId } from './ids.ts';

interface Staff {
  key: string;
  title: string;
  given: string;
  family: string;
  gender: 'female' | 'male';
  role: { code: string; display: string };
}

const ROLE = {
  partner: { code: 'R0260', display: 'General Medical Practitioner' },
  salaried: { code: 'R0270', display: 'Salaried General Practitioner' },
  specialistNurse: { code: 'R0600', display: 'Specialist Nurse Practitioner' },
  nurse: { code: 'R0620', display: 'Staff Nurse' },
  assistant: { code: 'R1480', display: 'Healthcare Assistant' },
  pharmacist: { code: 'R1290', display: 'Pharmacist' },
  receptionist: { code: 'R1730', display: 'Receptionist' },
  manager: { code: 'R1780', display: 'Manager' },
} as const;

/** Everybody who works here. The key is stable, and so is the id it leads to. */
export const STAFF: readonly Staff[] = [
  { key: 'gp', title: 'Dr', given: 'Asha', family: 'Khan', gender: 'female', role: ROLE.partner },
  { key: 'gp2', title: 'Dr', given: 'Owen', family: 'Price-Griffiths', gender: 'male', role: ROLE.partner },
  { key: 'gp3', title: 'Dr', given: 'Oluwaseun', family: 'Adeyemi', gender: 'male', role: ROLE.partner },
  { key: 'gp4', title: 'Dr', given: 'Hannah', family: 'Lindqvist', gender: 'female', role: ROLE.salaried },
  { key: 'nurse', title: 'Ms', given: 'Grace', family: 'Mensah', gender: 'female', role: ROLE.specialistNurse },
  { key: 'nurse2', title: 'Mr', given: 'Tomasz', family: 'Zieliński', gender: 'male', role: ROLE.nurse },
  { key: 'assistant', title: 'Miss', given: 'Chloë', family: 'Barker', gender: 'female', role: ROLE.assistant },
  { key: 'pharmacist', title: 'Mr', given: 'Nikhil', family: 'Shah', gender: 'male', role: ROLE.pharmacist },
  { key: 'receptionist', title: 'Mrs', given: 'Denise', family: 'Hartley', gender: 'female', role: ROLE.receptionist },
  { key: 'manager', title: 'Mr', given: 'Farid', family: 'Haddad', gender: 'male', role: ROLE.manager },
];

const ORGANIZATION = 0;
const LABORATORY = 1;
const LOCATION = 2;
const BRANCH = 3;
const FIRST_PRACTITIONER = 16;
const FIRST_ROLE = 64;

/** The Practitioner id of a member of staff, the same in every demonstration practice. */
export function practitionerId(key: string): string {
  const place = STAFF.findIndex((one) => one.key === key);
  if (place < 0) throw new RangeError(`nobody on the staff has the key ${key}`);
  return directoryId(FIRST_PRACTITIONER + place);
}

/** The practice's directory, and the references that records point into it with. All frozen: they are shared. */
export interface Practice {
  directory: readonly StoredResource[];
  organization: Reference<Organization>;
  laboratory: Reference<Organization>;
  location: Reference<Location>;
  practitioners: readonly Reference<Practitioner>[];
}

const META = { security: [SYNTHETIC_LABEL] };

/** The directory of a practice: organisation, sites, staff and their roles, with ids that never change. */
export function generatePractice(practice: { ods: string; name: string }): Practice {
  const organization: Organization & { id: string } = {
    resourceType: 'Organization',
    id: directoryId(ORGANIZATION),
    meta: META,
    extension: [{ url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-MainLocation', valueReference: { reference: `Location/${directoryId(LOCATION)}`, display: practice.name } }] satisfies Extension[],
    identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: practice.ods }],
    active: true,
    type: [words('GP Practice')],
    name: practice.name,
    telecom: [{ system: 'phone', value: '01632 960000', use: 'work' }, { system: 'email', value: 'practice@example.org', use: 'work' }],
    address: [{ use: 'work', line: ['The Health Centre', '1 Market Place'], city: 'Exampleton', district: 'Northshire', postalCode: 'ZZ99 1CC' }],
  };
  const organizationReference: Reference<Organization> = { reference: relativeReference(organization), display: practice.name };
  const laboratory: Organization & { id: string } = { resourceType: 'Organization', id: directoryId(LABORATORY), meta: META, active: true, type: [words('Pathology laboratory')], name: 'Northshire Pathology' };
  const sites = [site(LOCATION, practice.name, 'Main surgery', organizationReference), site(BRANCH, 'Mill Lane Branch Surgery', 'Branch surgery', organizationReference)];
  const practitioners = STAFF.map((one, i) => toPractitioner(one, i));
  const references = practitioners.map((one, i): Reference<Practitioner> => ({ reference: relativeReference(one), display: displayName(STAFF[i]) }));
  const roles = STAFF.map((one, i) => toRole(one, i, references[i] ?? {}, organizationReference));
  return deepFreeze({
    directory: [organization, laboratory, ...sites, ...practitioners, ...roles],
    organization: organizationReference,
    laboratory: { reference: relativeReference(laboratory), display: 'Northshire Pathology' },
    location: { reference: `Location/${directoryId(LOCATION)}`, display: practice.name },
    practitioners: references,
  });
}

function displayName(one: Staff | undefined): string {
  return one === undefined ? '' : `${one.title} ${one.given} ${one.family}`;
}

function site(sequence: number, name: string, kind: string, managingOrganization: Reference<Organization>): Location & { id: string } {
  return { resourceType: 'Location', id: directoryId(sequence), meta: META, status: 'active', name, type: [words(kind)], managingOrganization };
}

/** The GMC, NMC and GPhC numbers of real people are out of reach: an SDS user id from a range nobody holds. */
function toPractitioner(one: Staff, place: number): Practitioner & { id: string } {
  return {
    resourceType: 'Practitioner',
    id: directoryId(FIRST_PRACTITIONER + place),
    meta: META,
    identifier: [{ system: 'https://fhir.nhs.uk/Id/sds-user-id', value: `9999999990${String(place).padStart(2, '0')}` }],
    active: true,
    name: [{ use: 'official', prefix: [one.title], given: [one.given], family: one.family }],
    gender: one.gender,
  };
}

function toRole(one: Staff, place: number, practitioner: Reference<Practitioner>, organization: Reference<Organization>): PractitionerRole & { id: string } {
  return {
    resourceType: 'PractitionerRole',
    id: directoryId(FIRST_ROLE + place),
    meta: META,
    identifier: [{ system: 'https://fhir.nhs.uk/Id/sds-role-profile-id', value: `9999999980${String(place).padStart(2, '0')}` }],
    active: true,
    practitioner,
    organization,
    code: [coded('https://fhir.hl7.org.uk/CodeSystem/UKCore-SDSJobRoleName', one.role.code, one.role.display)],
    location: [{ reference: `Location/${directoryId(LOCATION)}`, display: 'Main surgery' }],
  };
}

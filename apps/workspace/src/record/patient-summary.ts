import type { Patient } from '@medplum/fhirtypes';
import { formatAge } from '../../../../platform/fhir/age.ts';
import { formatStaffDate } from '../../../../platform/fhir/format.ts';
import { officialName, patientName, preferredName, staffName } from '../../../../platform/fhir/human-name.ts';
import { formatNhsNumber, NHS_NUMBER_SYSTEM } from '../../../../platform/fhir/nhs-number.ts';

/** Who a patient is, in the words and the order of the CUI patient banner (PAB-0016, PAB-0023, PAB-0049). */
export interface PatientIdentity {
  /** `FAMILY, Given (Title)`. */
  name: string;
  /** `Given Family`, for screen readers. */
  spokenName: string;
  preferredName?: string;
  birthDate?: string;
  /** `14-Aug-1980`, or words when unknown (PAB-0019). */
  born: string;
  /** Age of a living patient; age at death of one who died. */
  age?: string;
  died?: string;
  deceased: boolean;
  gender: string;
  /** 3-3-4, or words when unknown. */
  nhsNumber: string;
}

const GENDERS: Readonly<Record<string, string>> = { male: 'Male', female: 'Female', other: 'Not specified', unknown: 'Not known' };

export function identityOf(patient: Patient, now: Date): PatientIdentity {
  const name = officialName(patient.name, now.getTime());
  const preferred = preferredName(patient.name, now.getTime());
  const died = patient.deceasedDateTime;
  const deceased = died !== undefined || patient.deceasedBoolean === true;
  const { birthDate } = patient;
  const age = birthDate === undefined || (deceased && died === undefined) ? undefined : formatAge(birthDate, died ?? now.toISOString());
  const number = patient.identifier?.find((identifier) => identifier.system === NHS_NUMBER_SYSTEM)?.value;
  return {
    name: name ? staffName(name) : 'Name not known',
    spokenName: name ? patientName(name) : 'Name not known',
    born: (birthDate === undefined ? undefined : formatStaffDate(birthDate)) ?? 'Not known',
    gender: GENDERS[patient.gender ?? 'unknown'] ?? 'Not known',
    nhsNumber: number === undefined ? 'Not known' : formatNhsNumber(number),
    deceased,
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(preferred === undefined ? {} : { preferredName: preferred }),
    ...(died === undefined ? {} : { died }),
    ...(age === undefined ? {} : { age }),
  };
}

/** In place of what is kept from view about a restricted patient. Not the same as nothing recorded. */
export const WITHHELD = 'Withheld';

/** An address on one line: comma and space between parts, postcode in capitals (ISB 1500). */
export function addressLine(patient: Patient): string | undefined {
  const address = patient.address?.find((one) => one.use === 'home') ?? patient.address?.[0];
  if (!address) return undefined;
  const parts = [...(address.line ?? []), address.city, address.district, address.postalCode?.toUpperCase()];
  const line = parts.map((part) => part?.trim() ?? '').filter((part) => part !== '').join(', ');
  return line === '' ? address.text : line;
}

/** A telephone number with no brackets, no +44, and a space before the last four digits (ISB 1508). */
export function phoneText(value: string): string {
  const digits = value.replace(/[()\s-]/g, '').replace(/^(\+44|0044)0?/, '0');
  if (!/^0\d{9,10}$/.test(digits)) return value;
  const area = digits.startsWith('02') ? 3 : /^01(?:1\d|\d1)/.test(digits) ? 4 : 5;
  const rest = digits.slice(area);
  return rest.length > 4 ? `${digits.slice(0, area)} ${rest.slice(0, -4)} ${rest.slice(-4)}`.replace(/\s+/g, ' ') : digits;
}

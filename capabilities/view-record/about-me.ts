import type { Address, ContactPoint, Patient } from '@medplum/fhirtypes';
import { preferredName } from '../../platform/fhir/human-name.ts';
import { formatNhsNumber, NHS_NUMBER_SYSTEM } from '../../platform/fhir/nhs-number.ts';
import { recordedText } from './concept.ts';
import { formatPhone } from './phone.ts';
import { isA, type PatientRecord } from './record.ts';
import { plainDate } from './when.ts';
import { nameOf, personName, surgeryOf } from './who.ts';

/** The three things that tell a reader whose record is open. */
export interface Identity {
  name: string;
  born: string | undefined;
  nhsNumber: string | undefined;
}

export interface AboutMe extends Identity {
  knownAs: string | undefined;
  gender: string | undefined;
  address: string[];
  phones: string[];
  emails: string[];
  language: string | undefined;
  surgery: { name?: string; phone?: string };
  usualGp: string | undefined;
  contacts: { name: string; relationship: string | undefined; phone: string | undefined }[];
}

export function readIdentity({ patient }: PatientRecord): Identity {
  const nhsNumber = patient.identifier?.find(({ system, value }) => system === NHS_NUMBER_SYSTEM && value !== undefined)?.value;
  return {
    name: personName(patient.name) ?? 'Name not recorded',
    born: plainDate(patient.birthDate),
    nhsNumber: nhsNumber === undefined ? undefined : formatNhsNumber(nhsNumber),
  };
}

/** What the surgery holds about the person: name, how to reach them, and whom else to ring. */
export function readAboutMe(record: PatientRecord): AboutMe {
  const { patient } = record;
  return {
    ...readIdentity(record),
    knownAs: preferredName(patient.name, Date.now()),
    gender: patient.gender === undefined ? undefined : patient.gender.charAt(0).toUpperCase() + patient.gender.slice(1),
    address: addressLines(patient.address?.find(({ use }) => use === 'home') ?? patient.address?.[0]),
    phones: telecoms(patient.telecom, 'phone'),
    emails: telecoms(patient.telecom, 'email'),
    language: recordedText(patient.communication?.find(({ preferred }) => preferred === true)?.language ?? patient.communication?.[0]?.language),
    surgery: surgeryOf(record),
    usualGp: usualGp(record, patient),
    contacts: [...ownContacts(patient), ...relatedPeople(record)],
  };
}

function addressLines(address: Address | undefined): string[] {
  if (address === undefined) return [];
  const lines = [...(address.line ?? []), address.city, address.district, address.postalCode?.toUpperCase()];
  const filled = lines.filter((line) => line !== undefined).filter((line) => line.trim() !== '');
  return filled.length === 0 && address.text !== undefined ? [address.text] : filled;
}

function telecoms(points: readonly ContactPoint[] | undefined, system: 'phone' | 'email'): string[] {
  return (points ?? []).filter((point) => point.system === system && point.use !== 'old').flatMap(({ value, use }) => {
    if (value === undefined) return [];
    const shown = system === 'phone' ? formatPhone(value) : value;
    return [use === 'mobile' ? `${shown} (mobile)` : use === 'work' ? `${shown} (work)` : shown];
  });
}

function usualGp(record: PatientRecord, patient: Patient): string | undefined {
  const gp = patient.generalPractitioner?.find((reference) => !isA(record.resolve(reference), 'Organization'));
  return nameOf(record, gp);
}

function ownContacts(patient: Patient): AboutMe['contacts'] {
  return (patient.contact ?? []).map(({ name, relationship, telecom }) => ({
    name: personName(name === undefined ? undefined : [name]) ?? 'Name not recorded',
    relationship: recordedText(relationship?.[0]),
    phone: telecoms(telecom, 'phone')[0],
  }));
}

function relatedPeople(record: PatientRecord): AboutMe['contacts'] {
  return record.all('RelatedPerson').map(({ name, relationship, telecom }) => ({
    name: personName(name) ?? 'Name not recorded',
    relationship: recordedText(relationship?.[0]),
    phone: telecoms(telecom, 'phone')[0],
  }));
}

import type { Identifier, Patient, PatientCommunication, PatientContact, PatientLink } from '@medplum/fhirtypes';
import { NHS_NUMBER_SYSTEM } from '../../../platform/fhir/nhs-number.ts';
import { SourceError } from '../../import/contract.ts';
import {
  address, attachment, codeableConcept, contactPoint, humanName, identifier, isMasked, period, reference,
} from '../reading/datatypes.ts';
import { boolean, date, dateTime, integer, sameCode } from '../reading/primitives.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';
import { gender } from './gender.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';

/**
 * Patient, STU3 -> R4: the same elements.
 * - extensions NHSCommunication, EthnicCategory and so on -> UK Core's; RegistrationDetails keeps its name
 * - identifier: a withheld NHS number is marked as masked, or replaced by `nhsNumber` where that is given;
 *   a number that differs from `nhsNumber` means another patient's record and is refused
 * - animal stays as an extension
 */
export function patient(r: Reader, id: string, nhsNumber?: string): Stored<Patient> {
  const read = r.finish<Stored<Patient>>({
    resourceType: 'Patient',
    ...header(r, id),
    identifier: r.many('identifier', identifier),
    active: r.one('active', boolean),
    name: r.many('name', humanName),
    telecom: r.many('telecom', contactPoint),
    gender: r.one('gender', gender),
    birthDate: r.one('birthDate', date),
    deceasedBoolean: r.one('deceasedBoolean', boolean),
    deceasedDateTime: r.one('deceasedDateTime', dateTime),
    address: r.many('address', address),
    maritalStatus: r.one('maritalStatus', codeableConcept),
    multipleBirthBoolean: r.one('multipleBirthBoolean', boolean),
    multipleBirthInteger: r.one('multipleBirthInteger', integer),
    photo: r.many('photo', attachment),
    contact: r.many('contact', contact),
    communication: r.many('communication', communication),
    generalPractitioner: r.many('generalPractitioner', reference),
    managingOrganization: r.one('managingOrganization', reference),
    link: r.many('link', link),
  });
  if (nhsNumber === undefined) return read;
  return { ...read, identifier: numbered(read.identifier ?? [], nhsNumber, r.place) };
}

function numbered(identifiers: readonly Identifier[], value: string, place: string): Identifier[] {
  for (const [i, each] of identifiers.entries()) {
    if (each.system === NHS_NUMBER_SYSTEM && each.value !== undefined && each.value !== value) {
      throw new SourceError(`${place}.identifier[${i}].value`, 'is not the NHS number that was asked for');
    }
  }
  if (!identifiers.some((each) => each.system === NHS_NUMBER_SYSTEM)) return [...identifiers, { system: NHS_NUMBER_SYSTEM, value }];
  return identifiers.map((each) => {
    if (!isMasked(each)) return each;
    const { extension, system, ...rest } = each;
    const unmasked = Object.fromEntries(Object.entries(rest).filter(([name]) => name !== '_value'));
    return { ...unmasked, ...(extension && { extension }), ...(system && { system }), value };
  });
}

const contact: Parse<PatientContact> = (value, place, world) => {
  const r = new Reader('Patient.contact', value, place, world);
  return r.finish<PatientContact>({
    relationship: r.many('relationship', codeableConcept),
    name: r.one('name', humanName),
    telecom: r.many('telecom', contactPoint),
    address: r.one('address', address),
    gender: r.one('gender', gender),
    organization: r.one('organization', reference),
    period: r.one('period', period),
  });
};

const communication: Parse<PatientCommunication> = (value, place, world) => {
  const r = new Reader('Patient.communication', value, place, world);
  return r.finish<PatientCommunication>({
    language: r.required('language', codeableConcept),
    preferred: r.one('preferred', boolean),
  });
};

const link: Parse<PatientLink> = (value, place, world) => {
  const r = new Reader('Patient.link', value, place, world);
  return r.finish<PatientLink>({
    other: r.required('other', reference),
    type: r.required('type', sameCode('replaced-by', 'replaces', 'refer', 'seealso')),
  });
};

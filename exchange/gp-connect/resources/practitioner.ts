import type { Practitioner, PractitionerQualification } from '@medplum/fhirtypes';
import {
  address, attachment, codeableConcept, contactPoint, humanName, identifier, period, reference,
} from '../reading/datatypes.ts';
import { boolean, date } from '../reading/primitives.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';
import { gender } from './gender.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';

/** Practitioner, STU3 -> R4: the same elements; extension NHSCommunication -> UK Core's. */
export function practitioner(r: Reader, id: string): Stored<Practitioner> {
  return r.finish<Stored<Practitioner>>({
    resourceType: 'Practitioner',
    ...header(r, id),
    identifier: r.many('identifier', identifier),
    active: r.one('active', boolean),
    name: r.many('name', humanName),
    telecom: r.many('telecom', contactPoint),
    address: r.many('address', address),
    gender: r.one('gender', gender),
    birthDate: r.one('birthDate', date),
    photo: r.many('photo', attachment),
    qualification: r.many('qualification', qualification),
    communication: r.many('communication', codeableConcept),
  });
}

const qualification: Parse<PractitionerQualification> = (value, place, world) => {
  const r = new Reader('Practitioner.qualification', value, place, world);
  return r.finish<PractitionerQualification>({
    identifier: r.many('identifier', identifier),
    code: r.required('code', codeableConcept),
    period: r.one('period', period),
    issuer: r.one('issuer', reference),
  });
};

import type { RelatedPerson } from '@medplum/fhirtypes';
import {
  address, attachment, codeableConcept, contactPoint, humanName, identifier, listOf, period, reference,
} from '../reading/datatypes.ts';
import { boolean, date } from '../reading/primitives.ts';
import type { Reader } from '../reading/reader.ts';
import { gender } from './gender.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';

/**
 * RelatedPerson, STU3 -> R4: the same elements, save
 * - relationship -> relationship[0]
 */
export function relatedPerson(r: Reader, id: string): Stored<RelatedPerson> {
  return r.finish<Stored<RelatedPerson>>({
    resourceType: 'RelatedPerson',
    ...header(r, id),
    identifier: r.many('identifier', identifier),
    active: r.one('active', boolean),
    patient: r.required('patient', reference),
    relationship: r.one('relationship', listOf(codeableConcept)),
    name: r.many('name', humanName),
    telecom: r.many('telecom', contactPoint),
    gender: r.one('gender', gender),
    birthDate: r.one('birthDate', date),
    address: r.many('address', address),
    photo: r.many('photo', attachment),
    period: r.one('period', period),
  });
}

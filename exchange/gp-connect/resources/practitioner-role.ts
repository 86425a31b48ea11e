import type { PractitionerRole } from '@medplum/fhirtypes';
import { codeableConcept, contactPoint, identifier, period, reference } from '../reading/datatypes.ts';
import { boolean, string } from '../reading/primitives.ts';
import type { Reader } from '../reading/reader.ts';
import { availableTime, notAvailable } from './availability.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';

/** PractitionerRole, STU3 -> R4: the same elements; job role codes under UK Core's name of their system. */
export function practitionerRole(r: Reader, id: string): Stored<PractitionerRole> {
  return r.finish<Stored<PractitionerRole>>({
    resourceType: 'PractitionerRole',
    ...header(r, id),
    identifier: r.many('identifier', identifier),
    active: r.one('active', boolean),
    period: r.one('period', period),
    practitioner: r.one('practitioner', reference),
    organization: r.one('organization', reference),
    code: r.many('code', codeableConcept),
    specialty: r.many('specialty', codeableConcept),
    location: r.many('location', reference),
    healthcareService: r.many('healthcareService', reference),
    telecom: r.many('telecom', contactPoint),
    availableTime: r.many('availableTime', availableTime),
    notAvailable: r.many('notAvailable', notAvailable),
    availabilityExceptions: r.one('availabilityExceptions', string),
    endpoint: r.many('endpoint', reference),
  });
}

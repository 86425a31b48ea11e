import type { PractitionerRoleAvailableTime, PractitionerRoleNotAvailable } from '@medplum/fhirtypes';
import { period } from '../reading/datatypes.ts';
import { boolean, sameCode, string, time } from '../reading/primitives.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';

/** When a role or a service can be had, the same in STU3 and R4, and in PractitionerRole and HealthcareService. */
export const availableTime: Parse<PractitionerRoleAvailableTime> = (value, place, world) => {
  const r = new Reader('PractitionerRole.availableTime', value, place, world);
  return r.finish<PractitionerRoleAvailableTime>({
    daysOfWeek: r.many('daysOfWeek', sameCode('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')),
    allDay: r.one('allDay', boolean),
    availableStartTime: r.one('availableStartTime', time),
    availableEndTime: r.one('availableEndTime', time),
  });
};

export const notAvailable: Parse<PractitionerRoleNotAvailable> = (value, place, world) => {
  const r = new Reader('PractitionerRole.notAvailable', value, place, world);
  return r.finish<PractitionerRoleNotAvailable>({
    description: r.required('description', string),
    during: r.one('during', period),
  });
};

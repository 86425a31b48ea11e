import type { CodeableConcept, HealthcareService, HealthcareServiceEligibility } from '@medplum/fhirtypes';
import { attachment, codeableConcept, contactPoint, identifier, listOf, reference } from '../reading/datatypes.ts';
import { boolean, string } from '../reading/primitives.ts';
import { availableTime, notAvailable } from './availability.ts';
import type { Parse, Reader } from '../reading/reader.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';

/**
 * HealthcareService, STU3 -> R4: the same elements, save
 * - category -> category[0]
 * - programName texts -> program[].text
 * - eligibility, eligibilityNote -> eligibility[0].code, .comment
 */
export function healthcareService(r: Reader, id: string): Stored<HealthcareService> {
  return r.finish<Stored<HealthcareService>>({
    resourceType: 'HealthcareService',
    ...header(r, id),
    identifier: r.many('identifier', identifier),
    active: r.one('active', boolean),
    providedBy: r.one('providedBy', reference),
    category: r.one('category', listOf(codeableConcept)),
    type: r.many('type', codeableConcept),
    specialty: r.many('specialty', codeableConcept),
    location: r.many('location', reference),
    name: r.one('name', string),
    comment: r.one('comment', string),
    extraDetails: r.one('extraDetails', string),
    photo: r.one('photo', attachment),
    telecom: r.many('telecom', contactPoint),
    coverageArea: r.many('coverageArea', reference),
    serviceProvisionCode: r.many('serviceProvisionCode', codeableConcept),
    eligibility: eligibility(r),
    program: r.many('programName', program),
    characteristic: r.many('characteristic', codeableConcept),
    referralMethod: r.many('referralMethod', codeableConcept),
    appointmentRequired: r.one('appointmentRequired', boolean),
    availableTime: r.many('availableTime', availableTime),
    notAvailable: r.many('notAvailable', notAvailable),
    availabilityExceptions: r.one('availabilityExceptions', string),
    endpoint: r.many('endpoint', reference),
  });
}

function eligibility(r: Reader): HealthcareServiceEligibility[] | undefined {
  const code = r.one('eligibility', codeableConcept);
  const comment = r.one('eligibilityNote', string);
  if (code === undefined && comment === undefined) return undefined;
  return [{ ...(code && { code }), ...(comment !== undefined && { comment }) }];
}

const program: Parse<CodeableConcept> = (value, place, world) => {
  const text = string(value, place, world);
  return text === undefined ? undefined : { text };
};

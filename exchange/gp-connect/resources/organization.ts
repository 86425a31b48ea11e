import type { Organization, OrganizationContact } from '@medplum/fhirtypes';
import { address, codeableConcept, contactPoint, humanName, identifier, reference } from '../reading/datatypes.ts';
import { boolean, string } from '../reading/primitives.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';

/** Organization (practice, sender, vaccine manufacturer), STU3 -> R4: the same; extension MainLocation -> UK Core's. */
export function organization(r: Reader, id: string): Stored<Organization> {
  return r.finish<Stored<Organization>>({
    resourceType: 'Organization',
    ...header(r, id),
    identifier: r.many('identifier', identifier),
    active: r.one('active', boolean),
    type: r.many('type', codeableConcept),
    name: r.one('name', string),
    alias: r.many('alias', string),
    telecom: r.many('telecom', contactPoint),
    address: r.many('address', address),
    partOf: r.one('partOf', reference),
    contact: r.many('contact', contact),
    endpoint: r.many('endpoint', reference),
  });
}

const contact: Parse<OrganizationContact> = (value, place, world) => {
  const r = new Reader('Organization.contact', value, place, world);
  return r.finish<OrganizationContact>({
    purpose: r.one('purpose', codeableConcept),
    name: r.one('name', humanName),
    telecom: r.many('telecom', contactPoint),
    address: r.one('address', address),
  });
};

import type { Location, LocationPosition } from '@medplum/fhirtypes';
import { address, codeableConcept, coding, contactPoint, identifier, listOf, reference } from '../reading/datatypes.ts';
import { decimal, sameCode, string } from '../reading/primitives.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';

/**
 * Location (a surgery), STU3 -> R4: the same elements, save
 * - type -> type[0]
 */
export function location(r: Reader, id: string): Stored<Location> {
  return r.finish<Stored<Location>>({
    resourceType: 'Location',
    ...header(r, id),
    identifier: r.many('identifier', identifier),
    status: r.one('status', sameCode('active', 'suspended', 'inactive')),
    operationalStatus: r.one('operationalStatus', coding),
    name: r.one('name', string),
    alias: r.many('alias', string),
    description: r.one('description', string),
    mode: r.one('mode', sameCode('instance', 'kind')),
    type: r.one('type', listOf(codeableConcept)),
    telecom: r.many('telecom', contactPoint),
    address: r.one('address', address),
    physicalType: r.one('physicalType', codeableConcept),
    position: r.one('position', position),
    managingOrganization: r.one('managingOrganization', reference),
    partOf: r.one('partOf', reference),
    endpoint: r.many('endpoint', reference),
  });
}

const position: Parse<LocationPosition> = (value, place, world) => {
  const r = new Reader('Location.position', value, place, world);
  return r.finish<LocationPosition>({
    longitude: r.required('longitude', decimal),
    latitude: r.required('latitude', decimal),
    altitude: r.one('altitude', decimal),
  });
};

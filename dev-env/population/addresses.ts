import type { Address } from '@medplum/fhirtypes';
import { Random } from './random.ts';

const STREETS = ['Mill Lane', 'Station Road', 'Church Street', 'Victoria Terrace', 'Bluebell Close', 'The Green', "St Mary's Road", 'Orchard Way', 'Canal Street', 'Windmill Hill', 'Queen Street', 'Elm Grove', 'Market Place', 'Long Meadow', "King's Reach", 'Old Forge Drive'];
const HOUSES = ['Rose Cottage', 'The Old Schoolhouse', 'Willow Barn', 'Tŷ Gwyn', 'Larkrise'];
const TOWN = 'Exampleton';
const DISTRICT = 'Northshire';
/** No postcode ends so: C, I, K, M, O and V never stand in the last two letters of a real one, and ZZ99 is the ONS pseudo area. */
const INWARD = 'CIKMOV';
const STREAM = 3;

/** Where a household lives: a place that is not on any map, in the pseudo postcode area ZZ99. */
export function householdAddress(seed: number, household: number): Address {
  const random = new Random(seed, STREAM, household);
  const street = random.pick(STREETS);
  const line = random.chance(0.06)
    ? [random.pick(HOUSES), street]
    : random.chance(0.18)
      ? [`Flat ${random.between(1, 40)}`, `${random.between(1, 180)} ${street}`]
      : [`${random.between(1, 180)} ${street}`];
  const letters = INWARD.charAt(random.between(0, 5)) + INWARD.charAt(random.between(0, 5));
  return { use: 'home', type: 'both', line, city: TOWN, district: DISTRICT, postalCode: `ZZ99 ${random.between(0, 9)}${letters}` };
}

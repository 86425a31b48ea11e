import { householdAddress } from './addresses.ts';
import { dayOf, yearOf } from './calendar.ts';
import { NAMED_PEOPLE } from './named-people.ts';
import type { NamedPerson } from './named-people.ts';
import { landline, mobile, RECORD_DAYS } from './person-details.ts';
import type { Person } from './person.ts';
import { Random } from './random.ts';

const STREAM = 2;

/** The people set by hand, in order, as registered persons. */
export function* namedPeople(seed: number, today: number): Generator<Person> {
  let household = 0;
  for (const [index, named] of NAMED_PEOPLE.entries()) {
    if (!named.sameHousehold) household = index;
    const random = new Random(seed, STREAM, index);
    const birthDay = born(named, today);
    const adult = named.age >= 18;
    const prefix = named.names[0]?.prefix?.[0];
    const deathDay = named.died ? today - 40 : undefined;
    yield {
      index,
      gender: named.gender,
      birthDay,
      ...(deathDay === undefined ? {} : { deathDay }),
      names: named.names.map((name) => ({ ...name })),
      address: householdAddress(seed, household),
      ethnicity: named.ethnicity ?? 'Z',
      language: named.language ?? 'en',
      interpreter: named.interpreter ?? false,
      maritalStatus: prefix === 'Mrs' ? 'M' : 'S',
      ...(adult ? { telephone: landline(random), mobile: mobile(random), email: `patient${index}@example.org` } : {}),
      ...(index === 0 ? { kin: { name: { given: ['Alan'], family: 'Whitfield' }, relationship: 'Partner', telephone: landline(random) } } : {}),
      registeredDay: Math.max(birthDay, today - RECORD_DAYS),
      ...(named.history === undefined ? {} : { history: named.history }),
      heavy: named.heavy ?? false,
      safeguarding: named.safeguarding ?? false,
    };
  }
}

/** The birthday in the year that makes them as old as they should be today. */
function born(named: NamedPerson, today: number): number {
  const year = yearOf(today);
  const passed = dayOf(`${year}-${named.birthday}`) <= today;
  return dayOf(`${passed ? year - named.age : year - 1 - named.age}-${named.birthday}`);
}

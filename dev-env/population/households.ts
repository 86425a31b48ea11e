import { householdAddress } from './addresses.ts';
import { ageOn, yearOf } from './calendar.ts';
import { CULTURES, CULTURE_SHARES, CULTURE_TOTAL } from './cultures.ts';
import type { Culture } from './cultures.ts';
import { namedPeople } from './named-households.ts';
import { toPerson } from './person-details.ts';
import type { Gender, Member, Person } from './person.ts';
import { Random } from './random.ts';

const STREAM = 1;
const YEAR = 365.2425;
/** One record in this many is very large: the one at this index in each run of them. */
const HEAVY_EVERY = 1000;
const HEAVY_INDEX = 7;
/** One household in this many is instead two look-alikes, at addresses of their own. */
const LOOK_ALIKES_EVERY = 97;

/** Kinds of household and their shares, so weighted that the persons follow England's age pyramid. */
const KINDS = ['single', 'older-single', 'couple', 'older-couple', 'family', 'lone-parent', 'grown-family'] as const;
const KIND_SHARES = [0.2, 0.15, 0.17, 0.13, 0.2, 0.07, 0.08];

/** Everybody in turn, household by household, without end. Nothing depends on how many are taken. */
export function* people(seed: number, today: number): Generator<Person, never> {
  let index = 0;
  for (const person of namedPeople(seed, today)) {
    yield person;
    index++;
  }
  for (let household = index; ; household++) {
    const random = new Random(seed, STREAM, household);
    const culture = CULTURES[random.weighted(CULTURE_SHARES, CULTURE_TOTAL)] ?? random.pick(CULTURES);
    const unrelated = household % LOOK_ALIKES_EVERY === 0;
    const members = unrelated ? lookAlikes(random, culture, today) : compose(random, culture, today);
    let address = householdAddress(seed, household);
    for (const who of members) {
      const heavy = index % HEAVY_EVERY === HEAVY_INDEX;
      if (heavy) {
        who.birthDay = bornAt(random, today, 80, 88);
        who.maritalStatus = 'W';
      }
      yield toPerson(random, culture, who, unrelated ? [who] : members, { index, address, heavy, today });
      index++;
      if (unrelated) address = householdAddress(seed, -household);
    }
  }
}

function bornAt(random: Random, today: number, youngest: number, oldest: number): number {
  return today - Math.ceil((youngest + random.next() * (oldest + 0.99 - youngest)) * YEAR);
}

/** Sixty-five and over, fewer and fewer towards a hundred. */
function bornBefore65(random: Random, today: number): number {
  return today - Math.ceil((65 + 34 * random.next() * Math.sqrt(random.next())) * YEAR);
}

function member(random: Random, culture: Culture, gender: Gender, birthDay: number, family: string, maritalStatus: string): Member {
  const older = yearOf(birthDay) < 1965;
  const women = (older ? culture.olderWomen : undefined) ?? culture.women;
  const men = (older ? culture.olderMen : undefined) ?? culture.men;
  return { gender, birthDay, given: random.pick(gender === 'female' ? women : men), family, maritalStatus };
}

function compose(random: Random, culture: Culture, today: number): Member[] {
  const family = random.pick(culture.families);
  const kind = KINDS[random.weighted(KIND_SHARES, 1)] ?? 'single';
  switch (kind) {
    case 'single':
      return [member(random, culture, random.chance(0.43) ? 'female' : 'male', bornAt(random, today, 19, 64), family, random.chance(0.2) ? 'D' : 'S')];
    case 'older-single':
      return [member(random, culture, random.chance(0.66) ? 'female' : 'male', bornBefore65(random, today), family, 'W')];
    case 'couple':
      return couple(random, culture, family, bornAt(random, today, 24, 64), today);
    case 'older-couple':
      return couple(random, culture, family, bornBefore65(random, today), today);
    case 'lone-parent': {
      const parent = member(random, culture, random.chance(0.87) ? 'female' : 'male', bornAt(random, today, 22, 50), family, 'S');
      return [parent, ...children(random, culture, family, parent.birthDay, today, 0, 17)];
    }
    case 'family': {
      const born = bornAt(random, today, 28, 52);
      return [...couple(random, culture, family, born, today), ...children(random, culture, family, born, today, 0, 17)];
    }
    case 'grown-family': {
      const born = bornAt(random, today, 47, 64);
      return [...couple(random, culture, family, born, today), ...children(random, culture, family, born, today, 18, 28)];
    }
  }
}

function couple(random: Random, culture: Culture, family: string, born: number, today: number): Member[] {
  const first = member(random, culture, random.chance(0.97) ? 'female' : 'male', born, family, 'M');
  const second: Gender = (first.gender === 'female') === random.chance(0.97) ? 'male' : 'female';
  const secondBorn = Math.min(born - Math.round(random.bell(2, 1.6) * YEAR), today - Math.ceil(19 * YEAR));
  return [first, member(random, culture, second, secondBorn, random.chance(0.8) ? family : random.pick(culture.families), 'M')];
}

/** Children of a mother's age; now and then twins, who share their birthday. */
function children(random: Random, culture: Culture, family: string, motherBorn: number, today: number, youngest: number, oldest: number): Member[] {
  const eldest = Math.max(youngest, Math.min(oldest, ageOn(motherBorn, today) - 19));
  const made: Member[] = [];
  const count = 1 + random.weighted([0.42, 0.41, 0.17], 1);
  for (let i = 0; i < count; i++) {
    const twin = random.chance(0.04) ? made[0] : undefined;
    const birthDay = twin?.birthDay ?? bornAt(random, today, youngest, eldest);
    made.push(member(random, culture, random.chance(0.49) ? 'female' : 'male', birthDay, family, 'S'));
  }
  return made;
}

/** Two unrelated people whom a hurried reader would take for one: same name, birthdays days apart. */
function lookAlikes(random: Random, culture: Culture, today: number): Member[] {
  const one = member(random, culture, random.chance(0.5) ? 'female' : 'male', bornAt(random, today, 30, 80), random.pick(culture.families), 'S');
  return [one, { ...one, birthDay: one.birthDay + random.between(1, 9) }];
}

import type { Address, HumanName } from '@medplum/fhirtypes';
import { ageOn } from './calendar.ts';
import type { Culture } from './cultures.ts';
import { scriptName } from './named-people.ts';
import type { Member, Person } from './person.ts';
import type { Random } from './random.ts';

interface Place {
  index: number;
  address: Address;
  heavy: boolean;
  today: number;
}

/** Days of history a practice's own record reaches back. */
export const RECORD_DAYS = 5479;
const TITLES: Readonly<Record<string, string>> = { M: 'Mrs', W: 'Mrs', S: 'Miss', D: 'Ms' };
const SHORT_NAMES: Readonly<Record<string, string>> = {
  Margaret: 'Peggy', William: 'Bill', Robert: 'Bob', Patricia: 'Pat', Christopher: 'Chris', Rebecca: 'Becky', Katarzyna: 'Kasia',
  Anthony: 'Tony', Michael: 'Mick', Małgorzata: 'Gosia', Susan: 'Sue', Kenneth: 'Ken', Dorothy: 'Dot', Samuel: 'Sam', Thomas: 'Tom',
};

/** Registers a member of a household: names as the front desk would write them, ways to reach them, next of kin. */
export function toPerson(random: Random, culture: Culture, who: Member, household: readonly Member[], place: Place): Person {
  const { index, address, heavy, today } = place;
  const age = ageOn(who.birthDay, today);
  const language = culture.language !== undefined && random.chance(0.25) ? culture.language : 'en';
  const longStanding = heavy || random.chance(0.6);
  const person: Person = {
    index, address, heavy, language,
    gender: who.gender,
    birthDay: who.birthDay,
    names: namesOf(random, culture, who, age >= 18),
    ethnicity: random.pick(culture.ethnicities),
    maritalStatus: who.maritalStatus,
    interpreter: language !== 'en' && language !== 'cy' && random.chance(0.35),
    registeredDay: Math.max(who.birthDay, longStanding ? today - RECORD_DAYS : today - random.between(200, RECORD_DAYS)),
    safeguarding: age < 18 && random.chance(0.02),
  };
  nextOfKin(random, culture, person, who, household, today);
  reachability(random, person, who, age);
  const risk = age > 85 ? 0.09 : age > 70 ? 0.04 : age > 50 ? 0.008 : age > 4 ? 0.001 : 0;
  if (random.chance(risk) && !heavy) {
    person.deathDay = today - random.between(2, 900);
    person.registeredDay = Math.max(who.birthDay, Math.min(person.registeredDay, person.deathDay - 400));
  }
  return person;
}

function nextOfKin(random: Random, culture: Culture, person: Person, who: Member, household: readonly Member[], today: number): void {
  if (random.chance(0.3)) return;
  const adult = ageOn(who.birthDay, today) >= 18;
  const other = household.find((one) => one !== who && ageOn(one.birthDay, today) >= 18);
  const name = other ? { given: [other.given], family: other.family } : { given: [random.pick(culture.women)], family: who.family };
  person.kin = { name, relationship: other === undefined ? 'Sister' : adult ? 'Partner' : 'Parent', telephone: landline(random) };
}

function reachability(random: Random, person: Person, who: Member, age: number): void {
  if (random.chance(age > 60 ? 0.85 : 0.25)) person.telephone = landline(random);
  if (age > 11 && random.chance(age > 80 ? 0.5 : 0.93)) person.mobile = mobile(random);
  if (age > 15 && random.chance(age > 75 ? 0.35 : 0.75)) person.email = `${plain(who.given)}.${plain(who.family)}${random.between(1, 999)}@example.org`;
}

/** Ofcom's numbers for drama: nobody answers them. */
export function landline(random: Random): string {
  return `01632 960${String(random.between(0, 999)).padStart(3, '0')}`;
}

/** As `landline`, of the mobile range. */
export function mobile(random: Random): string {
  return `07700 900${String(random.between(0, 999)).padStart(3, '0')}`;
}

function plain(name: string): string {
  return name.normalize('NFD').replace(/[^A-Za-z]/g, '').toLowerCase() || 'patient';
}

function namesOf(random: Random, culture: Culture, who: Member, adult: boolean): HumanName[] {
  const second = random.chance(0.55) ? random.pick(who.gender === 'female' ? culture.women : culture.men) : who.given;
  const given = second === who.given ? [who.given] : [who.given, second];
  const official: HumanName = { use: 'official', family: who.family, given };
  if (adult) official.prefix = [random.chance(0.02) ? 'Dr' : random.chance(0.005) ? 'Rev' : who.gender === 'female' ? (TITLES[who.maritalStatus] ?? 'Ms') : 'Mr'];
  const names = [official];
  const short = SHORT_NAMES[who.given];
  if (short !== undefined && random.chance(0.4)) names.push({ use: 'nickname', given: [short] });
  if (adult && who.gender === 'female' && who.maritalStatus !== 'S' && random.chance(0.3)) {
    names.push({ use: random.chance(0.5) ? 'old' : 'maiden', family: random.pick(culture.families), given });
  }
  const written = inScript(culture, who);
  if (written) names.push(written);
  return names;
}

function inScript(culture: Culture, who: Member): HumanName | undefined {
  const { script } = culture;
  if (!script) return undefined;
  const given = who.gender === 'female' ? script.women[culture.women.indexOf(who.given)] : script.men[culture.men.indexOf(who.given)];
  const family = script.families[culture.families.indexOf(who.family)];
  return given !== undefined && family !== undefined ? scriptName(family, given, script.ideographic) : undefined;
}

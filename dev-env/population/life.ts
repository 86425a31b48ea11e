import { ageOn } from './calendar.ts';
import { LONG_TERM } from './long-term.ts';
import type { Person } from './person.ts';
import type { Random } from './random.ts';

/** What is true of somebody whether or not it is ever written down: measurements and results follow from it. */
export interface Life {
  person: Person;
  /** Nothing of theirs is dated before this day (birth), nor from this day on (death or tomorrow). */
  from: number;
  until: number;
  /** Long-term conditions and the day each began. */
  onsets: Partial<Record<string, number>>;
  smoking: 'never' | 'ex' | 'smoker';
  unitsPerWeek: number;
  heightCm: number;
  bodyMassIndex: number;
  systolic: number;
  cholesterol: number;
  haemoglobin: number;
  /** How well sugar, pressure and the rest answer to treatment: 0 well, 1 badly. */
  control: number;
}

const YEAR = 365.2425;
const CONDITIONS = Object.entries(LONG_TERM);

/** Decides one person's health. `today` is the last day anything may be dated. */
export function liveLife(random: Random, person: Person, today: number): Life {
  const until = person.deathDay ?? today + 1;
  const age = ageOn(person.birthDay, until - 1);
  const woman = person.gender === 'female';
  const smokes = random.next();
  const smoking = age < 16 ? 'never' : smokes < 0.13 ? 'smoker' : smokes < 0.13 + age / 220 ? 'ex' : 'never';
  const onsets = person.history === undefined ? chance(random, person, age, smoking !== 'never') : given(random, person);
  const obese = onsets['obesity'] !== undefined;
  return {
    person,
    from: person.birthDay,
    until,
    onsets,
    smoking,
    unitsPerWeek: age < 18 ? 0 : Math.max(0, Math.round(random.bell(8, 7))),
    heightCm: Math.round(random.bell(woman ? 163 : 176, 4.5)),
    bodyMassIndex: obese ? random.bell(34, 2) : random.bell(25, 2),
    systolic: random.bell(onsets['hypertension'] === undefined ? 118 + age * 0.12 : 142, 5),
    cholesterol: random.bell(5.3, 0.5),
    haemoglobin: random.bell(woman ? 132 : 147, 5) - (onsets['kidneyDisease'] === undefined ? 0 : 14),
    control: random.next(),
  };
}

function given(random: Random, person: Person): Life['onsets'] {
  const onsets: Life['onsets'] = {};
  for (const [condition, age] of person.history ?? []) onsets[condition] = person.birthDay + Math.round((age + random.next()) * YEAR);
  return onsets;
}

function chance(random: Random, person: Person, age: number, smoker: boolean): Life['onsets'] {
  const onsets: Life['onsets'] = {};
  const band = age < 18 ? 0 : age < 40 ? 1 : age < 55 ? 2 : age < 65 ? 3 : age < 75 ? 4 : age < 85 ? 5 : 6;
  const southAsian = 'HJK'.includes(person.ethnicity);
  // Somebody with a heavy record has more wrong with them than their years explain.
  const frailty = person.heavy ? 3 : 1;
  for (const [name, condition] of CONDITIONS) {
    let rate = ((person.gender === 'male' ? condition.male : condition.female)[band] ?? 0) * frailty;
    if (condition.likelier) {
      for (const cause in condition.likelier) {
        const present = cause === 'smoker' ? smoker : cause === 'southAsian' ? southAsian : onsets[cause] !== undefined;
        rate *= present ? (condition.likelier[cause] ?? 1) : cause === 'smoker' ? 0.4 : 0.9;
      }
    }
    // Half a year at least between onset and now, so that it has been seen, named and treated.
    if (!random.chance(rate) || age < condition.from + 1) continue;
    const years = random.next() * Math.min(age - condition.from - 0.5, 25);
    onsets[name] = person.birthDay + Math.round((age - 0.5 - years) * YEAR);
  }
  return onsets;
}

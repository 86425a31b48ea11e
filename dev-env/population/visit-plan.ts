import { ageOn, workingDay } from './calendar.ts';
import type { Life } from './life.ts';
import { LONG_TERM } from './long-term.ts';
import { PRESENTATIONS } from './presentations.ts';
import type { Random } from './random.ts';

type VisitKind = 'registration' | 'diagnosis' | 'illness' | 'review' | 'medication-review' | 'health-check' | 'sensitive';

/** One consultation to come about: when, why, and about what (a condition's name, or a presentation's place). */
export interface Visit {
  day: number;
  kind: VisitKind;
  condition: string;
  presentation: number;
}

const YEAR = 365;
const AGE_BANDS = [5, 18, 45, 65, 200] as const;
/** Illnesses brought to the surgery in a year, by the bands above. */
const ILLNESSES = [2.9, 1.1, 1.5, 2, 3] as const;
const BAND_TOTALS = AGE_BANDS.map((_, band) => PRESENTATIONS.reduce((sum, one) => sum + (one.often[band] ?? 0), 0));
const BAND_WEIGHTS = AGE_BANDS.map((_, band) => PRESENTATIONS.map((one) => one.often[band] ?? 0));

/** All consultations of a record, in order of time, from its first day to the last before `life.until`. */
export function planVisits(random: Random, life: Life, from: number): Visit[] {
  const last = life.until - 2;
  const visits: Visit[] = [];
  add(visits, from + (from === life.from ? 45 : 0), 'registration', from, last);
  if (visits.length === 0) return visits;
  const reviewFrom = diagnoses(visits, life, from, last);
  reviews(random, visits, life, reviewFrom, from, last);
  illnesses(random, visits, life, from, last);
  const adult = ageOn(life.from, last) >= 18;
  if (life.person.safeguarding || life.person.index === 0 || (adult && random.chance(0.035))) add(visits, last - random.between(20, 400), 'sensitive', from, last);
  return visits.sort((one, other) => one.day - other.day);
}

function add(visits: Visit[], day: number, kind: VisitKind, from: number, last: number, condition = '', presentation = -1): void {
  const working = Math.max(workingDay(day), from);
  if (working >= from && working <= last) visits.push({ day: working, kind, condition, presentation });
}

/** The day each condition was found; answers the day from which there is something to review every year. */
function diagnoses(visits: Visit[], life: Life, from: number, last: number): number {
  let reviewFrom = Infinity;
  for (const name in life.onsets) {
    const onset = life.onsets[name] ?? 0;
    if (onset > from + 7) add(visits, onset, 'diagnosis', from, last, name);
    if (LONG_TERM[name]?.recalled) reviewFrom = Math.min(reviewFrom, Math.max(onset, from));
  }
  return reviewFrom;
}

function reviews(random: Random, visits: Visit[], life: Life, reviewFrom: number, from: number, last: number): void {
  const heavy = life.person.heavy;
  const interval = heavy ? 75 : YEAR;
  for (let day = reviewFrom + random.between(60, 300); day <= last; day += interval + random.between(-20, 50)) {
    if (!heavy && random.chance(0.1)) continue;
    add(visits, day, 'review', from, last);
    if (random.chance(heavy ? 0.6 : 0.35)) add(visits, day + random.between(30, 150), 'medication-review', from, last);
  }
  if (reviewFrom !== Infinity) return;
  for (let day = from + random.between(200, 1500); day <= last; day += 5 * YEAR + random.between(-60, 200)) {
    if (ageOn(life.from, day) >= 40) add(visits, day, 'health-check', from, last);
  }
}

function illnesses(random: Random, visits: Visit[], life: Life, from: number, last: number): void {
  // Some come often, some hardly ever.
  const habit = life.person.heavy ? 10 : 0.35 + 1.3 * random.next();
  const sexFactor = life.person.gender === 'female' ? 1.2 : 0.8;
  let day = from;
  for (;;) {
    const band = bandOf(ageOn(life.from, day));
    const rate = (ILLNESSES[band] ?? 1) * habit * sexFactor;
    day += Math.max(1, Math.round((-Math.log(1 - random.next()) / rate) * YEAR));
    if (day > last) return;
    const presentation = random.weighted(BAND_WEIGHTS[band] ?? [], BAND_TOTALS[band] ?? 1);
    if (PRESENTATIONS[presentation]?.only === 'female' && life.person.gender !== 'female') continue;
    add(visits, day, 'illness', from, last, '', presentation);
  }
}

function bandOf(age: number): number {
  for (let band = 0; band < AGE_BANDS.length; band++) if (age < (AGE_BANDS[band] ?? 0)) return band;
  return AGE_BANDS.length - 1;
}

import type { CodeableConcept, Condition, Reference } from '@medplum/fhirtypes';
import { recordAllergies, recordFamilyHistory } from './background.ts';
import { ageOn } from './calendar.ts';
import { DOCUMENT } from './codes.ts';
import { recordLetter, recordRecall, recordReferral } from './correspondence.ts';
import { recordBloods } from './laboratory.ts';
import type { Life } from './life.ts';
import { alternativesTo, LONG_TERM } from './long-term.ts';
import type { Treatment } from './long-term.ts';
import type { PanelKey } from './panels.ts';
import { PRESENTATIONS } from './presentations.ts';
import type { Presentation } from './presentations.ts';
import { recordAcute, recordRepeat } from './prescribing.ts';
import { recordIllness, recordProblem } from './problems.ts';
import { BABY_NOTES, CHECK_NOTES, CONTACT_NOTES, DIAGNOSIS_NOTES, MEDICATION_NOTES, REGISTRATION_NOTES, REVIEW_CLOSE, REVIEW_CLOSE_WITH_BLOODS, REVIEW_NOTES, withDuration } from './prose.ts';
import type { Random } from './random.ts';
import type { Contact, RecordWriter } from './record-writer.ts';
import { recordConfidence, recordSafeguarding, recordSensitive } from './sensitive.ts';
import type { Visit } from './visit-plan.ts';
import { askHabits, blow, takeBloodPressure, takeTemperature, weigh } from './vitals.ts';

/** Places in the staff list. */
const NURSE = 4;
const PHARMACIST = 7;
/** Issues of repeat medicines are kept one by one for as long as this; older ones are in the count. */
const ISSUES_KEPT = 540;
/** The pandemic, 23 March 2020 to the end of 2021: most was done by telephone. */
const PANDEMIC = [18_344, 18_993] as const;

/** Holds one record's consultations, in order of time. */
export class Surgery {
  private readonly writer: RecordWriter;
  private readonly random: Random;
  private readonly life: Life;
  private readonly lastDay: number;
  private readonly from: number;
  private readonly usualGp: number;
  /** Medicines they must not be given: what they react to, and what would double one they take. */
  private readonly never = new Set<CodeableConcept>();

  constructor(writer: RecordWriter, random: Random, life: Life, from: number) {
    this.writer = writer;
    this.random = random;
    this.life = life;
    this.from = from;
    this.lastDay = life.until - 1;
    this.usualGp = random.between(0, 3);
  }

  hold(visit: Visit): void {
    switch (visit.kind) {
      case 'registration': return this.register(visit);
      case 'diagnosis': return this.diagnose(visit);
      case 'illness': return this.seeIllness(visit);
      case 'review': return this.review(visit);
      case 'medication-review': return this.reviewMedication(visit);
      case 'health-check': return this.checkHealth(visit);
      case 'sensitive': return this.confide(visit);
    }
  }

  private open(visit: Visit, clinician: number, contact?: Contact): void {
    const { random, life } = this;
    this.writer.open(visit.day, random.between(510, 1070), contact ?? this.contactOn(visit.day, ageOn(life.from, visit.day)), clinician);
  }

  private contactOn(day: number, age: number): Contact {
    const chance = this.random.next();
    if (day >= PANDEMIC[0] && day <= PANDEMIC[1]) return chance < 0.62 ? 'telephone' : chance < 0.7 ? 'video' : 'surgery';
    if (age >= 85 && chance > 0.85) return 'home';
    return chance < (day > PANDEMIC[1] ? 0.27 : 0.11) ? 'telephone' : day > PANDEMIC[1] && chance < 0.3 ? 'video' : 'surgery';
  }

  private gp(): number {
    return this.random.chance(0.7) ? this.usualGp : this.random.between(0, 3);
  }

  private register(visit: Visit): void {
    const { writer, random, life } = this;
    const age = ageOn(life.from, visit.day);
    this.open(visit, age < 1 ? this.usualGp : NURSE, 'surgery');
    writer.note(random.pick(age < 1 ? BABY_NOTES : REGISTRATION_NOTES));
    weigh(writer, random, life, true);
    for (const medicine of recordAllergies(writer, random, life)) this.never.add(medicine);
    if (age >= 16) {
      askHabits(writer, random, life);
      takeBloodPressure(writer, random, life);
      if (random.chance(0.35)) recordFamilyHistory(writer, random);
    }
    for (const name in life.onsets) {
      const onset = life.onsets[name] ?? 0;
      if (onset <= this.from + 7) this.addProblem(name, onset, random.chance(0.5) ? 'year' : 'month');
    }
  }

  private diagnose(visit: Visit): void {
    const { writer, random, life } = this;
    this.open(visit, this.gp());
    writer.note(random.pick(DIAGNOSIS_NOTES));
    this.addProblem(visit.condition, life.onsets[visit.condition] ?? visit.day, 'day');
    if (ageOn(life.from, visit.day) >= 30) takeBloodPressure(writer, random, life);
    const panels = ageOn(life.from, visit.day) >= 18 ? panelsFor([visit.condition]) : [];
    if (panels.length > 0) recordBloods(writer, random, life, panels, this.lastDay);
    if (random.chance(0.15)) recordLetter(writer, DOCUMENT.discharge, 'Discharge summary', Math.min(visit.day + 3, this.lastDay));
  }

  /** Problem, and the medicines it brings: the first at once, the others as the years call for them. */
  private addProblem(name: string, onset: number, precision: 'day' | 'month' | 'year'): void {
    const { writer, random, life } = this;
    const condition = LONG_TERM[name];
    if (!condition) return;
    const ends = life.person.history === undefined && condition.ends !== undefined && random.chance(condition.ends);
    // What had ended before the record began is summarised as ended the day it was summarised.
    const ended = ends ? onset + random.between(200, 2500) : undefined;
    const over = ended !== undefined && ended <= this.lastDay ? ended : undefined;
    const reason = recordProblem(writer, { concept: condition.concept, onset, major: condition.major, precision, ...(over === undefined ? {} : { ended: over }) });
    let from = writer.day;
    // A history set by hand is treated: its first medicine is not left to chance.
    const certain = life.person.history === undefined ? undefined : condition.treatments[0];
    for (const treatment of condition.treatments) {
      const taken = random.chance(treatment.share) || treatment === certain;
      if (!taken || this.never.has(treatment.medicine) || (treatment.notWith !== undefined && life.onsets[treatment.notWith] !== undefined)) continue;
      if (from >= (over ?? life.until) - 1) break;
      for (const medicine of alternativesTo(treatment.medicine)) this.never.add(medicine);
      this.startRepeat(reason, treatment, from, over, treatment === certain);
      from += random.between(150, 1400);
    }
  }

  private startRepeat(reason: Reference<Condition>, treatment: Treatment, from: number, over: number | undefined, lasting: boolean): void {
    const { random, life } = this;
    const tired = !lasting && random.chance(0.15) ? from + random.between(60, 1500) : undefined;
    const stopped = over ?? (tired !== undefined && tired <= this.lastDay ? tired : undefined);
    const issuesFrom = life.person.heavy ? this.from : life.until - ISSUES_KEPT;
    recordRepeat(this.writer, random, { treatment, reason, from, issuesFrom, until: life.until, ...(stopped === undefined ? {} : { stopped }) });
  }

  private seeIllness(visit: Visit): void {
    const { writer, random, life } = this;
    const presentation = PRESENTATIONS[visit.presentation];
    if (!presentation) return;
    this.open(visit, this.gp());
    const age = ageOn(life.from, visit.day);
    const { treatment, instead, referral } = presentation;
    // Who must not have the usual treatment has the other; children do without.
    const suited = treatment && this.never.has(treatment.medicine) ? (age >= 12 ? instead : undefined) : treatment;
    const treated = suited !== undefined && age < (presentation.treatedBelow ?? 200) && random.chance(presentation.treated ?? 1);
    const bled = presentation.bloods === true && age >= 16 && random.chance(0.6);
    const referred = referral !== undefined && random.chance(0.3);
    writer.note(`${withDuration(random, random.pick(presentation.history))} ${random.pick(presentation.examination)} ${planFor(random, presentation, treated, bled, referred)}`);
    const reason = recordIllness(writer, random, presentation.concept);
    if (presentation.temperature && random.chance(0.6)) takeTemperature(writer, random);
    if (treated) recordAcute(writer, suited, reason);
    if (age >= 40 && random.chance(0.3)) takeBloodPressure(writer, random, life);
    if (bled) recordBloods(writer, random, life, age > 40 ? ['bloodCount', 'kidney', 'liver', 'glycaemia', 'thyroid'] : ['bloodCount', 'thyroid'], this.lastDay);
    if (referred) recordReferral(writer, random, referral, reason, this.lastDay);
    if (life.person.interpreter && random.chance(0.5)) writer.note('Interpreter by phone.');
    else if (random.chance(0.12)) writer.note(random.pick(CONTACT_NOTES));
  }

  private review(visit: Visit): void {
    const { writer, random, life } = this;
    this.open(visit, random.chance(0.75) ? NURSE + random.between(0, 1) : this.usualGp);
    const present: string[] = [];
    for (const name in life.onsets) if ((life.onsets[name] ?? visit.day) < visit.day && LONG_TERM[name]?.recalled) present.push(name);
    const adult = ageOn(life.from, visit.day) >= 18;
    const panels = adult ? panelsFor(present) : [];
    const pressure = adult ? `BP ${takeBloodPressure(writer, random, life)}. ` : '';
    writer.note(`${present.slice(0, 3).map((name) => random.pick(REVIEW_NOTES[name] ?? REVIEW_CLOSE)).join(' ')} ${pressure}${random.pick(panels.length > 0 ? REVIEW_CLOSE_WITH_BLOODS : REVIEW_CLOSE)}`);
    weigh(writer, random, life, false);
    if (adult) askHabits(writer, random, life);
    if (present.includes('asthma') || present.includes('copd')) blow(writer, random, life);
    if (panels.length > 0) recordBloods(writer, random, life, panels, this.lastDay);
    const next = visit.day + 365;
    if (next <= this.lastDay) recordRecall(writer, 'Long-term condition annual review', next, this.lastDay - next > 120);
  }

  private reviewMedication(visit: Visit): void {
    const { writer, random } = this;
    this.open(visit, PHARMACIST, 'telephone');
    writer.note(random.pick(MEDICATION_NOTES));
    const next = visit.day + 365;
    if (next <= this.lastDay) recordRecall(writer, 'Medication review', next, this.lastDay - next > 120);
  }

  private checkHealth(visit: Visit): void {
    const { writer, random, life } = this;
    this.open(visit, NURSE + 2, 'surgery');
    writer.note(random.pick(CHECK_NOTES));
    takeBloodPressure(writer, random, life);
    weigh(writer, random, life, true);
    askHabits(writer, random, life);
    recordBloods(writer, random, life, ['lipids', 'glycaemia'], this.lastDay);
  }

  private confide(visit: Visit): void {
    this.open(visit, this.usualGp, this.life.person.index === 0 ? 'telephone' : 'surgery');
    if (this.life.person.safeguarding) recordSafeguarding(this.writer);
    else if (this.life.person.index === 0) recordConfidence(this.writer);
    else recordSensitive(this.writer, this.random, this.life.person.gender === 'female' && ageOn(this.life.from, visit.day) < 45);
  }
}

function planFor(random: Random, presentation: Presentation, treated: boolean, bled: boolean, referred: boolean): string {
  const { plan } = presentation;
  const acted = presentation.treatment ? treated : presentation.bloods ? bled : presentation.referral === undefined ? random.chance(0.5) : referred;
  return (acted ? plan[0] : plan.at(-1)) ?? '';
}

const KIDNEY = ['hypertension', 'type2Diabetes', 'kidneyDisease', 'heartFailure', 'atrialFibrillation', 'ischaemicHeart'];
const COUNT = ['kidneyDisease', 'atrialFibrillation', 'heartFailure', 'epilepsy', 'dementia'];
const LIPIDS = ['type2Diabetes', 'ischaemicHeart', 'stroke', 'hypertension'];

/** The tests a year's review of these conditions calls for. */
function panelsFor(present: readonly string[]): PanelKey[] {
  const panels: PanelKey[] = [];
  if (present.some((name) => COUNT.includes(name))) panels.push('bloodCount');
  if (present.some((name) => KIDNEY.includes(name))) panels.push('kidney');
  if (present.includes('type2Diabetes')) panels.push('glycaemia', 'liver');
  if (present.some((name) => LIPIDS.includes(name))) panels.push('lipids');
  if (present.includes('hypothyroidism')) panels.push('thyroid');
  return panels;
}

import { ageOn } from './calendar.ts';
import { MEASURE } from './codes.ts';
import { round } from './laboratory.ts';
import type { Life } from './life.ts';
import { recordBloodPressure, recordMeasure, recordSocial } from './measurements.ts';
import type { Random } from './random.ts';
import type { RecordWriter } from './record-writer.ts';

const YEAR = 365.2425;

/** The pressure of the day: high when hypertension is found, then as low as its treatment brings it. Answers what was written, for the note. */
export function takeBloodPressure(writer: RecordWriter, random: Random, life: Life): string {
  const onset = life.onsets['hypertension'];
  let expected = life.systolic;
  if (onset !== undefined) {
    const years = (writer.day - onset) / YEAR;
    expected = years < 0 ? 134 : 128 + life.control * 16 + 28 * Math.exp(-years * 1.6);
  }
  const systolic = Math.round(random.bell(expected, 5));
  const age = ageOn(life.from, writer.day);
  const diastolic = Math.round(systolic * (age > 70 ? 0.53 : 0.6) + random.bell(0, 2.5));
  recordBloodPressure(writer, systolic, diastolic);
  return `${systolic}/${diastolic}`;
}

/** Weight and body mass index, and height the first time. Children are left to their growth chart. */
export function weigh(writer: RecordWriter, random: Random, life: Life, withHeight: boolean): void {
  const age = (writer.day - life.from) / YEAR;
  if (age < 18) {
    const height = age < 2 ? 50 + age * 18 : 77 + age * 6.1;
    const weight = age < 1 ? 3.5 + age * 6 : 8 + age * 2 + Math.max(0, age - 10) * 2.4;
    recordMeasure(writer, MEASURE.height, Math.round(height + random.bell(0, 1.5)), 'height');
    recordMeasure(writer, MEASURE.weight, round(weight * random.bell(1, 0.05), 1), 'weight');
    return;
  }
  const metres = life.heightCm / 100;
  const drift = Math.sin(writer.day / 900 + life.control * 6) * 0.7;
  const weight = round((life.bodyMassIndex + drift) * metres * metres + random.bell(0, 0.4), 1);
  if (withHeight) recordMeasure(writer, MEASURE.height, life.heightCm, 'height');
  recordMeasure(writer, MEASURE.weight, weight, 'weight');
  recordMeasure(writer, MEASURE.bodyMassIndex, round(weight / (metres * metres), 1), 'bodyMassIndex');
}

/** Smoking, as a code of its own, and units of alcohol in a week. */
export function askHabits(writer: RecordWriter, random: Random, life: Life): void {
  const gaveUp = life.smoking === 'ex';
  recordSocial(writer, life.smoking === 'never' ? MEASURE.neverSmoked : gaveUp ? MEASURE.exSmoker : MEASURE.smoker);
  if (random.chance(0.6)) recordSocial(writer, MEASURE.alcohol, Math.max(0, life.unitsPerWeek + random.between(-2, 2)));
}

/** Best of three blows, in those who wheeze. */
export function blow(writer: RecordWriter, random: Random, life: Life): void {
  const best = (life.heightCm - 80) * (life.person.gender === 'male' ? 5.6 : 4.6) * (life.onsets['copd'] === undefined ? 1 : 0.6);
  recordMeasure(writer, MEASURE.peakFlow, Math.round((best * random.bell(0.93, 0.05)) / 10) * 10, 'peakFlow');
}

/** Temperature and pulse of somebody ill. */
export function takeTemperature(writer: RecordWriter, random: Random): void {
  recordMeasure(writer, MEASURE.temperature, round(random.bell(37.4, 0.4), 1), 'temperature');
  recordMeasure(writer, MEASURE.heartRate, Math.round(random.bell(88, 8)), 'pulse');
}

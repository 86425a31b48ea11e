import { DIASTOLIC, MEASUREMENTS, SYSTOLIC } from './measurements.ts';
import type { Measurement, MeasurementKey, Quantified } from './measurements.ts';
import { judge } from './plausibility.ts';
import { convertUnit } from './units.ts';

/** One number of a measurement, in the unit it will be stored in. */
export interface MeasuredValue {
  what: Quantified;
  value: number;
}

export interface MeasuredEntry {
  kind: 'measured';
  measurement: Measurement;
  /** One value; two for a blood pressure (systolic, diastolic). */
  values: readonly MeasuredValue[];
  /** What was typed after the value. */
  note?: string;
  /** Set when a person has to say yes before this is stored, with the reason to show. */
  confirm?: string;
}

export type ParsedEntry =
  | { kind: 'text'; text: string }
  | MeasuredEntry
  | { kind: 'calculate'; measurement: MeasurementKey }
  | { kind: 'refused'; reason: string };

const WORDS = MEASUREMENTS.flatMap((m) => m.words.map((word) => ({ word, measurement: m })))
  .sort((a, b) => b.word.length - a.word.length);

const NUMBER = String.raw`\d+(?:\.\d+)?`;
const PRESSURE = new RegExp(String.raw`^(${NUMBER})\s*(?:/|over)\s*(${NUMBER})(?:\s*mm\s?hg\b)?(.*)$`, 'i');
const STONE = new RegExp(String.raw`^(\d+)\s*st(?:one)?(?![a-z])\s*(?:(${NUMBER})\s*lbs?\b|(${NUMBER})(?![\d.]|\s*/))?(.*)$`, 'i');
const SINGLE = new RegExp(String.raw`^(${NUMBER})(.*)$`);

/**
 * Reads one line of a note. A line that starts with the name of a measurement and a number becomes that measurement;
 * a line that could be read in two ways is refused with the reason, never guessed; any other line is text.
 */
export function parseEntry(line: string, ageYears?: number): ParsedEntry {
  const text = line.trim();
  const found = announced(text);
  if (!found) return { kind: 'text', text };
  const { measurement, rest } = found;
  if (rest === '' && measurement.key === 'body-mass-index') return { kind: 'calculate', measurement: measurement.key };
  if (!/^\d/.test(rest)) return { kind: 'text', text };
  if (/^\d+,\d/.test(rest)) return refuse('Write the decimal with a point: 37.2, not 37,2.');
  return measurement.key === 'blood-pressure'
    ? readPressure(measurement, rest, ageYears)
    : readSingle(measurement, rest, ageYears);
}

/** The measurement a text begins with, and what follows its name. */
function announced(text: string): { measurement: Measurement; rest: string } | undefined {
  const lower = text.toLowerCase();
  for (const { word, measurement } of WORDS) {
    if (!lower.startsWith(word)) continue;
    const after = text.slice(word.length);
    if (after !== '' && !/^[\s:=\d]/.test(after)) continue;
    return { measurement, rest: after.replace(/^[\s:=]+/, '') };
  }
  return undefined;
}

function readPressure(measurement: Measurement, rest: string, ageYears: number | undefined): ParsedEntry {
  const match = PRESSURE.exec(rest);
  if (!match) return refuse('A blood pressure needs both numbers: bp 138/82.');
  const systolic = Number(match[1]);
  const diastolic = Number(match[2]);
  if (systolic <= diastolic) return refuse(`Systolic ${systolic} must be higher than diastolic ${diastolic}.`);
  const values = [{ what: SYSTOLIC, value: systolic }, { what: DIASTOLIC, value: diastolic }];
  return measured(measurement, values, match[3] ?? '', ageYears);
}

function readSingle(measurement: Measurement, rest: string, ageYears: number | undefined): ParsedEntry {
  const stone = measurement.key === 'weight' ? STONE.exec(rest) : null;
  if (stone) {
    const pounds = Number(stone[2] ?? stone[3] ?? 0);
    if (pounds >= 14) return refuse('There are 14 lb in a stone: write 12 st 4 lb.');
    const kg = round(Number(stone[1]) * 6.35029318 + pounds * 0.45359237, 1);
    return measured(measurement, [{ what: measurement, value: kg }], stone[4] ?? '', ageYears, `${stone[1]} st ${pounds} lb is ${kg} kg.`);
  }
  const [, typed = '', after = ''] = SINGLE.exec(rest) ?? [];
  const read = convertUnit(measurement, Number(typed), after);
  if ('refused' in read) return refuse(read.refused);
  return measured(measurement, [{ what: measurement, value: read.value }], read.after, ageYears, read.converted);
}

/** Judges the values and what follows them. */
function measured(
  measurement: Measurement, values: readonly MeasuredValue[], after: string, ageYears: number | undefined, converted?: string,
): ParsedEntry {
  const note = after.trim().replace(/^[.,;:–-]\s*/, '');
  if (/^(\/|[.,]?\d)/.test(after.trim()) || /^[^\s,;:.–-]/.test(after)) {
    return refuse(`It is not clear what “${after.trim()}” means after the value. One value per line; put a space before a comment.`);
  }
  const reasons = converted === undefined ? [] : [converted];
  for (const { what, value } of values) {
    const verdict = judge(what, value, ageYears);
    if (verdict.verdict === 'impossible') return refuse(verdict.reason);
    if (verdict.verdict === 'confirm') reasons.push(verdict.reason);
  }
  return {
    kind: 'measured', measurement, values,
    ...(note === '' ? {} : { note }),
    ...(reasons.length === 0 ? {} : { confirm: reasons.join(' ') }),
  };
}

function refuse(reason: string): ParsedEntry {
  return { kind: 'refused', reason };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

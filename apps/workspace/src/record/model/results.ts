import type { Observation, Quantity } from '@medplum/fhirtypes';
import { newestFirst } from './by-date.ts';
import { sameThing, termOf } from './coding.ts';
import { entryOf } from './entry.ts';
import type { Entry } from './entry.ts';
import { perRecord } from './per-record.ts';
import type { PatientRecord } from './record.ts';
import { formatQuantity, formatRange, observationValue, pressureOf, unitOf } from './value.ts';
import type { Pressure } from './value.ts';

/** One value of one test. */
export interface Reading {
  entry: Entry;
  /** As recorded, with its unit. */
  shown: string;
  unit: string;
  number?: number;
  pressure?: Pressure;
  range?: { low?: number; high?: number; shown: string };
  /** Where it lies, in words; from the laboratory's own mark, else from its range. */
  flag?: string;
}

/** All readings of one test, newest first. */
export interface TestResults {
  key: string;
  name: string;
  readings: readonly Reading[];
  latest: Reading;
}

const FLAGS: Readonly<Record<string, string>> = {
  H: 'High', HH: 'Very high', L: 'Low', LL: 'Very low', A: 'Abnormal', AA: 'Very abnormal', HU: 'High', LU: 'Low', POS: 'Positive',
};

/** Every observation that holds a value, grouped by test; tests with the newest reading first. */
export const resultsOf = perRecord((record): TestResults[] => {
  const groups = new Map<string, Reading[]>();
  for (const observation of record.ofType('Observation')) {
    const reading = readingOf(record, observation);
    if (!reading) continue;
    const key = testKey(observation);
    const group = groups.get(key);
    if (group) group.push(reading);
    else groups.set(key, [reading]);
  }
  const tests: TestResults[] = [];
  for (const [key, group] of groups) {
    const readings = newestFirst(group, (reading) => reading.entry.date);
    const latest = readings[0];
    if (latest) tests.push({ key, name: latest.entry.term, readings, latest });
  }
  return newestFirst(tests, (test) => test.latest.entry.date);
});

const PRESSURE_KEY = 'blood-pressure';

/** Blood pressures come under a dozen codes (sitting, standing, at home): they are one test. */
function testKey(observation: Observation): string {
  return pressureOf(observation) ? PRESSURE_KEY : sameThing(observation.code) ?? 'unnamed';
}

function readingOf(record: PatientRecord, observation: Observation): Reading | undefined {
  const quantity = observation.valueQuantity;
  const pressure = pressureOf(observation);
  const isResult = quantity !== undefined || pressure !== undefined
    || (hasPlainValue(observation) && (observation.specimen !== undefined || isLaboratory(observation)));
  if (!isResult || observation.status === 'entered-in-error') return undefined;
  const range = rangeOf(observation);
  const flag = flagOf(observation, quantity, range);
  return {
    entry: entryOf(record, observation),
    shown: quantity ? formatQuantity(quantity) ?? '' : observationValue(observation) ?? '',
    unit: pressure ? 'mmHg' : unitOf(quantity),
    ...(quantity?.value === undefined || quantity.comparator ? {} : { number: quantity.value }),
    ...(pressure ? { pressure } : {}),
    ...(range ? { range } : {}),
    ...(flag === undefined ? {} : { flag }),
  };
}

function hasPlainValue(observation: Observation): boolean {
  return observation.valueString !== undefined || observation.valueCodeableConcept !== undefined || observation.valueInteger !== undefined;
}

function isLaboratory(observation: Observation): boolean {
  return observation.category?.some((category) => category.coding?.some((coding) => coding.code === 'laboratory')) ?? false;
}

function rangeOf(observation: Observation): Reading['range'] {
  const range = observation.referenceRange?.[0];
  const shown = formatRange(range);
  if (!range || shown === undefined) return undefined;
  const [low, high] = [range.low?.value, range.high?.value];
  return { shown, ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) };
}

function flagOf(observation: Observation, quantity: Quantity | undefined, range: Reading['range']): string | undefined {
  const interpretation = observation.interpretation?.[0];
  const code = interpretation?.coding?.[0]?.code;
  if (code !== undefined && code !== 'N') return FLAGS[code] ?? termOf(interpretation);
  if (quantity?.value === undefined || code === 'N') return undefined;
  if (range?.high !== undefined && quantity.value > range.high) return 'Above range';
  if (range?.low !== undefined && quantity.value < range.low) return 'Below range';
  return undefined;
}

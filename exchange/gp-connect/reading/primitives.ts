import { SourceError } from '../../import/contract.ts';
import type { Parse } from './reader.ts';

/** STU3 primitives. A valid value passes through as it is: a date keeps its precision, a text its spaces. */

/** An empty text says nothing and is illegal in FHIR: it counts as absent. */
export const string: Parse<string> = (value, place) => {
  if (typeof value !== 'string') throw new SourceError(place, 'is not a text');
  return value === '' ? undefined : value;
};

export const boolean: Parse<boolean> = (value, place) => {
  if (typeof value !== 'boolean') throw new SourceError(place, 'is not true or false');
  return value;
};

export const decimal: Parse<number> = (value, place) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new SourceError(place, 'is not a number');
  return value;
};

export const integer: Parse<number> = (value, place) => {
  if (!Number.isSafeInteger(value)) throw new SourceError(place, 'is not a whole number');
  return Number(value);
};

const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?$/;

export const date: Parse<string> = matching('date', DATE);
export const dateTime: Parse<string> = matching('date or time', DATE, INSTANT);
export const instant: Parse<string> = matching('full date with time and zone', INSTANT);
export const time: Parse<string> = (value, place) => {
  if (typeof value !== 'string' || !TIME.test(value)) throw new SourceError(place, 'is not a time of day');
  return value;
};

function matching(what: string, ...patterns: RegExp[]): Parse<string> {
  return (value, place) => {
    if (typeof value !== 'string') throw new SourceError(place, `is not a ${what}`);
    for (const pattern of patterns) {
      const parts = pattern.exec(value);
      if (parts && isDay(Number(parts[1]), Number(parts[2] ?? 1), Number(parts[3] ?? 1))) return value;
    }
    throw new SourceError(place, `is not a ${what}`);
  };
}

/** True for days that the calendar has: no month 13, no 30 February. */
function isDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 ? (leap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return day <= days;
}

/** A code of a required R4 binding. The table's keys are the STU3 codes, its values the R4 codes. */
export function code<T extends string>(table: Readonly<Record<string, T>>): Parse<T> {
  return (value, place) => {
    const mapped = typeof value === 'string' && Object.hasOwn(table, value) ? table[value] : undefined;
    if (mapped === undefined) throw new SourceError(place, 'is not a code that this element may have');
    return mapped;
  };
}

/** Codes that are the same in STU3 and R4. */
export function sameCode<T extends string>(...codes: readonly T[]): Parse<T> {
  const table: Record<string, T> = {};
  for (const each of codes) table[each] = each;
  return code(table);
}

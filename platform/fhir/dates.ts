/**
 * The stretch of time a FHIR date text stands for, at its own precision: a year is a year long, a second a second.
 * A text without a zone is civil time in Europe/London, so `2026-03-29` lasts 23 hours.
 * Takes date, dateTime, instant, and the shorter times a search parameter may hold. No Node API: browsers use it too.
 */
import { dateShape, digits } from './date-shape.ts';
import { londonMoment } from './london-time.ts';

/** Epoch milliseconds; `low` belongs to it, `high` does not. */
export interface FhirInterval {
  low: number;
  high: number;
}

const DAY = 86_400_000;
const MINUTE = 60_000;

/** The interval of a date text, or undefined where it is none. */
export function fhirInterval(text: string): FhirInterval | undefined {
  const shape = dateShape(text);
  if (shape === undefined) return undefined;
  const year = digits(text, 0, 4);
  if (shape === 'year') return { low: londonMoment(civil(year, 0, 1)), high: londonMoment(civil(year + 1, 0, 1)) };
  const month = digits(text, 5, 2) - 1;
  if (shape === 'month') return { low: londonMoment(civil(year, month, 1)), high: londonMoment(civil(year, month + 1, 1)) };
  const midnight = civil(year, month, digits(text, 8, 2));
  if (shape === 'day') return { low: londonMoment(midnight), high: londonMoment(midnight + DAY) };

  const minute = midnight + digits(text, 11, 2) * 60 * MINUTE + digits(text, 14, 2) * MINUTE;
  const [time, length] = text.charCodeAt(16) === 58 /* : */ ? [minute + seconds(text), resolution(text)] : [minute, MINUTE];
  const low = shape === 'local' ? londonMoment(time) : time - zoneOffset(text);
  return { low, high: low + length };
}

/** Epoch milliseconds of a civil midnight as if it were UTC. Years under 100 are themselves, unlike in Date.UTC. */
function civil(year: number, month: number, day: number): number {
  return year < 100 ? new Date(0).setUTCFullYear(year, month, day) : Date.UTC(year, month, day);
}

function seconds(text: string): number {
  const whole = digits(text, 17, 2) * 1000;
  if (text.charCodeAt(19) !== 46 /* . */) return whole;
  let fraction = 0;
  for (let i = 20, unit = 100; i < 23; i++, unit /= 10) fraction += (digits(text, i, 1) || 0) * unit;
  return whole + fraction;
}

/** How long the last digit of the seconds lasts; a millisecond is the finest told apart. */
function resolution(text: string): number {
  if (text.charCodeAt(19) !== 46) return 1000;
  let length = 1000;
  for (let i = 20; i < 23 && digits(text, i, 1) >= 0; i++) length /= 10;
  return length;
}

function zoneOffset(text: string): number {
  if (text.endsWith('Z')) return 0;
  const at = text.length - 6;
  const size = (digits(text, at + 1, 2) * 60 + digits(text, at + 4, 2)) * MINUTE;
  return text.charCodeAt(at) === 45 /* - */ ? -size : size;
}

/**
 * Reads a date as staff type it, day first: `14/8/80`, `14 aug 1980`, `14081980`, `aug 80`, `1980`, `today`, `-2d`.
 * Answers up to two readings, likeliest first, as FHIR dates at the precision typed (CUI D+Tc-0005, D+Tc-0038, D+Tc-0040);
 * none where it is no date.
 *
 * - A two-digit year is the latest one that is not after today.
 * - Day and month that could change places give the second reading; failing that, the century before, within a lifetime.
 */
import { dateShape, daysInMonth } from './date-shape.ts';

const MONTHS = [
  'january', 'february', 'march', 'april', 'may', 'june',
  'july', 'august', 'september', 'october', 'november', 'december',
];
/** Nobody alive, and nothing in a record, is older: what reads as an earlier year was not meant as a date. */
const EARLIEST = '1850';
const LONGEST_LIFE = 120;
const MOST_READINGS = 2;

/** `today` is the FHIR date that two-digit years and `+3m` are reckoned from. */
export function parseDateEntry(text: string, today: string): string[] {
  const entry = text.trim().toLowerCase();
  const relative = relativeDate(entry, today);
  if (relative !== undefined) return [relative];
  const parts = partsOf(entry);
  const readings = parts.length === 0 ? [] : readParts(parts, today);
  const dates = readings.filter((reading) => dateShape(reading) !== undefined && reading >= EARLIEST);
  return [...new Set(dates)].slice(0, MOST_READINGS);
}

/** `today`, `yesterday`, `+3m`, `-2d`, `1w`: units d, w, m, y (D+Tc-0007). */
function relativeDate(entry: string, today: string): string | undefined {
  if (entry === 'today' || entry === 't') return today;
  if (entry === 'yesterday') return shift(today, 0, -1);
  if (entry === 'tomorrow') return shift(today, 0, 1);
  const match = /^([+-]?)(\d{1,4})([dwmy])$/.exec(entry);
  if (match === null) return undefined;
  const count = Number(match[2]) * (match[1] === '-' ? -1 : 1);
  if (match[3] === 'd' || match[3] === 'w') return shift(today, 0, match[3] === 'w' ? count * 7 : count);
  return shift(today, match[3] === 'y' ? count * 12 : count, 0);
}

/** Adds months, then days; 31 January and a month is the last of February. */
function shift(today: string, months: number, days: number): string | undefined {
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  first.setUTCDate(Math.min(day, daysInMonth(first.getUTCFullYear(), first.getUTCMonth() + 1)) + days);
  const shifted = Number.isNaN(first.getTime()) ? '' : first.toISOString().slice(0, 10);
  return dateShape(shifted) === 'day' ? shifted : undefined;
}

/** The numbers and month names of an entry; one run of 6 or 8 digits is day, month and year. */
function partsOf(entry: string): string[] {
  const run = /^(\d\d)(\d\d)(\d\d|\d{4})$/.exec(entry);
  if (run !== null) return run.slice(1);
  const parts = entry.replace(/(\d)(?:st|nd|rd|th)\b/, '$1').match(/\d+|[a-z]+/g) ?? [];
  return /^[\da-z\s/.,-]+$/.test(entry) && parts.length <= 3 ? parts : [];
}

function readParts(parts: string[], today: string): string[] {
  const [a = '', b = '', c = ''] = parts;
  if (parts.length === 1) return /^\d{4}$/.test(a) ? [a] : [];
  if (parts.length === 2) return isMonthAndYear(a, b) ? inYear(b, (year) => `${year}-${monthNumber(a)}`, today) : [];
  if (a.length === 4) return [isoDate(a, b, c)];
  const named = monthByName(a) !== undefined || monthByName(b) !== undefined;
  const [day, month] = monthByName(a) !== undefined ? [b, a] : [a, b];
  const [likeliest, centuryBefore] = inYear(c, (year) => isoDate(year, month, day), today);
  const [swapped] = named ? [] : inYear(c, (year) => isoDate(year, day, month), today);
  return [likeliest, swapped, centuryBefore].filter((reading) => reading !== undefined);
}

/** `12/11` is a day without a year, not December 2011. */
function isMonthAndYear(month: string, year: string): boolean {
  return year.length === 4 || monthByName(month) !== undefined || Number(year) > 31;
}

/** The dates of a four-digit year, or of the two-digit years that are past and within a lifetime, latest first. */
function inYear(year: string, build: (year: string) => string, today: string): string[] {
  if (/^\d{4}$/.test(year)) return [build(year)];
  if (!/^\d\d$/.test(year)) return [];
  const thisYear = Number(today.slice(0, 4));
  const century = Math.floor(thisYear / 100);
  return [century, century - 1]
    .filter((hundred) => Number(`${hundred}${year}`) > thisYear - LONGEST_LIFE)
    .map((hundred) => build(`${hundred}${year}`))
    .filter((date) => date <= today.slice(0, date.length));
}

function isoDate(year: string, month: string, day: string): string {
  return `${year}-${monthNumber(month)}-${day.padStart(2, '0')}`;
}

function monthNumber(month: string): string {
  return String(monthByName(month) ?? month).padStart(2, '0');
}

/** 1 to 12 for `aug`, `sept`, `august`. */
function monthByName(text: string): number | undefined {
  const index = text.length < 3 ? -1 : MONTHS.findIndex((month) => month.startsWith(text));
  return index === -1 ? undefined : index + 1;
}

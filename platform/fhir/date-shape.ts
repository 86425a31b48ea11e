/**
 * What a FHIR date text holds, judged by arithmetic on its characters: a million a second and more.
 * Calendar and clock are checked (30 February is not a date; 23:59:60 is a leap second).
 *
 * - `year`, `month`, `day`: FHIR date and dateTime
 * - `instant`: date, time with seconds, zone: FHIR dateTime and instant
 * - `zoned minute`, `local`: time without seconds, or without a zone. FHIR allows these in a search parameter only.
 */
export type DateShape = 'year' | 'month' | 'day' | 'instant' | 'zoned minute' | 'local';

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const [DASH, COLON, DOT, PLUS, T, Z, ZERO] = [45, 58, 46, 43, 84, 90, 48];

/** The shape of the text, or undefined where it is no date. */
export function dateShape(text: string): DateShape | undefined {
  const { length } = text;
  const year = digits(text, 0, 4);
  if (!(year >= 1)) return undefined;
  if (length === 4) return 'year';
  const month = digits(text, 5, 2);
  if (text.charCodeAt(4) !== DASH || !(month >= 1 && month <= 12)) return undefined;
  if (length === 7) return 'month';
  const day = digits(text, 8, 2);
  if (text.charCodeAt(7) !== DASH || !(day >= 1 && day <= daysInMonth(year, month))) return undefined;
  if (length === 10) return 'day';
  return text.charCodeAt(10) === T ? timeShape(text) : undefined;
}

/** True for a FHIR time: hh:mm:ss with an optional fraction. */
export function isTime(text: string): boolean {
  return isClock(text, 0) && text.charCodeAt(5) === COLON && secondsEnd(text, 5) === text.length;
}

export function daysInMonth(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && leap ? 29 : (MONTH_LENGTHS[month - 1] ?? 0);
}

/** The number that `count` digits at `start` say; NaN where one of them is no digit. */
export function digits(text: string, start: number, count: number): number {
  let value = 0;
  for (let i = start; i < start + count; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

function timeShape(text: string): DateShape | undefined {
  if (!isClock(text, 11)) return undefined;
  const seconds = text.charCodeAt(16) === COLON;
  const end = seconds ? secondsEnd(text, 16) : 16;
  if (end === text.length) return 'local';
  if (end === 0 || !isZone(text, end)) return undefined;
  return seconds ? 'instant' : 'zoned minute';
}

function isClock(text: string, at: number): boolean {
  return digits(text, at, 2) <= 23 && text.charCodeAt(at + 2) === COLON && digits(text, at + 3, 2) <= 59;
}

/** Where the seconds and their fraction end, given the colon before them; 0 where they are wrong. */
function secondsEnd(text: string, colon: number): number {
  let end = colon + 3;
  if (!(digits(text, colon + 1, 2) <= 60)) return 0;
  if (text.charCodeAt(end) !== DOT) return end;
  const fraction = ++end;
  while (digits(text, end, 1) >= 0) end++;
  return end === fraction ? 0 : end;
}

function isZone(text: string, at: number): boolean {
  const sign = text.charCodeAt(at);
  if (sign === Z) return text.length === at + 1;
  if ((sign !== PLUS && sign !== DASH) || text.length !== at + 6 || text.charCodeAt(at + 3) !== COLON) return false;
  const minutes = digits(text, at + 1, 2) * 60 + digits(text, at + 4, 2);
  return minutes <= 14 * 60 && digits(text, at + 4, 2) <= 59;
}

/**
 * Dates and times as people read them, in London civil time.
 * Staff: NHS Common User Interface, ISB 1501-1503 (`14-Aug-1980 17:30`). Patients: NHS service manual (`14 August 1980`, `5:30pm`).
 * Each takes a FHIR date, dateTime or instant and shows it at its own precision;
 * undefined where the text is none, so that the caller chooses the words ("Not recorded", D+Ta-0022).
 */
import { dateShape, digits } from './date-shape.ts';
import { fhirInterval } from './dates.ts';
import { londonOffset } from './london-time.ts';

const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
];

interface Civil {
  year: number;
  /** 1 to 12; absent where the text holds only a year. */
  month?: number;
  day?: number;
  hour?: number;
  minute?: number;
}

/** `14-Aug-1980`, `Aug-1980`, `1980`, and with a time `14-Aug-1980 17:30`. */
export function formatStaff(text: string): string | undefined {
  const civil = londonCivil(text);
  if (civil === undefined) return undefined;
  const parts = [two(civil.day), monthName(civil)?.slice(0, 3), four(civil.year)].filter((part) => part !== undefined);
  const time = civil.hour === undefined ? '' : ` ${two(civil.hour)}:${two(civil.minute)}`;
  return parts.join('-') + time;
}

/** The date alone, for staff, whatever time the text holds. */
export function formatStaffDate(text: string): string | undefined {
  return formatStaff(text)?.slice(0, 11).trim();
}

/** `14 August 1980`, `August 1980`, `1980`; a time is left out. Also what a screen reader should say to staff (D+Ta-0015). */
export function formatPatientDate(text: string): string | undefined {
  const civil = londonCivil(text);
  if (civil === undefined) return undefined;
  return [civil.day, monthName(civil), four(civil.year)].filter((part) => part !== undefined).join(' ');
}

/** `5pm`, `5:30pm`, `midday`, `midnight`; undefined where the text holds no time. */
export function formatPatientTime(text: string): string | undefined {
  const civil = londonCivil(text);
  if (civil?.hour === undefined) return undefined;
  const { hour, minute = 0 } = civil;
  if (minute === 0 && hour % 12 === 0) return hour === 0 ? 'midnight' : 'midday';
  return `${hour % 12 || 12}${minute === 0 ? '' : `:${two(minute)}`}${hour < 12 ? 'am' : 'pm'}`;
}

/** What London clocks and calendars showed, at the precision of the text. */
function londonCivil(text: string): Civil | undefined {
  const shape = dateShape(text);
  if (shape === undefined) return undefined;
  const year = digits(text, 0, 4);
  if (shape === 'year') return { year };
  if (shape === 'month') return { year, month: digits(text, 5, 2) };
  if (shape === 'day') return { year, month: digits(text, 5, 2), day: digits(text, 8, 2) };
  const low = fhirInterval(text)?.low ?? 0;
  const local = new Date(low + londonOffset(low));
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
  };
}

function monthName(civil: Civil): string | undefined {
  return civil.month === undefined ? undefined : MONTHS[civil.month - 1];
}

function two(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value).padStart(2, '0');
}

function four(year: number): string {
  return String(year).padStart(4, '0');
}

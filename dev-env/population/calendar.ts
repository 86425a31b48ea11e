/**
 * Dates as day numbers (days since 1 January 1970), and their FHIR texts from tables:
 * building millions of dates through `Date` would cost more than everything else together.
 */

const MS_PER_DAY = 86_400_000;
/** Day numbers before 1970 are negative; the cache starts in 1860. */
const CACHE_START = -40_177;
const dateTexts: string[] = [];
const summerTime: boolean[] = [];
const winterTimes: string[] = [];
const summerTimes: string[] = [];
for (let minute = 0; minute < 1440; minute++) {
  const clock = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  winterTimes.push(`T${clock}:00+00:00`);
  summerTimes.push(`T${clock}:00+01:00`);
}

/** The day number of `YYYY-MM-DD`. */
export function dayOf(date: string): number {
  const ms = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(ms)) throw new RangeError('not a date: YYYY-MM-DD is expected');
  return ms / MS_PER_DAY;
}

/** `YYYY-MM-DD`. */
export function dateText(day: number): string {
  return (dateTexts[day - CACHE_START] ??= new Date(day * MS_PER_DAY).toISOString().slice(0, 10));
}

/** A moment of the day in England, with the offset that holds there and then. For the waking hours only. */
export function momentText(day: number, minute: number): string {
  const summer = (summerTime[day - CACHE_START] ??= isSummerTime(day));
  return dateText(day) + ((summer ? summerTimes : winterTimes)[minute] ?? '');
}

/** The year of a day number. */
export function yearOf(day: number): number {
  return Number(dateText(day).slice(0, 4));
}

/** Completed years of age on a day. */
export function ageOn(birthDay: number, day: number): number {
  return Math.floor((day - birthDay) / 365.2425);
}

/** The day itself, or the last one before it on which surgeries are open: no weekend, Christmas or New Year's Day. */
export function workingDay(day: number): number {
  let open = day;
  while (isClosed(open)) open--;
  return open;
}

function isClosed(day: number): boolean {
  const weekday = weekdayOf(day);
  if (weekday === 0 || weekday === 6) return true;
  const date = dateText(day);
  return date.endsWith('-12-25') || date.endsWith('-12-26') || date.endsWith('-01-01');
}

/** Sunday is 0. */
function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

function isSummerTime(day: number): boolean {
  const year = yearOf(day);
  return day >= lastSunday(year, '03-31') && day < lastSunday(year, '10-31');
}

function lastSunday(year: number, monthEnd: string): number {
  const end = dayOf(`${year}-${monthEnd}`);
  return end - weekdayOf(end);
}

/**
 * Civil time in Europe/London: the offset from UTC at any moment, and the moment of any civil time.
 * The rules come from the runtime's own time zone data, read once per year and kept,
 * so that a change of law arrives with a runtime update. British Standard Time (1968-71) and war time included.
 */

interface Segment {
  /** First moment of the segment, epoch milliseconds. */
  from: number;
  /** Local time minus UTC, milliseconds. */
  offset: number;
}

const DAY = 86_400_000;
const years = new Map<number, Segment[]>();
const format = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', timeZoneName: 'longOffset' });

/** Local time minus UTC in milliseconds at a moment. */
export function londonOffset(moment: number): number {
  const segments = segmentsOf(new Date(moment).getUTCFullYear());
  let offset = 0;
  for (const segment of segments) if (segment.from <= moment) offset = segment.offset;
  return offset;
}

/**
 * The moment at which London clocks show a civil time, given as if it were UTC.
 * A time that the clocks show twice is the first of the two; one they skip is taken with the offset before the change.
 */
export function londonMoment(civil: number): number {
  const segments = segmentsOf(new Date(civil).getUTCFullYear());
  let offset = segments[0]?.offset ?? 0;
  for (const segment of segments) {
    if (civil - offset < segment.from) break;
    offset = segment.offset;
  }
  return civil - offset;
}

function segmentsOf(year: number): Segment[] {
  let segments = years.get(year);
  if (segments === undefined) {
    segments = readSegments(utcStart(year) - DAY, utcStart(year + 1) + DAY);
    years.set(year, segments);
  }
  return segments;
}

/** Every change of offset between two moments. Steps of a week: London never changed twice in one. */
function readSegments(start: number, end: number): Segment[] {
  const segments = [{ from: start, offset: readOffset(start) }];
  for (let at = start; at < end; at += 7 * DAY) {
    const offset = readOffset(at + 7 * DAY);
    if (offset !== segments.at(-1)?.offset) segments.push({ from: changeBetween(at, at + 7 * DAY), offset });
  }
  return segments;
}

/** The first second of the new offset, by bisection. */
function changeBetween(before: number, after: number): number {
  const old = readOffset(before);
  let [low, high] = [before / 1000, after / 1000];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (readOffset(middle * 1000) === old) low = middle;
    else high = middle;
  }
  return high * 1000;
}

function readOffset(moment: number): number {
  const name = format.formatToParts(moment).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const match = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name);
  if (match === null) return 0;
  const [, sign, hours, minutes, seconds = '0'] = match;
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -size : size;
}

/** Date.UTC would read a year under 100 as one of the twentieth century. */
function utcStart(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1);
}

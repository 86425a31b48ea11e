import { type FhirInterval, fhirInterval } from '../dates.ts';
import { type Found, listMember, member, textMember } from './extract.ts';

export interface DateQuery {
  prefix: string;
  wanted: FhirInterval;
}

/** Reads `ge2020-03`; undefined where it is no FHIR date or has another prefix. */
export function readDate(value: string): DateQuery | undefined {
  const [, prefix = '', text = ''] = /^(eq|ne|lt|le|gt|ge|sa|eb|ap)?(.*)$/s.exec(value) ?? [];
  const wanted = fhirInterval(text.replace(' ', '+')); // a + that was not encoded arrives as a space
  return wanted === undefined ? undefined : { prefix, wanted };
}

/** FHIR R4 §3.1.1.4.5: the prefix compares the ranges that two partial dates, or a period, stand for. */
export function dateTest(value: string, now: () => number): ((found: Found) => boolean) | undefined {
  const query = readDate(value);
  if (query === undefined) return undefined;
  return (found) => {
    const own = rangeOf(found);
    return own !== undefined && dateMeets(own, query, now);
  };
}

function dateMeets(own: FhirInterval, { prefix, wanted }: DateQuery, now: () => number): boolean {
  const within = own.low >= wanted.low && own.high <= wanted.high;
  switch (prefix) {
    case 'lt':
      return own.low < wanted.low;
    case 'le':
      return own.low < wanted.low || within;
    case 'gt':
      return own.high > wanted.high;
    case 'ge':
      return own.high > wanted.high || within;
    case 'sa':
      return own.low >= wanted.high;
    case 'eb':
      return own.high <= wanted.low;
    case 'ne':
      return !within;
    case 'ap': {
      // Within a tenth of how long ago (or ahead) it is.
      const slack = Math.abs(now() - wanted.low) / 10;
      return own.low < wanted.high + slack && own.high > wanted.low - slack;
    }
    default:
      return within;
  }
}

/** The stretch of time a value stands for. An open end of a period reaches for ever. */
export function rangeOf({ type, value }: Found): FhirInterval | undefined {
  if (typeof value === 'string') return fhirInterval(value);
  if (type === 'Period') return periodRange(value);
  if (type !== 'Timing') return undefined;
  const events = listMember(value, 'event').flatMap((event) => (typeof event === 'string' ? (fhirInterval(event) ?? []) : []));
  const bounds = member(member(value, 'repeat'), 'boundsPeriod');
  const all = [...events, ...(bounds === undefined ? [] : [periodRange(bounds)])].filter((range) => range !== undefined);
  return all.length === 0 ? undefined : { low: Math.min(...all.map(({ low }) => low)), high: Math.max(...all.map(({ high }) => high)) };
}

function periodRange(period: unknown): FhirInterval | undefined {
  const [start, end] = [textMember(period, 'start'), textMember(period, 'end')];
  if (start === undefined && end === undefined) return undefined;
  return { low: fhirInterval(start ?? '')?.low ?? -Infinity, high: fhirInterval(end ?? '')?.high ?? Infinity };
}

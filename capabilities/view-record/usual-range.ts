import type { CodeableConcept, Observation, ObservationReferenceRange, Quantity } from '@medplum/fhirtypes';
import { plainUnit, withUnit } from './quantities.ts';

/** Where a value lies. `outside` and `perhaps-outside` are a laboratory's flag that gives no direction. */
export type Verdict = 'within' | 'above' | 'below' | 'outside' | 'perhaps-outside';

/** The part of an Observation, or of one of its components, that can be judged. */
export type Judged = Pick<Observation, 'valueQuantity' | 'interpretation' | 'referenceRange'>;

const CODES: Readonly<Record<string, Verdict>> = {
  N: 'within', H: 'above', HH: 'above', HU: 'above', L: 'below', LL: 'below', LU: 'below', A: 'outside', AA: 'outside',
};
const FLAGS: readonly (readonly [RegExp, Verdict])[] = [
  [/above .*(?:limit|range)/i, 'above'],
  [/below .*(?:limit|range)/i, 'below'],
  [/potentially abnormal/i, 'perhaps-outside'],
  [/outside .*range|\babnormal/i, 'outside'],
  [/^normal|within .*range/i, 'within'],
];

/**
 * Says where a result lies: in the laboratory's own word where it gave one, else worked out from the value and a
 * single usual range in the same unit. Undefined where that cannot be said for certain.
 */
export function verdictOf(observation: Judged): Verdict | undefined {
  for (const interpretation of observation.interpretation ?? []) {
    const verdict = flagged(interpretation);
    if (verdict !== undefined) return verdict;
  }
  const ranges = observation.referenceRange ?? [];
  const [range] = ranges;
  if (ranges.length !== 1 || range === undefined || observation.valueQuantity === undefined) return undefined;
  return compare(observation.valueQuantity, range);
}

function flagged({ coding, text }: CodeableConcept): Verdict | undefined {
  for (const { code } of coding ?? []) {
    const verdict = CODES[code ?? ''];
    if (verdict !== undefined) return verdict;
  }
  const words = text ?? coding?.[0]?.display ?? '';
  return FLAGS.find(([pattern]) => pattern.test(words))?.[1];
}

function compare({ value, comparator, unit }: Quantity, range: ObservationReferenceRange): Verdict | undefined {
  const { low, high, strict } = bounds(range);
  if (value === undefined || (low === undefined && high === undefined)) return undefined;
  const rangeUnit = range.low?.unit ?? range.high?.unit;
  if (rangeUnit !== undefined && plainUnit(rangeUnit) !== plainUnit(unit)) return undefined;

  const under = (limit: number): boolean => value < limit || (strict && value === limit);
  const over = (limit: number): boolean => value > limit || (strict && value === limit);
  if (comparator === undefined) {
    if (low !== undefined && under(low)) return 'below';
    return high !== undefined && over(high) ? 'above' : 'within';
  }
  if (comparator.startsWith('<')) {
    if (low !== undefined) return value <= low ? 'below' : undefined;
    return high !== undefined && value <= high ? 'within' : undefined;
  }
  if (high !== undefined) return value >= high ? 'above' : undefined;
  return low !== undefined && value >= low ? 'within' : undefined;
}

/** Numbers where the range has them; else read from a text such as "> 1.000 mmol/L", whose limit is itself outside. */
function bounds(range: ObservationReferenceRange): { low?: number; high?: number; strict: boolean } {
  const low = range.low?.value;
  const high = range.high?.value;
  if (low !== undefined || high !== undefined) {
    return { strict: false, ...(low !== undefined && { low }), ...(high !== undefined && { high }) };
  }
  const [, sign = '', number] = /^\s*([<>]=?)\s*(\d+(?:\.\d+)?)/.exec(range.text ?? '') ?? [];
  if (number === undefined) return { strict: false };
  const strict = !sign.endsWith('=');
  return sign.startsWith('<') ? { high: Number(number), strict } : { low: Number(number), strict };
}

/** "35 to 50 g/L", "up to 5.2 mmol/L", "1 mmol/L or more"; the laboratory's text where it gave only that. */
export function plainRange(range: ObservationReferenceRange): string | undefined {
  const low = range.low?.value;
  const high = range.high?.value;
  const unit = range.high?.unit ?? range.low?.unit;
  const words =
    low !== undefined && high !== undefined ? `${withUnit(low, undefined)} to ${withUnit(high, unit)}`
    : high !== undefined ? `up to ${withUnit(high, unit)}`
    : low !== undefined ? `${withUnit(low, unit)} or more`
    : plainRangeText(range.text);
  const group = range.appliesTo?.[0]?.text ?? range.appliesTo?.[0]?.coding?.[0]?.display;
  return words === undefined || group === undefined ? words : `${words} (${group})`;
}

function plainRangeText(text: string | undefined): string | undefined {
  const [, sign, number, unit] = /^\s*([<>]=?)\s*(\d+(?:\.\d+)?)\s*(\S*)\s*$/.exec(text ?? '') ?? [];
  if (sign === undefined || number === undefined) return text;
  const words = sign === '>' ? 'more than ' : sign === '>=' ? 'at least ' : sign === '<' ? 'less than ' : 'no more than ';
  return words + withUnit(Number(number), unit === '' ? undefined : unit);
}

import { splitEscaped, unescaped } from './escapes.ts';
import { type Found, member, textMember } from './extract.ts';

interface NumberQuery {
  prefix: string;
  exact: number;
  /** What the digits given stand for: 5.4 is from 5.35 up to 5.45. */
  low: number;
  high: number;
}

interface NumberRange {
  low: number;
  high: number;
}

function readNumber(text: string): NumberQuery | undefined {
  const [, prefix = '', digits = '', fraction = '', exponent = '0'] = /^(eq|ne|lt|le|gt|ge|sa|eb|ap)?([-+]?\d+(?:\.(\d+))?(?:[eE]([-+]?\d+))?)$/.exec(text) ?? [];
  if (digits === '') return undefined;
  const exact = Number(digits);
  const half = 0.5 * 10 ** (Number(exponent) - fraction.length);
  return { prefix, exact, low: exact - half, high: exact + half };
}

/** A number parameter: FHIR R4 §3.1.1.4.7, with the precision that the digits given imply for equality. */
export function numberTest(value: string): ((found: Found) => boolean) | undefined {
  const query = readNumber(value);
  if (query === undefined) return undefined;
  return ({ value: own }) => {
    const range = rangeOf(own);
    return range !== undefined && numberMeets(range, query);
  };
}

/** `5.4`, `5.4|system|code` or `5.4||unit`: units are compared as they are written, and never converted (safety I19). */
export function quantityTest(value: string): ((found: Found) => boolean) | undefined {
  const [number = '', system = '', code = '', ...rest] = splitEscaped(value, '|').map(unescaped);
  const query = readNumber(number);
  if (query === undefined || rest.length > 0) return undefined;
  return ({ type, value: own }) => {
    const range = rangeOf(own);
    if (range === undefined || !numberMeets(range, query)) return false;
    const unit = type === 'Range' ? (member(own, 'low') ?? member(own, 'high')) : own;
    if (type === 'Money') return code === '' || textMember(unit, 'currency') === code;
    if (system !== '' && textMember(unit, 'system') !== system) return false;
    return code === '' || textMember(unit, 'code') === code || (system === '' && textMember(unit, 'unit') === code);
  };
}

function rangeOf(own: unknown): NumberRange | undefined {
  if (typeof own === 'number') return { low: own, high: own };
  const value = member(own, 'value');
  if (typeof value === 'number') return comparedRange(value, textMember(own, 'comparator'));
  const [low, high] = [member(member(own, 'low'), 'value'), member(member(own, 'high'), 'value')];
  if (typeof low !== 'number' && typeof high !== 'number') return undefined;
  return { low: typeof low === 'number' ? low : -Infinity, high: typeof high === 'number' ? high : Infinity };
}

/** `< 5` is all below 5, and not 5 itself. */
function comparedRange(value: number, comparator: string | undefined): NumberRange {
  const hair = Math.abs(value) * 1e-12 + 1e-300;
  if (comparator === '<') return { low: -Infinity, high: value - hair };
  if (comparator === '<=') return { low: -Infinity, high: value };
  if (comparator === '>') return { low: value + hair, high: Infinity };
  if (comparator === '>=') return { low: value, high: Infinity };
  return { low: value, high: value };
}

function numberMeets(own: NumberRange, { prefix, exact, low, high }: NumberQuery): boolean {
  const within = own.low >= low && own.high < high;
  switch (prefix) {
    case 'ne':
      return !within;
    case 'lt':
      return own.low < exact;
    case 'le':
      return own.low <= exact;
    case 'gt':
      return own.high > exact;
    case 'ge':
      return own.high >= exact;
    case 'sa':
      return own.low > exact;
    case 'eb':
      return own.high < exact;
    case 'ap': {
      const slack = Math.abs(exact) / 10;
      return own.low <= exact + slack && own.high >= exact - slack;
    }
    default:
      return within;
  }
}

/** The number a value sorts by. */
export function numberOf({ value }: Found): number | undefined {
  const range = rangeOf(value);
  return range === undefined ? undefined : Number.isFinite(range.low) ? range.low : range.high;
}

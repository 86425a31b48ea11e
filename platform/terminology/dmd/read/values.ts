/** The values of dm+d elements, as its schemas type them. Each throws WrongValue at what it is not. */
import { halvesOf, isSctid } from '../../sctid.ts';
import { WrongValue } from './wrong-value.ts';

const quoted = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** An identifier as its two halves (sctid.ts). */
export function readId(text: string): [hi: number, lo: number] {
  if (!/^\d{6,18}$/.test(text)) throw new WrongValue(`${quoted(text)} is not an identifier`);
  if (!isSctid(text, 'concept')) throw new WrongValue(`${text} has not the check digit of a SNOMED CT identifier`);
  return halvesOf(text);
}

const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A date as the number ccyymmdd. */
export function readDate(text: string): number {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  const last = MONTH_DAYS[Number(month) - 1] ?? 0;
  if (Number(day) < 1 || !(Number(day) <= last)) throw new WrongValue(`${quoted(text)} is not a date`);
  return Number(year) * 10_000 + Number(month) * 100 + Number(day);
}

export function readFlag(text: string): number {
  if (!/^0*[01]$/.test(text)) throw new WrongValue(`${quoted(text)} is neither 1 nor 0`);
  return text.endsWith('1') ? 1 : 0;
}

export function readNumber(text: string): number {
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) throw new WrongValue(`${quoted(text)} is not a number`);
  return Number(text);
}

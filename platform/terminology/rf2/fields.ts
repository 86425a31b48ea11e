/**
 * Fields of RF2 lines, read from bytes without a string each. A reader takes bytes `from` to `to` of a line, keeps the
 * value and answers what is wrong with it, or nothing. SNOMED CT Release File Specifications, 3.1.2 and 4.2.
 */
import { GrowingIds, GrowingNumbers, GrowingTexts, i32, u8, u16, u32 } from '../columns.ts';
import { codeOfHalves, hasCheckDigit, type Partition } from '../sctid.ts';
import { isDate } from './file-name.ts';
import type { Column } from './table.ts';

export interface FieldReader {
  read(bytes: Uint8Array, from: number, to: number): string | undefined;
  /** Undefined where the field is checked only. */
  done(): Column | undefined;
}

const shown = (bytes: Uint8Array, from: number, to: number): string => JSON.stringify(Buffer.from(bytes.subarray(from, Math.min(to, from + 40))).toString());
const PARTITION_DIGIT: Record<Partition, number> = { concept: 0, description: 1, relationship: 2 };

/** An SCTID: 6 to 18 digits without a leading zero, with check digit, of one partition or of any. */
export function idField(partition?: Partition): FieldReader {
  const ids = new GrowingIds();
  const wanted = partition === undefined ? -1 : PARTITION_DIGIT[partition];
  let lastHi = -1;
  let lastLo = -1;
  return {
    read(bytes, from, to) {
      const length = to - from;
      if (length < 6 || length > 18 || bytes[from] === 48) return `${shown(bytes, from, to)} is no SNOMED CT identifier`;
      let hi = 0;
      let lo = 0;
      for (let at = from; at < to; at++) {
        const digit = (bytes[at] ?? 0) - 48;
        if (digit < 0 || digit > 9) return `${shown(bytes, from, to)} is no SNOMED CT identifier`;
        if (to - at > 9) hi = hi * 10 + digit;
        else lo = lo * 10 + digit;
      }
      if (hi !== lastHi || lo !== lastLo) {
        if (!hasCheckDigit(bytes, from, to)) return `the check digit of ${codeOfHalves(hi, lo)} is wrong`;
        const what = (bytes[to - 2] ?? 0) - 48;
        const long = bytes[to - 3];
        if ((long !== 48 && long !== 49) || what > 2 || (wanted >= 0 && what !== wanted)) return `${codeOfHalves(hi, lo)} is not the identifier of a ${partition ?? 'component'}`;
        lastHi = hi;
        lastLo = lo;
      }
      ids.push(hi, lo);
      return undefined;
    },
    done: () => ({ kind: 'ids', rows: ids.done() }),
  };
}

/** effectiveTime and what is like it: a day that there was, not after the release. */
export function dateField(release: number, keep = true): FieldReader {
  const rows = new GrowingNumbers(u32);
  let last = 0;
  return {
    read(bytes, from, to) {
      let date = to - from === 8 ? 0 : -1;
      for (let at = from; at < to && date >= 0; at++) {
        const digit = (bytes[at] ?? 0) - 48;
        date = digit < 0 || digit > 9 ? -1 : date * 10 + digit;
      }
      if (date !== last) {
        if (date < 0 || !isDate(date)) return `${shown(bytes, from, to)} is no date`;
        if (date > release) return `${date} is later than the release of ${release}`;
        last = date;
      }
      if (keep) rows.push(date);
      return undefined;
    },
    done: () => (keep ? { kind: 'u32', rows: rows.done() } : undefined),
  };
}

/** One of a few values that the specification names; what is kept is the place in the list, counted from `first`. */
export function choiceField(values: readonly string[], what: string, { keep = true, first = 0 }: { keep?: boolean; first?: number } = {}): FieldReader {
  const rows = new GrowingNumbers(u8);
  const choices = values.map((value) => Buffer.from(value));
  return {
    read(bytes, from, to) {
      const found = choices.findIndex((choice) => matches(choice, bytes, from, to));
      if (found < 0) return `${shown(bytes, from, to)} is no ${what}`;
      if (keep) rows.push(first + found);
      return undefined;
    },
    done: () => (keep ? { kind: 'u8', rows: rows.done() } : undefined),
  };
}

function matches(choice: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (choice.length !== to - from) return false;
  // Identifiers of metadata differ at their end.
  for (let i = choice.length - 1; i >= 0; i--) if (choice[i] !== bytes[from + i]) return false;
  return true;
}

export function integerField(least: number, most: number, kind: 'u16' | 'i32'): FieldReader {
  const [small, large] = [new GrowingNumbers(u16), new GrowingNumbers(i32)];
  const rows = kind === 'u16' ? small : large;
  return {
    read(bytes, from, to) {
      const negative = bytes[from] === 45;
      const start = negative ? from + 1 : from;
      let value = to > start && to - start <= 10 && (bytes[start] !== 48 || to - start === 1) ? 0 : NaN;
      for (let at = start; at < to; at++) {
        const digit = (bytes[at] ?? 0) - 48;
        value = digit < 0 || digit > 9 ? NaN : value * 10 + digit;
      }
      if (negative) value = -value;
      if (!(value >= least && value <= most)) return `${shown(bytes, from, to)} is no whole number from ${least} to ${most}`;
      rows.push(value);
      return undefined;
    },
    done: () => (kind === 'u16' ? { kind, rows: small.done() } : { kind, rows: large.done() }),
  };
}

/** Text as it stands; `form` says what it must be, where there is more to it than not to be empty. */
export function textField({ keep = true, mayBeEmpty = false, form, what = '' }: { keep?: boolean; mayBeEmpty?: boolean; form?: RegExp; what?: string } = {}): FieldReader {
  const rows = new GrowingTexts();
  return {
    read(bytes, from, to) {
      if (from === to && !mayBeEmpty) return 'a field that must say something is empty';
      if (form !== undefined && !form.test(Buffer.from(bytes.subarray(from, to)).toString())) return `${shown(bytes, from, to)} is no ${what}`;
      if (keep) rows.push(bytes, from, to);
      return undefined;
    },
    done: () => (keep ? { kind: 'texts', rows: rows.done() } : undefined),
  };
}

/** Two letters of ISO 639-1, kept as one number (components.ts). */
export function languageField(): FieldReader {
  const rows = new GrowingNumbers(u16);
  const isLetter = (byte = 0): boolean => byte >= 97 && byte <= 122;
  return {
    read(bytes, from, to) {
      if (to - from !== 2 || !isLetter(bytes[from]) || !isLetter(bytes[from + 1])) return `${shown(bytes, from, to)} is no language code`;
      rows.push((bytes[from] ?? 0) * 256 + (bytes[from + 1] ?? 0));
      return undefined;
    },
    done: () => ({ kind: 'u16', rows: rows.done() }),
  };
}

const HEX = Int8Array.from({ length: 256 }, (_, byte) => '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase()));

/** A member's UUID, kept as its 16 bytes. */
export function uuidField(keep = true): FieldReader {
  const rows = new GrowingNumbers(u8);
  const value = new Uint8Array(16);
  return {
    read(bytes, from, to) {
      let ok = to - from === 36;
      for (let at = from, place = 0; ok && at < to; ) {
        const offset = at - from;
        if (offset === 8 || offset === 13 || offset === 18 || offset === 23) {
          ok = bytes[at++] === 45;
          continue;
        }
        const high = HEX[bytes[at] ?? 0] ?? -1;
        const low = HEX[bytes[at + 1] ?? 0] ?? -1;
        ok = high >= 0 && low >= 0;
        value[place++] = high * 16 + low;
        at += 2;
      }
      if (!ok) return `${shown(bytes, from, to)} is no UUID`;
      if (keep) for (const byte of value) rows.push(byte);
      return undefined;
    },
    done: () => (keep ? { kind: 'uuids', rows: rows.done() } : undefined),
  };
}

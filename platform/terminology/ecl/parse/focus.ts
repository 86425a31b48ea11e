import type { AlternateIdentifier, ConceptReference } from '../ast.ts';
import type { Scanner } from './scanner.ts';

export const SCHEME = /[A-Za-z][A-Za-z0-9-]{0,64}#/y;
const QUOTED_SCHEME = /"[A-Za-z][A-Za-z0-9-]{0,64}#/y;

/** The digits of an identifier of 6 to 18. */
export function readSctid(scanner: Scanner, what: string): string {
  const digits = scanner.ahead(/\d{1,40}/y);
  if (digits === '') throw scanner.fault(what);
  if (!/^[1-9]\d{5,17}$/.test(digits)) throw scanner.faultSaying(`a SNOMED CT identifier has 6 to 18 digits and does not begin with 0; “${digits}” is none`);
  scanner.at += digits.length;
  return digits;
}

export function readConceptReference(scanner: Scanner, what = 'a concept identifier'): ConceptReference {
  const code = readSctid(scanner, what);
  return { kind: 'concept', code, ...readTerm(scanner) };
}

/** `LOINC#54486-6` or `"LOINC#54486-6"`, if one stands here. */
export function readAlternateIdentifier(scanner: Scanner): AlternateIdentifier | undefined {
  const inQuotes = scanner.ahead(QUOTED_SCHEME) !== '';
  const scheme = inQuotes ? scanner.ahead(QUOTED_SCHEME).slice(1, -1) : scanner.ahead(SCHEME).slice(0, -1);
  if (scheme === '') return undefined;
  scanner.at += scheme.length + (inQuotes ? 2 : 1);
  const code = scanner.ahead(inQuotes ? /[^"\\]{1,1000}/y : /[A-Za-z0-9._-]{1,1000}/y);
  if (code === '') throw scanner.fault(`a code of ${scheme} after “#”`);
  scanner.at += code.length;
  if (inQuotes && !scanner.take('"')) throw scanner.fault('a closing quotation mark');
  return { kind: 'alternate', scheme, code, ...readTerm(scanner) };
}

function readTerm(scanner: Scanner): { term?: string } {
  const before = scanner.at;
  scanner.skip();
  const start = scanner.at;
  if (!scanner.take('|')) {
    scanner.at = before;
    return {};
  }
  const end = scanner.text.indexOf('|', scanner.at);
  if (end < 0) throw scanner.faultSaying('the term that begins here has no closing “|”', start);
  const term = scanner.text.slice(scanner.at, end).trim();
  if (term === '') throw scanner.faultSaying('there is no term between the “|”', start);
  scanner.at = end + 1;
  return { term };
}

import { splitEscaped, unescaped } from './escapes.ts';
import { type Found, listMember, member, textMember } from './extract.ts';
import { startsAlike, wordsOf } from './text.ts';

/** One system and code that a value holds. `system` undefined: whichever the element's binding leaves open. */
export interface Token {
  system: string | undefined;
  code: string;
}

export interface TokenQuery {
  /** undefined: any system; '': none. */
  system: string | undefined;
  /** undefined: any code of the system. */
  code: string | undefined;
}

/** `code`, `system|code`, `|code` or `system|`. */
export function readToken(value: string): TokenQuery {
  const parts = splitEscaped(value, '|').map(unescaped);
  if (parts.length === 1) return { system: undefined, code: parts[0] };
  const code = parts.slice(1).join('|');
  return { system: parts[0], code: code === '' ? undefined : code };
}

export function tokenTest(value: string): (found: Found) => boolean {
  const wanted = readToken(value);
  return (found) => tokensOf(found).some((token) => tokenMeets(token, wanted, found));
}

function tokenMeets(token: Token, { system, code }: TokenQuery, { type, systems }: Found): boolean {
  if (code !== undefined && (type === 'ContactPoint' ? plainNumber(token.code) !== plainNumber(code) : token.code !== code)) return false;
  if (system === undefined) return true;
  if (type === 'code') return system === '' || systems.length === 0 || systems.includes(system);
  return (token.system ?? '') === system;
}

/** Telephone numbers are written with and without spaces. */
export function plainNumber(text: string): string {
  return text.replace(/\s/g, '').toLowerCase();
}

/** Every system and code of one value. */
export function tokensOf({ type, value }: Found): Token[] {
  switch (type) {
    case 'CodeableConcept':
      return listMember(value, 'coding').flatMap(codingToken);
    case 'Coding':
      return codingToken(value);
    case 'Identifier':
    case 'ContactPoint': {
      const code = textMember(value, 'value');
      return code === undefined ? [] : [{ system: textMember(value, 'system'), code }];
    }
    case 'dateTime': // Patient.deceased: whoever has a date of death is
      return [{ system: undefined, code: 'true' }];
    default:
      return typeof value === 'string' || typeof value === 'boolean' ? [{ system: undefined, code: String(value) }] : [];
  }
}

function codingToken(coding: unknown): Token[] {
  const code = textMember(coding, 'code');
  return code === undefined ? [] : [{ system: textMember(coding, 'system'), code }];
}

/** `:text`: the words that go with a code. */
export function tokenTextTest(value: string): (found: Found) => boolean {
  const wanted = wordsOf(unescaped(value));
  return ({ value: own }) => {
    const texts = [member(own, 'text'), member(own, 'display'), member(member(own, 'type'), 'text'), ...listMember(own, 'coding').map((coding) => member(coding, 'display'))];
    return texts.some((text) => typeof text === 'string' && startsAlike(wordsOf(text), wanted));
  };
}

/** `:of-type` on identifiers: `system|code|value`, the first two of the identifier's type. */
export function identifierTypeTest(value: string): ((found: Found) => boolean) | undefined {
  const [system, code, wanted, ...rest] = splitEscaped(value, '|').map(unescaped);
  if (system === undefined || code === undefined || wanted === undefined || wanted === '' || rest.length > 0) return undefined;
  return ({ value: own }) =>
    member(own, 'value') === wanted && listMember(member(own, 'type'), 'coding').some((coding) => member(coding, 'system') === system && member(coding, 'code') === code);
}

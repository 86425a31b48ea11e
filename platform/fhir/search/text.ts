import { nameWords } from '../../store/rows/name-words.ts';
import { unescaped } from './escapes.ts';
import { type Found, listMember, textMember } from './extract.ts';

/** Words as text is searched: no case, no accents, punctuation parts them. Text of signs only stands for itself. */
export function wordsOf(text: string): string[] {
  const words = nameWords(text);
  return words.length > 0 ? words : [text.trim().toLowerCase()];
}

/** Whether each word asked for begins a word that is there. */
export function startsAlike(own: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((word) => own.some((one) => one.startsWith(word)));
}

/**
 * A string parameter: every word asked for begins a word of the value, so `family=smith` finds Smith-Jones and
 * Smithson. That is FHIR's "starts with", and finds later words of a value too. `:exact` is the whole text as it is
 * written, `:contains` a part of it wherever it stands.
 */
export function stringTest(value: string, modifier: string): (found: Found) => boolean {
  const text = unescaped(value);
  if (modifier === 'exact') return (found) => textsOf(found).includes(text);
  const words = wordsOf(text);
  if (modifier === 'contains') {
    const wanted = words.join(' ');
    return (found) => textsOf(found).some((own) => wordsOf(own).join(' ').includes(wanted));
  }
  return (found) => startsAlike(textsOf(found).flatMap(wordsOf), words);
}

/** The texts of a value: each part of a name or an address. */
export function textsOf({ type, value }: Found): string[] {
  if (typeof value === 'string') return [value];
  if (type === 'HumanName') return parts(value, ['family', 'text'], ['given', 'prefix', 'suffix']);
  if (type === 'Address') return parts(value, ['text', 'city', 'district', 'state', 'postalCode', 'country'], ['line']);
  return [];
}

function parts(value: unknown, single: readonly string[], lists: readonly string[]): string[] {
  return [...single.map((name) => textMember(value, name)), ...lists.flatMap((name) => listMember(value, name))].filter((text) => typeof text === 'string');
}

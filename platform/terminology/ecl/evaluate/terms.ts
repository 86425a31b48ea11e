import type { SearchTerm } from '../ast.ts';

/** Letters as they are compared: without case, accents and the difference between composed and decomposed. */
function folded(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}+/gu, '').toLowerCase();
}

/** Bytes of ASCII as they are compared; anything else stays. */
const FOLD = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));
const IN_WORD = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 128 || /[A-Za-z0-9]/.test(String.fromCharCode(byte)) ? 1 : 0));
const encoder = new TextEncoder();

/** Whether bytes `from` to `to`, a text in UTF-8, are meant. No view is made of them: there are millions. */
export type TextTest = (bytes: Uint8Array, from: number, to: number) => boolean;

/**
 * ECL 6.8: whether a text has every word of the search term as the beginning of one of its words, in any order; or is
 * what the wild cards stand in. `whole` is for values that are no sentences: without a search type they have to be the
 * same.
 */
export function termTest(terms: readonly SearchTerm[], whole: boolean): TextTest {
  const tests = terms.map((term) => oneTest(term, whole));
  return (bytes, from, to) => {
    if (isAscii(bytes, from, to)) return tests.some((test) => test(bytes, from, to));
    const text = encoder.encode(folded(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString()));
    return tests.some((test) => test(text, 0, text.length));
  };
}

function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if ((bytes[at] ?? 0) >= 128) return false;
  return true;
}

function oneTest(term: SearchTerm, whole: boolean): TextTest {
  if (term.how === 'wild') {
    const parts = term.parts.map((part) => encoder.encode(folded(part)));
    return (text, from, to) => isWild(text, from, to, parts);
  }
  if (whole && term.how === undefined) {
    const wanted = encoder.encode(folded(term.words.join(' ')));
    return (text, from, to) => to - from === wanted.length && standsAt(text, wanted, from);
  }
  const words = term.words.map((word) => encoder.encode(folded(word)));
  return (text, from, to) => words.every((word) => beginsAWord(text, from, to, word));
}

/** Whether what is wanted, small letters all, stands there; there is room for it. */
function standsAt(text: Uint8Array, wanted: Uint8Array, at: number): boolean {
  for (let i = 0; i < wanted.length; i++) if (FOLD[text[at + i] ?? 0] !== wanted[i]) return false;
  return true;
}

function beginsAWord(text: Uint8Array, from: number, to: number, word: Uint8Array): boolean {
  const first = word[0] ?? 0;
  const last = to - word.length;
  // A search word that begins with a mark ("+", "(") may follow anything.
  const anywhere = IN_WORD[first] === 0;
  let inWord = false;
  for (let at = from; at <= last; at++) {
    const byte = text[at] ?? 0;
    if ((!inWord || anywhere) && FOLD[byte] === first && standsAt(text, word, at)) return true;
    inWord = IN_WORD[byte] === 1;
  }
  return false;
}

/** Each part is taken where it first fits: a later place would leave less for the rest. */
function isWild(text: Uint8Array, from: number, to: number, parts: readonly Uint8Array[]): boolean {
  const [first, ...rest] = parts;
  const last = rest.pop();
  if (first === undefined || first.length > to - from || !standsAt(text, first, from)) return false;
  if (last === undefined) return to - from === first.length;
  let at = from + first.length;
  const end = to - last.length;
  if (end < at || !standsAt(text, last, end)) return false;
  for (const part of rest) {
    while (at + part.length <= end && !standsAt(text, part, at)) at++;
    if (at + part.length > end) return false;
    at += part.length;
  }
  return true;
}

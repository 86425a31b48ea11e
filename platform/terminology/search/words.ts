import { foldText } from './fold.ts';

/** Runs of letters and digits, held together by single apostrophes or hyphens. */
const CHUNK = /[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu;
const QUERY_CHUNK = /#|[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu;
const MOST_WORDS = 16;

/** A word of a term, or a part of one that is written with a hyphen or apostrophe. */
export interface TermWord {
  word: string;
  /** What else it stands for: all parts of "x-ray" written as one, at the first of them. */
  joined?: string;
}

/** A word as typed: terms have to have a word that begins with `prefix`. */
export interface TypedWord {
  prefix: string;
  /** The word if it is finished: "crohn's" begins like "crohn" and is "crohns". */
  whole: string;
}

/** The words of a term in their order. A possessive is one word: "Crohn's" is "crohns". */
export function wordsOfTerm(term: string): TermWord[] {
  const words: TermWord[] = [];
  for (const [chunk] of foldText(term).matchAll(CHUNK)) {
    const parts = partsOf(chunk);
    for (const [i, { whole }] of parts.entries()) {
      words.push(i === 0 && parts.length > 1 ? { word: whole, joined: parts.map(({ whole }) => whole).join('') } : { word: whole });
    }
  }
  return words;
}

export function wordsTyped(text: string): TypedWord[] {
  const words: TypedWord[] = [];
  for (const [chunk] of foldText(text).matchAll(QUERY_CHUNK)) words.push(...partsOf(chunk));
  return words.slice(0, MOST_WORDS);
}

function partsOf(chunk: string): TypedWord[] {
  if (!chunk.includes("'") && !chunk.includes('-')) return [{ prefix: chunk, whole: chunk }];
  const parts: TypedWord[] = [];
  for (const hyphenated of chunk.split('-')) {
    const possessive = hyphenated.endsWith("'s");
    const pieces = (possessive ? hyphenated.slice(0, -2) : hyphenated).split("'");
    for (const [i, piece] of pieces.entries()) parts.push({ prefix: piece, whole: possessive && i === pieces.length - 1 ? `${piece}s` : piece });
  }
  return parts;
}

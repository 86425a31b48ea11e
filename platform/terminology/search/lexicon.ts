import type { Section, Sections } from '../sections.ts';

/** A run of words of the lexicon: `from` to `to`, exclusive. */
export type WordRange = readonly [from: number, to: number];

export const NO_WORDS: WordRange = [0, 0];

/** Sections of a lexicon; `words` in the order of their UTF-8 bytes. */
export function packLexicon(words: readonly Buffer[]): Record<string, Section> {
  const wordsAt = new Uint32Array(words.length + 1);
  for (const [i, word] of words.entries()) wordsAt[i + 1] = (wordsAt[i] ?? 0) + word.length;
  return { wordsAt, words: Buffer.concat(words) };
}

/** Every word that some term has, in alphabetical order: those that begin alike stand together. */
export class Lexicon {
  readonly size: number;
  readonly at: Uint32Array;
  readonly bytes: Uint8Array;

  constructor(sections: Sections) {
    this.at = sections.u32('wordsAt');
    this.bytes = sections.u8('words');
    this.size = this.at.length - 1;
  }

  /** The words that begin with `prefix`. */
  beginning(prefix: string): WordRange {
    const bytes = Buffer.from(prefix);
    return [this.bound(bytes, bytes.length, false, 0), this.bound(bytes, bytes.length, true, 0)];
  }

  /** The number of the word, or -1. */
  wordOf(word: string): number {
    const bytes = Buffer.from(word);
    const at = this.bound(bytes, bytes.length, false, 0);
    return at < this.size && (this.at[at + 1] ?? 0) - (this.at[at] ?? 0) === bytes.length && this.#compare(at, bytes, bytes.length) === 0 ? at : -1;
  }

  /** The first word from `low` on that is not before the prefix, or, with `after`, that is behind all words that begin with it. */
  bound(prefix: Uint8Array, length: number, after: boolean, low: number): number {
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = this.#compare(middle, prefix, length);
      if (order < 0 || (after && order === 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** How the word, cut to the length of the prefix, compares with it. */
  #compare(word: number, prefix: Uint8Array, length: number): number {
    const { bytes } = this;
    const from = this.at[word] ?? 0;
    const own = (this.at[word + 1] ?? 0) - from;
    for (let i = 0; i < length; i++) {
      if (i >= own) return -1;
      const order = (bytes[from + i] ?? 0) - (prefix[i] ?? 0);
      if (order !== 0) return order;
    }
    return 0;
  }
}

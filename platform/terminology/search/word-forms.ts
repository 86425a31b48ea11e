import { oneSpelling } from './spelling.ts';
import type { TermWord } from './words.ts';

/** Words that stand before another by grammar, so that "in patient" is not "in-patient". */
const NO_FIRST_PART = new Set(['a', 'an', 'and', 'as', 'at', 'be', 'by', 'for', 'from', 'in', 'is', 'no', 'not', 'of', 'off', 'on', 'or', 'out', 'the', 'to', 'up', 'with']);
const UNITS = new Set(['mg', 'g', 'kg', 'mcg', 'microgram', 'micrograms', 'ug', 'ng', 'ml', 'l', 'litre', 'cm', 'mm', 'm', 'mmol', 'unit', 'units', 'iu', 'hr', 'hours', 'gram', 'grams', 'dose']);
const NUMBER = /^\d+$/;
const NUMBER_AND_LETTERS = /^\d+([a-z]+)$/;

/**
 * Under which words a word of a term is found besides itself: in the other spelling, as far as the release or the rules
 * know one; a compound written as one word, with a hyphen or apart, in each of these ways. Built from all words of all
 * terms, so that what is typed need not be interpreted: a further letter never brings a term that was not there.
 */
export class WordForms {
  /** Compounds that some term writes with a hyphen, by how they are written as one. */
  readonly #compounds = new Map<string, readonly [string, string]>();
  readonly #byKey = new Map<string, string[]>();
  readonly #spellings = new Map<string, readonly string[]>();

  /** Takes in a term before the first is asked for. */
  learn(words: readonly TermWord[]): void {
    for (const [i, { word, joined }] of words.entries()) {
      this.#learnSpelling(word);
      if (joined === undefined) continue;
      this.#learnSpelling(joined);
      const next = words[i + 1]?.word ?? '';
      if (joined === word + next && joined.length >= 4 && !NUMBER.test(word) && !NUMBER.test(next)) this.#compounds.set(joined, [word, next]);
    }
  }

  #learnSpelling(word: string): void {
    if (this.#spellings.has(word)) return;
    const key = oneSpelling(word);
    const spellings = this.#byKey.get(key) ?? [key];
    if (key !== word) spellings.push(word);
    this.#byKey.set(key, spellings);
    this.#spellings.set(word, spellings);
  }

  /** The forms of each word of a term. */
  of(words: readonly TermWord[]): string[][] {
    return words.map(({ word, joined }, i) => {
      const forms = [...this.#spelt(word)];
      if (joined !== undefined) forms.push(...this.#spelt(joined));
      const parts = this.#compounds.get(word);
      if (parts !== undefined) for (const part of parts) forms.push(...this.#spelt(part));
      const unit = NUMBER_AND_LETTERS.exec(word)?.[1];
      if (unit !== undefined) forms.push(unit);
      const next = words[i + 1]?.word;
      if (next !== undefined && joined === undefined) {
        const isOne = NUMBER.test(word) ? UNITS.has(next) : this.#compounds.has(word + next) && !NO_FIRST_PART.has(word);
        if (isOne) forms.push(...this.#spelt(word + next));
      }
      return forms;
    });
  }

  #spelt(word: string): readonly string[] {
    return this.#spellings.get(word) ?? [word];
  }
}

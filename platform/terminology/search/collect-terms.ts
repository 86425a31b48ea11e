import { GrowingNumbers, u8, u16, u32 } from '../columns.ts';
import type { Edition } from '../edition.ts';
import { oneSpelling } from './spelling.ts';
import { beginningBit, LONGEST } from './term-list.ts';
import type { WordForms } from './word-forms.ts';
import { wordsOfTerm } from './words.ts';

/** Terms as they were read; words by the numbers in the order of their first appearance, doubled, plus one for the first word's. */
export interface CollectedTerms {
  row: Uint32Array;
  concept: Uint32Array;
  length: Uint16Array;
  letters: Uint8Array;
  wordsAt: Uint32Array;
  words: Uint32Array;
}

const columns = () => ({ row: new GrowingNumbers(u32), concept: new GrowingNumbers(u32), length: new GrowingNumbers(u16), letters: new GrowingNumbers(u8), wordsAt: new GrowingNumbers(u32), words: new GrowingNumbers(u32) });

/** Reads terms into columns, and numbers the words of all of them. */
export class TermCollector {
  readonly #edition: Edition;
  readonly #forms: WordForms;
  readonly #numbers = new Map<string, number>();
  readonly #letters = new Map<string, number>();
  #columns = columns();

  constructor(edition: Edition, forms: WordForms) {
    this.#edition = edition;
    this.#forms = forms;
  }

  begin(): void {
    this.#columns = columns();
    this.#columns.wordsAt.push(0);
  }

  push(concept: number, row: number): void {
    const term = this.#edition.termAt(row);
    const words = wordsOfTerm(term);
    const { words: column } = this.#columns;
    const pushed = new Set<number>();
    let letters = 0;
    for (const [i, forms] of this.#forms.of(words).entries()) {
      letters += this.#lettersOf(words[i]?.word ?? '');
      for (const form of forms) {
        const number = this.#numberOf(form);
        if (pushed.has(number)) continue;
        pushed.add(number);
        column.push(number * 2 + (i === 0 ? 1 : 0));
      }
    }
    this.#columns.row.push(row);
    this.#columns.concept.push(concept);
    this.#columns.length.push(Math.min(term.length, 65_535));
    this.#columns.letters.push(Math.min(letters, LONGEST));
    this.#columns.wordsAt.push(column.length);
  }

  end(): CollectedTerms {
    const { row, concept, length, letters, wordsAt, words } = this.#columns;
    const done = { row: row.done(), concept: concept.done(), length: length.done(), letters: letters.done(), wordsAt: wordsAt.done(), words: words.done() };
    this.begin();
    return done;
  }

  /** All words in alphabetical order; the place of each word in it by its number; and the bit of its beginning. */
  sortedLexicon(): { lexicon: Buffer[]; numbers: Uint32Array; beginnings: Uint32Array } {
    const words = Array.from(this.#numbers.keys(), (word) => Buffer.from(word));
    const order = Uint32Array.from(words, (_, i) => i).sort((a, b) => Buffer.compare(words[a] ?? NOTHING, words[b] ?? NOTHING));
    const numbers = new Uint32Array(words.length);
    const beginnings = new Uint32Array(words.length);
    const lexicon = Array.from(order, (number, place) => {
      const word = words[number] ?? NOTHING;
      numbers[number] = place;
      beginnings[place] = word.length < 2 ? 0 : beginningBit(word[0] ?? 0, word[1] ?? 0);
      return word;
    });
    return { lexicon, numbers, beginnings };
  }

  #numberOf(word: string): number {
    const held = this.#numbers.get(word);
    if (held !== undefined) return held;
    const number = this.#numbers.size;
    this.#numbers.set(word, number);
    return number;
  }

  #lettersOf(word: string): number {
    const held = this.#letters.get(word);
    if (held !== undefined) return held;
    const letters = oneSpelling(word).length;
    this.#letters.set(word, letters);
    return letters;
  }
}

const NOTHING = Buffer.alloc(0);

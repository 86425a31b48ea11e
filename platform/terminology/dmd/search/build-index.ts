/**
 * Makes what drug search looks in. Documents (VMPs, AMPs and their packs) are numbered in the order in which equals are
 * listed: what may be prescribed before what may not, products before packs, generics before brands, then shorter, then
 * alphabetical. So the first matches found are the first to show, and nothing has to be sorted.
 */
import { GrowingNumbers, u32 } from '../../columns.ts';
import { groupRows, reordered } from '../../group-rows.ts';
import type { Section } from '../../sections.ts';
import type { Dmd } from '../dmd.ts';
import { standingOf } from '../standing.ts';
import { type DrugIndex, SEARCHED, packDrugIndex } from './drug-index.ts';
import { rememberingSplit, searchWordsOf } from './names.ts';

/** Alike in every place: by code unit, whatever the locale. */
const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

interface Document {
  /** 0 prescribable products, 1 prescribable packs, 2 other products, 3 other packs. */
  readonly group: number;
  readonly level: number;
  readonly row: number;
  readonly description: string;
}

function orderedDocuments(dmd: Dmd): Document[] {
  const documents: Document[] = [];
  for (const [level, name] of SEARCHED.entries()) {
    for (let row = 0; row < dmd.table(name).length; row++) {
      const refused = standingOf(dmd, name, row).refusals.length > 0;
      documents.push({ group: Number(level >= 2) + (refused ? 2 : 0), level, row, description: dmd.row(name, row).description() });
    }
  }
  return documents.sort(
    (a, b) => a.group - b.group || a.level - b.level || a.description.length - b.description.length || compareText(a.description, b.description) || a.row - b.row,
  );
}

/** Numbers words as they come; afterwards they are sorted, as bytes. */
class Vocabulary {
  readonly #numbers = new Map<string, number>();

  numberOf(word: string): number {
    const known = this.#numbers.get(word);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(word, number);
    return number;
  }

  /** The words in order, and the place in it of each number. Words are ASCII, so code units are bytes. */
  sorted(): { words: string[]; places: Uint32Array } {
    const words = [...this.#numbers.keys()].sort(compareText);
    const places = new Uint32Array(words.length);
    for (const [place, word] of words.entries()) places[this.#numbers.get(word) ?? 0] = place;
    return { words, places };
  }
}

function postings(dmd: Dmd, documents: readonly Document[], vocabulary: Vocabulary): { words: Uint32Array; documents: Uint32Array } {
  const words = new GrowingNumbers(u32);
  const of = new GrowingNumbers(u32);
  const split = rememberingSplit();
  for (const [at, { level, row }] of documents.entries()) {
    const found = new Set<number>();
    for (const name of searchWordsOf(dmd, SEARCHED[level] ?? 'VMP', row, split)) for (const word of name.words) found.add(vocabulary.numberOf(word));
    for (const number of found) {
      words.push(number);
      of.push(at);
    }
  }
  return { words: words.done(), documents: of.done() };
}

export function buildDrugIndex(dmd: Dmd): DrugIndex {
  const documents = orderedDocuments(dmd);
  const vocabulary = new Vocabulary();
  const found = postings(dmd, documents, vocabulary);
  const { words, places } = vocabulary.sorted();
  const byWord = groupRows(found.words.map((number) => places[number] ?? 0), words.length);
  const bytes = Buffer.from(words.join(''), 'latin1');
  const wordStarts = new Uint32Array(words.length + 1);
  for (const [place, word] of words.entries()) wordStarts[place + 1] = (wordStarts[place] ?? 0) + word.length;
  const groups = [0, 1, 2, 3].map((group) => documents.findLastIndex((document) => document.group <= group) + 1);
  const sections: Record<string, Section> = {
    groups: Uint32Array.from(groups), levels: Uint8Array.from(documents, ({ level }) => level), rows: Uint32Array.from(documents, ({ row }) => row),
    wordStarts, words: new Uint8Array(bytes), starts: byWord.at, documents: reordered(found.documents, byWord.rows, u32),
  };
  return packDrugIndex(dmd, sections);
}

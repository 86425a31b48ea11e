import type { Edition } from '../../edition.ts';
import { SYNONYM } from '../../components.ts';
import { oneSpelling } from '../spelling.ts';
import { WordForms } from '../word-forms.ts';
import { wordsOfTerm, wordsTyped } from '../words.ts';

interface Read {
  concept: number;
  row: number;
  term: string;
  forms: string[][];
  letters: number;
}

/**
 * What a search says of active synonyms, worked out term by term with no index: concepts with their best description,
 * in order, by words alone.
 */
export class NaiveSearch {
  readonly #edition: Edition;
  readonly #terms: Read[] = [];

  constructor(edition: Edition) {
    this.#edition = edition;
    const forms = new WordForms();
    for (let row = 0; row < edition.descriptionActive.length; row++) if (edition.descriptionActive[row] === 1) forms.learn(wordsOfTerm(edition.termAt(row)));
    for (let concept = 0; concept < edition.active; concept++) {
      for (let row = edition.descriptionsAt[concept] ?? 0; row < (edition.descriptionsAt[concept + 1] ?? 0); row++) {
        if (edition.descriptionActive[row] !== 1 || edition.descriptionType[row] !== SYNONYM) continue;
        const term = edition.termAt(row);
        const words = wordsOfTerm(term);
        this.#terms.push({ concept, row, term, forms: forms.of(words), letters: words.reduce((sum, { word }) => sum + oneSpelling(word).length, 0) });
      }
    }
  }

  search(text: string, within: (concept: number) => boolean = () => true): { concept: number; description: number }[] {
    const typed = wordsTyped(text);
    const letters = typed.reduce((sum, { whole }) => sum + oneSpelling(whole).length, 0);
    const found: (Read & { tier: number })[] = [];
    for (const read of this.#terms) {
      const begins = (forms: readonly string[], prefix: string): boolean => forms.some((form) => form.startsWith(prefix));
      if (!within(read.concept) || !typed.every(({ prefix }) => read.forms.some((forms) => begins(forms, prefix)))) continue;
      const isFirst = typed.some(({ prefix }) => begins(read.forms[0] ?? [], prefix));
      const isWhole = isFirst && read.letters === letters && read.term.length <= letters + typed.length - 1 + 3 && typed.every(({ whole }) => read.forms.some((forms) => forms.includes(whole)));
      found.push({ ...read, tier: isWhole ? 0 : isFirst ? 2 : 3 });
    }
    const preferred = (read: Read): number => (this.#edition.preferredRow(read.concept) === read.row ? 0 : 1);
    found.sort((a, b) => a.tier - b.tier || a.term.length - b.term.length || preferred(a) - preferred(b) || compare(a.term.toLowerCase(), b.term.toLowerCase()) || a.row - b.row);
    const seen = new Set<number>();
    return found.filter(({ concept }) => !seen.has(concept) && seen.add(concept)).map(({ concept, row }) => ({ concept, description: row }));
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What a product may be found by: its own names, former ones, and those of what it is a brand or a pack of. */
import type { Dmd } from '../dmd.ts';
import type { Level } from '../product.ts';
import type { Row } from '../store/row.ts';
import { abbreviationsOf } from './abbreviations.ts';
import { wordsOf } from './words.ts';

/** Which name it was found by. */
export type NameKind = 'name' | 'abbreviated name' | 'previous name' | 'generic name';

interface Name {
  readonly kind: NameKind;
  readonly text: string;
}

function ownNames(row: Row, previous: string | undefined): Name[] {
  const names: Name[] = [{ kind: 'name', text: row.description() }];
  const abbreviated = row.text('ABBREVNM');
  if (abbreviated !== undefined) names.push({ kind: 'abbreviated name', text: abbreviated });
  const former = previous === undefined ? undefined : row.text(previous);
  if (former !== undefined) names.push({ kind: 'previous name', text: former });
  return names;
}

function vmpNames(row: Row | undefined): Name[] {
  if (row === undefined) return [];
  const vtm = row.other('VTMID');
  return [...ownNames(row, 'NMPREV'), ...(vtm === undefined ? [] : ownNames(vtm, undefined).map(({ text }): Name => ({ kind: 'generic name', text })))];
}

const asGeneric = (names: readonly Name[]): Name[] => names.map(({ text }) => ({ kind: 'generic name', text }));

function namesOf(dmd: Dmd, level: Level, at: number): Name[] {
  const row = dmd.row(level, at);
  switch (level) {
    case 'VTM':
      return ownNames(row, undefined);
    case 'VMP':
      return vmpNames(row);
    case 'VMPP':
      return [...ownNames(row, undefined), ...asGeneric(vmpNames(row.other('VPID')))];
    case 'AMP':
      return [...ownNames(row, 'NM_PREV'), ...asGeneric(vmpNames(row.other('VPID')))];
    case 'AMPP': {
      const amp = row.other('APID');
      return [...ownNames(row, undefined), ...(amp === undefined ? [] : ownNames(amp, 'NM_PREV')), ...asGeneric(vmpNames(amp?.other('VPID')))];
    }
  }
}

function searchWords(name: string): string[] {
  const words = wordsOf(name);
  const flat = words.flatMap(({ word, parts }) => (parts.length > 0 ? parts : [word]));
  return [...words.flatMap(({ word, parts }) => [word, ...parts]), ...abbreviationsOf(flat)];
}

export interface NamedBy {
  readonly kind: NameKind;
  readonly words: readonly string[];
}

/**
 * The words a product is found by, name by name. `inh` of an abbreviated name is not among them where the name itself
 * says inhaler: it is the beginning of that, and would otherwise pass for a whole word. `split` may remember.
 */
export function searchWordsOf(dmd: Dmd, level: Level, at: number, split: (name: string) => readonly string[] = searchWords): NamedBy[] {
  const names = namesOf(dmd, level, at).map(({ kind, text }) => ({ kind, words: split(text) }));
  const own = names[0]?.words ?? [];
  return names.map(({ kind, words }) => ({ kind, words: kind === 'abbreviated name' ? words.filter((word) => !own.some((whole) => whole.startsWith(word))) : words }));
}

/** Splits names, and remembers those of late: brands and packs repeat the names of their generic. */
export function rememberingSplit(): (name: string) => readonly string[] {
  const known = new Map<string, string[]>();
  return (name) => {
    let words = known.get(name);
    if (words === undefined) {
      words = searchWords(name);
      if (known.size > 20_000) known.clear();
      known.set(name, words);
    }
    return words;
  };
}

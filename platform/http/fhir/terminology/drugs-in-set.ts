import { startsAlike, wordsOf } from '../../../fhir/search/text.ts';
import type { Level, Substance } from '../../../terminology/dmd/product.ts';
import { searchDrugs } from '../../../terminology/dmd/search/search-drugs.ts';
import { type Coded, DMD } from '../../../terminology/fhir/coded.ts';
import { drugCode, type DrugKind } from '../../../terminology/fhir/drug-codes.ts';
import type { Drugs } from '../../../terminology/terminology.ts';
import { type Part, partOf } from './in-turn.ts';

export interface DrugsAsked {
  filter: string;
  /** Also those that may not be used now. */
  inactive: boolean;
  /** Code to boost. */
  chosen: ReadonlyMap<string, number>;
}

/** The codes of dm+d of some kinds for what is typed: drugs as such (VTMs), then products, the best first, then ingredients. */
export function drugsInSet({ dmd, index }: Drugs, kinds: ReadonlySet<DrugKind>, { filter, inactive, chosen }: DrugsAsked): Part<Coded>[] {
  const shown = ({ id }: { id: string }): Coded => drugCode(dmd, id) ?? { system: DMD, code: id, display: id };
  const levels = new Set([...kinds].filter(isLevel));
  const products: Part<Coded> = (offset, limit) => {
    const { hits, total } = searchDrugs(index, filter, { limit, offset, levels, unavailable: inactive, boosts: chosen });
    return { total, page: hits.map(shown) };
  };
  const named = (kind: DrugKind, table: 'VTM' | 'ING'): Part<Coded> => partOf(kinds.has(kind) ? namedLike(dmd.names(table), filter, inactive) : [], shown);
  return [named('VTM', 'VTM'), products, named('INGREDIENT', 'ING')];
}

/** Shorter names first: what was typed is more of them. */
function namedLike(names: Iterable<Substance>, filter: string, inactive: boolean): Substance[] {
  const wanted = wordsOf(filter);
  const alike = [...names].filter(({ name, invalid }) => (inactive || !invalid) && startsAlike(wordsOf(name), wanted));
  return alike.sort((a, b) => a.name.length - b.name.length || a.name.localeCompare(b.name, 'en-GB'));
}

const isLevel = (kind: DrugKind): kind is Level => kind !== 'INGREDIENT';

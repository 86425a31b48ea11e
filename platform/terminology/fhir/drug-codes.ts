import { type Dmd, LEVELS } from '../dmd/dmd.ts';
import type { Level } from '../dmd/product.ts';
import { type Coded, DMD } from './coded.ts';

/** What UK Core's value sets divide the codes of dm+d by: the levels of its products, and ingredients. */
export type DrugKind = Level | 'INGREDIENT';
export const DRUG_KINDS: readonly DrugKind[] = [...LEVELS, 'INGREDIENT'];

/** The kind of a code; undefined where it is none of dm+d's. */
export function drugKindOf(dmd: Dmd, code: string): DrugKind | undefined {
  return dmd.level(code) ?? (dmd.ingredient(code) === undefined ? undefined : 'INGREDIENT');
}

/** A product or ingredient by its description, verbatim; undefined where dm+d has no such code. */
export function drugCode(dmd: Dmd, code: string): Coded | undefined {
  const product = dmd.product(code);
  const found = product === undefined ? dmd.ingredient(code) : { name: product.description, invalid: product.invalid };
  return found === undefined ? undefined : { system: DMD, code, display: found.name, ...(found.invalid ? { inactive: true as const } : {}) };
}

import type { Edition, Refset } from './edition.ts';
import { membersOf, rowsOf } from './refset-rows.ts';

/** Historical association reference sets: SNOMED CT Release File Specifications, 5.2.5, in the order in which they help a reader. */
const ASSOCIATIONS = {
  '900000000000527005': 'SAME AS',
  '900000000000526001': 'REPLACED BY',
  '1186924009': 'PARTIALLY EQUIVALENT TO',
  '900000000000523009': 'POSSIBLY EQUIVALENT TO',
  '1186921001': 'POSSIBLY REPLACED BY',
  '900000000000528000': 'WAS A',
  '900000000000530003': 'ALTERNATIVE',
  '900000000000524003': 'MOVED TO',
} as const;
export type Association = (typeof ASSOCIATIONS)[keyof typeof ASSOCIATIONS];

export interface Replacement {
  association: Association;
  /** Ordinal. */
  concept: number;
}

/** The association that a reference set records, or undefined for any other set. */
export function associationOf(refset: string): Association | undefined {
  return Object.entries(ASSOCIATIONS).find(([code]) => code === refset)?.[1];
}

/** What stands for an inactive concept, surest first. Empty where the release says nothing. */
export function replacementsOf(edition: Edition, concept: number): Replacement[] {
  return Object.entries(ASSOCIATIONS).flatMap(([code, association]) => edition.refsets.filter((refset) => refset.code === code).flatMap((refset) => targetsOf(edition, refset, concept).map((target) => ({ association, concept: target }))));
}

function targetsOf(edition: Edition, refset: Refset, concept: number): number[] {
  const field = refset.fields.findIndex(({ name }) => name === 'targetComponentId' || name === 'targetComponent');
  const members = membersOf(edition, refset);
  const { from, to } = rowsOf(members, concept);
  const found: number[] = [];
  for (let row = from; row < to; row++) {
    const target = members.active[row] === 1 ? members.conceptAt(row, field) : -1;
    if (target >= 0) found.push(target);
  }
  return found;
}

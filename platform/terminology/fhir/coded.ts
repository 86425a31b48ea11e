import type { Edition } from '../edition.ts';

export const SNOMED_CT = 'http://snomed.info/sct';
export const DMD = 'https://dmd.nhs.uk';

/** A code with what it is called. */
export interface Coded {
  system: string;
  code: string;
  display: string;
  version?: string;
  inactive?: true;
  /** Not for use itself, only what is below it. */
  abstract?: true;
}

/** A concept of SNOMED CT, by its preferred term. */
export function codedConcept(edition: Edition, concept: number): Coded {
  return { system: SNOMED_CT, code: edition.codeOf(concept), display: edition.preferredTerm(concept), ...(edition.isActive(concept) ? {} : { inactive: true as const }) };
}

/**
 * What the validator needs of a profile: only where it is stricter than base FHIR R4.
 * Written by slim-profile.ts into r4.json and uk-core.json; never edited by hand.
 */
import { readFileSync } from 'node:fs';

export interface ProfileFile {
  source: string;
  licence: string;
  /** Value set URL, to code system URL, to codes: those that base R4's definitions do not hold. */
  valueSets: Record<string, Record<string, string[]>>;
  profiles: ProfileShape[];
}

export interface ProfileShape {
  /** Canonical, without version. */
  url: string;
  version: string;
  /** The resource type it constrains, or `Extension`. */
  type: string;
  /** Where an extension may stand: element paths and type names. Absent when it may stand anywhere, or that cannot be told. */
  contexts?: string[];
  rule: ElementRule;
}

export interface ElementRule {
  /** Present only where base R4 asks for fewer. */
  min?: number;
  /** Present only where base R4 allows more; 0 prohibits the element. */
  max?: number;
  /** The types of a choice that are allowed, where that is not all of them. */
  types?: string[];
  /** The whole value. */
  fixed?: unknown;
  /** What the value must hold at least. */
  pattern?: unknown;
  /** Value set of a required binding. */
  valueSet?: string;
  /** Resource types a Reference may point to. */
  targets?: string[];
  /** Keys of invariants in constraints.ts. */
  constraints?: string[];
  children?: Record<string, ElementRule>;
  slicing?: Slicing;
  /** Rules for one type of a choice. */
  typed?: Record<string, ElementRule>;
}

export interface Slicing {
  by: Discriminator[];
  /** Nothing may stand beside the slices. */
  closed?: true;
  /** The slices stand in the order they are given in. */
  ordered?: true;
  slices: Record<string, ElementRule>;
}

export interface Discriminator {
  type: 'value' | 'pattern' | 'exists' | 'type';
  /** FHIRPath of simple steps: `coding.code`, `$this`. */
  path: string;
}

export const PROFILE_FILES = { r4: new URL('./r4.json', import.meta.url), ukCore: new URL('./uk-core.json', import.meta.url) } as const;

export function readProfiles(): ProfileFile[] {
  return Object.values(PROFILE_FILES).map((file) => JSON.parse(readFileSync(file, 'utf8')) as ProfileFile);
}

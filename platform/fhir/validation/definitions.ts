/**
 * The shape of definitions.json: what the validator needs of the FHIR R4 StructureDefinitions and value sets,
 * and nothing else. Written by slim.ts; never edited by hand.
 */
import { readFileSync } from 'node:fs';

export interface ElementShape {
  /** Present when at least one is required. */
  required?: true;
  /** Present when the element repeats: JSON holds an array. */
  many?: true;
  /** Data types, or names in `types`. More than one only for a choice, whose name ends in `[x]`. */
  types: string[];
  /** Value set whose codes are the only ones allowed; a key of `valueSets`. */
  valueSet?: string;
  /** Resource types a Reference may point to; absent when it may point to any. */
  targets?: string[];
}

export interface TypeShape {
  /** `element` also covers backbone elements, whose name is their path: `Observation.component`. */
  kind: 'resource' | 'element';
  elements: Record<string, ElementShape>;
}

export interface Definitions {
  source: string;
  licence: string;
  fhirVersion: string;
  /** Value set URL, to code system URL, to codes. */
  valueSets: Record<string, Record<string, string[]>>;
  types: Record<string, TypeShape>;
}

export const DEFINITIONS_FILE = new URL('./definitions.json', import.meta.url);

export function readDefinitions(): Definitions {
  return JSON.parse(readFileSync(DEFINITIONS_FILE, 'utf8')) as Definitions;
}

/**
 * The shape of definitions.json: the FHIR R4 search parameters with their expressions resolved to JSON paths, and which
 * elements `_summary` keeps. Written by slim.ts from the official definitions; never edited by hand.
 */
import { readFileSync } from 'node:fs';

export type ParameterType = 'token' | 'string' | 'date' | 'reference' | 'quantity' | 'number' | 'uri' | 'composite';

/**
 * Where values stand: a path of JSON names, the data type found there, and for a `code` the systems it is from.
 * `telecom[system=phone]` keeps some of a list; `actor->Patient` keeps references to that type.
 */
export type ValuePath = readonly [path: string, type: string, ...systems: string[]];

export interface ParameterShape {
  type: ParameterType;
  paths: ValuePath[];
  /** Resource types a reference may lead to; absent where it may be any. */
  targets?: string[];
  /** Of a composite: what each part compares, below each place that `paths` names. */
  parts?: { type: ParameterType; paths: ValuePath[] }[];
  /** Present on the reference that says in whose record the resource stands (platform/fhir/compartment.ts). */
  subject?: true;
  url: string;
}

export interface SearchDefinitions {
  source: string;
  /** Resource type, to parameter name, to its shape. What holds for any type is under `Resource`. */
  parameters: Record<string, Record<string, ParameterShape>>;
  /** Type or backbone element, to the elements that a summary keeps. */
  summary: Record<string, string[]>;
  /** Resource type, to the elements that must be there. */
  required: Record<string, string[]>;
}

export const DEFINITIONS_FILE = new URL('./definitions.json', import.meta.url);

let read: SearchDefinitions | undefined;

/** Read once, at first use. */
export function searchDefinitions(): SearchDefinitions {
  read ??= JSON.parse(readFileSync(DEFINITIONS_FILE, 'utf8')) as SearchDefinitions;
  return read;
}

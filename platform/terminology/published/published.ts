import { readFileSync } from 'node:fs';

/** A value set as it is defined. */
export interface DefinedValueSet {
  url: string;
  version?: string;
  name: string;
  include: Include[];
  exclude?: Include[];
}

/** One part of a value set: FHIR R4, ValueSet.compose.include. */
export interface Include {
  system?: string;
  concept?: { code: string; display?: string }[];
  filter?: { property: string; op: string; value: string }[];
  valueSet?: string[];
}

/** A code system that is listed whole. */
export interface ListedCodeSystem {
  url: string;
  version?: string;
  name: string;
  caseSensitive: boolean;
  concepts: ListedCode[];
}

export interface ListedCode {
  code: string;
  display?: string;
  /** Not for use itself, only what is below it. */
  abstract?: true;
  below?: ListedCode[];
}

export interface Published {
  source: string;
  licence: string;
  valueSets: DefinedValueSet[];
  codeSystems: ListedCodeSystem[];
}

export const PUBLISHED_FILES = { r4: new URL('./r4.json', import.meta.url), ukCore: new URL('./uk-core.json', import.meta.url) };

interface Lookup {
  valueSets: ReadonlyMap<string, DefinedValueSet>;
  codeSystems: ReadonlyMap<string, ListedCodeSystem>;
}

let read: Lookup | undefined;

/** The value sets and code systems of FHIR R4 and UK Core, by URL. Read when first asked for. */
export function published(): Lookup {
  if (read !== undefined) return read;
  const files = Object.values(PUBLISHED_FILES).map((file) => JSON.parse(readFileSync(file, 'utf8')) as Published);
  read = {
    valueSets: new Map(files.flatMap(({ valueSets }) => valueSets.map((each) => [each.url, each]))),
    codeSystems: new Map(files.flatMap(({ codeSystems }) => codeSystems.map((each) => [each.url, each]))),
  };
  return read;
}

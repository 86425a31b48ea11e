/**
 * What a release of SNOMED CT says, column by column: the state of each component as of the release, whatever form
 * (Full, Snapshot, Delta on a base) it was published in. Rows are in no particular order; ids are unique in each table.
 * Inactive components are kept: records carry their codes. SNOMED CT Release File Specifications, 4 and 5.
 */
import type { IdColumn, TextColumn } from './columns.ts';

export interface Components {
  concepts: ConceptRows;
  descriptions: DescriptionRows;
  relationships: RelationshipRows;
  refsets: readonly RefsetRows[];
}

interface Versioned {
  /** effectiveTime, YYYYMMDD. */
  time: Uint32Array;
  /** 1 or 0. */
  active: Uint8Array;
  module: IdColumn;
}

export interface ConceptRows extends Versioned {
  id: IdColumn;
  /** 1: sufficiently defined; 0: primitive. */
  defined: Uint8Array;
}

export const FSN = 0;
export const SYNONYM = 1;
export const DEFINITION = 2;

export interface DescriptionRows extends Versioned {
  id: IdColumn;
  concept: IdColumn;
  /** languageCode: its first letter times 256 plus its second. */
  language: Uint16Array;
  /** FSN, SYNONYM or DEFINITION. */
  type: Uint8Array;
  /** 0: case insensitive; 1: only the initial character is; 2: the whole term is case sensitive. */
  caseSignificance: Uint8Array;
  term: TextColumn;
}

/** What every relationship is, whether inferred or additional. Stated ones are not kept. */
export interface RelationshipRows extends Versioned {
  id: IdColumn;
  source: IdColumn;
  type: IdColumn;
  /** The destination; 0 where the value is concrete. */
  destination: IdColumn;
  /** A concrete value as published (`#10.5`, `"text"`, `true`); empty where there is a destination. */
  value: TextColumn;
  group: Uint16Array;
}

/** A field of a reference set beyond the six that all have, by the name in the file's header. */
export type RefsetField =
  | { name: string; kind: 'component'; rows: IdColumn }
  | { name: string; kind: 'integer'; rows: Int32Array }
  | { name: string; kind: 'string'; rows: TextColumn };

/** The members of all reference sets that have the same fields. */
export interface RefsetRows extends Versioned {
  /** The members' UUIDs, 16 bytes each. */
  id: Uint8Array;
  refset: IdColumn;
  component: IdColumn;
  fields: readonly RefsetField[];
}

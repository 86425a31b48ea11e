import type { StoredResource } from '../../fhir/resource.ts';
import type { ResourceRow } from '../rows/resource-row.ts';
import type { Current } from './current.ts';

/**
 * What version the writer believes stands: a number, none, or whichever (imports and the like, never a screen).
 */
export type Expectation = number | 'absent' | 'any';

export type Change =
  | { op: 'put'; resource: StoredResource; expect: Expectation }
  | { op: 'delete'; type: string; id: string; patient: string; expect: Expectation };

export interface Committed {
  type: string;
  id: string;
  patient: string;
  version: number;
  /** The stored JSON, masked where part of it is withheld; null for a deletion. */
  content: string | null;
}

/** One change, made ready: what stands now, and what will. */
export interface Step {
  row: ResourceRow | undefined; // undefined deletes
  type: string;
  id: string;
  patient: string;
  current: Current | undefined;
  version: number;
  content: string | null;
  /** The JSON as it is shown where part of it is withheld (a restricted patient's whereabouts); null where nothing is. */
  masked: string | null;
}

/** A FHIR R4 server to be measured, and what has been loaded into it. */
export interface Target {
  name: string;
  /** Its FHIR base, without a slash at the end. */
  base: string;
  headers: Record<string, string>;
}

/** One patient's record as a server holds it: ids are that server's own. */
export interface HeldRecord {
  patient: string;
  nhsNumber: string;
  family: string;
  observations: readonly string[];
  entries: number;
}

/** The same people in every server, in the same order. */
export interface Loaded {
  target: Target;
  typical: readonly HeldRecord[];
  heavy: HeldRecord;
  resources: number;
  perSecond: number;
}

/** The i-th of a list, round and round. */
export function pick<T>(all: readonly T[], i: number): T {
  const one = all[i % all.length];
  if (one === undefined) throw new Error('Nothing to pick from: load more patients');
  return one;
}

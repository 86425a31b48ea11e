/** What a check calls its finding. */
export type Check =
  | 'resource' | 'derived rows' | 'history' | 'record' | 'feed' | 'audit' | 'references' | 'snapshot';

/** One thing that is not as it must be. Names what it is about by type and id, never by content. */
export interface Fault {
  practice: string;
  check: Check;
  target: string;
  message: string;
}

/** How many of each thing were looked at. */
export interface Counts {
  practices: number;
  resources: number;
  versions: number;
  derivedRows: number;
  records: number;
  snapshots: number;
  references: number;
}

export interface VerifyReport {
  counts: Counts;
  /** The first faults found, at most `KEPT`. */
  faults: Fault[];
  faultCount: number;
}

const KEPT = 100;

export function emptyReport(): VerifyReport {
  const counts = { practices: 0, resources: 0, versions: 0, derivedRows: 0, records: 0, snapshots: 0, references: 0 };
  return { counts, faults: [], faultCount: 0 };
}

/** A database with a million faults is reported in as little memory as one with none. */
export function addFault(report: VerifyReport, fault: Fault): void {
  report.faultCount++;
  if (report.faults.length < KEPT) report.faults.push(fault);
}

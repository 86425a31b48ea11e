/** What can be wrong with an audit, as `audit verify` tells it apart. */
export type FaultKind =
  | 'removed' | 'altered' | 'inserted' | 'reordered' // rows
  | 'seal-altered' | 'seal-missing' // the chain over them
  | 'tail-cut' // the database ends before what was anchored
  | 'rewritten' // the chain is sound in itself, and not the one that was anchored
  | 'anchor-false' | 'anchor-cut' // the anchors
  | 'key-missing';

export interface Finding {
  kind: FaultKind;
  /** Without patient data: numbers, times and ids of audit rows. */
  message: string;
}

/** Findings as they come: all are counted, the first are kept in words, so that a large fault needs no large memory. */
export class Findings {
  readonly counts = new Map<FaultKind, number>();
  readonly kept: Finding[] = [];

  add(kind: FaultKind, message: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    if (this.kept.length < 100) this.kept.push({ kind, message });
  }
}

import type { SourceEntry } from './contract.ts';

/** What became of one record's entries in the store. */
export interface Loaded {
  /** Where the record stood: file, and place in it. */
  source: string;
  patient: string;
  entries: readonly SourceEntry[];
  created: number;
  updated: number;
  unchanged: number;
  /** Entries whose resource is not in the store: always none, or the import has failed. */
  unaccounted: readonly SourceEntry[];
}

/** Counts over an import, by the source's own type names. */
export interface Reconciliation {
  records: number;
  created: number;
  updated: number;
  unchanged: number;
  types: Record<string, { stored: number; merged: number; rejected: number }>;
  unaccounted: number;
  /** What did not go plainly: rejected, and stored or merged with a remark that is not one of its kind's usual ones. */
  remarks: { source: string; place: string; type: string; outcome: string; reason: string }[];
  failures: { source: string; message: string }[];
}

const MAX_REMARKS = 1000;

export function emptyReconciliation(): Reconciliation {
  return { records: 0, created: 0, updated: 0, unchanged: 0, types: {}, unaccounted: 0, remarks: [], failures: [] };
}

export function addLoaded(total: Reconciliation, loaded: Loaded): void {
  total.records++;
  total.created += loaded.created;
  total.updated += loaded.updated;
  total.unchanged += loaded.unchanged;
  total.unaccounted += loaded.unaccounted.length;
  for (const entry of loaded.entries) {
    const counts = (total.types[entry.type] ??= { stored: 0, merged: 0, rejected: 0 });
    counts[entry.outcome]++;
    if (entry.outcome !== 'merged' && entry.reason !== undefined && total.remarks.length < MAX_REMARKS) {
      total.remarks.push({ source: loaded.source, place: entry.place, type: entry.type, outcome: entry.outcome, reason: entry.reason });
    }
  }
  for (const entry of loaded.unaccounted) {
    total.failures.push({ source: loaded.source, message: `${entry.place} (${entry.type}) is not accounted for` });
  }
}

/** The reconciliation as a table for a terminal. */
export function printReconciliation(total: Reconciliation): string {
  const lines: string[] = [];
  const rows = Object.entries(total.types).sort(([a], [b]) => (a < b ? -1 : 1));
  if (rows.length > 0) {
    lines.push(row('source type', 'stored', 'merged', 'rejected'));
    for (const [type, counts] of rows) lines.push(row(type, counts.stored, counts.merged, counts.rejected));
    const sum = (outcome: 'stored' | 'merged' | 'rejected') => rows.reduce((count, [, counts]) => count + counts[outcome], 0);
    lines.push(row('total', sum('stored'), sum('merged'), sum('rejected')), '');
  }
  for (const remark of total.remarks) lines.push(`  ${remark.outcome}: ${remark.source} ${remark.place} ${remark.type}: ${remark.reason}`);
  for (const failure of total.failures) lines.push(`  FAILED: ${failure.source}: ${failure.message}`);
  if (total.remarks.length + total.failures.length > 0) lines.push('');
  lines.push(`${count(total.records, 'record')}: ${total.created} resources created, ${total.updated} updated, ${total.unchanged} unchanged; ${total.unaccounted} entries unaccounted for`);
  if (total.records > 0 && total.created + total.updated === 0) lines.push('Nothing has changed: everything in the source was here already.');
  return lines.join('\n');
}

function row(name: string, ...cells: (string | number)[]): string {
  return name.padEnd(24) + cells.map((cell) => String(cell).padStart(10)).join('');
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

import type { Transaction } from '../database.ts';
import { list, listOf } from '../list.ts';
import type { Step } from './step.ts';
import type { RecordHead } from './current.ts';

/** Who writes, and as what the ledgers are to remember it. */
export interface WrittenBy {
  account: string;
  role: string;
  /** `import` writes one audit row and one change a record; anything else one audit row a resource. */
  action: 'write' | 'import';
  /** Said in the audit, e.g. the import run. No patient data. */
  detail?: string;
}

/** The audit rows of a write, in the write's own transaction. */
export async function writeAudit(tx: Transaction, steps: readonly Step[], by: WrittenBy, at: Date): Promise<void> {
  const entries = by.action === 'import' ? importEntries(steps) : steps.map((step) => ({ patient: step.patient, action: actionOf(step), target: `${step.type}/${step.id}` }));
  await tx.query(
    `insert into audit (practice, at, actor, role, action, outcome, patient, target, detail)
     select $1, $2::timestamptz, $3, $4, k.action, 'success', k.patient, k.target, $5
     from unnest(${listOf(6)}, ${listOf(7)}, ${listOf(8)}) as k(action, patient, target)`,
    [
      tx.practice, at.toISOString(), by.account, by.role, by.detail ?? '',
      list(entries.map((entry) => entry.action)),
      list(entries.map((entry) => entry.patient)),
      list(entries.map((entry) => entry.target)),
    ],
  );
}

function actionOf(step: Step): string {
  if (step.row === undefined) return 'delete';
  return step.current?.content === undefined ? 'create' : 'update';
}

function importEntries(steps: readonly Step[]): { patient: string; action: string; target: string }[] {
  const counts = new Map<string, number>();
  for (const step of steps) counts.set(step.patient, (counts.get(step.patient) ?? 0) + 1);
  return [...counts].map(([patient, count]) => ({ patient, action: 'import', target: `${count} resources` }));
}

/**
 * The change feed: one position for each record touched. Taking the feed's row lock last, right before the
 * commit, is what makes positions follow commit order without a gap.
 */
export async function writeChanges(tx: Transaction, steps: readonly Step[], heads: Map<string, RecordHead>, by: WrittenBy, at: Date): Promise<void> {
  const byPatient = by.action === 'import' ? undefined : Map.groupBy(steps, (step) => step.patient);
  const touched = [...heads].map(([patient, { version }]) => ({
    patient,
    version,
    resources:
      byPatient === undefined
        ? ''
        : JSON.stringify((byPatient.get(patient) ?? []).map((step) => [step.type, step.id, step.row === undefined ? 0 : step.version])),
  }));
  await tx.query(
    `with head as (
       insert into feed (practice, position) values ($1, $6::bigint)
       on conflict (practice) do update set position = feed.position + excluded.position
       returning position)
     insert into change (practice, position, patient, record_version, at, resources)
     select $1, head.position - $6::bigint + k.n, k.patient, k.version, $2::timestamptz, nullif(k.resources, '')
     from head, unnest(${listOf(3)}, ${listOf(4, 'bigint')}, ${listOf(5)}) with ordinality as k(patient, version, resources, n)`,
    [
      tx.practice, at.toISOString(),
      list(touched.map((entry) => entry.patient)),
      list(touched.map((entry) => String(entry.version))),
      list(touched.map((entry) => entry.resources)),
      touched.length,
    ],
  );
}

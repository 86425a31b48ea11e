import type { Transaction } from '../database.ts';
import { list, listOf } from '../list.ts';
import type { Step } from './step.ts';
import type { RecordHead } from './current.ts';

/** Moves what stands now into history, and leaves a tombstone for each deletion. */
export async function supersede(tx: Transaction, steps: readonly Step[], at: Date): Promise<void> {
  const standing = steps.filter((step) => step.current?.content !== undefined);
  if (standing.length === 0) return;
  const deleted = standing.filter((step) => step.row === undefined);
  const keys = [tx.practice, list(standing.map((step) => step.type)), list(standing.map((step) => step.id))];
  await Promise.all([
    tx.query(
      `insert into history (practice, type, id, version, patient, updated, audience, content, masked, record_version)
       select r.practice, r.type, r.id, r.version, r.patient, r.updated, r.audience, r.content, r.masked, r.record_version
       from unnest(${listOf(2)}, ${listOf(3)}) as k(type, id)
       join resource r on r.practice = $1 and r.type = k.type and r.id = k.id`,
      keys,
    ),
    tx.query(
      `insert into history (practice, type, id, version, patient, updated, audience, content)
       select $1, r.type, r.id, r.version + 1, r.patient, $4::timestamptz, r.audience, null
       from unnest(${listOf(2)}, ${listOf(3)}) as k(type, id)
       join resource r on r.practice = $1 and r.type = k.type and r.id = k.id`,
      [tx.practice, list(deleted.map((step) => step.type)), list(deleted.map((step) => step.id)), at.toISOString()],
    ),
    tx.query(
      `delete from resource r using unnest(${listOf(2)}, ${listOf(3)}) as k(type, id)
       where r.practice = $1 and r.type = k.type and r.id = k.id`,
      keys,
    ),
  ]);
}

export async function insertResources(tx: Transaction, steps: readonly Step[], heads: Map<string, RecordHead>, at: Date): Promise<void> {
  const puts = steps.filter((step) => step.row !== undefined);
  if (puts.length === 0) return;
  await tx.query(
    `insert into resource (practice, patient, type, id, version, record_version, updated, audience, content, masked)
     select $1, k.patient, k.type, k.id, k.version, k.record_version, $8::timestamptz, k.audience, k.content, nullif(k.masked, '')
     from unnest(${listOf(2)}, ${listOf(3)}, ${listOf(4)}, ${listOf(5, 'int')}, ${listOf(6, 'bigint')}, ${listOf(7, 'smallint')}, ${listOf(9)}, ${listOf(10)})
       as k(patient, type, id, version, record_version, audience, content, masked)`,
    [
      tx.practice,
      list(puts.map((step) => step.patient)),
      list(puts.map((step) => step.type)),
      list(puts.map((step) => step.id)),
      list(puts.map((step) => String(step.version))),
      list(puts.map((step) => String(heads.get(step.patient)?.version ?? 1))),
      list(puts.map((step) => String(step.row?.audience ?? 0))),
      at.toISOString(),
      list(puts.map((step) => step.content ?? '')),
      list(puts.map((step) => step.masked ?? '')),
    ],
  );
}

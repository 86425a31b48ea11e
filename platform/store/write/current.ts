import type { Transaction } from '../database.ts';
import { list, listOf } from '../list.ts';

/** A record's row, locked by this transaction and already counted up. */
export interface RecordHead {
  version: number;
  directory: readonly string[];
}

/** What is known of a resource before the write. `content` is undefined when it stands deleted. */
export interface Current {
  patient: string;
  version: number;
  content: string | undefined;
}

/** Locks the records (in the order given: sort them) and raises each one's version by one. */
export async function lockRecords(tx: Transaction, patients: readonly string[]): Promise<Map<string, RecordHead>> {
  const rows = await tx.query<{ patient: string; version: number; directory: string[] }>(
    `insert into record (practice, patient, version, floor, directory)
     select $1, p, 1, 1, '{}' from unnest(${listOf(2)}) p
     on conflict (practice, patient) do update set version = record.version + 1
     returning patient, version, directory`,
    [tx.practice, list(patients)],
  );
  return new Map(rows.map(({ patient, version, directory }) => [patient, { version, directory }]));
}

/** Whether any of the ids has been in use before: its history stays with the record it was in. */
export async function isInHistory(tx: Transaction, keys: readonly { type: string; id: string }[]): Promise<boolean> {
  if (keys.length === 0) return false;
  const rows = await tx.query(
    `select 1 from unnest(${listOf(2)}, ${listOf(3)}) as k(type, id)
     where exists (select from history h where h.practice = $1 and h.type = k.type and h.id = k.id) limit 1`,
    [tx.practice, list(keys.map((key) => key.type)), list(keys.map((key) => key.id))],
  );
  return rows.length > 0;
}

/** The standing (or last deleted) version of each resource, keyed `Type/id`; absent when it never was. */
export async function readCurrent(tx: Transaction, keys: readonly { type: string; id: string }[]): Promise<Map<string, Current>> {
  if (keys.length === 0) return new Map();
  const rows = await tx.query<{ type: string; id: string; patient: string; version: number; content: string | null }>(
    `select k.type, k.id, coalesce(r.patient, h.patient) as patient, coalesce(r.version, h.version) as version, r.content
     from unnest(${listOf(2)}, ${listOf(3)}) as k(type, id)
     left join resource r on r.practice = $1 and r.type = k.type and r.id = k.id
     left join lateral (
       select h.patient, h.version from history h
       where r.id is null and h.practice = $1 and h.type = k.type and h.id = k.id
       order by h.version desc limit 1) h on true
     where coalesce(r.version, h.version) is not null`,
    [tx.practice, list(keys.map((key) => key.type)), list(keys.map((key) => key.id))],
  );
  return new Map(rows.map((row) => [`${row.type}/${row.id}`, { patient: row.patient, version: row.version, content: row.content ?? undefined }]));
}

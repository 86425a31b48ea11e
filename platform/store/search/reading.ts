import type { ResourceTest, SearchSettings } from '../../fhir/search/condition.ts';
import type { StoredResource } from '../../fhir/resource.ts';
import type { Transaction, Value } from '../database.ts';
import { contentFor, type Reader, readerValues, visibleTo } from '../reader.ts';
import { tooCostly } from './too-costly.ts';

/** What a reader may be shown of a type, beyond which rows they see: every resource, some, or (undefined) none. */
export type Reach = (type: string) => ResourceTest | undefined;

/** A resource as the reader may see it. */
export interface Found {
  type: string;
  id: string;
  patient: string;
  content: string;
  resource: StoredResource;
}

/** One search at work: who reads, and how much it may still read. */
export interface Reading {
  tx: Transaction;
  reader: Reader;
  reach: Reach;
  settings: SearchSettings;
  /** Rows and characters that may still be read, and until when. */
  budget: { rows: number; characters: number; until: number };
}

/** Rows, characters of JSON and milliseconds that one search may take. */
export const BUDGET = { rows: 20_000, characters: 100_000_000, milliseconds: 10_000 };

const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/** The resources of a type with the ids given, as far as the reader may see them, in the order of their ids. */
export function readByIds(reading: Reading, type: string, ids: readonly string[]): Promise<Found[]> {
  const wanted = ids.filter((id) => ID.test(id));
  if (wanted.length === 0) return Promise.resolve([]);
  return read(reading, type, `r.id = any(string_to_array($6, ','))`, [wanted.join(',')]);
}

/** The resources of a type that stand in any of the records ('' for none), in the order of their ids. */
export function readByPatients(reading: Reading, type: string, patients: readonly string[]): Promise<Found[]> {
  const wanted = patients.filter((id) => id === '' || ID.test(id));
  if (wanted.length === 0) return Promise.resolve([]);
  // An empty text has no elements as an array: the comma makes one of ''.
  return read(reading, type, `r.patient = any(string_to_array($6, ',')) limit ${Math.max(reading.budget.rows, 0) + 1}`, [wanted.length === 1 && wanted[0] === '' ? ',' : wanted.join(',')]);
}

/** The next resources of a type after an id. */
export function readOnwards(reading: Reading, type: string, after: string, count: number): Promise<Found[]> {
  return read(reading, type, `r.id > $6 order by r.id limit ${count}`, [after]);
}

async function read({ tx, reader, reach, budget }: Reading, type: string, condition: string, values: readonly Value[]): Promise<Found[]> {
  const allowed = reach(type);
  if (allowed === undefined) return [];
  const rows = await tx.query<{ id: string; patient: string; content: string }>(
    `select r.id, r.patient, ${contentFor(3)} as content from resource r where r.practice = $1 and r.type = $2 and ${visibleTo(3)} and ${condition}`,
    [tx.practice, type, ...readerValues(reader), ...values],
  );
  budget.rows -= rows.length;
  for (const { content } of rows) budget.characters -= content.length;
  if (budget.rows < 0 || budget.characters < 0 || performance.now() > budget.until) throw tooCostly();
  const found = rows.map((row): Found => ({ ...row, type, resource: JSON.parse(row.content) as StoredResource }));
  return found.filter(({ resource }) => allowed(resource)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

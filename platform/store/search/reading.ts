import type { ResourceTest, SearchSettings } from '../../fhir/search/condition.ts';
import type { StoredResource } from '../../fhir/resource.ts';
import type { Transaction, Value } from '../database.ts';
import { list, listOf } from '../list.ts';
import { contentFor, type Reader, readerValues, visibleTo } from '../reader.ts';
import { codedIds, type CodedLookup } from './coded-lookup.ts';
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

/** The next of an order of ids, and from which id on there may be more. */
export interface Next {
  found: Found[];
  /** undefined where there is no more. */
  last: string | undefined;
}

/** The resources of a type with the ids given, as far as the reader may see them, in the order of their ids. */
export async function readByIds(reading: Reading, type: string, ids: readonly string[]): Promise<Found[]> {
  const wanted = ids.filter((id) => ID.test(id));
  if (wanted.length === 0) return [];
  const rows = await read(reading, type, `select r.id, r.patient, ${SHOWN} from resource r where ${OWN} and r.id = any(string_to_array($6, ',')) order by r.id`, [wanted.join(',')]);
  return foundIn(reading, type, rows);
}

/** The next resources of a type that stand in any of the records ('' for none): of each record they are neighbours. */
export function nextOfPatients(reading: Reading, type: string, patients: readonly string[], after: string, count: number): Promise<Next> {
  const wanted = [...new Set(patients)].filter((id) => id === '' || ID.test(id));
  const [only, ...others] = wanted;
  const inOne = (patient: string): string => `select r.id, r.patient, ${SHOWN} from resource r where ${OWN} and r.patient = ${patient} and r.id > $6 order by r.id limit ${count}`;
  // One by itself is planned once for all: how long a list is, the database would ask each time.
  if (only !== undefined && others.length === 0) return next(reading, type, inOne('$7'), [after, only], count);
  return next(reading, type, `select r.* from unnest(${listOf(7)}) p(patient) cross join lateral (${inOne('p.patient')}) r order by r.id limit ${count}`, [after, list(wanted)], count);
}

/** The next resources of a type that bear a code. */
export function nextCoded(reading: Reading, type: string, lookup: CodedLookup, after: string, count: number): Promise<Next> {
  const { sql, values } = codedIds(lookup, count);
  return next(reading, type, `select k.id, r.patient, ${SHOWN} from (${sql}) k left join resource r on ${OWN} and r.id = k.id order by k.id`, [after, ...values], count);
}

/** The next resources of a type after an id. */
export function readOnwards(reading: Reading, type: string, after: string, count: number): Promise<Next> {
  return next(reading, type, `select r.id, r.patient, ${SHOWN} from resource r where ${OWN} and r.id > $6 order by r.id limit ${count}`, [after], count);
}

/** What every statement here takes: the practice as $1, the type as $2, the reader as $3 to $5. */
const OWN = `r.practice = $1 and r.type = $2 and ${visibleTo(3)}`;
const SHOWN = `${contentFor(3)} as content`;

interface Row {
  id: string;
  /** With the content null where the reader may not see it. */
  patient: string | null;
  content: string | null;
}

async function next(reading: Reading, type: string, sql: string, values: readonly Value[], count: number): Promise<Next> {
  const rows = await read(reading, type, sql, values);
  return { found: foundIn(reading, type, rows), last: rows.length < count ? undefined : rows.at(-1)?.id };
}

async function read({ tx, reader, reach, budget }: Reading, type: string, sql: string, values: readonly Value[]): Promise<Row[]> {
  if (reach(type) === undefined) return [];
  const rows = await tx.query<Row>(sql, [tx.practice, type, ...readerValues(reader), ...values]);
  budget.rows -= rows.length;
  for (const { content } of rows) budget.characters -= content?.length ?? 0;
  if (budget.rows < 0 || budget.characters < 0 || performance.now() > budget.until) throw tooCostly();
  return rows;
}

function foundIn({ reach }: Reading, type: string, rows: readonly Row[]): Found[] {
  const allowed = reach(type);
  return rows.flatMap(({ id, patient, content }): Found[] => {
    if (content === null || patient === null) return [];
    const resource = JSON.parse(content) as StoredResource;
    return allowed?.(resource) === true ? [{ type, id, patient, content, resource }] : [];
  });
}

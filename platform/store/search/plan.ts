import type { Condition, Criterion } from '../../fhir/search/criterion.ts';
import { DIRECTORY_TYPES } from '../../fhir/compartment.ts';
import { list, listOf } from '../list.ts';
import { codeAndMore, type Lookup, lookupsOf } from './lookups.ts';
import { type Found, type Next, nextCoded, nextOfPatients, type Reading, readByIds, readOnwards } from './reading.ts';

/** Some of an order of ids; whether they are the last of it. */
export interface Batch {
  found: Found[];
  isLast: boolean;
}

/** Where the candidates of a search come from, in the order of their ids. */
export interface Plan {
  /** The candidates after an id, a batch at a time; `wanted` says how many matches will do, where not all are. */
  batches: (after: string, wanted?: number) => AsyncGenerator<Batch>;
}

export const WALK = 9;
/** The most that is read at once; a batch before the last begins small where few are wanted. */
const BATCH = 512;
/** More ids than this are no narrowing. */
const MOST_IDS = 50_000;

/** The best that an index can do for the criteria of one type, by what they say themselves. */
export function bestLookup({ reader, settings }: Reading, type: string, criteria: readonly Criterion[]): Lookup | undefined {
  const lookups = criteria.flatMap((criterion) => (criterion.kind === 'condition' ? lookupsOf(type, criterion, settings) : []));
  lookups.push(...codeAndMore(type, criteria, settings));
  // Who is confined to some records needs no other look-up in them.
  if (reader.own !== null && !DIRECTORY_TYPES.has(type)) lookups.push({ rank: 3.5, kind: 'patients', patients: [...reader.own, ''] });
  return lookups.reduce<Lookup | undefined>((best, lookup) => (best === undefined || lookup.rank < best.rank ? lookup : best), undefined);
}

/** Brings the candidates by a look-up, or by walking the type where there is none. */
export async function planOf(reading: Reading, type: string, lookup: Lookup | undefined): Promise<Plan> {
  if (lookup?.kind === 'ids') return byIds(reading, type, lookup.ids);
  if (lookup?.kind === 'patients') return onwards((after, count) => nextOfPatients(reading, type, lookup.patients, after, count));
  if (lookup?.kind === 'coded') return onwards((after, count) => nextCoded(reading, type, lookup, after, count));
  const ids = lookup === undefined ? undefined : await idsOf(reading, type, lookup);
  if (ids !== undefined) return byIds(reading, type, ids);
  return onwards((after, count) => readOnwards(reading, type, after, count));
}

/** The ids an index brings; undefined when they are too many, or the index is not complete yet. */
async function idsOf({ tx }: Reading, type: string, { sql, values }: Lookup & { kind: 'index' }): Promise<string[] | undefined> {
  if (sql.includes('search_value')) {
    const waiting = await tx.query(`select 1 from search_rebuild where practice = $1`, [tx.practice]);
    if (waiting.length > 0) return undefined;
  }
  const rows = await tx.query<{ id: string }>(`${sql} limit ${MOST_IDS + 1}`, [tx.practice, type, ...values]);
  return rows.length > MOST_IDS ? undefined : rows.map(({ id }) => id);
}

function byIds(reading: Reading, type: string, given: readonly string[]): Plan {
  const ids = [...new Set(given)].sort();
  return {
    async *batches(after, wanted) {
      const rest = ids.filter((id) => id > after);
      for (let from = 0, size = firstBatch(wanted); from < rest.length; from += size, size = nextBatch(size)) {
        yield { found: await readByIds(reading, type, rest.slice(from, from + size)), isLast: from + size >= rest.length };
      }
    },
  };
}

/** Read on from id to id until there is no more. */
function onwards(next: (after: string, count: number) => Promise<Next>): Plan {
  return {
    async *batches(from, wanted) {
      let size = firstBatch(wanted);
      for (let after: string | undefined = from; after !== undefined; size = nextBatch(size)) {
        const { found, last }: Next = await next(after, size);
        yield { found, isLast: last === undefined };
        after = last;
      }
    },
  };
}

/** Few sizes: each is a statement of its own to the database. */
function firstBatch(wanted = BATCH): number {
  return [32, 128].find((size) => size > wanted) ?? BATCH;
}

function nextBatch(size: number): number {
  return Math.min(size * 4, BATCH);
}

/**
 * For a reference to entries of records, by a type that has no rows of its own in an index: whoever refers to an entry
 * stands in the same record (the write path sees to it), or in none. Undefined where that does not narrow.
 */
export async function recordsReferredTo({ tx }: Reading, condition: Condition): Promise<Lookup | undefined> {
  const names = condition.values.map((value) => value.split('/'));
  if (names.some(([type = '']) => type === 'Patient' || DIRECTORY_TYPES.has(type))) return undefined;
  const rows = await tx.query<{ patient: string }>(
    `select distinct r.patient from unnest(${listOf(2)}, ${listOf(3)}) k(type, id) join resource r on r.practice = $1 and r.type = k.type and r.id = k.id`,
    [tx.practice, list(names.map(([type = '']) => type)), list(names.map(([, id = '']) => id))],
  );
  if (rows.some(({ patient }) => patient === '')) return undefined;
  return { rank: rows.length === 1 ? 3.6 : rows.length <= 20 ? 4.5 : 8, kind: 'patients', patients: [...rows.map(({ patient }) => patient), ''] };
}

import type { Condition, Criterion } from '../../fhir/search/criterion.ts';
import { DIRECTORY_TYPES } from '../../fhir/compartment.ts';
import { list, listOf } from '../list.ts';
import { codeAndDate, type Lookup, lookupsOf } from './lookups.ts';
import { type Found, type Reading, readByIds, readByPatients, readOnwards } from './reading.ts';

/** Where the candidates of a search come from, in the order of their ids. */
export interface Plan {
  /** How few are expected: the rank of the look-up, or `WALK`. */
  rank: number;
  /** How many there are at most; undefined when every resource of the type is walked. */
  size: number | undefined;
  /** The candidates after an id, a batch at a time. */
  batches: (after: string) => AsyncGenerator<Found[]>;
}

export const WALK = 9;
const BATCH = 500;
/** More ids than this are no narrowing. */
const MOST_IDS = 50_000;

/** The best that an index can do for the criteria of one type, by what they say themselves. */
export function bestLookup({ reader, settings }: Reading, type: string, criteria: readonly Criterion[]): Lookup | undefined {
  const lookups = criteria.flatMap((criterion) => (criterion.kind === 'condition' ? lookupsOf(type, criterion, settings) : []));
  lookups.push(...codeAndDate(type, criteria, settings));
  // Who is confined to some records needs no other look-up in them.
  if (reader.own !== null && !DIRECTORY_TYPES.has(type)) lookups.push({ rank: 3.5, kind: 'patients', patients: [...reader.own, ''] });
  return lookups.reduce<Lookup | undefined>((best, lookup) => (best === undefined || lookup.rank < best.rank ? lookup : best), undefined);
}

/** Brings the candidates by a look-up, or by walking the type where there is none. */
export async function planOf(reading: Reading, type: string, lookup: Lookup | undefined): Promise<Plan> {
  if (lookup?.kind === 'ids') return byIds(reading, type, lookup.rank, lookup.ids);
  if (lookup?.kind === 'patients') return byPatients(reading, type, lookup.rank, lookup.patients);
  const ids = lookup === undefined ? undefined : await idsOf(reading, type, lookup);
  if (lookup !== undefined && ids !== undefined) return byIds(reading, type, lookup.rank, ids);
  return { rank: WALK, size: undefined, batches: (after) => walk(reading, type, after) };
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

function byIds(reading: Reading, type: string, rank: number, given: readonly string[]): Plan {
  const ids = [...new Set(given)].sort();
  return {
    rank,
    size: ids.length,
    async *batches(after) {
      const rest = ids.filter((id) => id > after);
      for (let from = 0; from < rest.length; from += BATCH) yield readByIds(reading, type, rest.slice(from, from + BATCH));
    },
  };
}

/** A record's resources of one type are read at once: they are neighbours. */
async function byPatients(reading: Reading, type: string, rank: number, patients: readonly string[]): Promise<Plan> {
  const found = await readByPatients(reading, type, patients);
  return {
    rank,
    size: found.length,
    async *batches(after) {
      yield await Promise.resolve(found.filter(({ id }) => id > after));
    },
  };
}

async function* walk(reading: Reading, type: string, from: string): AsyncGenerator<Found[]> {
  for (let after = from; ; ) {
    const found = await readOnwards(reading, type, after, BATCH);
    yield found;
    const last = found.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
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

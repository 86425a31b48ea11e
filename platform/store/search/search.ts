import { Problem } from '../../errors.ts';
import type { SearchSettings } from '../../fhir/search/condition.ts';
import type { Criterion } from '../../fhir/search/criterion.ts';
import { typesBehind } from '../../fhir/search/criterion.ts';
import { patientIds } from '../../fhir/search/reference.ts';
import { readToken } from '../../fhir/search/token.ts';
import type { SearchQuery } from '../../fhir/search/query.ts';
import { compareSorted, sortValues } from '../../fhir/search/sort.ts';
import type { Database } from '../database.ts';
import { auditRead, auditShown, type Reader } from '../reader.ts';
import { allMatches, findMatches } from './find-matches.ts';
import { includedWith } from './included.ts';
import { keepOrder, keptOrder, pageToken, readPageToken } from './pages.ts';
import { BUDGET, type Found, type Reach, type Reading, readByIds } from './reading.ts';

export interface SearchResult {
  matches: Found[];
  included: Found[];
  /** The `_page` of the next page, when there is one. */
  next: string | undefined;
  /** How many match; undefined when nobody asked and counting would have meant reading on. */
  total: number | undefined;
}

/** A search of one type, or of several with the same parameters. */
export interface SearchRequest {
  queries: readonly SearchQuery[];
  /** The parameters as they were sent, without `_page`: what a kept order belongs to. */
  question: string;
}

const EVERYTHING: Reach = () => () => true;

/**
 * A FHIR search. Every answer is whole: pages follow one another without skipping or repeating what stands throughout,
 * while others write (safety H28), and a question that would read too much is refused, never answered in part (H30).
 * Throws Problem `invalid` (too costly, or a page of another search) and `forbidden` (a chain through a type out of reach).
 */
export function search(db: Database, practice: string, request: SearchRequest, reader: Reader, settings: SearchSettings, reach: Reach = EVERYTHING): Promise<SearchResult> {
  for (const type of typesBehind(request.queries.flatMap(({ criteria }) => criteria))) {
    if (reach(type) === undefined) throw new Problem('forbidden', `The access token's scope does not cover a search through ${type}`);
  }
  return db.transaction(practice, async (tx) => {
    const reading: Reading = { tx, reader, reach, settings, budget: { rows: BUDGET.rows, characters: BUDGET.characters, until: performance.now() + BUDGET.milliseconds } };
    const [named, target] = [patientNamed(request.queries, settings), request.queries.map(({ type }) => type).join()];
    const [result] = await Promise.all([answer(reading, request), auditRead(tx, reader, 'search', named, target)]);
    // Whoever is shown is told of it, also where they were found by something else than who they are.
    await auditShown(tx, reader, 'search', [...result.matches, ...result.included].map(({ patient }) => patient).filter((patient) => patient !== named), target);
    return result;
  });
}

async function answer(reading: Reading, request: SearchRequest): Promise<SearchResult> {
  const [query] = request.queries;
  if (query === undefined) return { matches: [], included: [], next: undefined, total: 0 };
  const isCount = query.summary === 'count' || query.count === 0;
  const isOrdered = !isCount && (query.sort.length > 0 || request.queries.length > 1);
  const page = isOrdered ? await orderedPage(reading, request, query) : await pageById(reading, query, isCount);
  return { ...page, total: query.total === 'none' ? undefined : page.total, included: await includedWith(reading, page.matches, query.includes, query.revIncludes) };
}

type Page = Omit<SearchResult, 'included'>;

/** In the order of ids, which nothing that others write disturbs: what lies ahead is read on from the last id. */
async function pageById(reading: Reading, query: SearchQuery, isCount: boolean): Promise<Page> {
  const start = query.page === undefined ? undefined : readPageToken(query.page);
  const after = start?.kind === 'after' ? start.id : '';
  const { batches } = await findMatches(reading, query.type, query.criteria);
  const counts = isCount || (query.total !== undefined && query.total !== 'none');
  const wanted = isCount ? 0 : query.count;
  const ahead: Found[] = [];
  let [seen, isAll] = [0, true];
  for await (const { found, isLast } of batches(counts ? '' : after, counts ? undefined : wanted)) {
    seen += found.length;
    isAll = isLast;
    if (ahead.length <= wanted) ahead.push(...found.filter(({ id }) => id > after));
    if (!counts && ahead.length > wanted) break;
  }
  const matches = ahead.slice(0, wanted);
  const last = matches.at(-1);
  const next = last !== undefined && ahead.length > wanted ? pageToken({ kind: 'after', id: last.id }) : undefined;
  // Unasked it is told where nothing more had to be read for it.
  return { matches, next, total: counts || (after === '' && isAll) ? seen : undefined };
}

/** In an order of their own: all are read and sorted once, and where there is more than a page the order is kept. */
async function orderedPage(reading: Reading, { queries, question }: SearchRequest, query: SearchQuery): Promise<Page> {
  const start = query.page === undefined ? undefined : readPageToken(query.page);
  if (start?.kind === 'after') readPageToken('');
  if (start?.kind === 'order') {
    const order = await keptOrder(reading.tx, reading.reader, question, start.page);
    const names = order.slice(start.offset, start.offset + query.count);
    const end = start.offset + names.length;
    return { matches: await readNamed(reading, names), next: end < order.length ? pageToken({ ...start, offset: end }) : undefined, total: order.length };
  }
  const found: { one: Found; id: string; values: ReturnType<typeof sortValues> }[] = [];
  for (const { type, criteria, sort } of queries) {
    for (const one of await allMatches(reading, type, criteria)) found.push({ one, id: `${type}/${one.id}`, values: sortValues(one.resource, sort) });
  }
  found.sort((a, b) => compareSorted(query.sort, a, b));
  const matches = found.slice(0, query.count).map(({ one }) => one);
  if (found.length <= query.count) return { matches, next: undefined, total: found.length };
  const page = await keepOrder(reading.tx, reading.reader, question, found.map(({ id }) => id));
  return { matches, next: pageToken({ kind: 'order', page, offset: query.count }), total: found.length };
}

/** The resources of an order, as they are now; what is gone, or may no longer be seen, is left out. */
async function readNamed(reading: Reading, names: readonly string[]): Promise<Found[]> {
  const found = new Map<string, Found>();
  for (const [type, own] of Map.groupBy(names, (name) => name.slice(0, name.indexOf('/')))) {
    for (const one of await readByIds(reading, type, own.map((name) => name.slice(type.length + 1)))) found.set(`${type}/${one.id}`, one);
  }
  return names.flatMap((name) => found.get(name) ?? []);
}

/** The one patient the search names, for its audit row; '' where it names none or several. */
function patientNamed(queries: readonly SearchQuery[], settings: SearchSettings): string {
  const named = new Set(queries.flatMap(({ type, criteria }) => criteria.flatMap((criterion) => patientsIn(type, criterion, settings))));
  const [only] = named;
  return named.size === 1 && only !== undefined && /^[A-Za-z0-9\-.]{1,64}$/.test(only) ? only : '';
}

function patientsIn(type: string, criterion: Criterion, settings: SearchSettings): string[] {
  if (criterion.kind !== 'condition') return [];
  const { name, shape, values, modifier } = criterion;
  if (type === 'Patient' && name === '_id' && modifier === '') return values.map((value) => readToken(value).code ?? '');
  const isPatient = shape.type === 'reference' && (modifier === '' || modifier === 'Patient') && (shape.subject === true || name === 'patient');
  return isPatient ? (patientIds(values, ['Patient'], settings.base) ?? []) : [];
}

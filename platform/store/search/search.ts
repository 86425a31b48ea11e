import type { Resource } from '@medplum/fhirtypes';
import { Problem } from '../../errors.ts';
import { clinicalDate } from '../../fhir/clinical-date.ts';
import { fhirInterval } from '../../fhir/dates.ts';
import type { Database, Transaction } from '../database.ts';
import { auditRead, type Reader, visibleTo } from '../reader.ts';
import { CODE_SYSTEMS, codeKey } from '../rows/code-key.ts';
import { indexKey } from '../rows/index-key.ts';
import { nameWords } from '../rows/name-words.ts';
import { DIRECTORY_TYPES } from '../rows/resource-row.ts';
import { matches } from './matches.ts';
import { type Criterion, cursor, type SearchRequest } from './parameters.ts';

export interface SearchResult {
  /** The JSON of each match, in order. */
  contents: string[];
  /** The cursor of the next page, when there is one. */
  next: string | undefined;
  total: number;
}

/** Rows that one search may read before the criteria are applied; a broader question must be narrowed. */
const CANDIDATE_LIMIT = 20_000;

/**
 * Search of one type. An index row brings candidates (the patient's own rows; a code; an identifier; a name; a
 * date of birth; an id; the practice's directory), the exact criteria decide, and what the reader may not see is
 * never a candidate. Throws `invalid` when nothing given can be looked up.
 */
export async function search(db: Database, practice: string, request: SearchRequest, reader: Reader): Promise<SearchResult> {
  const rows = await db.transaction(practice, async (tx) => {
    const [found] = await Promise.all([
      candidates(tx, request, reader),
      auditRead(tx, reader, 'search', request.patient ?? '', request.type),
    ]);
    return found;
  });
  if (rows.length > CANDIDATE_LIMIT) throw new Problem('invalid', 'This search is too broad: name a patient, a code with dates, or an identifier');
  const found = rows
    .map(({ content }) => {
      const resource = JSON.parse(content) as Resource;
      return { content, resource, id: resource.id ?? '' };
    })
    .filter(({ resource }) => matches(resource, request.criteria))
    .map((row) => ({ ...row, key: sortKey(row.resource, request.sort.by) }));
  const sign = request.sort.descending ? -1 : 1;
  found.sort((a, b) => sign * compare([a.key, a.id], [b.key, b.id]));
  const { after } = request;
  const rest = after === undefined ? found : found.filter((row) => sign * compare([row.key, row.id], after) > 0);
  const page = rest.slice(0, request.count);
  const last = page.at(-1);
  return {
    contents: page.map((row) => row.content),
    next: last !== undefined && rest.length > page.length ? cursor(last.key, last.id) : undefined,
    total: found.length,
  };
}

function compare(a: readonly [string, string], b: readonly [string, string]): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  return a[1] === b[1] ? 0 : a[1] < b[1] ? -1 : 1;
}

function sortKey(resource: Resource, by: string): string {
  if (by === '_lastUpdated') return resource.meta?.lastUpdated ?? '';
  if (by !== 'date') return '';
  const date = clinicalDate(resource);
  const interval = date === undefined ? undefined : fhirInterval(date);
  return interval === undefined ? '' : new Date(interval.low).toISOString();
}

async function candidates(tx: Transaction, request: SearchRequest, reader: Reader): Promise<{ content: string }[]> {
  const values = (name: string) => request.criteria.find((criterion) => criterion.name === name && criterion.modifier !== 'not')?.values;
  const patient = request.patient ?? (reader.own !== null && !DIRECTORY_TYPES.has(request.type) ? reader.own : undefined);
  const from = (source: string, parameters: readonly (string | null)[]) =>
    tx.query<{ content: string }>(
      `select r.content from resource r where r.practice = $1 and r.type = $2 and ${visibleTo(3, 4)} and ${source} limit ${CANDIDATE_LIMIT + 1}`,
      [tx.practice, request.type, reader.audience, reader.own, ...parameters],
    );
  // Ids as an array: the primary key is then the only way to the rows, whatever the planner makes of a join.
  const ids = values('_id');
  if (ids !== undefined) return from(`r.id = any(string_to_array($5, ',')) and r.patient = coalesce($6, r.patient)`, [ids.join(','), request.patient ?? null]);
  if (patient !== undefined) return from(`r.patient = $5`, [patient]);
  const identifier = values('identifier');
  if (identifier !== undefined) {
    if (identifier.some((value) => value.endsWith('|'))) throw new Problem('invalid', 'A search by identifier must name a value');
    const tokens = identifier.map((value) => indexKey(value.slice(value.lastIndexOf('|') + 1)));
    return from(`r.id = any(array(select i.id from identifier i where i.practice = $1 and i.type = $2 and i.value = any(string_to_array($5, ','))))`, [tokens.join(',')]);
  }
  const code = values('code');
  if (code !== undefined) return from(`r.id = any(array(select e.id from coded_entry e where e.practice = $1 and e.type = $2 and e.code = any(string_to_array($5, ','))))`, [codeKeys(code).join(',')]);
  if (request.type === 'Patient') return patientCandidates(request.criteria, from);
  if (DIRECTORY_TYPES.has(request.type)) return from(`r.patient = ''`, []);
  throw new Problem('invalid', `A search of ${request.type} must name a patient, a code, an identifier or an id`);
}

function codeKeys(values: readonly string[]): string[] {
  return values.flatMap((value) => {
    const bar = value.lastIndexOf('|');
    if (bar === value.length - 1) throw new Problem('invalid', 'A search by code must name a code, not a whole code system');
    // Without a system, the ones a GP record is coded in, and none.
    return bar < 0 ? [...CODE_SYSTEMS, undefined].map((system) => codeKey(system, value)) : [codeKey(value.slice(0, bar), value.slice(bar + 1))];
  });
}

function patientCandidates(
  criteria: readonly Criterion[],
  from: (source: string, parameters: readonly (string | null)[]) => Promise<{ content: string }[]>,
): Promise<{ content: string }[]> {
  const births = criteria.find((criterion) => criterion.name === 'birthdate')?.values.map((value) => value.replace(/^eq/, ''));
  if (births?.every((birth) => /^\d{4}-\d\d-\d\d$/.test(birth)) === true) {
    return from(`r.id = any(array(select i.patient from patient_index i where i.practice = $1 and i.birth_date = any(string_to_array($5, ','))))`, [births.join(',')]);
  }
  const names = criteria.find((criterion) => ['name', 'family', 'given'].includes(criterion.name))?.values.map((value) => nameWords(value)[0]);
  if (names?.every((word) => word !== undefined) === true) {
    return from(
      `r.id = any(array(select n.patient from unnest(string_to_array($5, ',')) w(word)
                join patient_name n on n.practice = $1 and n.word >= w.word and n.word < w.word || U&'\\+10FFFF'))`,
      [names.join(',')],
    );
  }
  throw new Problem('invalid', 'A search of Patient must give a name, an exact date of birth, an identifier or an id');
}

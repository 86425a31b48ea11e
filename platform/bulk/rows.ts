import type { Resource } from '@medplum/fhirtypes';
import { policyOf } from '../access/roles.ts';
import { reachOf } from '../access/scope.ts';
import { matcher } from '../fhir/search/matcher.ts';
import type { Transaction } from '../store/database.ts';
import { list, listOf } from '../store/list.ts';
import { contentFor, type Reader, readerValues, visibleTo } from '../store/reader.ts';
import type { Question } from './question.ts';

const STEP = 100;
/** A write may have been given its time so long before it was committed: what is asked for since then is among what follows. */
const LONGEST_WRITE = '2 minutes';

interface ExportRow {
  type: string;
  /** '' for what belongs to no record. */
  patient: string;
  content: string;
}

/**
 * The resources that a program may have of what it asks, type by type. The cursor reads from one moment, however long it is
 * read; so it must be opened once. Guarded records are not among them, and restricted patients are masked, as for
 * any reader without a grant.
 */
export async function* openRows(tx: Transaction, account: string, scopes: readonly string[], question: Question): AsyncGenerator<ExportRow> {
  const tests = new Map(question.types.map((type) => [type, testFor(type, scopes, question)]));
  const reader: Reader = { account, role: 'system', audience: policyOf('system').audience, own: null };
  const { of, since } = question;
  await tx.query(
    // For each type the key is read in its order: nothing is sorted, and nothing else is read.
    `declare export_rows no scroll cursor for
     select k.type, r.patient, r.content from unnest(${listOf(2)}) with ordinality k(type, n)
     cross join lateral (
       select r.patient, ${contentFor(3)} as content from resource r
       where r.practice = $1 and r.type = k.type and ${visibleTo(3)}
         and ($6::timestamptz is null or r.updated >= $6::timestamptz - interval '${LONGEST_WRITE}')
         and ($7::boolean or r.patient <> '') and ($8::text is null or r.patient = any(string_to_array($8, ',')))
       order by r.id) r`,
    [tx.practice, list(question.types), ...readerValues(reader), since ?? null, of === 'all', typeof of === 'string' ? null : of.join(',')],
  );
  for (;;) {
    const rows = await tx.query<ExportRow>(`fetch ${STEP} from export_rows`, []);
    for (const row of rows) {
      const test = tests.get(row.type);
      if (test === undefined || test(JSON.parse(row.content) as Resource)) yield row;
    }
    if (rows.length < STEP) return;
  }
}

/** What a resource must meet beside being visible; undefined where nothing, so that it need not be parsed. */
function testFor(type: string, scopes: readonly string[], { filters }: Question): ((resource: Resource) => boolean) | undefined {
  const reach = reachOf(scopes, 'r', type);
  if (reach === 'none') return () => false;
  const allowed = reach === 'all' ? [] : reach.map((query) => matcher(type, query));
  const wanted = filters.filter((filter) => filter.type === type).map(({ query }) => matcher(type, query));
  if (allowed.length === 0 && wanted.length === 0) return undefined;
  const meetsOne = (tests: typeof allowed, resource: Resource): boolean => tests.length === 0 || tests.some((test) => test(resource));
  return (resource) => meetsOne(allowed, resource) && meetsOne(wanted, resource);
}

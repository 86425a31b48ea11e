import { parseQuery } from '../../platform/fhir/search/query.ts';
import type { Database } from '../../platform/store/database.ts';
import type { Reader } from '../../platform/store/reader.ts';
import { search, type SearchResult } from '../../platform/store/search/search.ts';

/** A search of one type as the route makes it, for tests and proofs. Its errors are rejections. */
export async function searchFor(db: Database, practice: string, type: string, query: string, reader: Reader): Promise<SearchResult> {
  const parameters = new URLSearchParams(query);
  const settings = { base: `https://jenner.example/${practice}/fhir/r4`, now: Date.now };
  const queries = [parseQuery(type, parameters, settings)];
  parameters.delete('_page');
  return search(db, practice, { queries, question: `${type}?${parameters.toString()}` }, reader, settings);
}

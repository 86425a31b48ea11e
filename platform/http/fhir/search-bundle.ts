import type { OperationOutcome } from '@medplum/fhirtypes';
import type { SearchQuery } from '../../fhir/search/query.ts';
import { subsetOf } from '../../fhir/search/subset.ts';
import { entryJson } from '../../store/open/build-snapshot.ts';
import type { SearchResult } from '../../store/search/search.ts';

/** The searchset Bundle as text: resources pass through as they are stored, unless only part of each is wanted. */
export function searchBundle(base: string, practice: string, address: string, parameters: readonly (readonly [string, string])[], query: SearchQuery | undefined, { matches, included, next, total }: SearchResult): string {
  const summary = query?.summary ?? 'false';
  const elements = query?.elements ?? [];
  const shown = (content: string, resource: unknown, wanted: readonly string[]): string => (wanted.length > 0 || summary !== 'false' ? JSON.stringify(subsetOf(resource, { summary, elements: wanted })) : content);
  const entries = [
    ...matches.map(({ content, resource }) => entryJson(base, practice, shown(content, resource, elements), 'match')),
    ...included.map(({ content, resource }) => entryJson(base, practice, shown(content, resource, []), 'include')),
    ...((query?.ignored.length ?? 0) > 0 ? [`{"resource":${JSON.stringify(ignoredOutcome(query?.ignored ?? []))},"search":{"mode":"outcome"}}`] : []),
  ];
  const link = (relation: string, page: string | undefined) => {
    const search = new URLSearchParams(parameters.map(([name, value]): [string, string] => [name, value]));
    if (page !== undefined) search.set('_page', page);
    return { relation, url: search.size === 0 ? address : `${address}?${search.toString()}` };
  };
  const links = [link('self', query?.page), ...(next === undefined ? [] : [link('next', next)])];
  const count = total === undefined ? '' : `"total":${total},`;
  // A Bundle without entries has none, rather than an empty list, which FHIR JSON does not allow.
  return `{"resourceType":"Bundle","type":"searchset",${count}"link":${JSON.stringify(links)}${entries.length === 0 ? '' : `,"entry":[${entries.join(',')}]`}}`;
}

function ignoredOutcome(names: readonly string[]): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: names.map((name) => ({ severity: 'warning', code: 'not-supported', details: { text: `The parameter ${name.slice(0, 64)} is not known here and has been left out: the answer is wider than what was asked` } })),
  };
}

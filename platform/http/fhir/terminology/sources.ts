import type { ValueSet } from '@medplum/fhirtypes';
import { type Principal, readerOf } from '../../../access/principal.ts';
import { parseQuery } from '../../../fhir/search/query.ts';
import { search } from '../../../store/search/search.ts';
import type { Sources } from '../../../terminology/fhir/contents.ts';
import { definedBy } from '../../../terminology/fhir/defined-by.ts';
import { snomedOf } from '../../../terminology/terminology.ts';
import type { AppContext } from '../../context.ts';
import { reachOfScopes } from '../scope-reach.ts';

/** What a principal's value sets are worked out from: the terminology in use, and the value sets that their practice keeps. */
export function sourcesFor(context: AppContext, principal: Principal): Sources {
  return {
    snomed: () => snomedOf(context.terminology),
    async kept(url, version) {
      const [found] = await keptByUrl(context, principal, 'ValueSet', url, version);
      return found === undefined ? undefined : definedBy(found as ValueSet);
    },
  };
}

/** The resources of a type with a canonical URL that the practice keeps and the principal may read, newest version first. */
export async function keptByUrl(context: AppContext, principal: Principal, type: 'ValueSet' | 'ConceptMap', url: string, version: string | undefined): Promise<object[]> {
  if (url === '') return [];
  const settings = { base: `${context.base}/${principal.practice}/fhir/r4`, now: Date.now };
  const escaped = (text: string): string => text.replace(/[\\,$|]/g, '\\$&');
  const parameters = new URLSearchParams({ url: escaped(url), _count: '50', ...(version === undefined ? {} : { version: escaped(version) }) });
  const { matches } = await search(context.db, principal.practice, { queries: [parseQuery(type, parameters, settings, false)], question: '' }, readerOf(principal), settings, reachOfScopes(principal));
  const versionOf = (resource: object): string => ('version' in resource && typeof resource.version === 'string' ? resource.version : '');
  return matches.map(({ resource }) => resource).sort((a, b) => versionOf(b).localeCompare(versionOf(a), 'en', { numeric: true }));
}

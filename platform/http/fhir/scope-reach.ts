import type { Principal } from '../../access/principal.ts';
import { type Interaction, reachOf } from '../../access/scope.ts';
import { matcher } from '../../fhir/search/matcher.ts';
import type { Reach } from '../../store/search/reading.ts';

/** What a token's scopes let its holder find of each type, also beside the type searched; a person signed in is confined by their role alone. */
export function reachOfScopes({ scopes }: Principal, interaction: Interaction = 's'): Reach {
  if (scopes === undefined) return () => () => true;
  return (type) => {
    const reach = reachOf(scopes, interaction, type);
    if (reach === 'none') return undefined;
    if (reach === 'all') return () => true;
    const tests = reach.map((query) => matcher(type, query));
    return (resource) => tests.some((test) => test(resource as Parameters<typeof test>[0]));
  };
}

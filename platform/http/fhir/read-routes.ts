import type { FastifyInstance } from 'fastify';
import { readerOf } from '../../access/principal.ts';
import { Problem } from '../../errors.ts';
import { subsetOf } from '../../fhir/search/subset.ts';
import { readResource } from '../../store/read/read-resource.ts';
import type { AppContext } from '../context.ts';
import { principalOf } from '../route-access.ts';
import { heldSession } from '../session.ts';
import { reachOfScopes } from './scope-reach.ts';
import { checkAddress } from './address.ts';
import { FHIR_JSON, ifNoneMatch, noStore, sendVersion } from './answer.ts';

interface Address {
  ods: string;
  type: string;
  id: string;
}

const SUMMARIES = ['true', 'text', 'data', 'false'] as const;

/** FHIR R4 read of one resource, with `_summary` and `_elements`; `If-None-Match` answers 304 while the version stands. */
export function registerReadRoutes(app: FastifyInstance, context: AppContext, types: ReadonlySet<string>): void {
  app.get<{ Params: Address }>('/:ods/fhir/r4/:type/:id', { config: { access: { interaction: 'r', type: ':type', narrowed: true, session: 'held' } } }, async (request, reply) => {
    const principal = principalOf(request);
    const { type, id } = request.params;
    checkAddress(types, type, id);
    const part = partAsked(request.url);
    noStore(reply);
    const { content, version, updated } = await readResource(context.db, principal.practice, type, id, readerOf(principal), heldSession(request));
    if (content === null) throw new Problem('deleted', `${type}/${id} has been deleted`);
    if (principal.scopes !== undefined && reachOfScopes(principal, 'r')(type)?.(JSON.parse(content)) !== true) throw new Problem('not-found', `${type}/${id} is not known`);
    if (ifNoneMatch(request, version)) return reply.code(304).header('etag', `W/"${version}"`).send();
    const shown = part === undefined ? content : JSON.stringify(subsetOf(JSON.parse(content), part));
    return sendVersion(reply.type(FHIR_JSON), 200, { version, updated, content: shown });
  });
}

function partAsked(url: string): { summary: (typeof SUMMARIES)[number]; elements: string[] } | undefined {
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  const summary = query.get('_summary') ?? 'false';
  const elements = (query.get('_elements') ?? '').split(',').filter((name) => name !== '');
  const known = SUMMARIES.find((one) => one === summary);
  if (known === undefined) throw new Problem('invalid', `_summary must be one of ${SUMMARIES.join(', ')}`);
  return known === 'false' && elements.length === 0 ? undefined : { summary: known, elements };
}

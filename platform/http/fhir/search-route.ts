import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readerOf } from '../../access/principal.ts';
import { authorise } from '../../access/decide.ts';
import { badParameter } from '../../fhir/search/fault.ts';
import { parseQuery, type SearchQuery } from '../../fhir/search/query.ts';
import { search } from '../../store/search/search.ts';
import type { AppContext } from '../context.ts';
import { principalOf } from '../route-access.ts';
import { checkAddress } from './address.ts';
import { FHIR_JSON, noStore } from './answer.ts';
import { reachOfScopes } from './scope-reach.ts';
import { searchBundle } from './search-bundle.ts';
import { resolveTermModifiers } from './terminology/term-modifiers.ts';

interface Address {
  ods: string;
  type: string;
}

/** More types in one search are several questions. */
const MOST_TYPES = 10;

/**
 * FHIR R4 search: of one type, and of several named by `_type`; by GET, and by POST to `_search` with the parameters as
 * a form, which keeps them out of logs of addresses.
 */
export function registerSearchRoutes(app: FastifyInstance, context: AppContext, types: ReadonlySet<string>): void {
  const ofType = async (request: FastifyRequest<{ Params: Address }>, reply: FastifyReply, parameters: URLSearchParams) => {
    const { type } = request.params;
    checkAddress(types, type);
    return answer(context, request, reply, parameters, [type], `/${type}`);
  };
  const ofSeveral = async (request: FastifyRequest, reply: FastifyReply, parameters: URLSearchParams) => {
    const named = [...new Set(parameters.getAll('_type').flatMap((value) => value.split(',')))];
    parameters.delete('_type');
    if (named.length === 0 || named.length > MOST_TYPES) throw badParameter('_type', `must name one to ${MOST_TYPES} types`);
    for (const type of named) {
      checkAddress(types, type);
      authorise(principalOf(request), 's', type, true);
    }
    return answer(context, request, reply, parameters, named, '');
  };
  app.get<{ Params: Address }>('/:ods/fhir/r4/:type', { config: { access: { interaction: 's', type: ':type', narrowed: true } } }, (request, reply) => ofType(request, reply, inAddress(request)));
  app.get('/:ods/fhir/r4', { config: { access: { checks: 'entries' } } }, (request, reply) => ofSeveral(request, reply, inAddress(request)));
  void app.register((scope, _options, done) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, parsed) => parsed(null, body));
    scope.post<{ Params: Address }>('/:ods/fhir/r4/:type/_search', { config: { access: { interaction: 's', type: ':type', narrowed: true } } }, (request, reply) => ofType(request, reply, inBody(request)));
    scope.post('/:ods/fhir/r4/_search', { config: { access: { checks: 'entries' } } }, (request, reply) => ofSeveral(request, reply, inBody(request)));
    done();
  });
}

async function answer(context: AppContext, request: FastifyRequest, reply: FastifyReply, parameters: URLSearchParams, types: readonly string[], place: string): Promise<FastifyReply> {
  const principal = principalOf(request);
  noStore(reply);
  const base = `${context.base}/${principal.practice}/fhir/r4`;
  const settings = { base, now: Date.now };
  const isLenient = /(?:^|[,;\s])handling=lenient(?:$|[,;\s])/.test([request.headers['prefer'] ?? ''].flat().join());
  const queries: SearchQuery[] = [];
  for (const type of types) queries.push(parseQuery(type, await resolveTermModifiers(context, principal, type, parameters), settings, isLenient));
  for (const name of new Set(queries.flatMap(({ ignored }) => ignored))) parameters.delete(name);
  parameters.delete('_page');
  const question = `${types.join()}?${parameters.toString()}`;
  const result = await search(context.db, principal.practice, { queries, question }, readerOf(principal), settings, reachOfScopes(principal));
  const several = types.length > 1 || place === '' ? [['_type', types.join()] as const] : [];
  return reply.type(FHIR_JSON).send(searchBundle(context.base, principal.practice, `${base}${place}`, [...several, ...parameters], queries[0], result));
}

function inAddress(request: FastifyRequest): URLSearchParams {
  return new URLSearchParams(request.url.split('?')[1] ?? '');
}

/** Parameters may stand in the address as well (FHIR R4 §3.1.1.1). */
function inBody(request: FastifyRequest): URLSearchParams {
  return new URLSearchParams([...inAddress(request), ...(typeof request.body === 'string' ? new URLSearchParams(request.body) : [])]);
}

import type { OperationOutcome, Resource } from '@medplum/fhirtypes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readerOf } from '../../access/principal.ts';
import { Problem } from '../../errors.ts';
import { readResource } from '../../store/read/read-resource.ts';
import type { AppContext } from '../context.ts';
import { principalOf } from '../route-access.ts';
import { checkIdentity } from './accept-resource.ts';
import { checkAddress } from './address.ts';
import { FHIR_JSON, noStore } from './answer.ts';

interface Address {
  ods: string;
  type: string;
  id: string;
}

interface Asked {
  resource: unknown;
  /** `create`, `update`, `profile`; '' where it is not said. */
  mode: string;
  profiles: readonly string[];
}

const MODES = ['', 'create', 'update', 'profile'];

/**
 * FHIR R4 `$validate`: holds a resource against what a write of it would be held against, and against further profiles where
 * they are asked for. Nothing is written. The body is the resource, or a Parameters with `resource`, `mode` and
 * `profile`. Always answers 200 with an OperationOutcome: every fault with its place, or that there is none.
 */
export function registerValidateRoutes(app: FastifyInstance, context: AppContext, types: ReadonlySet<string>): void {
  const access = { config: { access: { interaction: 'r', type: ':type' } } } as const;
  const validate = async (request: FastifyRequest<{ Params: Address }>, reply: FastifyReply): Promise<FastifyReply> => {
    const { type, id } = request.params;
    checkAddress(types, type, id);
    const asked = read(request.body, new URLSearchParams(request.url.split('?')[1] ?? ''));
    if (!MODES.includes(asked.mode)) throw new Problem('invalid', `The mode must be one of ${MODES.filter((mode) => mode !== '').join(', ')}`);
    const resource = asked.resource ?? (id === undefined ? undefined : await stored(context, request));
    noStore(reply);
    return reply.type(FHIR_JSON).send(resource === undefined ? outcome([fault('Resource', 'required', 'The resource to be validated is missing')]) : outcome(check(context, asked, type, id, resource)));
  };
  app.post<{ Params: Address }>('/:ods/fhir/r4/:type/$validate', access, validate);
  app.post<{ Params: Address }>('/:ods/fhir/r4/:type/:id/$validate', access, validate);
}

type Issue = NonNullable<OperationOutcome['issue']>[number];

function check(context: AppContext, { mode, profiles }: Asked, type: string, id: string | undefined, resource: unknown): Issue[] {
  const found = context.validate(resource, { profiles, advice: true }).map(({ severity, code, expression, message }): Issue => ({ severity, code, expression: [expression], details: { text: message } }));
  const named = typeof resource === 'object' && resource !== null ? (resource as { resourceType?: unknown; id?: unknown }) : {};
  if (typeof named.resourceType === 'string' && named.resourceType !== type) found.push(fault(type, 'invalid', `The resource is not a ${type}, as the address says`));
  if (found.every(({ severity }) => severity !== 'error')) found.push(...identityFaults(resource, type));
  if (mode === 'create' && named.id !== undefined) found.push({ ...fault(`${type}.id`, 'informational', 'The server gives the id: this one would not be kept'), severity: 'information' });
  if (mode === 'update' && id !== undefined && named.id !== id) found.push(fault(`${type}.id`, 'value', 'The id in the resource is not the id in the address'));
  return found;
}

/** Whose the resource is must be beyond doubt, as for a write. */
function identityFaults(resource: unknown, type: string): Issue[] {
  try {
    checkIdentity(resource as Resource, type);
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.issues.map(({ expression = type, message }) => fault(expression, 'value', message));
  }
}

/** The body as it was sent, or taken out of a Parameters. What it leaves out may stand in the address. */
function read(body: unknown, query: URLSearchParams): Asked {
  const inAddress = { mode: query.get('mode') ?? '', profiles: query.getAll('profile') };
  if (typeof body !== 'object' || body === null || !('resourceType' in body) || body.resourceType !== 'Parameters' || !('parameter' in body) || !Array.isArray(body.parameter)) {
    return { ...inAddress, resource: body ?? undefined };
  }
  const parameters = body.parameter.filter((one: unknown): one is Record<string, unknown> => typeof one === 'object' && one !== null);
  const named = (name: string): Record<string, unknown>[] => parameters.filter((one) => one['name'] === name);
  const text = (one: Record<string, unknown> | undefined): string | undefined => [one?.['valueCode'], one?.['valueUri'], one?.['valueCanonical'], one?.['valueString']].find((value) => typeof value === 'string');
  return {
    resource: named('resource')[0]?.['resource'],
    mode: text(named('mode')[0]) ?? inAddress.mode,
    profiles: [...inAddress.profiles, ...named('profile').flatMap((one) => text(one) ?? [])],
  };
}

/** What stands at the address, where the body brings nothing: as a read of it. */
async function stored({ db }: AppContext, request: FastifyRequest<{ Params: Address }>): Promise<unknown> {
  const principal = principalOf(request);
  const { type, id } = request.params;
  const { content } = await readResource(db, principal.practice, type, id, readerOf(principal));
  if (content === null) throw new Problem('deleted', `${type}/${id} has been deleted`);
  return JSON.parse(content) as unknown;
}

function fault(expression: string, code: NonNullable<Issue['code']>, text: string): Issue {
  return { severity: 'error', code, expression: [expression], details: { text } };
}

function outcome(issues: readonly Issue[]): OperationOutcome {
  const issue = issues.length > 0 ? [...issues] : [{ severity: 'information', code: 'informational', details: { text: 'No fault was found' } } satisfies Issue];
  return { resourceType: 'OperationOutcome', issue };
}

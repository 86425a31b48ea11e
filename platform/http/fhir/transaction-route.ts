import { randomUUID } from 'node:crypto';
import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../errors.ts';
import { authorise } from '../../access/decide.ts';
import type { Principal } from '../../access/principal.ts';
import type { StoredResource } from '../../fhir/resource.ts';
import type { Transaction } from '../../store/database.ts';
import { commit } from '../../store/write/commit.ts';
import { conditionalCreate } from '../../store/write/conditional-create.ts';
import type { Change, Committed } from '../../store/write/step.ts';
import type { AppContext } from '../context.ts';
import { authenticate } from '../session.ts';
import { acceptResource, checkIdentity } from './accept-resource.ts';
import { checkAddress } from './address.ts';
import { FHIR_JSON, versionOf } from './answer.ts';
import { refuseDangling, refuseReferred, type Written } from './references.ts';
import { standing, writerOf } from './write-routes.ts';

const MAX_ENTRIES = 1000;

/** One entry made ready. `existing` when a conditional create found the resource there already. */
interface Planned {
  change: Change | undefined;
  address: string;
  existing: boolean;
}

/**
 * FHIR R4 `transaction`: all entries or none, `urn:uuid` references resolved, ifNoneExist and ifMatch honoured.
 * An entry whose ifNoneExist finds its resource is not written again, so a bundle that gives every entry one can
 * be sent again after a lost answer.
 */
export function registerTransactionRoute(app: FastifyInstance, context: AppContext, types: ReadonlySet<string>): void {
  const transact = async (request: FastifyRequest<{ Params: { ods: string } }>, reply: FastifyReply): Promise<FastifyReply> => {
    const principal = await authenticate(context, request);
    const entries = entriesOf(acceptResource(context, request.body, 'Bundle'));
    for (const [i, entry] of entries.entries()) checkAddress(types, requestOf(entry, i).url.split('/')[0] ?? '');
    const { ods } = request.params;
    const answer = await context.db.transaction(ods, async (tx) => {
      const plan = await planEntries(tx, principal, entries);
      const changes = plan.flatMap(({ change }) => (change === undefined ? [] : [change]));
      await refuseDangling(tx, plan.flatMap(({ change }, i): Written[] => (change?.op === 'put' ? [{ resource: change.resource, place: `Bundle.entry[${i}].resource` }] : [])));
      const committed = changes.length === 0 ? [] : await commit(tx, changes, writerOf(principal));
      await refuseReferred(tx, changes.filter((change) => change.op === 'delete'));
      return answerOf(plan, committed);
    });
    context.feed.wake(ods);
    return reply.type(FHIR_JSON).send(answer);
  };
  app.post('/:ods/fhir/r4', transact);
  app.post('/:ods/fhir/r4/', transact);
}

function entriesOf(bundle: Resource): readonly BundleEntry[] {
  if (bundle.resourceType !== 'Bundle' || bundle.type !== 'transaction') {
    const message = 'Only a Bundle of type transaction can be posted here';
    throw new Problem('invalid', message, { issues: [{ code: 'not-supported', expression: 'Bundle.type', message }] });
  }
  const entries = bundle.entry ?? [];
  if (entries.length > MAX_ENTRIES) throw new Problem('too-large', `A transaction has at most ${MAX_ENTRIES} entries`);
  return entries;
}

async function planEntries(tx: Transaction, principal: Principal, entries: readonly BundleEntry[]): Promise<Planned[]> {
  const planned: Planned[] = [];
  const addresses = new Map<string, string>();
  const writes = new Map<string, number>();
  for (const [i, entry] of entries.entries()) {
    const target = await targetOf(tx, principal, entry, i);
    planned.push(target);
    if (entry.fullUrl?.startsWith('urn:uuid:') === true) addresses.set(entry.fullUrl, target.address);
    if (target.existing) continue;
    const other = writes.get(target.address);
    if (other !== undefined) throw fault(i, `is about the same resource as entry ${other}`);
    writes.set(target.address, i);
  }
  return planned.map((target, i) => (target.existing || target.change !== undefined ? target : { ...target, change: putOf(entries[i] ?? {}, i, target.address, addresses) }));
}

/** Where an entry goes: its own address, a new one, or that of the resource a conditional create finds. */
async function targetOf(tx: Transaction, principal: Principal, entry: BundleEntry, i: number): Promise<Planned> {
  const { method, url } = requestOf(entry, i);
  const [type = '', given = ''] = url.split('/');
  if (method === 'DELETE') {
    authorise(principal, 'd', type);
    const known = await standing(tx, type, given);
    const expect = entry.request?.ifMatch === undefined ? 'any' : versionOf(entry.request.ifMatch);
    return { change: { op: 'delete', type, id: given, patient: known?.patient ?? '', expect }, address: url, existing: false };
  }
  authorise(principal, method === 'POST' ? 'c' : 'u', type);
  if (method === 'PUT') {
    if (entry.request?.ifMatch === undefined && (await standing(tx, type, given)) !== undefined) {
      const message = 'must say in ifMatch which version it changes';
      throw new Problem('precondition-required', `Entry ${i} ${message}`, { issues: [{ code: 'required', expression: `Bundle.entry[${i}].request.ifMatch`, message }] });
    }
    return { change: undefined, address: url, existing: false };
  }
  const id = randomUUID();
  const query = entry.request?.ifNoneExist;
  const existing = query === undefined ? undefined : await conditionalCreate(tx, type, query, id);
  return { change: undefined, address: `${type}/${existing ?? id}`, existing: existing !== undefined };
}

function putOf({ request, resource }: BundleEntry, i: number, address: string, addresses: Map<string, string>): Change {
  const [type = '', id = ''] = address.split('/');
  if (resource === undefined || resource.resourceType !== type) throw fault(i, `needs a ${type}`);
  if (request?.method === 'PUT' && resource.id !== id) throw fault(i, 'has another id in its address than in its resource');
  const stored: StoredResource = { ...resolve(resource, addresses, i), id };
  checkIdentity(stored, `Bundle.entry[${i}].resource`);
  return { op: 'put', resource: stored, expect: request?.ifMatch === undefined ? 'absent' : versionOf(request.ifMatch) };
}

function requestOf(entry: BundleEntry, i: number): { method: 'POST' | 'PUT' | 'DELETE'; url: string } {
  const { method, url } = entry.request ?? {};
  if (method !== 'POST' && method !== 'PUT' && method !== 'DELETE') throw fault(i, 'must be POST, PUT or DELETE');
  if (url === undefined || !/^[A-Z][A-Za-z]+(?:\/[A-Za-z0-9\-.]{1,64})?$/.test(url)) throw fault(i, 'has an address this server does not take');
  if ((method === 'POST') === url.includes('/')) throw fault(i, `has an address that does not suit ${method}`);
  return { method, url };
}

function fault(i: number, message: string): Problem {
  return new Problem('invalid', `Entry ${i} ${message}`, { issues: [{ code: 'value', expression: `Bundle.entry[${i}]`, message }] });
}

/** A copy with every reference to a `urn:uuid:` of the bundle replaced by the address that entry was given. */
function resolve<T>(value: T, addresses: Map<string, string>, i: number): T {
  return JSON.parse(JSON.stringify(value), (key, text: unknown) => {
    if (key !== 'reference' || typeof text !== 'string' || !text.startsWith('urn:uuid:')) return text;
    const address = addresses.get(text);
    if (address === undefined) throw fault(i, 'refers to a urn:uuid that no entry bears');
    return address;
  }) as T;
}

function answerOf(plan: readonly Planned[], committed: readonly Committed[]): Bundle {
  const byAddress = new Map(committed.map((one) => [`${one.type}/${one.id}`, one]));
  return {
    resourceType: 'Bundle',
    type: 'transaction-response',
    entry: plan.map(({ change, address, existing }) => {
      const one = byAddress.get(address);
      if (change?.op === 'delete') return { response: { status: '204' } };
      if (existing || one === undefined) return { response: { status: '200', location: address } };
      return { response: { status: one.version === 1 ? '201' : '200', location: `${address}/_history/${one.version}`, etag: `W/"${one.version}"` } };
    }),
  };
}

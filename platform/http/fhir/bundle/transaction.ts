import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import { Problem } from '../../../errors.ts';
import type { StoredResource } from '../../../fhir/resource.ts';
import type { Change, Committed } from '../../../store/write/step.ts';
import { checkAddress } from '../address.ts';
import { versionOf } from '../answer.ts';
import { eachReference } from '../references.ts';
import type { Asked } from '../write/asked.ts';
import { matching } from '../write/matching.ts';
import { performWrites } from '../write/perform-writes.ts';
import { type Planned, planWrite } from '../write/plan-write.ts';
import type { Writer } from '../write/writer.ts';
import { patchIn } from './patch-in.ts';

/**
 * FHIR R4 `transaction`: all entries or none, in one commit. References to a `urn:uuid` of the Bundle become the address its
 * entry is given, conditional references (`Patient?identifier=…`) that of the one resource they name. An entry whose
 * ifNoneExist finds its resource is not written again, so a Bundle that gives every entry one can be sent again
 * after a lost answer. Reads belong in a batch.
 */
export async function transact(writer: Writer, entries: readonly BundleEntry[], types: ReadonlySet<string>): Promise<Bundle> {
  const asked = entries.map((entry, i) => askedOf(entry, i, types));
  const plans: Planned[] = [];
  const addresses = new Map<string, string>();
  const writes = new Map<string, number>();
  for (const [i, one] of asked.entries()) {
    const plan = await planWrite(writer, one);
    plans.push(plan);
    const address = `${plan.type}/${plan.id}`;
    const { fullUrl } = entries[i] ?? {};
    if (fullUrl !== undefined && plan.id !== '') addresses.set(fullUrl, address);
    if (plan.change === undefined) continue;
    const other = writes.get(address);
    if (other !== undefined) throw fault(i, `is about the same resource as entry ${other}`);
    writes.set(address, i);
  }
  const resolved: Planned[] = [];
  for (const [i, plan] of plans.entries()) resolved.push({ ...plan, change: await withReferences(writer, plan.change, addresses, i) });
  const committed = await performWrites(writer, resolved, asked.map(({ place }) => place));
  return { resourceType: 'Bundle', type: 'transaction-response', entry: answersOf(asked, resolved, committed) };
}

function askedOf({ request, resource }: BundleEntry, i: number, types: ReadonlySet<string>): Asked {
  const { method, url = '', ifMatch, ifNoneExist } = request ?? {};
  if (method !== 'POST' && method !== 'PUT' && method !== 'PATCH' && method !== 'DELETE') throw fault(i, 'must be POST, PUT, PATCH or DELETE');
  const [, type = '', id, query] = /^([A-Z][A-Za-z]+)(?:\/([A-Za-z0-9\-.]{1,64})|\?(.+))?$/.exec(url) ?? [];
  if (type === '') throw fault(i, 'has an address this server does not take');
  checkAddress(types, type);
  if ((method === 'POST') !== (id === undefined && query === undefined)) throw fault(i, `has an address that does not suit ${method}`);
  const body = method === 'PATCH' ? patchIn(resource) : resource;
  if (method === 'PATCH' && resource !== undefined && body === undefined) throw fault(i, 'has a Binary that is not a JSON Patch');
  if ((method === 'POST' || method === 'PUT') && resource?.resourceType !== type) throw fault(i, `needs a ${type}`);
  return { method, type, id, query, body, isSound: method !== 'PATCH', ifMatch: ifMatch === undefined ? undefined : versionOf(ifMatch), ifNoneExist, place: `Bundle.entry[${i}].resource` };
}

async function withReferences(writer: Writer, change: Change | undefined, addresses: ReadonlyMap<string, string>, i: number): Promise<Change | undefined> {
  if (change?.op !== 'put') return change;
  const known = new Map(addresses);
  const references = new Set<string>();
  eachReference(change.resource, '', (reference) => references.add(reference));
  for (const reference of references) {
    const [, type = '', condition] = /^([A-Z][A-Za-z]+)\?(.+)$/.exec(reference) ?? [];
    if (condition !== undefined) {
      const id = await matching(writer, type, condition);
      if (id === undefined) throw fault(i, `refers by a condition to a ${type} that is not known`);
      known.set(reference, `${type}/${id}`);
    } else if (reference.startsWith('urn:uuid:') && !known.has(reference)) throw fault(i, 'refers to a urn:uuid that no entry bears');
  }
  return { ...change, resource: resolve(change.resource, known) };
}

/** A copy with every literal reference replaced, and every address of something the Bundle brings (an Attachment's, say). */
function resolve(resource: StoredResource, known: ReadonlyMap<string, string>): StoredResource {
  return JSON.parse(JSON.stringify(resource), (key, text: unknown) => ((key === 'reference' || key === 'url') && typeof text === 'string' ? (known.get(text) ?? text) : text)) as StoredResource;
}

function answersOf(asked: readonly Asked[], plans: readonly Planned[], committed: readonly Committed[]): BundleEntry[] {
  const byAddress = new Map(committed.map((one) => [`${one.type}/${one.id}`, one]));
  return plans.map(({ type, id, existed }, i): BundleEntry => {
    if (asked[i]?.method === 'DELETE') return { response: { status: '204' } };
    const address = `${type}/${id}`;
    const one = byAddress.get(address);
    if (one === undefined) return { response: { status: '200', location: address } };
    return { response: { status: existed ? '200' : '201', location: `${address}/_history/${one.version}`, etag: `W/"${one.version}"` } };
  });
}

function fault(i: number, message: string): Problem {
  return new Problem('invalid', `Entry ${i} ${message}`, { issues: [{ code: 'value', expression: `Bundle.entry[${i}]`, message }] });
}

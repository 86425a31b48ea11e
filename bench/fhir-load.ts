import { randomUUID } from 'node:crypto';
import type { BundleEntry, Patient } from '@medplum/fhirtypes';
import type { GeneratedRecord } from '../dev-env/population/generate.ts';
import type { StoredResource } from '../platform/fhir/resource.ts';
import { bundleOf, exchange } from './client.ts';
import type { HeldRecord, Loaded, Target } from './fhir-target.ts';

/** Entries of one transaction: what servers commonly take. */
const CHUNK = 100;

/**
 * Loads records into a server by plain FHIR transactions of POST entries, so that any server can take them; the
 * server gives the ids. References are rewritten to the ids that it gave. The last record is the heavy one.
 */
export async function loadRecords(target: Target, records: readonly GeneratedRecord[], say: (message: string) => void): Promise<Loaded> {
  const addresses = new Map<string, string>();
  const held: HeldRecord[] = [];
  const began = performance.now();
  let resources = 0;
  for (const [i, record] of records.entries()) {
    // References that lead around in a circle (an organisation and its main location) need one transaction.
    if (record.directory.length > 0) await post(target, record.directory, addresses);
    for (const chunk of chunks([record.patient, ...inOrder(record.resources)])) await post(target, chunk, addresses);
    resources += record.directory.length + record.resources.length + 1;
    held.push(heldRecord(record, addresses));
    if (i % 20 === 19) say(`  ${target.name}: ${i + 1} of ${records.length} patients, ${Math.round(resources / ((performance.now() - began) / 1000))} resources/s`);
  }
  const heavy = held.pop();
  if (heavy === undefined) throw new Error('There is nobody to load');
  return { target, typical: held, heavy, resources, perSecond: resources / ((performance.now() - began) / 1000) };
}

function heldRecord({ patient, resources }: GeneratedRecord, addresses: ReadonlyMap<string, string>): HeldRecord {
  const idOf = (resource: StoredResource): string => addresses.get(`${resource.resourceType}/${resource.id}`)?.split('/')[1] ?? '';
  return {
    patient: idOf(patient),
    nhsNumber: nhsNumberOf(patient),
    family: patient.name?.[0]?.family ?? '',
    observations: resources.filter(({ resourceType }) => resourceType === 'Observation').map(idOf),
    entries: resources.length + 1,
  };
}

function nhsNumberOf({ identifier = [] }: Patient): string {
  return identifier.find(({ system }) => system === 'https://fhir.nhs.uk/Id/nhs-number')?.value ?? '';
}

async function post(target: Target, resources: readonly StoredResource[], addresses: Map<string, string>): Promise<void> {
  const local = new Map(resources.map(({ resourceType, id }) => [`${resourceType}/${id}`, `urn:uuid:${randomUUID()}`]));
  const entry = resources.map((resource): BundleEntry => {
    const { id, ...rest } = resource;
    return { fullUrl: local.get(`${rest.resourceType}/${id}`) ?? '', resource: rewritten(rest, local, addresses), request: { method: 'POST', url: rest.resourceType } };
  });
  const headers = { ...target.headers, 'content-type': 'application/fhir+json' };
  const answer = bundleOf(await exchange(target.base, { method: 'POST', headers, body: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }) }));
  for (const [i, { resourceType, id }] of resources.entries()) {
    const response = answer.entry?.[i]?.response;
    const [, given] = new RegExp(`(${resourceType}/[A-Za-z0-9.-]+)`).exec(response?.location ?? '') ?? [];
    if (given === undefined) throw new Error(`${target.name} did not take a ${resourceType}: ${response?.status ?? 'no status'}`);
    addresses.set(`${resourceType}/${id}`, given);
  }
}

/** A copy with every reference as the server knows it, or as this transaction does. */
function rewritten<T>(resource: T, local: ReadonlyMap<string, string>, addresses: ReadonlyMap<string, string>): T {
  return JSON.parse(JSON.stringify(resource), (key, value: unknown) =>
    key === 'reference' && typeof value === 'string' ? (local.get(value) ?? addresses.get(value) ?? value) : value,
  ) as T;
}

/** What is referred to comes first, so that a record may be sent in several transactions. */
function inOrder(resources: readonly StoredResource[]): StoredResource[] {
  const waiting = new Map(resources.map((resource) => [`${resource.resourceType}/${resource.id}`, resource]));
  const ordered: StoredResource[] = [];
  const place = (resource: StoredResource): void => {
    if (!waiting.delete(`${resource.resourceType}/${resource.id}`)) return;
    for (const [, reference = ''] of JSON.stringify(resource).matchAll(/"reference":"([^"]+)"/g)) {
      const earlier = waiting.get(reference);
      if (earlier !== undefined) place(earlier);
    }
    ordered.push(resource);
  };
  for (const resource of resources) place(resource);
  return ordered;
}

function chunks<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, n) => all.slice(n * CHUNK, (n + 1) * CHUNK));
}
